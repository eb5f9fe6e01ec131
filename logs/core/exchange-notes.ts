// What is noted of a peer after records went one way or the other (FORMAT "Exchange").
import type { LogOffer, PeerState } from "./exchange-state.ts";
import type { LogId } from "./hash.ts";
import type { LogRun } from "./log-run.ts";

/** The peer did not have what it said, or what it gave was of no use: it is not asked for this log
 * until it speaks of it again. */
export function disbelieve(state: PeerState, logId: LogId): PeerState {
  const has = new Map(state.has);
  has.delete(logId);
  return { ...state, has };
}

/** Some of what a peer gave of a log was absorbed; `isMore`: more of it waits. */
export interface AbsorbedFacts {
  readonly before: LogOffer | undefined;
  readonly now: LogOffer | undefined;
  readonly isMore: boolean;
}

/** Who gives records has them. They are of use if more is stored here than before, or is proven. */
export function noteAbsorbed(
  state: PeerState,
  logId: LogId,
  { before, now, isMore }: AbsorbedFacts,
): PeerState {
  if (!isOfUse(before, now)) return isMore ? state : disbelieve(state, logId);
  const has = Math.max(state.has.get(logId) ?? 0, now?.stored ?? 0);
  return { ...state, has: new Map(state.has).set(logId, has) };
}

/** Of a log with two histories also what tells them apart is of use. */
function isOfUse(before: LogOffer | undefined, now: LogOffer | undefined): boolean {
  const isReset = (now?.offered.sequence ?? 0) < (before?.offered.sequence ?? 0);
  const [one, other] = [before?.traced, now?.traced];
  const isTracedOn = one?.first !== other?.first || one?.last !== other?.last;
  return isReset || isTracedOn || heldOf(now) > heldOf(before);
}

function heldOf(offer: LogOffer | undefined): number {
  return offer === undefined ? 0 : offer.stored + offer.offered.sequence;
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
