// What one side of the exchange keeps in mind of a peer, and what it can be told to do (FORMAT
// "Exchange"). The steps between are in exchange.ts.
import { type BlockKey, type Held, largest } from "../../dhash/core/index.ts";
import type { ExchangeMessage, WantedRange } from "./exchange-message.ts";
import type { LogId, RecordHash } from "./hash.ts";
import { hedgeTicksMin, hedgeTimes, pushedInAllBytesMax } from "./limits.ts";
import type { LogRun } from "./log-run.ts";
import type { LogPlace } from "./view.ts";

/** What is here of one log. */
export interface LogOffer {
  readonly logId: LogId;
  /** What others can have from here. */
  readonly offered: LogPlace;
  /** What need not be asked for again. */
  readonly stored: number;
  /** Records beyond are not wanted. */
  readonly limit: number;
  /** Its author showed two histories. */
  readonly isForked: boolean;
  /** It was closed and has two histories: of the one that counts these are wanted next. */
  readonly traced: { readonly first: number; readonly last: number } | undefined;
  /** New records go to peers unasked. */
  readonly isOwn: boolean;
}

/** This side, as it is now. */
export interface HereState {
  readonly fileSystem: BlockKey;
  readonly offers: readonly LogOffer[];
  /** Views that nothing follows. */
  readonly tips: readonly BlockKey[];
  readonly hasView: (key: BlockKey) => boolean;
  /** Of a record that others can have from here. */
  readonly hashAt: (logId: LogId, sequence: number) => RecordHash | undefined;
  /** Logs of which a fork proof is held. */
  readonly forked: readonly LogId[];
  /** Logs that another peer is being asked for, or of which enough waits to be stored. */
  readonly isBusy: (logId: LogId) => boolean;
  /** Of a log, the last record that has come and waits to be stored; 0: none does. */
  readonly waitingTo: (logId: LogId) => number;
  /** Some peer says that it has the log up to there. */
  readonly isHeldTo: (logId: LogId, sequence: number) => boolean;
}

/** What is the same for all peers. */
export type HereFacts = Omit<HereState, "isBusy" | "waitingTo" | "isHeldTo">;

export interface Asked {
  readonly ranges: readonly WantedRange[];
  readonly ticks: number;
}

export interface PeerState {
  /** The peer's hello was heard; until then nothing else of it is. */
  readonly isGreeted: boolean;
  /** What the peer says that it has, of logs that are known here. */
  readonly has: ReadonlyMap<LogId, number>;
  /** Records of the peer that are others than those here under their numbers. */
  readonly suspects: ReadonlyMap<LogId, number>;
  /** What was sent to the peer unasked, beyond what it says that it has. */
  readonly pushed: ReadonlyMap<LogId, number>;
  readonly pushedBytes: number;
  /** What the peer was told last. */
  readonly told: ReadonlyMap<LogId, number>;
  readonly toldTips: readonly BlockKey[];
  /** Views of the peer that are not here. */
  readonly unknownTips: readonly BlockKey[];
  readonly asked: Asked | undefined;
  /** How long it takes to answer, as far as is known. */
  readonly usualTicks: number;
  /** It did not answer in time, and not since. */
  readonly isSilent: boolean;
  /** Of the newest question. */
  readonly number: number;
  /** Ticks since views were asked for; undefined: no question is open. */
  readonly viewTicks: number | undefined;
  readonly ticks: number;
}

export type PeerAction =
  | { readonly kind: "send"; readonly message: ExchangeMessage }
  /** Send a runs message with what is here of these ranges. */
  | { readonly kind: "serve"; readonly answers: number; readonly ranges: readonly WantedRange[] }
  /** `asked`: what was asked for, if it was. */
  | {
      readonly kind: "absorb";
      readonly runs: readonly LogRun[];
      readonly asked: readonly WantedRange[];
    }
  /** Send the views that are here and that these do not follow. */
  | { readonly kind: "serve-views"; readonly known: readonly BlockKey[] }
  | { readonly kind: "take-views"; readonly views: readonly Uint8Array[] }
  /** Send the proofs that are here but of these logs. */
  | { readonly kind: "serve-proofs"; readonly known: readonly LogId[] }
  | { readonly kind: "take-proofs"; readonly proofs: readonly Uint8Array[] }
  | { readonly kind: "answer-join"; readonly request: Uint8Array }
  | { readonly kind: "joined"; readonly joined: Extract<ExchangeMessage, { kind: "joined" }> }
  /** End the connection; `why` is for both sides. */
  | { readonly kind: "close"; readonly why: string };

export interface Stepped {
  readonly state: PeerState;
  readonly actions: readonly PeerAction[];
}

export function heldOfPeers(peers: Iterable<PeerState>): Held {
  const pushed = [...peers].map(({ pushedBytes }) => pushedBytes);
  return largest("bytes pushed to a peer", pushed, pushedInAllBytesMax);
}

/** Its question is open for longer than is usual: others are asked the same meanwhile. */
function isLate({ asked, usualTicks, isSilent }: PeerState): boolean {
  const patience = Math.max(hedgeTicksMin, hedgeTimes * usualTicks);
  return isSilent || (asked?.ticks ?? 0) >= patience;
}

/** What the peers beside this one are asked for and may answer soon, and what any of all says that
 * it has. */
export function lookAround(
  peers: ReadonlyMap<string, PeerState>,
  peer: string,
): Pick<HereState, "isHeldTo"> & { readonly isAsked: (logId: LogId) => boolean } {
  const asked = new Set<LogId>();
  for (const [other, state] of peers) {
    if (other === peer || isLate(state)) continue;
    for (const { logId } of state.asked?.ranges ?? []) asked.add(logId);
  }
  const isHeldTo = (logId: LogId, sequence: number): boolean =>
    [...peers.values()].some(({ has }) => (has.get(logId) ?? 0) >= sequence);
  return { isAsked: (logId) => asked.has(logId), isHeldTo };
}

/** Nothing is known of the peer. */
export const strange: PeerState = {
  isGreeted: false,
  has: new Map(),
  suspects: new Map(),
  pushed: new Map(),
  pushedBytes: 0,
  told: new Map(),
  toldTips: [],
  unknownTips: [],
  asked: undefined,
  usualTicks: 1,
  isSilent: false,
  number: 0,
  viewTicks: undefined,
  ticks: 0,
};

/** Something was asked, or sent, and is not answered. */
export function isOpen({ isGreeted, asked, viewTicks, pushed }: PeerState): boolean {
  return !isGreeted || asked !== undefined || viewTicks !== undefined || pushed.size > 0;
}
