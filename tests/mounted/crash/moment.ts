// When the daemon is killed in a crash round.
import { readdirSync, statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { Chance } from "../../support/chance.ts";
import type { IvyMount } from "../../support/subject-ivy.ts";

export type Moment =
  /** After so many milliseconds: workers may not have begun. */
  | { readonly kind: "soon"; readonly milliseconds: number }
  /** When a worker has written so much about what it did. */
  | { readonly kind: "working"; readonly bytes: number }
  /** While a daemon that was told to end writes its snapshot, signs its head and unmounts. */
  | { readonly kind: "ending"; readonly bytes: number; readonly milliseconds: number }
  /** While a snapshot is written between requests; it takes many records to get there. */
  | { readonly kind: "snapshot"; readonly milliseconds: number };

export function chooseMoment(chance: Chance): Moment {
  const bytes = 2000 + chance.below(30_000);
  switch (chance.below(4)) {
    case 0:
      return { kind: "soon", milliseconds: chance.below(200) };
    case 1:
      return { kind: "ending", bytes, milliseconds: chance.below(150) };
    default:
      return { kind: "working", bytes };
  }
}

export interface Watched {
  readonly mounted: IvyMount;
  /** What one of the workers writes. */
  readonly journal: string;
  /** Where the daemon keeps snapshots. */
  readonly snapshots: string;
}

/** Sends SIGKILL at the moment. `isOver`: the workers have ended by themselves. */
export async function killAt(
  moment: Moment,
  { mounted, journal, snapshots }: Watched,
  isOver: () => boolean,
): Promise<void> {
  const until = async (isThere: () => boolean): Promise<void> => {
    for (let tries = 0; tries < 60_000 && !isThere() && !isOver(); tries++) await wait(1);
  };
  if (moment.kind === "working" || moment.kind === "ending") {
    await until(() => bytesIn(journal) >= moment.bytes);
  }
  if (moment.kind === "snapshot") {
    const before = bytesBelow(snapshots);
    await until(() => bytesBelow(snapshots) !== before);
  }
  const ending = moment.kind === "ending" ? mounted.stop() : undefined;
  if (moment.kind !== "working") await wait(moment.milliseconds);
  await mounted.kill();
  await ending;
}

function bytesIn(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function bytesBelow(directory: string): number {
  let sum = 0;
  for (const name of readdirSync(directory)) sum += bytesIn(`${directory}/${name}`);
  return sum;
}
