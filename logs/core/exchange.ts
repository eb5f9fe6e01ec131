// One peer of the exchange as a pure state machine (FORMAT "Exchange"): a message or a tick in, a
// new state and what is to be done out. Whatever a peer sends, the state stays small and true.
import type { ExchangeMessage, Have, Position, WantedRange } from "./exchange-message.ts";
import { disbelieve } from "./exchange-notes.ts";
import type {
  Asked,
  HereState,
  LogOffer,
  PeerAction,
  PeerState,
  Stepped,
} from "./exchange-state.ts";
import { strange } from "./exchange-state.ts";
import type { LogId } from "./hash.ts";
import {
  helloTicks,
  pushedBytesMax,
  pushedRecordsMax,
  sequenceMax,
  toldRecordsMax,
  toldTicks,
  viewTipsMax,
  wantedRangesMax,
  wantTicksMax,
} from "./limits.ts";

/** Weight of a new measurement of the answer time. */
const measureWeight = 1 / 4;

/** A connection to a peer begins. */
export function meetPeer(here: HereState): Stepped {
  return { state: strange, actions: [hello(here)] };
}

function hello(here: HereState): PeerAction {
  const { fileSystem, forked } = here;
  const have = { positions: positionsOf(here.offers), views: here.tips.slice(0, viewTipsMax) };
  return { kind: "send", message: { kind: "hello", fileSystem, have, forked } };
}

function positionsOf(offers: readonly LogOffer[]): readonly Position[] {
  return offers.map(({ logId, offered }) => ({ logId, place: offered }));
}

/** A message of the peer. After an "absorb" or "take-views" was carried out, `look` goes on. */
export function hearPeer(state: PeerState, message: ExchangeMessage, here: HereState): Stepped {
  if (message.kind === "hello") return hearHello(state, message, here);
  if (message.kind === "goodbye") {
    return { state, actions: [{ kind: "close", why: `the peer said goodbye: ${message.why}` }] };
  }
  return state.isGreeted ? hearGreeted(state, message, here) : { state, actions: [] };
}

function hearHello(
  state: PeerState,
  message: Extract<ExchangeMessage, { kind: "hello" }>,
  here: HereState,
): Stepped {
  if (message.fileSystem !== here.fileSystem) {
    const why = "this peer has another file system";
    const goodbye = { kind: "goodbye", reason: "other-file-system", why } as const;
    return {
      state,
      actions: [
        { kind: "send", message: goodbye },
        { kind: "close", why },
      ],
    };
  }
  const known = hearHave({ ...state, isGreeted: true }, message.have, here);
  const missing = here.forked.filter((logId) => !message.forked.includes(logId));
  const proofs = { kind: "serve-proofs", known: message.forked } as const;
  const { state: next, actions } = look(known, here);
  return { state: next, actions: missing.length > 0 ? [proofs, ...actions] : actions };
}

function hearGreeted(
  state: PeerState,
  message: Exclude<ExchangeMessage, { kind: "hello" | "goodbye" }>,
  here: HereState,
): Stepped {
  switch (message.kind) {
    case "have":
      return look(hearHave(state, message.have, here), here);
    case "want": {
      const { number: answers, ranges } = message;
      return { state, actions: [{ kind: "serve", answers, ranges }] };
    }
    case "runs":
      return hearRuns(state, message);
    case "want-views": {
      // By these views the peer comes to know logs, so it is told again where they stand here.
      const have = { positions: positionsOf(here.offers), views: [] };
      const told = { kind: "send", message: { kind: "have", have } } as const;
      return { state, actions: [{ kind: "serve-views", known: message.known }, told] };
    }
    case "views": {
      const isEmpty = message.views.length === 0;
      const unknownTips = isEmpty ? [] : state.unknownTips;
      const next = { ...state, viewTicks: undefined, unknownTips };
      return { state: next, actions: [{ kind: "take-views", views: message.views }] };
    }
    case "proofs":
      return { state, actions: [{ kind: "take-proofs", proofs: message.proofs }] };
    case "join":
      return { state, actions: [{ kind: "answer-join", request: message.request }] };
    case "joined":
      return { state, actions: [{ kind: "joined", joined: message }] };
  }
}

/**
 * Only logs that are known here are kept in mind, so that nobody can fill our memory with names.
 */
