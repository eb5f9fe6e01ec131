// A home's tree: the newest snapshot and the records after it, or all records from the first.

import type { BlockKey, Trouble } from "../../dhash/index.ts";
import { isTrouble } from "../../dhash/index.ts";
import type { Change, FoldProblem, Root } from "../../fs/index.ts";
import { emptyRoot, foldLog, logState } from "../../fs/index.ts";
import type { LogItem, LogMember, LogStanding, Stamp } from "../../logs/index.ts";
import { compareStamps, dotSequence } from "../../logs/index.ts";
import type { OpenHomeOptions } from "../home-types.ts";
import { ownAlone } from "./blocks-of-others.ts";
import type { HomeParts } from "./home-parts.ts";
import { blocksIn } from "./record-changes.ts";

export interface FoldedHome {
  readonly root: Root;
  /** Records folded after where it began. */
  readonly records: number;
  /**
   * The first record of the own log whose data is lost, as after a power loss; undefined when all
   * is here, or on its way from others. Records that are durable for certain are not looked at.
   */
  readonly incomplete: number | undefined;
  /** A record belongs before those that the start holds: this root is of no use. */
  readonly isLate: boolean;
  /** Why the logs, or which data is here, could not be read: records may be missing. */
  readonly trouble: Trouble | undefined;
}

/** Folds the records after those that `start` holds already; of the own log up to `last`, if that
 *  is given. */
export function foldHome(
  parts: HomeParts,
  start: Root | undefined,
  onProblem: (problem: FoldProblem) => void,
  last = Number.POSITIVE_INFINITY,
): FoldedHome {
  const from = start ?? emptyRoot();
  let records = 0;
  const lacking = new Map<BlockKey, number>();
  let trouble: Trouble | undefined;
  let isLate = false;
  const items = ownUntil(parts, last, parts.logs.records(knownOf(parts, from)));
  const root = foldLog(from, items, {
    onProblem: (problem) => {
      if (problem.kind === "trouble") trouble ??= problem.trouble;
      onProblem(problem);
    },
    onRecord: (item, changes) => {
      if (records === 0) isLate = from.last !== undefined && isBefore(item.stamp, from.last);
      if (isLate) return false;
      records += 1;
      const sequence = dotSequence(item.stamp.dot);
      const isOwn = item.stamp.logId === parts.file.logId;
      if (isOwn && sequence > parts.syncedSequence) {
        trouble ??= noteLacking(parts, { changes, sequence }, lacking);
      }
      return true;
    },
  });
  return { root, records, incomplete: firstLost(parts, lacking), isLate, trouble };
}

/** Others may have written after the last own record. */
function* ownUntil(parts: HomeParts, last: number, items: Iterable<LogItem>): Generator<LogItem> {
  for (const item of items) {
    const isOwn = item.kind === "record" && item.stamp.logId === parts.file.logId;
    if (!isOwn || dotSequence(item.stamp.dot) <= last) yield item;
  }
}

/** `records()` gives the earliest first. */
function isBefore(stamp: Stamp, last: NonNullable<Root["last"]>): boolean {
  return compareStamps(stamp, { ...stamp, ...last }) < 0;
}

export function ownSlot(parts: HomeParts): number {
  return membersOf(parts).find(({ logId }) => logId === parts.file.logId)?.slot ?? 0;
}

/** Everybody who has or had a log, by the views that are here. */
export function membersOf({ views }: Pick<HomeParts, "views">): readonly LogMember[] {
  return views.inForce()?.members ?? [];
}

/** How the logs of others stand, by slot; those that no view names are left out. */
export function standingsBySlot(parts: HomeParts): readonly (readonly [number, LogStanding])[] {
  const slots = new Map(membersOf(parts).map(({ slot, logId }) => [logId, slot] as const));
  return (parts.logs.peers()?.standings() ?? []).flatMap((standing) => {
    const slot = slots.get(standing.logId);
    return slot === undefined ? [] : [[slot, standing] as const];
  });
}

function knownOf(parts: HomeParts, root: Root): ReadonlyMap<number, number> {
  const known = new Map<number, number>();
  for (const { slot } of membersOf(parts)) {
    const state = logState(root, slot);
    if (state !== undefined) known.set(slot, state.sequence);
  }
  return known;
}

/** Blocks that are not here, each with the first record that names it. */
function noteLacking(
  { blocks }: HomeParts,
  record: { readonly changes: readonly Change[]; readonly sequence: number },
  lacking: Map<BlockKey, number>,
): Trouble | undefined {
  for (const key of blocksIn(record.changes)) {
    const has = blocks.has(key);
    if (isTrouble(has)) return has;
    if (!has && !lacking.has(key)) lacking.set(key, record.sequence);
  }
  return undefined;
}

/** The first record of which power took the data. */
function firstLost(parts: HomeParts, lacking: ReadonlyMap<BlockKey, number>): number | undefined {
  const lost = [...ownAlone(parts, lacking.keys())].map((key) => lacking.get(key) ?? 0);
  return lost.length === 0 ? undefined : Math.min(...lost);
}

/** That records wait for others is no error: those are on their way. */
export function logProblem(log: OpenHomeOptions["log"], problem: FoldProblem): void {
  log(problem.kind === "waiting" ? "info" : "error", problemText(problem));
}

/** What went wrong while folding, as a sentence for the log file. */
export function problemText(problem: FoldProblem): string {
  switch (problem.kind) {
    case "damage": {
      const { file, position, bytes, why } = problem.damage;
      const what = `${bytes} bytes of the log are damaged: ${why}`;
      return `${file} at ${position}: ${what}. Run: ivy verify`;
    }
    case "waiting":
      return `log ${problem.logId}: record ${problem.sequence} waits: ${problem.why}.`;
    case "refused":
      return `log ${problem.logId}: record ${problem.sequence} is refused: ${problem.why}.`;
    case "trouble":
      return problem.trouble.message;
    case "malformed": {
      const { dot, logId } = problem.stamp;
      return `record ${dotSequence(dot)} of log ${logId}: ${problem.why}.`;
    }
  }
}
