// Puts the kernel into a known state before something is measured.
import { writeFileSync } from "node:fs";
import { close, flags, open, syncFileSystem } from "../../support/child/files.ts";

const isRoot = process.geteuid?.() === 0;

/** Gives daemons time for what the kernel tells them without waiting (FORGET). */
const settleMilliseconds = 200;

/** What was written before is on its way no longer. */
export function syncEverythingIn(...directories: readonly string[]): void {
  for (const directory of directories) {
    const fd = open(directory, flags.directory);
    syncFileSystem(fd);
    close(fd);
  }
}

/** When it is set, caches stay: tests beside this one go by what the kernel holds. */
export const keepCachesVariable = "IVY_BENCH_KEEP_CACHES";

/**
 * Inodes and names, or pages as well, of all file systems; dirty ones stay, so sync before. Without
 * root, or with IVY_BENCH_KEEP_CACHES, nothing happens.
 */
export function dropCaches(what: "names" | "names and pages"): void {
  if (!isRoot || process.env[keepCachesVariable] !== undefined) return;
  writeFileSync("/proc/sys/vm/drop_caches", what === "names" ? "2" : "3");
  pause(settleMilliseconds);
}

/** Blocks this process, which has nothing else to do. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