function hearHave(state: PeerState, { positions, views }: Have, here: HereState): PeerState {
  const known = new Set(here.offers.map(({ logId }) => logId));
  const has = new Map(state.has);
  const pushed = new Map(state.pushed);
  let { pushedBytes } = state;
  for (const { logId, place } of positions) {
    if (!known.has(logId)) continue;
    has.set(logId, place.sequence);
    if (place.sequence < (pushed.get(logId) ?? 0)) continue;
    if (pushed.delete(logId)) pushedBytes = 0;
  }
  const suspects = new Map(state.suspects);
  for (const { logId, place } of positions) {
    const held = here.hashAt(logId, place.sequence);
    const isOther = held !== undefined && held !== place.hash;
    if (isOther && !here.forked.includes(logId)) suspects.set(logId, place.sequence);
  }
  const unknown = views.filter((key) => !here.hasView(key));
  const unknownTips = views.length === 0 ? state.unknownTips : unknown;
  return { ...state, has, suspects, pushed, pushedBytes, unknownTips };
}

/** An answer to an older question, or to none, may hold something new all the same. */
function hearRuns(state: PeerState, message: Extract<ExchangeMessage, { kind: "runs" }>): Stepped {
  const { runs } = message;
  const question = message.answers === state.number ? state.asked : undefined;
  const asked = question?.ranges ?? [];
  const actions: readonly PeerAction[] = runs.length === 0 ? [] : [{ kind: "absorb", runs, asked }];
  if (question === undefined) return { state, actions };
  const given = new Set(runs.map(({ logId }) => logId));
  const suspects = new Map(state.suspects);
  for (const { logId } of asked) suspects.delete(logId);
  const usualTicks = state.usualTicks + (question.ticks - state.usualTicks) * measureWeight;
  const answered = { asked: undefined, usualTicks, isSilent: false };
  const next: PeerState = { ...state, ...answered, suspects };
  if (message.isFull) return { state: next, actions };
  const empty = asked.filter(({ logId }) => !given.has(logId));
  return { state: empty.reduce((each, { logId }) => disbelieve(each, logId), next), actions };
}

/** What there is to ask, to push and to tell, as things stand here now. */
export function look(state: PeerState, here: HereState): Stepped {
  if (!state.isGreeted) return { state, actions: [] };
  const steps = [askViews, askRecords, push, tellViews];
  return steps.reduce<Stepped>(
    (before, step) => {
      const { state: next, actions } = step(before.state, here);
      return { state: next, actions: [...before.actions, ...actions] };
    },
    { state, actions: [] },
  );
}

function askViews(state: PeerState, here: HereState): Stepped {
  const unknownTips = state.unknownTips.filter((key) => !here.hasView(key));
  if (unknownTips.length === 0 || state.viewTicks !== undefined) {
    return { state: { ...state, unknownTips }, actions: [] };
  }
  const known = here.tips.slice(0, viewTipsMax);
  const message = { kind: "want-views", known } as const;
  return {
    state: { ...state, unknownTips, viewTicks: 0 },
    actions: [{ kind: "send", message }],
  };
}

function askRecords(state: PeerState, here: HereState): Stepped {
  if (state.asked !== undefined) return { state, actions: [] };
  const wanted = here.offers.flatMap(
    ({ logId, stored, offered, limit, isForked, traced }): readonly WantedRange[] => {
      // One record of another history, with the head that goes with it, is what makes a proof.
      const suspect = state.suspects.get(logId);
      if (suspect !== undefined) return [{ logId, first: suspect, last: suspect }];
      const has = state.has.get(logId) ?? 0;
      const last = Math.min(has, limit);
      if (traced !== undefined && has >= traced.last) {
        const isFree = !here.isBusy(logId) && here.waitingTo(logId) === 0;
        return isFree ? [{ logId, ...traced }] : [];
      }
      // Of a closed log with two histories only who has its end can have the one that counts. Of
      // others it may be that nobody has it, as of one who left and was not heard again.
      const isShort = limit < sequenceMax && has < limit;
      if (isShort && (isForked || here.isHeldTo(logId, limit))) return [];
      if (here.isBusy(logId)) return [];
      const waiting = here.waitingTo(logId);
      const first = 1 + Math.max(stored, waiting);
      if (last >= first) return [{ logId, first, last }];
      // It has a head of records that are here; the one they came with may never be reached.
      return waiting === 0 && last > offered.sequence ? [{ logId, first: last, last }] : [];
    },
  );
  if (wanted.length === 0) return { state, actions: [] };
  const number = state.number + 1;
  const start = number % wanted.length;
  const turned = [...wanted.slice(start), ...wanted.slice(0, start)];
  const ranges = turned.slice(0, wantedRangesMax);
  return {
    state: { ...state, number, asked: { ranges, ticks: 0 } },
    actions: [{ kind: "send", message: { kind: "want", number, ranges } }],
  };
}

