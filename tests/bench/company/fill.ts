// Files in the home of somebody who is not mounted, as its daemon would have made them.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { finish } from "../../support/subject-ivy.ts";
import type { TemporaryDirectory } from "../../support/temporary.ts";
import { childOptions } from "../../support/temporary.ts";
import type { Guest } from "./party.ts";

const program = fileURLToPath(new URL("../alone/fill-main.ts", import.meta.url));
const secondsMax = 600;
const filesPerDirectory = 1000;

export async function fill(
  temporary: TemporaryDirectory,
  { ivy, name }: Guest,
  files: number,
): Promise<void> {
  const { env, ...options } = childOptions(temporary);
  const child = spawn(process.execPath, [program, ivy.home, String(files)], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
    // Where marks of homes are kept, as for the mount.
    env: { ...env, XDG_STATE_HOME: `${temporary.path}/state` },
  });
  const { status, complaint } = await finish(child, secondsMax);
  if (status !== 0) throw new Error(`${name} is not filled: ${complaint}`);
}

/** Where the file of this number is, below the root. */
export function pathOfFilled(index: number): string {
  return `directory-${Math.floor(index / filesPerDirectory)}/file-${index}`;
}

export function filledDirectories(files: number): number {
  return Math.ceil(files / filesPerDirectory);
}
