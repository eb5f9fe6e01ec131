// A daemon's figures as they may be, for tests of what is made of them.
import type { Figures } from "../../mount-tool/figures.ts";

export const sampleFigures: Figures = {
  requests: {
    lookup: {
      count: 4,
      refused: 3,
      microseconds: 60,
      microsecondsMax: 30,
      buckets: [
        [8, 2],
        [16, 1],
        [32, 1],
      ],
    },
    read: {
      count: 100,
      refused: 0,
      microseconds: 250_000,
      microsecondsMax: 150_000,
      buckets: [
        [1024, 99],
        [163_840, 1],
      ],
    },
  },
  requestsParked: 1,
  serving: undefined,
  notifications: { waiting: 2, overflows: 1 },
  caches: {
    plaintextBytes: 1_572_864,
    plaintextBytesMax: 33_554_432,
    plaintextBlocks: 6,
    plaintextHits: 299,
    plaintextMisses: 1,
    indexEntries: 70,
    indexEntriesInMemory: 7,
    inodesReferenced: 12,
    inodesNameless: 1,
  },
  snapshot: { isBeingWritten: true, recordsSince: 50_001 },
  fileSystemThread: {
    heapBytes: 2 ** 24,
    externalBytes: 2 ** 23,
    processorSeconds: 1.25,
    isAnswering: true,
    reportAgeSeconds: 0.001,
  },
  process: {
    uptimeSeconds: 3725,
    residentBytes: 2 ** 27,
    processorSeconds: 2.5,
    descriptors: 44,
    descriptorsMax: 1024,
    mainThread: {
      heapBytes: 2 ** 23,
      externalBytes: 2 ** 20,
      delaySecondsP50: 0.0001,
      delaySecondsP99: 0.002,
      delaySecondsMax: 0.25,
    },
  },
  storage: {
    journal: { files: 1, bytes: 2048 },
    packs: { files: 2, bytes: 3 * 2 ** 20 },
    index: { files: 5, bytes: 512 },
    snapshots: { files: 0, bytes: 0 },
  },
};
