// Named limits of the block store, each with its reason.
import { invariant } from "./invariant.ts";

/** A pack is closed before it grows beyond this: small enough to copy or lose alone, large enough
 *  that a full terabyte is a few thousand files. */
export const packBytesMax = 256 * 1024 * 1024;

/** Largest stored block. A data block is 256 KiB and a little; segments of logs and views may be
 *  larger. */
export const storedBlockBytesMax = 4 * 1024 * 1024;

/** Only the newest packs may hold bytes that were never synced; after a crash only these are
 *  re-hashed. */
export const unsyncedPacksMax = 4;

/** Packs kept open for reading: a descriptor each. */
export const openPacksMax = 64;

/** Index entries in memory that `level` does not hold yet, 60 to 120 bytes each, written in one
 *  batch (2 microseconds each). Beyond it new ones are looked up by scanning the packs, until the
 *  event loop has turned and the index has caught up. */
export const pendingEntriesMax = 64 * 1024;

/** From this many new entries on, they are written as soon as the event loop turns. */
export const indexBatchEntries = 4096;

/** New entries wait this long for others, so that small blocks share a batch. */
export const indexDelayMilliseconds = 250;

/** A store of up to this many packs is compared with its index at once when a block seems to be
 *  missing (about 10 ms for a pack of data blocks); a larger one pack by pack between requests. */
export const packsComparedAtOnce = 64;

/** A pack of which less than this is needed is given up, and what is needed copied: then a store
 *  takes at most twice the room of what is in it, and copies at most as much as it frees. */
export const packLiveShareMin = 0.5;

/** Frames that a walk through the packs looks at in one slice: half a millisecond. */
export const framesPerSlice = 64;

/** Damage listed by one opening; more is counted but not listed. */
export const damageListedMax = 1000;

// A position in a pack takes 28 bits of a packed location.
invariant(packBytesMax <= 2 ** 28, "positions in a pack fit 28 bits");
invariant(storedBlockBytesMax * 2 < packBytesMax, "a block fits into an empty pack");
