// Waits until a program that mounts in the foreground has done so.
import type { ChildProcess } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { isMounted } from "../../support/subject-ivy.ts";

const triesMax = 200;
const pauseMilliseconds = 50;

/** The process that serves the mount; throws if it ends or does not mount in time. */
export async function untilMounted(directory: string, daemon: ChildProcess): Promise<number> {
  const { pid } = daemon;
  for (let tries = 0; !isMounted(directory); tries++) {
    const isOver = daemon.exitCode !== null || tries >= triesMax;
    if (isOver || pid === undefined) throw new Error(`${daemon.spawnfile} does not mount`);
    await wait(pauseMilliseconds);
  }
  if (pid === undefined) throw new Error(`${daemon.spawnfile} has no process id`);
  return pid;
}
