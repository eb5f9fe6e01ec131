// What is noted of a peer after records went one way or the other (FORMAT "Exchange").
import type { PeerState } from "./exchange-state.ts";
import type { LogId } from "./hash.ts";
import type { LogRun } from "./log-run.ts";

/** The peer did not have what it said, or what it gave was of no use: it is not asked for this log
 * until it speaks of it again. */
export function disbelieve(state: PeerState, logId: LogId): PeerState {
  const has = new Map(state.has);
  has.delete(logId);
  return { ...state, has };
}

/** What a peer gave was absorbed, and so many records of the log are here now. Who gives records has
 * them; `isMore`: others of the same answer wait. */
export function noteAbsorbed(
  state: PeerState,
  logId: LogId,
  { isOfUse, stored, isMore }: { isOfUse: boolean; stored: number; isMore: boolean },
): PeerState {
  if (!isOfUse) return isMore ? state : disbelieve(state, logId);
  const has = Math.max(state.has.get(logId) ?? 0, stored);
  return { ...state, has: new Map(state.has).set(logId, has) };
}

/** Records were sent to the peer unasked. */
export function notePushed(
  state: PeerState,
  runs: readonly (LogRun & { readonly last: number })[],
): PeerState {
  const pushed = new Map(state.pushed);
  let { pushedBytes } = state;
  for (const { logId, envelopes, last } of runs) {
    pushed.set(logId, last);
    for (const { length } of envelopes) pushedBytes += length;
  }
  return { ...state, pushed, pushedBytes };
}
