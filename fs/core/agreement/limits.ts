// Named limits of what connected participants agree on, each with its reason.
import { invariant } from "../../../dhash/core/index.ts";

/** Who is asked and says nothing for so long counts as absent until it is heard of again. Whoever
 *  only waits for a busy disk answers before. */
export const answerMillisecondsMax = 2000;

/** Nobody waits longer for a name, whatever the others say: it is then decided as if alone. */
export const claimMillisecondsMax = 6000;

/** Nobody waits longer to know what others have written. */
export const lookMillisecondsMax = 6000;

/** Questions about what others have that are open at once; who asks then shares the next one. */
export const looksMax = 4;

/** What somebody may have locked who is gone is not given to others before. */
export const lockGraceMillisecondsMax = 10_000;

/** A lock that others hold is asked for again after so long, should nobody say that it is free. */
export const lockRetryMillisecondsMax = 1000;

/** Inodes on which a peer may have locks, and its waiting claims; beyond, the oldest ends. */
export const peerLocksMax = 4096;

/** Locks of this machine on one inode; beyond, ENOLCK. */
export const inodeLocksMax = 4096;

/** Whoever may make a name now and does not is not waited for any longer. */
export const settledMillisecondsMax = 200;

/** A promise binds so long at most if nothing more is heard of whoever got it. */
export const promiseMillisecondsMax = 8000;

/** Of somebody who is gone: its records that came before may still have to be folded. */
export const partedMillisecondsMax = 1000;

/** More time than this between two looks at the clock did not pass for those who wait: this
 *  process stood still, and answers lie unread. */
export const clockStepMillisecondsMax = 200;

/** The logical clock of claims goes on from no later than this, whatever a peer sends. */
export const claimTimeMax = 2 ** 48;

/** Own claims that are open; there are no more requests that can wait. */
export const claimsMax = 1024;

/** What a peer may have claimed here and not made or cancelled; beyond, the oldest ends. */
export const promisesMax = 4096;

/** Logs in a version vector that is sent; of a file system with more members some are left out. */
export const vectorLogsMax = 4096;

invariant(answerMillisecondsMax < claimMillisecondsMax, "one silent peer leaves time for others");
invariant(answerMillisecondsMax < lookMillisecondsMax, "as above");
invariant(claimMillisecondsMax < promiseMillisecondsMax, "a promise outlasts the claim it is for");
