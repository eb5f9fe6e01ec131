// fold(records in total order) -> root, kept up as records arrive (FORMAT "Folding"). A History
// holds frozen roots of some moments and the records after the oldest of them. A record that comes
// last is applied in place; a late one goes back to a frozen root before its place and folds
// everything after it again.
import type { Stamp } from "../../logs/core/index.ts";
import { compareStamps, dotSequence, dotSlot } from "../../logs/core/index.ts";
import { applyRecord } from "./apply.ts";
import type { Change } from "./change.ts";
import type { Position, Root } from "./root.ts";
import { logState } from "./root.ts";
import type { Edit } from "./trie.ts";
import { makeEdit } from "./trie.ts";
import { TrieCursor } from "./trie-cursor.ts";

/** A record as the fold takes it. */
export interface FoldRecord {
  readonly stamp: Stamp;
  readonly changes: readonly Change[];
}

/** A frozen root, and how many of the history's records are folded into it. */
interface Checkpoint {
  readonly root: Root;
  readonly folded: number;
}

// What can be let go: a record that arrives later has a larger Lamport number than every earlier
// record of its log. So nothing can come before a root whose last record's Lamport number is not
// above the smallest of the newest numbers of all logs: the newest such root is the oldest that is
// needed, with the records after it. With one log that is the newest frozen root. Beyond
// `historyRecordsMax` the oldest go even if they might be needed; a record that is too late for
// what is left must be folded by the caller from an older snapshot or from the start.

export interface History {
  /** Ascending; at least one, and the first has none of `records` folded in. */
  readonly checkpoints: readonly Checkpoint[];
  /** Ascending in the total order: everything that follows the first checkpoint. */
  readonly records: FoldRecord[];
  /** The newest root; changed in place by the next insertion under `edit`. */
  readonly root: Root;
  readonly edit: Edit;
  /** How many records apart frozen roots are made. */
  readonly spacing: number;
  readonly recordsMax: number;
}

export interface HistoryLimits {
  readonly spacing: number;
  readonly recordsMax: number;
}

export type Inserted =
  | { readonly kind: "done"; readonly history: History; readonly root: Root }
  /** A record comes before the oldest root kept; the history that was given stays good. */
  | { readonly kind: "too-late"; readonly record: Stamp; readonly oldest: Position };

/** Records between frozen roots: freezing costs copies of the nodes that the next records touch. */
export const checkpointSpacing = 512;

/** Records kept in memory to fold again, some hundred bytes each. */
export const historyRecordsMax = 32_768;

export const historyLimits = { spacing: checkpointSpacing, recordsMax: historyRecordsMax };

/** A history that begins with a frozen root: the empty one, or that of a snapshot. */
export function startHistory(root: Root, limits: HistoryLimits = historyLimits): History {
  return { checkpoints: [{ root, folded: 0 }], records: [], root, edit: makeEdit(), ...limits };
}

/** The history with records at their places in the order; records that it has are passed over. The
 * history given is used up, and so is its root, unless the answer is "too-late". `floor` is a
 * Lamport number that no record still to come can have or be below; it must count members who have
 * not written yet, of whom the history knows nothing. */
export function insertRecords(
  history: History,
  incoming: readonly FoldRecord[],
  floor = Number.POSITIVE_INFINITY,
): Inserted {
  const added = newRecords(history, incoming);
  const [first] = added;
  if (first === undefined) return { kind: "done", history, root: history.root };
  const { last } = history.root;
  if (last === undefined || compareStamps(toStampLike(last, first.stamp), first.stamp) < 0) {
    return done(appendRecords(history, added), floor);
  }
  const base = history.checkpoints.findLast(
    ({ root }) => root.last === undefined || isBefore(root.last, first.stamp),
  );
  if (base === undefined) {
    const oldest = history.checkpoints[0]?.root.last ?? last;
    return { kind: "too-late", record: first.stamp, oldest };
  }
  const kept = history.checkpoints.slice(0, history.checkpoints.indexOf(base) + 1);
  const again = merge(history.records.slice(base.folded), added);
  const records = history.records.slice(0, base.folded);
  const back = { ...history, checkpoints: kept, records, root: base.root, edit: makeEdit() };
  return done(appendRecords(back, again), floor);
}

