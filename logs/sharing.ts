// The logs of others as a log set shares in them: opened for every member, filled by runs from
// peers, accepted in slices, and served to whoever asks.
import { type Held, isTrouble, type Trouble } from "../dhash/core/index.ts";
import { absorbRun, keepHead, readHead } from "./absorption.ts";
import type { AcceptanceStop } from "./acceptance.ts";
import { Acceptance } from "./acceptance.ts";
import type { ChainState } from "./core/chain.ts";
import type { Slot } from "./core/dot.ts";
import { dotSequence, dotSlot, makeDot } from "./core/dot.ts";
import type { LogId } from "./core/hash.ts";
import { sequenceMax } from "./core/limits.ts";
import type { LogRun } from "./core/log-run.ts";
import type { KnownComponent } from "./core/version-vector.ts";
import type { LogPlace } from "./core/view.ts";
import { ForeignLog, hashIn } from "./foreign-log.ts";
import type { HeldRecords } from "./held-records.ts";
import type { LogMembers } from "./log-members.ts";
import type { ReadRecordItem } from "./log-reading.ts";
import type { LogMember } from "./log-set-options.ts";
import type { Journal, JournalRecord } from "./ports.ts";
import type { Absorbed, AbsorptionTools, SharedLog } from "./shared-log.ts";
import { refreshTrace, startOver } from "./traced-log.ts";

export interface SharingTools {
  readonly absorption: AbsorptionTools;
  readonly members: LogMembers;
  readonly held: HeldRecords;
  /** Of all logs that are open; those of others are added here. */
  readonly journalsBySlot: Map<Slot, Journal>;
  /** Undefined for tools that only read. */
  readonly own: LogId | undefined;
  /** Records beyond are not accepted for now. */
  readonly upTo: (slot: Slot) => number;
}

/** Where a log of somebody else stands here. */
export interface LogStanding {
  readonly logId: LogId;
  /** What others can have from here. */
  readonly proven: LogPlace;
  /** What need not be asked for again. */
  readonly stored: LogPlace;
  readonly accepted: number;
  /** Records beyond are not wanted. */
  readonly limit: number;
  readonly isForked: boolean;
  /** It was closed and has two histories: of the one that counts these are wanted next. */
  readonly traced: { readonly first: number; readonly last: number } | undefined;
  readonly stop: AcceptanceStop | undefined;
}

export class Sharing {
  readonly #tools: SharingTools;
  readonly #acceptance: Acceptance;
  readonly #logs = new Map<LogId, SharedLog>();
  /** Logs whose history was not the one that counts, since `enter` was called last. */
  readonly #emptied: Slot[] = [];

  /** Records that `accept` has given. */
  acceptedCount = 0;

