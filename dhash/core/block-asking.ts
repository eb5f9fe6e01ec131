// Who is asked for which block (FORMAT "Blocks between peers"). Urgent blocks come first, in the
// order wanted, each from the peer that answers fastest; the others are spread over all peers.
import type { BlockKey } from "./block.ts";
import { searchMilliseconds, windowBlocks } from "./block-exchange-limits.ts";
import type { Urgency } from "./block-message.ts";
import type { BlockPeer } from "./block-peer.ts";

export interface AskingState {
  readonly time: number;
  readonly now: Iterable<BlockKey>;
  readonly later: Iterable<BlockKey>;
  readonly peers: readonly BlockPeer[];
  /** Blocks cannot be stored at present, as far as is known: of each peer one is asked. */
  readonly isStoreFailing: boolean;
}

export interface Question {
  readonly peer: BlockPeer;
  readonly urgency: Urgency;
  readonly keys: readonly BlockKey[];
}

export interface AskingPlan {
  readonly questions: readonly Question[];
  /** Peers with room for which nothing more was found. */
  readonly searched: readonly BlockPeer[];
}

/** One peer, with what it is going to be asked. */
interface Desk {
  readonly peer: BlockPeer;
  readonly now: BlockKey[];
  readonly later: BlockKey[];
}

export function planQuestions(state: AskingState): AskingPlan {
  const desks = state.peers.map((peer): Desk => ({ peer, now: [], later: [] }));
  const askers = openQuestions(state.peers);
  planNow(state, desks, askers);
  const searched = planLater(state, desks, askers);
  const questions = desks.flatMap(({ peer, now, later }): readonly Question[] => [
    ...(now.length > 0 ? [{ peer, urgency: "now", keys: now } as const] : []),
    ...(later.length > 0 ? [{ peer, urgency: "later", keys: later } as const] : []),
  ]);
  return { questions, searched };
}

/** The peers at which a question for a key is open, the one asked last at the end. */
type Askers = Map<BlockKey, readonly BlockPeer[]>;

function openQuestions(peers: readonly BlockPeer[]): Askers {
  const askers: Askers = new Map();
  for (const peer of peers) {
    for (const key of peer.asked.keys()) askers.set(key, [...(askers.get(key) ?? []), peer]);
  }
  return askers;
}

function roomOf({ peer, now, later }: Desk, urgency: Urgency, state: AskingState): number {
  const window = Math.min(peer.window(urgency), state.isStoreFailing ? 1 : windowBlocks);
  return window - peer.asked.size - now.length - later.length;
}

function planNow(state: AskingState, desks: readonly Desk[], askers: Askers): void {
  const { time } = state;
  const byTime = desks
    .map((desk) => ({ desk, expected: desk.peer.expectedMilliseconds(time) }))
    .sort((a, b) => a.expected - b.expected);
  let free = byTime.filter(({ desk }) => roomOf(desk, "now", state) > 0);
  for (const key of state.now) {
    if (free.length === 0) return;
    const asked = askers.get(key) ?? [];
    if (asked.length > 0 && !isHedgeDue(key, asked, time)) continue;
    const isFit = ({ peer }: Desk) => !asked.includes(peer) && !peer.isLacking(key, "now", time);
    const found = free.find(({ desk }) => isFit(desk));
    if (found === undefined) continue;
    found.desk.now.push(key);
    askers.set(key, [...asked, found.desk.peer]);
    if (roomOf(found.desk, "now", state) <= 0) free = free.filter((each) => each !== found);
  }
}

/** True when every peer that was asked has had its time. */
function isHedgeDue(key: BlockKey, asked: readonly BlockPeer[], time: number): boolean {
  return asked.every((peer) => time - (peer.asked.get(key) ?? time) > peer.hedgeAge());
}

function planLater(
  state: AskingState,
  desks: readonly Desk[],
  askers: Askers,
): readonly BlockPeer[] {
  const isDue = ({ peer: { searchedAt } }: Desk) =>
    searchedAt === undefined || state.time - searchedAt >= searchMilliseconds;
  let searchers = desks
    .filter((desk) => isDue(desk) && roomOf(desk, "later", state) > 0)
    .sort((a, b) => compareGivers(a.peer, b.peer))
    .map((desk) => ({ desk, keys: state.later[Symbol.iterator]() }));
  const searched: BlockPeer[] = [];
  while (searchers.length > 0) {
    searchers = searchers.filter(({ desk, keys }) => {
      const key = nextLater(desk.peer, keys, askers, state.time);
      if (key === undefined) {
        searched.push(desk.peer);
        return false;
      }
      desk.later.push(key);
      askers.set(key, [desk.peer]);
      return roomOf(desk, "later", state) > 0;
    });
  }
  return searched;
}

/** Who did not answer comes last, or it would be asked for ever for what only others have. */
function compareGivers(a: BlockPeer, b: BlockPeer): number {
  return b.window("later") - a.window("later") || a.asked.size - b.asked.size;
}

function nextLater(
  peer: BlockPeer,
  keys: Iterator<BlockKey>,
  askers: Askers,
  time: number,
): BlockKey | undefined {
  for (let next = keys.next(); next.done !== true; next = keys.next()) {
    const key = next.value;
    if (!askers.has(key) && !peer.isLacking(key, "later", time)) return key;
  }
  return undefined;
}
