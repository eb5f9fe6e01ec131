// Rounds in which sixteen processes work at the same time on one directory, on one file, or on one
// tree that is moved and removed while others walk it.
import type { Crew } from "./crew.ts";
import type { FileUse } from "./one-file.ts";
import type { Acting, Scene } from "./other-side.ts";
import { roughNames } from "./rough.ts";
import type { Report, RoundPlace } from "./worker-main.ts";

/** A mount to work on. */
export interface Served {
  readonly mountpoint: string;
  /** From now on somebody else works on the same, if there is somebody. */
  act(acting: Acting): Promise<void>;
  /** Nobody works any more, and everybody knows everything. */
  settle(directory: string): Promise<Settled | undefined>;
}

/** A tree that two have changed. */
export interface Settled {
  readonly lines: readonly string[];
  readonly isSame: boolean;
  /** Files of which the kernel keeps an outdated size. */
  readonly outdated: number;
  /** Records of the other one, and messages to the kernel, since the mount began. */
  readonly absorbed: number;
  readonly notified: number;
  readonly wrong: readonly string[];
}

export interface RoundWish {
  readonly round: number;
  readonly seed: number;
  readonly steps: number;
}

const scenes: readonly Scene[] = ["one-directory", "one-file", "one-tree"];

/** What went wrong, a line each. */
export async function workRound(crew: Crew, served: Served, wish: RoundWish): Promise<string[]> {
  const { round, seed, steps } = wish;
  const scene = scenes[round % scenes.length] ?? "one-directory";
  const directory = `round-${round}`;
  const place: RoundPlace = { mountpoint: served.mountpoint, directory, scene };
  const wrong: string[] = [];
  const note = (what: string, reports: readonly Report[]): void => {
    for (const line of reports.flatMap((report) => report.wrong)) {
      wrong.push(`round ${round} (${scene}), ${what}: ${line}`);
    }
  };
  // One range more, for the other one.
  note("prepare", [await crew.one({ kind: "prepare", place, users: crew.size + 1 })]);
  await served.act({ directory, scene, user: crew.size });
  const worked = await crew.all((worker) => {
    const work = { worker, seed: seed * 1000 + round * 100 + worker, steps };
    return { kind: "work", place, work };
  });
  note("work", worked);
  const settled = await served.settle(directory);
  const uses: readonly FileUse[] = worked.map(({ use }) => use);
  if (scene === "one-file") note("judge", [await crew.one({ kind: "judge", place, uses })]);
  if (settled !== undefined) {
    const paths = [...new Set(settled.lines.flatMap((line) => namesNear(line, directory)))];
    const seen = await crew.one({ kind: "describe", place, paths });
    note("describe", [seen, { ...seen, wrong: judgeSettled(settled, seen) }]);
  }
  note("remove", [await crew.one({ kind: "remove", place })]);
  return wrong;
}

/** The path of a line, and names beside it and below it that may be gone. */
function namesNear(line: string, directory: string): string[] {
  const [path = directory, type] = line.split(" ");
  const rough = (above: string): string[] => roughNames.map((name) => `${above}/${name}`);
  const below = type === "directory" ? rough(path) : [];
  return [...rough(directory), path, ...below];
}

/** The kernel shows what the Volume has, and both Volumes have the same. */
function judgeSettled(settled: Settled, { named, lines }: Report): string[] {
  const wrong = [...settled.wrong];
  if (settled.outdated > 0) wrong.push(`the kernel does not forget ${settled.outdated} files`);
  if (!settled.isSame) wrong.push("the two participants hold different trees");
  for (const [how, seen] of Object.entries({ named, listed: lines })) {
    const missing = settled.lines.filter((line) => !seen.includes(line));
    const stale = seen.filter((line) => !settled.lines.includes(line));
    for (const line of missing.slice(0, 5)) wrong.push(`${how}, the kernel lacks: ${line}`);
    for (const line of stale.slice(0, 5)) wrong.push(`${how}, the kernel still has: ${line}`);
  }
  return wrong;
}
