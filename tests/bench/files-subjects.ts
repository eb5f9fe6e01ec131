// What the file benchmark compares: a directory on the local disk, the same through bindfs (with
// threads and without), and Ivy. All keep their bytes on the same disk.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { isMounted, makeIvyHome } from "../support/subject-ivy.ts";
import { whyNoMounts, whyNoProgram } from "../support/subject-machine.ts";
import type { TemporaryDirectory } from "../support/temporary.ts";

export type SubjectName = "disk" | "bindfs" | "bindfs -s" | "ivy";

export interface BenchSubject {
  readonly name: SubjectName;
  readonly directory: string;
}

/** Those that this machine has, mounted below the temporary directory. */
export async function startSubjects(temporary: TemporaryDirectory): Promise<BenchSubject[]> {
  const disk = `${temporary.path}/disk`;
  mkdirSync(disk);
  const subjects: BenchSubject[] = [{ name: "disk", directory: disk }];
  if (whyNoMounts() !== undefined) return subjects;
  if (whyNoProgram("bindfs") === undefined) {
    subjects.push({ name: "bindfs", directory: await startBindfs(temporary, "bindfs", []) });
    subjects.push({
      name: "bindfs -s",
      directory: await startBindfs(temporary, "bindfs-s", ["-s"]),
    });
  }
  const ivy = await (await makeIvyHome(temporary)).mount();
  subjects.push({ name: "ivy", directory: ivy.mountpoint });
  return subjects;
}

async function startBindfs(
  temporary: TemporaryDirectory,
  name: string,
  options: readonly string[],
): Promise<string> {
  const source = `${temporary.path}/source-${name}`;
  const mountpoint = `${temporary.path}/mnt-${name}`;
  mkdirSync(source);
  mkdirSync(mountpoint);
  spawn("bindfs", ["-f", ...options, source, mountpoint], { stdio: "ignore" });
  for (let tries = 0; !isMounted(mountpoint); tries++) {
    if (tries > 100) throw new Error("bindfs does not mount");
    await wait(50);
  }
  return mountpoint;
}
