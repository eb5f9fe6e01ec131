// Named limits of the exchange of blocks (FORMAT "Blocks between peers"), each with its reason.
import { invariant } from "./invariant.ts";
import { storedBlockBytesMax } from "./limits.ts";

/** Questions open at one peer: 4 MiB of data blocks, enough for 40 MB/s at 100 ms. */
export const windowBlocks = 16;

/** Of these, questions for what nobody waits for: the rest stays free for a reader. */
export const laterWindowBlocks = 12;

/** Keys in one message. */
export const messageKeysMax = 64;

/** Blocks that a peer may have asked for and not been sent yet; beyond it the connection ends. Four
 *  windows, because questions that were given up here are still open there. */
export const owedBlocksMax = 64;

/** Blocks that a peer asked for in vain and is told of when they come; of more it is not. */
export const missedBlocksMax = 4096;

/** Handed to a link at once; the rest follows at the next tick, or when the link has drained. */
export const servedBytesAtOnce = 4 * 1024 * 1024;

/** Answers of a peer beyond its questions, counted over the connection: a peer that sends more of
 *  what nobody asked for is closed. */
export const unaskedAnswersMax = 64;

/** Keys wanted for some time later, about 10 MB of memory; newer ones are dropped and counted. */
export const laterKeysMax = 64 * 1024;

/** A question that is open this long is given up. */
export const answerMillisecondsMax = 10_000;

/** Answers faster than this widen a window that had become narrow: a full window of a slow peer
 *  must not take longer than `answerMillisecondsMax`. */
export const promptMilliseconds = 2500;

/** What a peer is taken to need until it was measured. */
export const firstAnswerMilliseconds = 100;

/** An urgent question is asked of another peer no earlier than this, and not before the usual time
 *  of the first one has passed so many times. */
export const hedgeMilliseconds = 100;
export const hedgeTimes = 3;

/** A peer that lacks a block is asked again for it after this: soon while a reader waits. */
export const lackMilliseconds = { now: 2000, later: 60_000 } as const;

/** Keys are looked through again for a peer for which there was nothing to ask, if nothing changed:
 *  a reading of the whole table costs some milliseconds. */
export const searchMilliseconds = 1000;

/** After a block could not be stored nothing is asked for this long, then one block at a time until
 *  one is stored. */
export const storeMilliseconds = 5000;

invariant(laterWindowBlocks < windowBlocks, "a reader finds room in a busy window");
invariant(messageKeysMax >= windowBlocks, "a window is asked for in one message");
invariant(owedBlocksMax >= 2 * windowBlocks, "who keeps to the window is not closed");
invariant(owedBlocksMax <= messageKeysMax, "what is not here fits one message");
invariant(servedBytesAtOnce >= storedBlockBytesMax, "any block is sent at once");
invariant(promptMilliseconds < answerMillisecondsMax, "a prompt answer is not late");
