// How long it takes to mount a file system that exists, until `ls -l` of its root and of one
// directory has been printed; and the most memory the daemon had until then. Programs and home are
// in the kernel's page cache, as after an unmount.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { finish, type IvyHome, makeIvyHome } from "../../support/subject-ivy.ts";
import { whyNoMounts } from "../../support/subject-machine.ts";
import type { Figure, Row } from "../workloads/workload.ts";
import type { Alone, AloneScene } from "./alone.ts";

const fillProgram = fileURLToPath(new URL("fill-main.ts", import.meta.url));
const fillSecondsMax = 1800;
const listSecondsMax = 120;

export const mountTime: Alone = {
  name: "mount",
  rows: ({ mountedFiles }) => mountedFiles.flatMap(rowsOf),
  whyNot: whyNoMounts,
  measure,
};

function rowsOf(files: number): readonly Row[] {
  const name = `mount-${countToText(files)}`;
  return [
    { name, unit: "s", what: `ivy mount of ${files} files until ls -l of two directories` },
    { name: `${name}-memory`, unit: "MiB", what: "the most memory of the daemon until then" },
  ];
}

export function countToText(count: number): string {
  if (count % 1_000_000 === 0) return `${count / 1_000_000}m`;
  return count % 1000 === 0 ? `${count / 1000}k` : String(count);
}

async function measure(scene: AloneScene): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const files of scene.sizes.mountedFiles) {
    scene.progress(`mount: making ${files} files`);
    const ivy = await makeFilled(scene, files);
    for (let round = 0; round <= scene.rounds; round++) {
      scene.progress(`mount of ${files} files: round ${round} of ${scene.rounds} (0 warms up)`);
      const measured = await mountAndList(ivy, files);
      if (round > 0) figures.push(...measured);
    }
  }
  return figures;
}

async function makeFilled({ temporary }: AloneScene, files: number): Promise<IvyHome> {
  const ivy = await makeIvyHome(temporary, `home-${countToText(files)}`);
  const state = `${temporary.path}/state`;
  await complete({
    program: process.execPath,
    words: [fillProgram, ivy.home, String(files)],
    secondsMax: fillSecondsMax,
    // Where marks of homes are kept, as for the mount.
    environment: { XDG_STATE_HOME: state },
  });
  return ivy;
}

async function mountAndList(ivy: IvyHome, files: number): Promise<readonly Figure[]> {
  const started = performance.now();
  const mount = await ivy.mount();
  for (const directory of [mount.mountpoint, `${mount.mountpoint}/directory-0`]) {
    await complete({ program: "ls", words: ["-l", directory], secondsMax: listSecondsMax });
  }
  const seconds = (performance.now() - started) / 1000;
  const memory = peakMebibytes(mount.pid);
  await mount.stop();
  const [time, space] = rowsOf(files);
  if (time === undefined || space === undefined) throw new Error("there are two rows");
  return [
    { row: time.name, value: seconds },
    { row: space.name, value: memory },
  ];
}

interface Task {
  readonly program: string;
  readonly words: readonly string[];
  readonly secondsMax: number;
  readonly environment?: Readonly<Record<string, string>>;
}

async function complete({ program, words, secondsMax, environment }: Task): Promise<void> {
  const env = { ...process.env, ...environment };
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"], env });
  const { status, complaint } = await finish(child, secondsMax);
  if (status !== 0) throw new Error(`${program} ended with status ${status}: ${complaint}`);
}

function peakMebibytes(pid: number): number {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1]) / 1024;
}
