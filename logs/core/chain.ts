// The chain of a log: each record names the one before it by hash, its Lamport number is one more
// than the largest its author had seen, its vector only grows. A reader checks all of it, record by
// record (FORMAT "Chain").
import type { Slot } from "./dot.ts";
import { makeDot } from "./dot.ts";
import type { LogId, RecordHash } from "./hash.ts";
import { lamportLeapMax } from "./limits.ts";
import type { Body, Header } from "./record-codec.ts";
import type { KnownSequences, Stamp } from "./stamp.ts";
import type { KnownComponent, VersionVector } from "./version-vector.ts";
import { AuthorKnown, advanceVector, emptyVector, vectorToSequences } from "./version-vector.ts";

/** What is known of a log up to one of its records. */
export interface ChainState {
  readonly slot: Slot;
  readonly logId: LogId;
  /** 0: nothing yet. */
  readonly sequence: number;
  readonly hash: RecordHash | undefined;
  readonly lamport: number;
  /** What the author knew of other logs when it wrote the newest record. */
  readonly vector: VersionVector;
  /** The same without hashes; one object for as long as nothing changes. */
  readonly sequences: KnownSequences;
}

/** Nothing is known of the log, though reading it may go on after `sequence`. */
export function emptyChain(slot: Slot, logId: LogId, sequence = 0): ChainState {
  const sequences: KnownSequences = new Map();
  return { slot, logId, sequence, hash: undefined, lamport: 0, vector: emptyVector, sequences };
}

export type EnvelopeLink =
  | { readonly kind: "next" }
  /** Records before this one are missing. */
  | { readonly kind: "gap"; readonly from: number; readonly to: number }
  /** The very record that is the newest already. */
  | { readonly kind: "known" }
  /** Older than the newest: compare it with what is stored under its number. */
  | { readonly kind: "older" }
  /**
   * The log has another record under this number, or before it: its author showed two histories.
   */
  | { readonly kind: "fork"; readonly sequence: number };

/** Where an envelope belongs. Needs no key: a node that cannot read checks chains with it. */
export function checkEnvelopeLink(
  newest: { readonly sequence: number; readonly hash: RecordHash | undefined },
  record: { readonly header: Header; readonly hash: RecordHash },
): EnvelopeLink {
  const { sequence, previous } = record.header;
  if (sequence > newest.sequence + 1) {
    return { kind: "gap", from: newest.sequence + 1, to: sequence - 1 };
  }
  if (sequence < newest.sequence) return { kind: "older" };
  if (sequence === newest.sequence) {
    return record.hash === newest.hash ? { kind: "known" } : { kind: "fork", sequence };
  }
  return previous === newest.hash ? { kind: "next" } : { kind: "fork", sequence: newest.sequence };
}

/** What a reader holds under a dot; undefined when it does not hold the record. */
export type RecordLookup = (
  slot: Slot,
  sequence: number,
) => { readonly hash: RecordHash; readonly lamport: number } | undefined;

export type BodyLink =
  | { readonly kind: "linked"; readonly state: ChainState; readonly stamp: Stamp }
  /** The author knew records that are not here yet; ask again when they are. */
  | { readonly kind: "missing"; readonly needs: readonly KnownComponent[] }
  /**
   * The author knew another record under this dot than the one held here: some log has two
   * histories.
   */
  | { readonly kind: "fork-seen"; readonly component: KnownComponent }
  | { readonly kind: "refused"; readonly why: string };

export interface ReadRecord {
  readonly sequence: number;
  readonly hash: RecordHash;
  readonly body: Body;
}

/**
 * Need a record that an author knew not be held, or not with that hash? Of logs that were closed,
 * and of the own log, whose records were checked when they were written.
 */
export type Excuse = (author: Slot, component: KnownComponent) => boolean;

/** Checks the body of the record after `state` and returns the state after it. */
export function linkBody(
  state: ChainState,
  record: ReadRecord,
  lookup: RecordLookup,
  isExcused: Excuse = noExcuse,
): BodyLink {
  const { body } = record;
  const changed = changedComponents(state, body);
  if (typeof changed === "string") return { kind: "refused", why: changed };
  let lamportSeen = state.lamport;
  const needs: KnownComponent[] = [];
  let leapMax = 0;
  for (const component of changed) {
    const held = lookup(component.slot, component.sequence);
    const isHeld = held?.hash === component.hash;
    if (!isHeld && isExcused(state.slot, component)) leapMax = lamportLeapMax;
    else if (held === undefined) needs.push(component);
    else if (held.hash !== component.hash) return { kind: "fork-seen", component };
    else lamportSeen = Math.max(lamportSeen, held.lamport);
  }
  if (needs.length > 0) return { kind: "missing", needs };
  const leap = body.lamport - (lamportSeen + 1);
  if (leap < 0 || leap > leapMax) {
    const why = `Lamport number ${body.lamport} where ${lamportSeen + 1} is due`;
    return { kind: "refused", why };
  }
  const next = advanceChain(state, record, changed);
  return { kind: "linked", state: next, stamp: stampOf(next, body) };
}

function noExcuse(): boolean {
  return false;
}

/**
 * The same where records before this one are lost, so that what it follows cannot be compared. Its
 * vector counts as far as it is newer.
 */
export function linkBodyAfterDamage(state: ChainState, record: ReadRecord): BodyLink {
  const { body } = record;
  if (body.lamport <= state.lamport)
    return { kind: "refused", why: "its Lamport number goes back" };
  const next = resumeChain(state, record);
  return { kind: "linked", state: next, stamp: stampOf(next, body) };
}

/** The state after a record that was checked before, or whose predecessors are not looked at. */
export function resumeChain(state: ChainState, record: ReadRecord): ChainState {
  const newer = record.body.known.filter(
    ({ slot, sequence }) => sequence > (state.vector.get(slot)?.sequence ?? 0),
  );
  return advanceChain(state, record, newer);
}

function advanceChain(
  state: ChainState,
  record: ReadRecord,
  changed: readonly KnownComponent[],
): ChainState {
  const { sequence, hash, body } = record;
  const vector = advanceVector(state.vector, changed);
  return {
    slot: state.slot,
    logId: state.logId,
    sequence,
    hash,
    lamport: body.lamport,
    vector,
    sequences: vector === state.vector ? state.sequences : vectorToSequences(vector),
  };
}

/** The stamp of the record that `state` ends with. */
export function stampOf(state: ChainState, body: Body): Stamp {
  const { slot, sequence, logId, lamport } = state;
  const known = new AuthorKnown(state.sequences, { slot, sequence: sequence - 1 });
  return { dot: makeDot(slot, sequence), lamport, logId, known, time: body.time };
}

/** Components that are new in this record, or why its vector is none. */
function changedComponents(state: ChainState, body: Body): readonly KnownComponent[] | string {
  const changed: KnownComponent[] = [];
  let covered = 0;
  for (const component of body.known) {
    const { slot, sequence, hash } = component;
    if (slot === state.slot) return "the vector names the log itself";
    const before = state.vector.get(slot);
    if (before !== undefined) covered++;
    if (before === undefined || sequence > before.sequence) {
      changed.push(component);
      continue;
    }
    const isSame = sequence === before.sequence && hash === before.hash;
    if (!isSame) return `the vector goes back to record ${sequence} of slot ${slot}`;
    if (!body.isKnownComplete) return `the vector repeats slot ${slot}`;
  }
  if (body.isKnownComplete && covered < state.vector.size) {
    return "a complete vector leaves out what was known before";
  }
  return changed;
}
