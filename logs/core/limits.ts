// Named limits of the logs, each with its reason. A reader refuses what exceeds them.
import { counterSpan } from "./dot.ts";

/** Sequence numbers and counters fit their share of a dot. */
export const sequenceMax = counterSpan - 1;

/** Lamport numbers, times and sizes are exact as JavaScript numbers. */
export const safeMax = Number.MAX_SAFE_INTEGER;

/**
 * One record: a write of 1 MiB leaves at most its two ends inline, the longest attribute has 64
 * KiB.
 */
export const envelopeBytesMax = 1024 * 1024;

/**
 * A journal file is closed when it has grown to this: reading the newest one at start stays fast.
 */
export const journalFileBytesMax = 8 * 1024 * 1024;

/** Inline data of one record. */
export const partsMax = 4096;

export const nameBytesMax = 255;

/** Replicas that a view may ask for. */
export const replicasMax = 32;

/** Entries of one segment index; a longer list continues in an older index. */
export const segmentEntriesMax = 4096;

/** One segment as a block: many records in one round trip, and small enough to be sent at once. */
export const segmentBytesMax = 2 * 1024 * 1024;

/** A fork proof stays a small file. */
export const proofEnvelopesMax = 1024;

export const keyEpochMax = 0xffffffff;
