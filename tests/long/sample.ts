// A line of `ivy stats --json --watch` as a sample.
import { isFigures } from "../../mount-tool/figures.ts";
import type { Sample } from "./bounds.ts";

/** `inodes` stands beside the figures. */
export function lineToSample(line: string, seconds: number): Sample {
  const parsed: unknown = JSON.parse(line);
  if (!isFigures(parsed)) throw new Error(`ivy stats says ${line.slice(0, 300)}`);
  const { process, fileSystemThread, storage, requests, caches } = parsed;
  if (storage === undefined) throw new Error("the disk did not answer");
  return {
    seconds,
    residentBytes: process.residentBytes,
    heapBytes: process.mainThread.heapBytes + fileSystemThread.heapBytes,
    externalBytes: process.mainThread.externalBytes + fileSystemThread.externalBytes,
    descriptors: process.descriptors ?? 0,
    inodes: caches.inodesReferenced,
    journalBytes: storage.journal.bytes,
    packBytes: storage.packs.bytes,
    indexBytes: storage.index.bytes,
    snapshotBytes: storage.snapshots.bytes,
    requests,
  };
}
