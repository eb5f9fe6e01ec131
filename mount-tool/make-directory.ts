// mkdir -p. Node's own recursive mkdir never ends where a directory refuses new entries with
// ENOENT, as /proc does.
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { errorCode } from "./failure.ts";

/** Throws the system's error; no trouble if the directory is there. New ones get `mode`. */
export function makeDirectory(path: string, mode = 0o777): void {
  const parent = dirname(path);
  if (parent !== path && !existsSync(parent)) makeDirectory(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (errorCode(error) === "EEXIST" && statSync(path).isDirectory()) return;
    throw error;
  }
}
