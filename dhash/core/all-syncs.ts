// Several syncs that were begun, as one.
import type { PendingSync } from "../ports.ts";

/** A trouble of one is told when all are over. */
export function allSyncs(pending: readonly PendingSync[]): PendingSync {
  return () => {
    const answers = pending.map((each) => each());
    return answers.includes("waiting") ? "waiting" : answers.find((answer) => answer !== undefined);
  };
}