function done(history: History, floor: number): Inserted {
  return { kind: "done", history: trim(history, floor), root: history.root };
}

/** Those that are not in the history, ascending, each once. */
function newRecords(history: History, incoming: readonly FoldRecord[]): FoldRecord[] {
  const [only] = incoming;
  const isNew = ({ stamp }: FoldRecord): boolean =>
    dotSequence(stamp.dot) > (logState(history.root, dotSlot(stamp.dot))?.sequence ?? 0);
  if (incoming.length === 1 && only !== undefined) return isNew(only) ? [only] : [];
  const sorted = incoming.filter(isNew).sort((a, b) => compareStamps(a.stamp, b.stamp));
  return sorted.filter(({ stamp }, index) => stamp.dot !== sorted[index - 1]?.stamp.dot);
}

function appendRecords(history: History, added: readonly FoldRecord[]): History {
  const { records, spacing } = history;
  const checkpoints = [...history.checkpoints];
  let { root, edit } = history;
  let folded = checkpoints.at(-1)?.folded ?? 0;
  for (const record of added) {
    root = applyRecord(root, edit, record.stamp, record.changes);
    records.push(record);
    if (records.length - folded < spacing) continue;
    folded = records.length;
    checkpoints.push({ root, folded });
    edit = makeEdit();
  }
  return { ...history, checkpoints, root, edit };
}

function merge(a: readonly FoldRecord[], b: readonly FoldRecord[]): FoldRecord[] {
  return [...a, ...b].sort((x, y) => compareStamps(x.stamp, y.stamp));
}

/** Lets go of what cannot be needed any more, and of roots that stand too close for their age. */
function trim(history: History, floor: number): History {
  const settled = Math.min(floor, settledLamport(history.root));
  const { checkpoints, records, recordsMax } = history;
  if (checkpoints.length < 2) return history;
  const oldest = checkpoints.findLastIndex(
    ({ root }, index) =>
      (root.last?.lamport ?? 0) <= settled ||
      // The limit: even the next root has more records after it than are kept.
      (index > 0 && records.length - (checkpoints[index - 1]?.folded ?? 0) > recordsMax),
  );
  const from = Math.max(0, oldest);
  const dropped = checkpoints[from]?.folded ?? 0;
  const left = checkpoints
    .slice(from)
    .map(({ root, folded }) => ({ root, folded: folded - dropped }));
  const kept = dropped === 0 ? records : records.slice(dropped);
  return { ...history, checkpoints: thin(left, history.spacing), records: kept };
}

/** The smallest of the newest Lamport numbers of all logs seen. */
function settledLamport(root: Root): number {
  let settled = Number.POSITIVE_INFINITY;
  const cursor = new TrieCursor(root.logs);
  for (let log = cursor.step(); log !== undefined; log = cursor.step()) {
    settled = Math.min(settled, log.value.lamport);
  }
  return settled;
}

/** Keeps the first and the last, and of those between about one for each doubling of the distance
 * from the end. */
function thin(checkpoints: readonly Checkpoint[], spacing: number): readonly Checkpoint[] {
  const newest = checkpoints.at(-1)?.folded ?? 0;
  if (checkpoints.length < 4) return checkpoints;
  let last = Number.POSITIVE_INFINITY;
  return checkpoints
    .toReversed()
    .filter(({ folded }) => {
      const distance = newest - folded;
      const gap = Math.max(spacing, distance / 4);
      const isKept = folded === 0 || distance === 0 || last - folded >= gap;
      if (isKept) last = folded;
      return isKept;
    })
    .toReversed();
}

function isBefore(position: Position, stamp: Stamp): boolean {
  return compareStamps(toStampLike(position, stamp), stamp) < 0;
}

/** A position as compareStamps takes it. */
function toStampLike(position: Position, stamp: Stamp): Stamp {
  return { ...stamp, ...position };
}
