// Lets the device take what a home has written, beside the thread that answers requests: the syncs
// that this thread makes then find little to do and keep nobody waiting.
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Files that may hold what is not durable yet: the newest of each directory. */
const newestFiles = { blocks: 4, snapshots: 2, log: 2 } as const;

/**
 * Resolves when the device has what had been written before the call. Says nothing about success:
 * whoever relies on it syncs, and is told.
 */
export async function settleHome(home: string, logId: string): Promise<void> {
  await settleNewest(join(home, "blocks"), newestFiles.blocks);
  await settleNewest(join(home, "logs", logId), newestFiles.log);
  await settleNewest(join(home, "snapshots"), newestFiles.snapshots);
}

async function settleNewest(directory: string, count: number): Promise<void> {
  const names = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const files = names.filter((name) => name.isFile()).map(({ name }) => name);
  for (const name of files.sort().slice(-count)) await settleFile(join(directory, name));
}

/** One that cannot be opened or synced here is met again by who syncs it. */
async function settleFile(path: string): Promise<void> {
  const file = await open(path, "r").catch(() => undefined);
  await file?.datasync().catch(() => undefined);
  await file?.close().catch(() => undefined);
}