/** New own records go out at once, if the peer has what comes before them. */
function push(state: PeerState, here: HereState): Stepped {
  const ranges = here.offers.flatMap(({ logId, offered, isOwn }): readonly WantedRange[] => {
    const first = 1 + Math.max(state.has.get(logId) ?? 0, state.pushed.get(logId) ?? 0);
    const last = offered.sequence;
    const isFew = last >= first && last - first < pushedRecordsMax;
    return isOwn && state.has.has(logId) && isFew ? [{ logId, first, last }] : [];
  });
  if (ranges.length === 0 || state.pushedBytes > pushedBytesMax) return { state, actions: [] };
  return { state, actions: [{ kind: "serve", answers: 0, ranges }] };
}

function tellViews(state: PeerState, here: HereState): Stepped {
  const tips = here.tips.slice(0, viewTipsMax);
  const isSame =
    tips.length === state.toldTips.length && tips.every((key, at) => key === state.toldTips[at]);
  if (isSame) return { state, actions: [] };
  const positions = positionsOf(here.offers);
  const message = { kind: "have", have: { positions, views: tips } } as const;
  // Who is put out by a new view has to get it before the connection ends.
  const views: readonly PeerAction[] =
    state.toldTips.length === 0 ? [] : [{ kind: "serve-views", known: state.toldTips }];
  return {
    state: { ...state, toldTips: tips },
    actions: [...views, { kind: "send", message }],
  };
}

/** Time goes on: what changed is told, what was lost is repaired. */
export function tickPeer(state: PeerState, here: HereState): Stepped {
  const ticks = state.ticks + 1;
  const asked = olderQuestion(state.asked);
  const isSilent = state.isSilent || (state.asked !== undefined && asked === undefined);
  const isLost = state.viewTicks !== undefined && state.viewTicks >= wantTicksMax;
  const viewTicks = state.viewTicks === undefined || isLost ? undefined : state.viewTicks + 1;
  const isHelloDue = ticks % helloTicks === 0;
  // What was sent unasked and is not acknowledged by now may be lost: it is asked for instead.
  const unacknowledged = isHelloDue ? { pushed: new Map(), pushedBytes: 0 } : {};
  const older = { ...state, ...unacknowledged, ticks, asked, isSilent, viewTicks };
  const told = isHelloDue ? tellAll(older, here) : tellChanges(older, here);
  const { state: next, actions } = look(told.state, here);
  return { state: next, actions: [...told.actions, ...actions] };
}

function olderQuestion(asked: Asked | undefined): Asked | undefined {
  if (asked === undefined || asked.ticks >= wantTicksMax) return undefined;
  return { ...asked, ticks: asked.ticks + 1 };
}

function tellAll(state: PeerState, here: HereState): Stepped {
  return { state: { ...state, told: toldOf(here.offers) }, actions: [hello(here)] };
}

function tellChanges(state: PeerState, here: HereState): Stepped {
  if (!state.isGreeted) return { state, actions: [] };
  const changed = here.offers.filter((offer) => isToBeTold(state, offer));
  if (changed.length === 0) return { state, actions: [] };
  const message = { kind: "have", have: { positions: positionsOf(changed), views: [] } } as const;
  const told = new Map([...state.told, ...toldOf(changed)]);
  return { state: { ...state, told }, actions: [{ kind: "send", message }] };
}

/** At once if the peer may lack it; else it is an acknowledgement, and some go together. */
function isToBeTold(state: PeerState, { logId, offered: { sequence } }: LogOffer): boolean {
  const told = state.told.get(logId) ?? 0;
  if (sequence === told) return false;
  const has = Math.max(state.has.get(logId) ?? 0, state.pushed.get(logId) ?? 0);
  return sequence > has || sequence - told >= toldRecordsMax || state.ticks % toldTicks === 0;
}

function toldOf(offers: readonly LogOffer[]): ReadonlyMap<LogId, number> {
  return new Map(offers.map(({ logId, offered }) => [logId, offered.sequence]));
}
