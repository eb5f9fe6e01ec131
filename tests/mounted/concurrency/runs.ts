// Many rounds: on mounts with a second participant, and on a home.
import { mkdirSync } from "node:fs";
import type { IvyHome } from "../../support/subject-ivy.ts";
import type { ChildOptions } from "../../support/temporary.ts";
import type { Crew } from "./crew.ts";
import { workRound } from "./rounds.ts";
import { SharedMount } from "./shared-mount.ts";

/** Logs in memory grow, so a mount serves so many rounds at most. */
const roundsPerMount = 60;

export interface RunWish {
  readonly rounds: number;
  readonly seed: number;
  readonly steps: number;
}

export interface SharedWish extends RunWish {
  /** Where mountpoints are made. */
  readonly directory: string;
  readonly child: ChildOptions;
}

export interface SharedRun {
  readonly wrong: readonly string[];
  readonly absorbed: number;
  readonly notified: number;
}

/** Until the first round in which something goes wrong. */
export async function sharedRounds(crew: Crew, wish: SharedWish): Promise<SharedRun> {
  const { rounds, seed, steps, directory, child } = wish;
  let [absorbed, notified] = [0, 0];
  for (let first = 0; first < rounds; first += roundsPerMount) {
    const mountpoint = `${directory}/shared-${first}`;
    mkdirSync(mountpoint);
    const mount = await SharedMount.start(mountpoint, seed + first, child);
    for (let round = first; round < Math.min(rounds, first + roundsPerMount); round++) {
      const wrong = await workRound(crew, mount, { round, seed, steps });
      if (wrong.length > 0) return { wrong, absorbed, notified };
    }
    const settled = await mount.settle("");
    absorbed += settled.absorbed;
    notified += settled.notified;
    const status = await mount.end();
    if (status !== 0) return { wrong: [`the server ended with ${status}`], absorbed, notified };
  }
  return { wrong: [], absorbed, notified };
}

export async function homeRounds(crew: Crew, ivy: IvyHome, wish: RunWish): Promise<string[]> {
  const { rounds, seed, steps } = wish;
  const mounted = await ivy.mount();
  const { mountpoint } = mounted;
  const served = { mountpoint, act: async () => {}, settle: async () => undefined };
  for (let round = 0; round < rounds; round++) {
    const wrong = await workRound(crew, served, { round, seed, steps });
    if (wrong.length > 0) return wrong;
  }
  const status = await mounted.stop();
  if (status !== 0) return [`the daemon ended with status ${status}`];
  const verified = await ivy.run("verify");
  return verified.status === 0 ? [] : [verified.complaint];
}
