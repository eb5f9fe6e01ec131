// Is a directory fit to be mounted on? What is mounted already is never touched: it might hang.

import { readdir, readFile, realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { Trouble } from "../../../dhash/core/index.ts";
import { nativeTextBytesMax } from "./limits.ts";

/** The path without symbolic links. */
export async function checkMountpoint(path: string): Promise<string | Trouble> {
  const mounted = "something is mounted there; unmount it first, or choose another directory";
  if (await isMounted(resolve(path))) return unfit("busy", path, mounted);
  try {
    const real = await realpath(path);
    if (await isMounted(real)) return unfit("busy", path, mounted);
    if ((await readdir(real)).length > 0) {
      return unfit("failed", path, "it is not empty; choose an empty directory");
    }
    if (Buffer.byteLength(real) <= nativeTextBytesMax) return real;
    return unfit("failed", path, `fuse-native takes paths of ${nativeTextBytesMax} bytes`);
  } catch (error) {
    return unfit("absent", path, causeOf(error), error);
  }
}

function unfit(reason: Trouble["reason"], path: string, why: string, cause?: unknown): Trouble {
  return new Trouble(reason, `${path} cannot be mounted on: ${why}`, cause);
}

function causeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "it does not exist; create it";
  if (code === "ENOTDIR") return "it is not a directory; choose one";
  return error instanceof Error ? error.message : String(error);
}

/** By the kernel's table (proc(5), mountinfo), in which blanks are octal. Without one: unknown. */
async function isMounted(path: string): Promise<boolean> {
  const escaped = path.replace(/[ \t\n\\]/g, (found) => {
    return `\\${found.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
  try {
    const lines = (await readFile("/proc/self/mountinfo", "utf8")).split("\n");
    return lines.some((line) => line.split(" ")[4] === escaped);
  } catch {
    return false; // macOS
  }
}
