// A daemon ends while sixteen processes work: all of them get errors and end, nothing hangs, the
// mount is gone, and what was acknowledged until then is there after the next mount.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { type IvyHome, type IvyMount, isMounted } from "../../support/subject-ivy.ts";
import type { ChildOptions } from "../../support/temporary.ts";
import { inspect } from "../crash/inspect.ts";
import type { Crew } from "./crew.ts";

type End = (ivy: IvyHome, mounted: IvyMount) => Promise<void>;

/** What ends it. */
const endings = {
  /** A signal: it waits some seconds for those who use the mount, and detaches it then. */
  SIGTERM: async (_ivy, mounted) => void (await mounted.stop()),
  "ivy umount --lazy": async (ivy, mounted) => {
    const { status, complaint } = await ivy.run("umount", mounted.mountpoint, "--lazy");
    if (status !== 0) throw new Error(complaint);
  },
  /** Fails while a file is open; in between it works. */
  umount: async (_ivy, { mountpoint }) => {
    const isRoot = process.geteuid?.() === 0;
    const [command, flags, lazy] = isRoot ? ["umount", "-n", "l"] : ["fusermount3", "-u", "z"];
    const options = { stdio: "ignore" } as const;
    for (let tries = 0; tries < 100; tries++) {
      if (spawnSync(command, [flags, mountpoint], options).status === 0) return;
      await wait(20);
    }
    spawnSync(command, [`${flags}${lazy}`, mountpoint], options);
  },
} as const satisfies Record<string, End>;

type Ending = keyof typeof endings;

const endingNames: readonly Ending[] = ["SIGTERM", "ivy umount --lazy", "umount"];

/** How long they work before it. */
const workMilliseconds = 250;

export interface ShutdownWish {
  /** A directory to be made. */
  readonly journals: string;
  readonly seed: number;
  readonly child: ChildOptions;
}

export interface Shutdown {
  readonly wrong: readonly string[];
  readonly acknowledged: number;
}

/** By each kind of ending once. */
export async function shutdownsUnderLoad(
  ivy: IvyHome,
  crew: Crew,
  wish: ShutdownWish,
): Promise<Shutdown> {
  mkdirSync(wish.journals);
  const wrong: string[] = [];
  let acknowledged = 0;
  for (const ending of endingNames) {
    const shutdown = await shutdownUnderLoad(ivy, crew, { ...wish, ending });
    wrong.push(...shutdown.wrong.map((line) => `${ending}: ${line}`));
    acknowledged += shutdown.acknowledged;
  }
  const { status, complaint } = await ivy.run("verify");
  if (status !== 0) wrong.push(`verify: ${complaint}`);
  return { wrong, acknowledged };
}

async function shutdownUnderLoad(
  ivy: IvyHome,
  crew: Crew,
  { ending, journals, seed, child }: ShutdownWish & { readonly ending: Ending },
): Promise<Shutdown> {
  const mounted = await ivy.mount();
  const { mountpoint } = mounted;
  const workers = Array.from({ length: crew.size }, (_, worker) => {
    return `${ending.replaceAll(" ", "-")}-${worker}`;
  });
  const working = crew.all((worker) => {
    const name = workers[worker] ?? "";
    const root = `${mountpoint}/${name}`;
    const workload = { root, journal: `${journals}/${name}`, seed: seed + worker, maps: false };
    return { kind: "until-dead", workload };
  });
  await wait(workMilliseconds);
  await endings[ending](ivy, mounted);
  const { status, complaint } = await mounted.ended;
  const wrong = (await working).flatMap((report) => report.wrong);
  if (status !== 0) wrong.push(`the daemon ended with status ${status}: ${complaint}`);
  if (isMounted(mountpoint)) wrong.push("it is still mounted");
  const again = await ivy.mount();
  const inspected = await inspect({ mountpoint, workers, journals, child });
  await again.stop();
  return { wrong: [...wrong, ...inspected.wrong], acknowledged: inspected.acknowledged };
}