  constructor(tools: SharingTools) {
    this.#tools = tools;
    this.#acceptance = new Acceptance({
      keys: tools.absorption.keys,
      lookup: (slot, sequence) => tools.held.lookup(makeDot(slot, sequence)),
      isExcused: (author, component) => this.isExcused(author, component),
      counts: (dot) => tools.members.counts(dot),
      upTo: tools.upTo,
      keep: (dot, body, bytes) => tools.held.keep(dot, body, bytes),
      onAccepted: (item) => this.see(item),
    });
  }

  held(): readonly Held[] {
    return this.#tools.held.held();
  }

  /** A record was accepted: those that follow it may be looked at. */
  see({ stamp, hash }: ReadRecordItem): void {
    const { held, members } = this.#tools;
    held.see(stamp.dot, { hash, lamport: stamp.lamport });
    const member = members.get(dotSlot(stamp.dot));
    if (member !== undefined) this.log(member.logId)?.accept(dotSequence(stamp.dot), hash);
  }

  /** A log was read back so far; where its accepted records end there, nobody reads it again. */
  resume(state: ChainState): void {
    this.#acceptance.resume(state);
  }

  /**
   * A record that is not held need not be, if its log was closed before it or with another one in
   * its place, or if the author is this participant.
   */
  isExcused(author: Slot, { slot, sequence, hash }: KnownComponent): boolean {
    const { members, journalsBySlot, own } = this.#tools;
    if (own !== undefined && members.find(own)?.slot === author) return true;
    const cut = members.cut(slot);
    if (cut === undefined) return false;
    if (sequence > cut.sequence) return true;
    // Accepted or not: the order in which records are read back is not that in which they came.
    const there = hashIn(journalsBySlot.get(slot), sequence);
    return there !== undefined && there !== hash;
  }

  /** Everything stored survives power loss once it returns undefined. */
  sync(): Trouble | undefined {
    for (const { log } of this.#logs.values()) {
      const trouble = log.sync();
      if (trouble !== undefined) return trouble;
    }
    return this.keepHeads() ?? this.#tools.absorption.store.sync();
  }

  /** These are members: logs that are not open yet are opened, and what was held back is looked at
   * again. Returns whose history was not the one that counts; these logs are empty now. */
  enter(now: readonly LogMember[]): readonly Slot[] | Trouble {
    const { journalsBySlot, own } = this.#tools;
    for (const member of now) {
      if (member.logId === own || journalsBySlot.has(member.slot)) continue;
      const log = this.#open(member);
      if (isTrouble(log)) return log;
      journalsBySlot.set(member.slot, log);
    }
    return this.#lookAgain() ?? this.#emptied.splice(0);
  }

  #open({ slot, logId }: LogMember): ForeignLog | Trouble {
    const { absorption, upTo } = this.#tools;
    const proofs = absorption.store.proofs();
    if (isTrouble(proofs)) return proofs;
    const kept = absorption.store.head(logId);
    if (isTrouble(kept)) return kept;
    const journal = absorption.store.openJournal(logId);
    if (isTrouble(journal)) return journal;
    const log = new ForeignLog(journal, () => upTo(slot));
    const isForked = proofs.has(logId);
    const shared: SharedLog = { log, head: undefined, due: undefined, isForked };
    this.#logs.set(logId, shared);
    this.#acceptance.add(slot, log);
    const signed = kept && readHead(absorption, logId, kept);
    if (signed === undefined || typeof signed === "string") return log;
    const { sequence, hash } = signed.head;
    const held = log.hashAt(sequence);
    if (held === hash) shared.head = signed;
    else if (held === undefined) shared.due = signed;
    // A head is kept when its records are here. If the last of them were lost since, by power or
    // damage, the others are proven all the same; those of a closed log its cut proves.
    const isLost = held === undefined && this.#cutOf(logId) === undefined;
    if (held === hash || isLost) log.prove(sequence);
    return log;
  }

  /** A proof says that the author of this log showed two histories. */
  noteFork(logId: LogId): void {
    const shared = this.#logs.get(logId);
    if (shared !== undefined) shared.isForked = true;
  }

  log(logId: LogId): ForeignLog | undefined {
    return this.#logs.get(logId)?.log;
  }

  absorb(run: LogRun): Absorbed {
    const shared = this.#logs.get(run.logId);
    if (shared === undefined) return { kind: "unwanted" };
    const cut = this.#cutOf(run.logId);
    const bounds = { cut, limit: limitOf(cut) };
    const absorbed = absorbRun(this.#tools.absorption, shared, run, bounds);
    const member = this.#tools.members.find(run.logId);
    if (absorbed.kind === "reset" && member !== undefined) this.#emptied.push(member.slot);
    return absorbed;
  }

  #lookAgain(): Trouble | undefined {
    for (const [logId, shared] of this.#logs) {
      const { log } = shared;
      const member = this.#tools.members.find(logId);
      const cut = this.#cutOf(logId);
      if (member === undefined || cut?.hash === undefined) continue;
      if (log.stored.sequence < cut.sequence) continue;
      if (log.hashAt(cut.sequence) === cut.hash) log.prove(cut.sequence);
      else {
        const dropped = startOver(shared, this.#tools.absorption.store.isReadOnly);
        if (dropped.kind === "trouble") return dropped.trouble;
        this.#emptied.push(member.slot);
      }
    }
    this.#acceptance.lookAgain();
    return undefined;
  }

  /** Own records that name others' records come after this: those are proven after a start then.
   * What failed is tried again. */
  keepHeads(): Trouble | undefined {
    let trouble: Trouble | undefined;
    for (const shared of this.#logs.values()) {
      if (shared.isHeadUnkept) trouble ??= keepHead(this.#tools.absorption.store, shared);
    }
    return trouble;
  }

  accept(recordsMax: number): readonly ReadRecordItem[] {
    for (;;) {
      const { items, count } = this.#acceptance.accept(recordsMax);
      this.acceptedCount += items.length;
      if (items.length > 0 || count === 0) return items;
    }
  }

  standings(): readonly LogStanding[] {
    return [...this.#logs].map(([logId, shared]) => {
      const { log, due, isForked } = shared;
      const proven = log.provenPlace;
      const cut = this.#cutOf(logId);
      const limit = limitOf(cut);
      const stop = this.#acceptance.stopOf(logId);
      const { accepted } = log;
      // A crash may take a head and leave its records: they come once more, with their head.
      const isProvable = due !== undefined || cut?.hash !== undefined || isForked;
      const stored = isProvable || log.stored.sequence <= log.proven ? log.stored : proven;
      const traced = refreshTrace(shared, cut)?.wanted(stored.sequence);
      return { logId, proven, stored, accepted, limit, isForked, traced, stop };
    });
  }

  /** Records from `first` on, up to `bytesMax` but at least one; undefined when there are none. */
  run(
    logId: LogId,
    first: number,
    bounds: { readonly bytesMax: number; readonly last: number },
  ): LogRun | undefined {
    const shared = this.#logs.get(logId);
    if (shared === undefined) return undefined;
    const { log, due } = shared;
    // Where the end of a log was lost here, its head is further on. Records that no head says to be
    // the author's, as of a fork whose head is lost, might be another history than the one held
    // there, and who sends them would be blamed.
    const head = shared.head ?? due;
    if (head === undefined && this.#cutOf(logId) === undefined) return undefined;
    const last = Math.min(log.proven, bounds.last);
    const read = (sequence: number): JournalRecord | Trouble => log.serve(sequence, last);
    const envelopes = readEnvelopes({ read, first, last, bytesMax: bounds.bytesMax });
    return envelopes.length === 0 ? undefined : { logId, envelopes, head: head?.bytes };
  }

  #cutOf(logId: LogId): LogPlace | undefined {
    const { members } = this.#tools;
    const member = members.find(logId);
    return member && members.cut(member.slot);
  }
}

function limitOf(cut: LogPlace | undefined): number {
  return cut === undefined ? sequenceMax : cut.sequence;
}

/** Envelopes of consecutive records, as many as fit, the first in any case. */
export function readEnvelopes(reading: {
  readonly read: (sequence: number) => { readonly envelope: Uint8Array } | Trouble;
  readonly first: number;
  readonly last: number;
  readonly bytesMax: number;
}): readonly Uint8Array[] {
  const { read, first, last, bytesMax } = reading;
  const envelopes: Uint8Array[] = [];
  let bytes = 0;
  for (let sequence = first; sequence <= last; sequence++) {
    const record = read(sequence);
    if (isTrouble(record)) break;
    bytes += record.envelope.length;
    if (bytes > bytesMax && envelopes.length > 0) break;
    envelopes.push(record.envelope);
  }
  return envelopes;
}
