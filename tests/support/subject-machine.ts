// What this machine lacks for tests that need more than Node: a reason to skip, in words, or
// undefined.
import { spawnSync } from "node:child_process";
import { accessSync, chmodSync, constants } from "node:fs";

/** Why nothing can be mounted here. */
export function whyNoMounts(): string | undefined {
  if (process.platform !== "linux") return "needs Linux";
  const isRoot = process.geteuid?.() === 0;
  try {
    accessSync("/dev/fuse", constants.R_OK | constants.W_OK);
  } catch {
    return "needs /dev/fuse, readable and writable";
  }
  return isRoot ? undefined : whyNoProgram("fusermount3");
}

/** Why these programs cannot be used: the first that is missing. */
export function whyNoProgram(...programs: readonly string[]): string | undefined {
  for (const program of programs) {
    const found = spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    if (found.status !== 0) return `needs ${program}`;
  }
  return undefined;
}

export function whyNotRoot(): string | undefined {
  return process.geteuid?.() === 0 ? undefined : "needs root";
}

/**
 * Lets every user mount through fusermount3. It stays so, as distributions have it: another test
 * may be using it.
 */
export function openDevice(): void {
  chmodSync("/dev/fuse", 0o666);
}
