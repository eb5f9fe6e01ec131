// How a running daemon gives its mount back. Politely: unmount, which fails while somebody uses it.
// Firmly: write back what programs have written, detach the mount, and leave those who still use it
// with errors.
import { spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import type { Trouble } from "../../dhash/core/index.ts";
import { unmountVolume } from "../drivers.ts";
import type { Log } from "./log-file.ts";
import type { ThreadHandle } from "./thread-handle.ts";
import type { MountOptions } from "./thread-messages.ts";

/** A program that was told to end at the same time gets this long to let go of the mount. */
const politeTries = 15;
const politePauseMilliseconds = 200;

/** Those who still use a detached mount get this long to finish. */
const graceMilliseconds = 2000;

const writeBackSecondsMax = 60;

export interface MountHolder {
  readonly options: MountOptions;
  readonly thread: ThreadHandle;
  readonly log: Log;
}

/** Unmounts if nobody uses the mount; otherwise it stays and the reason is returned. */
export function unmountPolitely({ options }: MountHolder): Promise<Trouble | undefined> {
  return unmountVolume({ ...options, lazy: false });
}

/** For signals: politely for some seconds, then firmly. */
export async function unmountInAnyCase(
  holder: MountHolder,
  isHurried: () => boolean,
): Promise<void> {
  for (let tries = 0; tries < politeTries && !isHurried(); tries++) {
    const trouble = await unmountPolitely(holder);
    if (trouble === undefined) return;
    if (tries === 0)
      holder.log("warn", `${trouble.message} Trying for some seconds, then detaching.`);
    await wait(politePauseMilliseconds);
  }
  await unmountFirmly(holder);
}

export async function unmountFirmly(holder: MountHolder): Promise<Trouble | undefined> {
  const { options, thread, log } = holder;
  await writeBack(options.mountpoint);
  const trouble = await unmountVolume({ ...options, lazy: true });
  if (trouble !== undefined) log("error", trouble.message);
  const isOver = thread.ended.then(() => true);
  if (!(await Promise.race([isOver, wait(graceMilliseconds, false)]))) thread.leave();
  return trouble;
}

// syncfs(2) of the mount, by another process: one that serves a mount must not wait for it.
function writeBack(mountpoint: string): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn("sync", ["-f", mountpoint], { stdio: "ignore" });
    const timer = setTimeout(() => child.kill("SIGKILL"), writeBackSecondsMax * 1000);
    const finish = () => {
      clearTimeout(timer);
      resolve();
    };
    child.on("error", finish);
    child.on("exit", finish);
  });
}
