// Named limits of what connected participants agree on, each with its reason.
import { invariant } from "../../../dhash/core/index.ts";

/** Who is asked and says nothing for so long counts as absent until it is heard of again. */
export const answerMillisecondsMax = 1000;

/** Nobody waits longer for a name, whatever the others say: it is then decided as if alone. */
export const claimMillisecondsMax = 4000;

/** Nobody waits longer to know what others have written. */
export const lookMillisecondsMax = 4000;

/** Questions about what others have that are open at once; who asks then shares the next one. */
export const looksMax = 4;

/** Whoever may make a name now and does not is not waited for any longer. */
export const settledMillisecondsMax = 200;

/** A promise binds so long at most if nothing more is heard of whoever got it. */
export const promiseMillisecondsMax = 5000;

/** Of somebody who is gone: its records that came before may still have to be folded. */
export const partedMillisecondsMax = 1000;

/** More time than this between two looks at the clock did not pass for those who wait: this process
 *  stood still, and answers lie unread. */
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
