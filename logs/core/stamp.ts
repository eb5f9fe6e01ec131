// The stamp of a record: all that the fold needs to know about it beside its changes. Records are
// ordered by (Lamport number, log id), which extends causality and is transitive (FORMAT "Order").
import type { Dot, Slot } from "./dot.ts";
import { dotSequence, dotSlot } from "./dot.ts";
import type { Time } from "./time.ts";

/**
 * For every slot the newest sequence number known; an absent slot means nothing of that log is
 * known.
 */
export type KnownSequences = ReadonlyMap<Slot, number>;

export interface Stamp {
  readonly dot: Dot;
  /** Exactly one more than the largest Lamport number its author had seen. */
  readonly lamport: number;
  /**
   * 64 lowercase hex characters: the log's public key. Ties of Lamport numbers are ordered by it.
   */
  readonly logId: string;
  /**
   * What the author knew when writing, its own earlier records included; excludes this record.
   * Shared, never mutated.
   */
  readonly known: KnownSequences;
  readonly time: Time;
}

export function compareStamps(a: Stamp, b: Stamp): number {
  if (a.lamport !== b.lamport) return a.lamport - b.lamport;
  return a.logId < b.logId ? -1 : a.logId > b.logId ? 1 : dotSequence(a.dot) - dotSequence(b.dot);
}

/** Did the author of `stamp` know the record `dot` when writing (or is it that record itself)? */
export function knowsDot(stamp: Stamp, dot: Dot): boolean {
  if (dot === stamp.dot) return true;
  const newest = stamp.known.get(dotSlot(dot));
  return newest !== undefined && newest >= dotSequence(dot);
}
