// Reading all logs back from where somebody stands: the state of each is found, then they are
// merged, and of the records those are told that count (FORMAT "Chain", "Order", "Views").
import { isTrouble, type Trouble } from "../dhash/core/index.ts";
import type { ChainState } from "./core/chain.ts";
import { emptyChain } from "./core/chain.ts";
import type { Dot, Slot } from "./core/dot.ts";
import { makeDot } from "./core/dot.ts";
import type { RecordKeys } from "./core/record-sealing.ts";
import type { KnownSequences } from "./core/stamp.ts";
import { ForeignLog } from "./foreign-log.ts";
import type { HeldRecords } from "./held-records.ts";
import type { LogMembers } from "./log-members.ts";
import type { LogItem, Reading, ReadLog, RebuiltChain } from "./log-reading.ts";
import { mergeLogs, rebuildChain } from "./log-reading.ts";
import type { Journal } from "./ports.ts";
import type { Sharing } from "./sharing.ts";

export interface Replay {
  readonly keys: RecordKeys;
  readonly held: HeldRecords;
  readonly members: LogMembers;
  readonly journalsBySlot: ReadonlyMap<Slot, Journal>;
  readonly sharing: Sharing | undefined;
  /** The own log now; undefined for tools that only read. */
  readonly own: ChainState | undefined;
  /** Of others' logs what is proven is read, and accepted by that: whoever reads folds it. Else
   * only what was accepted before. */
  readonly isAccepting: boolean;
}

/** The records after those in `known` that are asked for, in the total order, and what cannot be
 * read. */
export function* replayLogs(
  replay: Replay,
  known: KnownSequences,
  isAsked: (dot: Dot) => boolean,
): Generator<LogItem> {
  const { sharing } = replay;
  const logs: ReadLog[] = [];
  for (const [slot, journal] of replay.journalsBySlot) {
    const sequence = known.get(slot) ?? 0;
    if (replay.isAccepting) sharing?.log(journal.logId)?.accept(sequence);
    const scanned = scannedBy(replay, journal);
    const state = stateAt(replay, { slot, journal, sequence });
    if (!isTrouble(state)) logs.push({ journal: scanned, state });
    else if (state.reason !== "damaged") yield { kind: "trouble", slot, trouble: state };
    // The record to go on from is lost: the log is read as after any damage, which tells it.
    else logs.push({ journal: scanned, state: emptyChain(slot, journal.logId, sequence - 1) });
  }
  for (const item of mergeLogs(logs, readingOf(replay))) {
    if (item.kind !== "record" || isAsked(item.stamp.dot)) yield item;
  }
}

function scannedBy({ isAccepting }: Replay, journal: Journal): ReadLog["journal"] {
  if (isAccepting || !(journal instanceof ForeignLog)) return journal;
  return { scan: (from) => journal.scanAccepted(from) };
}

function readingOf({ keys, held, sharing, isAccepting }: Replay): Reading {
  return {
    keys,
    lookup: (slot, sequence) => held.lookup(makeDot(slot, sequence)),
    isExcused: (author, component) => sharing?.isExcused(author, component) ?? false,
    onRecord: (item) => {
      if (sharing !== undefined && isAccepting) sharing.see(item);
      else held.see(item.stamp.dot, { hash: item.hash, lamport: item.stamp.lamport });
    },
    onEnd: (state) => {
      if (isAccepting) sharing?.resume(state);
    },
  };
}

function stateAt(
  replay: Replay,
  at: { readonly slot: Slot; readonly journal: Journal; readonly sequence: number },
): ChainState | Trouble {
  const { slot, journal, sequence } = at;
  const empty = emptyChain(slot, journal.logId);
  if (sequence === 0) return empty;
  const { own } = replay;
  if (own?.slot === slot && own.sequence === sequence) return own;
  return rebuildLog(replay, { journal, empty, sequence });
}

/** The state of a log after one of its records. */
export function rebuildLog(
  { keys, members }: Pick<Replay, "keys" | "members">,
  wanted: Pick<RebuiltChain, "journal" | "empty" | "sequence">,
): ChainState | Trouble {
  return rebuildChain({ keys, isAlone: members.size === 1, ...wanted });
}
