// Named limits of the logs, each with its reason. A reader refuses what exceeds them.
import { counterSpan } from "./dot.ts";

/** Sequence numbers and counters fit their share of a dot. */
export const sequenceMax = counterSpan - 1;

/** Lamport numbers, times and sizes are exact as JavaScript numbers. */
export const safeMax = Number.MAX_SAFE_INTEGER;

/**
 * How far a Lamport number may be ahead where a record that its author knew is not at hand: more
 * than one log of a forger holds, and far from the end of the numbers.
 */
export const lamportLeapMax = 2 ** 32;

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

/** Envelopes of one segment as it is cut; frames and the first envelope come on top. */
export const cutBytesMax = 512 * 1024;

/** Segments are written together up to this. */
export const mergedBytesMax = 512 * 1024;

/** Segments fetched at one time, of one log: four of the largest. */
export const fetchedSegmentsMax = 4;

/** Older indexes read for one log: each has 4096 segments. */
export const olderIndexesMax = 64;

/** Records of a closed log with two histories, asked for at one time, at first and at most: as many
 * are checked together. */
export const traceAskedFirst = 64;
export const traceAskedMax = 1024;

/** Records of such a log whose hash is known and that are not here: some MiB at most. */
export const tracePlacesMax = 65_536;

/** A fork proof stays a small file. */
export const proofEnvelopesMax = 1024;

export const keyEpochMax = 0xffffffff;

/** A view is one stored block. */
export const viewBytesMax = 4 * 1024 * 1024;

/** How often one participant may lose and get back the right to write. */
export const gapsMax = 64;

/** Invites that are open at one time. */
export const invitesMax = 256;

/** How many may come by one invite. */
export const usesMax = 65_535;

/** Ticks before the first admin takes up what lies aside; each next one waits as long again. */
export const settleTicks = 20;

/** Views of other branches that one view takes into account. */
export const settledMax = 4096;

/** Views of one file system that are kept; each names the whole membership. */
export const viewsMax = 65_536;

/** Views that wait for the one before them: what a peer sends out of order, not more. */
export const waitingViewsMax = 256;
export const waitingViewBytesMax = 16 * 1024 * 1024;

/** An invite link fits any mail and any terminal. */
export const linkTextMax = 8192;
export const linkAddressesMax = 16;
export const addressBytesMax = 256;

/** A clock may be wrong by this before it decides about an invite's expiry. */
export const clockToleranceSeconds = 600;

/**
 * Records in one answer: many a round trip, but some 1,000, read in one go for which the requests
 * of the mount wait. The first may be larger.
 */
export const runsBytesMax = 128 * 1024;

/** Views in one answer; the first may be larger. */
export const viewsBytesMax = 1024 * 1024;

/** A message: the largest view, or a full answer and one more record, and what frames them. */
export const exchangeBytesMax = 6 * 1024 * 1024;

/** Ranges of one question. */
export const wantedRangesMax = 64;

/**
 * Own records that are sent to a peer unasked: beyond, it is told where the log stands, and asks.
 */
export const pushedRecordsMax = 256;

/** Bytes sent unasked before the peer has said that it has them. */
export const pushedBytesMax = 4 * 1024 * 1024;

/** The last that is pushed goes beyond by an answer. */
export const pushedInAllBytesMax = pushedBytesMax + runsBytesMax + envelopeBytesMax;

/**
 * What a peer has, and need only be told that this side has it too, is told after so many ticks, or
 * so many records: each message wakes both.
 */
export const toldTicks = 4;
export const toldRecordsMax = 64;

/** Ticks after which a question that was not answered is asked again, of anybody. */
export const wantTicksMax = 40;

/** From this age of a question on another peer is asked the same, and not before the usual time of
 * the first one has passed so many times. */
export const hedgeTicksMin = 4;
export const hedgeTimes = 3;

/** Ticks between two hellos, which repair whatever was lost on the way. */
export const helloTicks = 20;

/** Views that nothing follows, as a peer names them. */
export const viewTipsMax = 1024;

/** Fork proofs that are sent: larger ones stay where they were made. */
export const sentProofBytesMax = 1024 * 1024;

/** Explanations for people. */
export const whyBytesMax = 1024;

/** Own records that another machine has and this one lost, until a head proves them. */
export const ownSpoolBytesMax = 64 * 1024 * 1024;

if (
  exchangeBytesMax < viewBytesMax + viewsBytesMax ||
  exchangeBytesMax < 2 * runsBytesMax + envelopeBytesMax
) {
  throw new Error("a message has room for what it may hold");
}
