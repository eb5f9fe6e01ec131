// What a subject keeps on the local disk.
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Subject } from "../subjects/subject.ts";
import { syncEverythingIn } from "./kernel-caches.ts";

/** Bytes allocated on the local disk after everything has been written. */
export function storedBytes({ directory, store }: Subject): number {
  syncEverythingIn(directory, store);
  return allocatedBytes(store);
}

function allocatedBytes(path: string): number {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return 0;
  const own = facts.blocks * 512;
  if (!facts.isDirectory()) return own;
  return readdirSync(path).reduce((sum, name) => sum + allocatedBytes(join(path, name)), own);
}
