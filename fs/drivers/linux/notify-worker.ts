// The thread that writes notifications to /dev/fuse. The write may sleep until a request that is
// under way has been answered, which is why neither the file-system thread nor the thread pool may
// do it.
import { parentPort, workerData } from "node:worker_threads";
import { errnos, loadLibc } from "./libc.ts";
import type { BatchWritten, NotifyWorkerData } from "./notifier.ts";
import { progress } from "./notifier-progress.ts";

const { descriptor, wakeDescriptor, cells }: NotifyWorkerData = workerData;
const libc = loadLibc();
const oneWake = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);

parentPort?.on("message", (batch: Uint8Array) => {
  const written = writeAll(batch);
  const isWaitedFor = progress.finish(cells);
  if (!isWaitedFor && written.refused === 0) return;
  parentPort?.postMessage(written);
  libc.write(wakeDescriptor, oneWake, oneWake.length);
});

/** Each message begins with its length. */
function writeAll(batch: Uint8Array): BatchWritten {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  let refused = 0;
  for (let at = 0; at < batch.length; ) {
    const length = view.getUint32(at, true);
    // Most failures are as good as success: what is not cached (ENOENT) or in use (ENOTEMPTY,
    // EBUSY) needs no telling.
    const failed = libc.write(descriptor, batch.subarray(at, at + length), length) < 0;
    if (failed && libc.errno() === errnos.invalid) refused++;
    at += length;
  }
  return { refused };
}
