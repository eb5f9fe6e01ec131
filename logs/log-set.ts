// The logs of one file system on this machine: the participant's own, to which it appends, and
// those of others, which it reads. It keeps the chain of each and the keys; bytes are the
// journals'.

import { invariant, isTrouble, Trouble } from "../dhash/core/index.ts";
import type { BlockKey } from "../dhash/index.ts";
import type { ChainState } from "./core/chain.ts";
import { emptyChain, resumeChain, stampOf } from "./core/chain.ts";
import type { Dot, Slot } from "./core/dot.ts";
import { dotSequence, dotSlot, makeDot } from "./core/dot.ts";
import type { RecordHash } from "./core/hash.ts";
import { bytesToHex, hashRecord } from "./core/hash.ts";
import { signHead } from "./core/head-codec.ts";
import { envelopeBytesMax } from "./core/limits.ts";
import type { Body } from "./core/record-codec.ts";
import type { RecordKeys } from "./core/record-sealing.ts";
import { deriveRecordKeys, sealRecord } from "./core/record-sealing.ts";
import type { KnownSequences, Stamp } from "./core/stamp.ts";
import type { Time } from "./core/time.ts";
import type { KnownComponent } from "./core/version-vector.ts";
import { advanceVector, vectorToComponents } from "./core/version-vector.ts";
import { HeldRecords } from "./held-records.ts";
import type { LogItem, ReadLog, RebuiltChain } from "./log-reading.ts";
import { mergeLogs, rebuildChain } from "./log-reading.ts";
import type { LogMember, LogSetOptions, OwnHead } from "./log-set-options.ts";
import type { Journal, JournalDamage, KeyPair } from "./ports.ts";

/**
 * The participant's own log: where it stands, and what its next record is the first to know of
 * others.
 */
interface OwnLog {
  readonly journal: Journal;
  readonly keyPair: KeyPair;
  state: ChainState;
  fresh: readonly FreshRecord[];
}

/** A record of another log that the next own record is the first to know. */
interface FreshRecord extends KnownComponent {
  readonly lamport: number;
}

/** Opens the logs; the own one is ready to be appended to. */
export function openLogSet(options: LogSetOptions): LogSet | Trouble {
  const logs = new LogSet(options);
  return logs.openOwn() ?? logs;
}

export class LogSet {
  readonly #options: LogSetOptions;
  readonly #keys: RecordKeys;
  readonly #membersBySlot: ReadonlyMap<Slot, LogMember>;
  readonly #journalsBySlot: ReadonlyMap<Slot, Journal>;
  readonly #held: HeldRecords;
  #own: OwnLog | undefined;
  /** Own records up to here are never cut: they survive power loss, or others have seen them. */
  #fixedSequence: number;

  constructor(options: LogSetOptions) {
    this.#options = options;
    this.#keys = deriveRecordKeys(options.crypto, options.groupKeysByEpoch);
    this.#membersBySlot = new Map(options.members.map((member) => [member.slot, member]));
    const journalsByLog = new Map(options.journals.map((journal) => [journal.logId, journal]));
    const journalsBySlot = new Map<Slot, Journal>();
    for (const { slot, logId } of options.members) {
      const journal = journalsByLog.get(logId);
      if (journal !== undefined) journalsBySlot.set(slot, journal);
    }
    this.#journalsBySlot = journalsBySlot;
    this.#held = new HeldRecords(this.#keys, journalsBySlot);
    this.#fixedSequence = options.syncedSequence;
  }

  /** Finds the state of the own log; called once. */
  openOwn(): Trouble | undefined {
    const { own: keyPair, hint } = this.#options;
    if (keyPair === undefined) return undefined;
    const logId = bytesToHex(keyPair.publicKey);
    const member = this.#options.members.find((each) => each.logId === logId);
    const journal = member && this.#journalsBySlot.get(member.slot);
    invariant(
      member !== undefined && journal !== undefined,
      "the own log is a member's and is open",
    );
    const empty = emptyChain(member.slot, member.logId);
    const sequence = journal.newest()?.sequence ?? 0;
    const state = sequence === 0 ? empty : this.#rebuild(journal, { empty, sequence, hint });
    if (isTrouble(state)) return state;
    this.#own = { journal, keyPair, state, fresh: [] };
    this.noteOthers();
    return undefined;
  }

  /**
   * Appends a record of the own log. On Trouble nothing is acknowledged and the next append has the
   * same sequence.
   */
  append(time: Time, changes: Uint8Array, parts: readonly Uint8Array[]): Stamp | Trouble {
    const own = this.#requireOwn();
    const { state, journal, fresh } = own;
    const sequence = state.sequence + 1;
    const isKnownComplete = journal.beginsFile();
    const known = isKnownComplete ? vectorToComponents(advanceVector(state.vector, fresh)) : fresh;
    const lamport = 1 + Math.max(state.lamport, ...fresh.map((each) => each.lamport));
    const view = sequence === 1 ? this.#options.view : undefined;
    const body: Body = { lamport, known, isKnownComplete, time, changes, parts, view };
    const { logId, hash: previous } = state;
    const header = { logId, sequence, previous, keyEpoch: this.#options.keyEpoch };
    const envelope = sealRecord(this.#keys, header, body);
    if (envelope.length > envelopeBytesMax) {
      return new Trouble("full", `a record of ${envelope.length} bytes is more than a log takes.`);
    }
    const hash = hashRecord(this.#options.hasher, envelope);
    const trouble = journal.append({ sequence, hash, envelope });
    if (trouble !== undefined) return trouble;
    own.state = resumeChain(state, { sequence, hash, body });
    own.fresh = [];
    return stampOf(own.state, body);
  }

  /** Inline data of any record held here. The bytes are shared: not to be changed. */
  readPart(dot: Dot, part: number): Uint8Array | Trouble {
    const body = this.#held.body(dot);
    if (isTrouble(body)) return body;
    const absent = `record ${dotSequence(dot)} of slot ${dotSlot(dot)} has no part ${part}.`;
    return body.parts[part] ?? new Trouble("absent", absent);
  }

  /** Everything appended survives power loss once it returns undefined. */
  sync(): Trouble | undefined {
    const own = this.#requireOwn();
    const { sequence } = own.state;
    const trouble = own.journal.sync();
    if (trouble === undefined) this.#fixedSequence = Math.max(this.#fixedSequence, sequence);
    return trouble;
  }

  /**
   * The records after those in `known`, of all logs in the total order, each checked; damage is
   * told in its place. `changes` are to be decoded before the next step or copied.
   */
  *records(known: KnownSequences): Generator<LogItem> {
    const logs: ReadLog[] = [];
    for (const [slot, journal] of this.#journalsBySlot) {
      const sequence = known.get(slot) ?? 0;
      const state = this.#stateAt(slot, journal, sequence);
      if (!isTrouble(state)) logs.push({ journal, state });
      else if (state.reason !== "damaged") yield { kind: "trouble", slot, trouble: state };
      // The record to go on from is lost: the log is read as after any damage, which tells it.
      else logs.push({ journal, state: emptyChain(slot, journal.logId, sequence - 1) });
    }
    yield* mergeLogs(logs, {
      keys: this.#keys,
      lookup: (slot, sequence) => this.#held.lookup(makeDot(slot, sequence)),
      onRecord: ({ stamp, hash }) => this.#held.see(stamp.dot, { hash, lamport: stamp.lamport }),
    });
  }

  /** The newest record of the own log; undefined before the first. */
  head(): OwnHead | undefined {
    const { slot, sequence, hash, lamport } = this.#requireOwn().state;
    return hash === undefined
      ? undefined
      : { dot: makeDot(slot, sequence), sequence, hash, lamport };
  }

  /** Hash of a record of the own log; undefined when it is not here or its bytes are damaged. */
  hashAt(sequence: number): RecordHash | undefined {
    const record = this.#requireOwn().journal.read(sequence);
    return isTrouble(record) ? undefined : record.hash;
  }

  /**
   * Signs the newest record for others; from then on it is never cut. Undefined before the first
   * record.
   */
  signHead(time: Time, segmentIndex: BlockKey | undefined): Uint8Array | undefined {
    const { state, keyPair } = this.#requireOwn();
    const { logId, sequence, hash, lamport } = state;
    if (hash === undefined) return undefined;
    const { crypto, fileSystem } = this.#options;
    this.#fixedSequence = Math.max(this.#fixedSequence, sequence);
    return signHead(
      crypto,
      { fileSystem, logId, sequence, hash, lamport, segmentIndex, time },
      keyPair,
    );
  }

  /** What makes the next open fast: keep it, and give it to openLogSet. */
  hint(): ChainState {
    return this.#requireOwn().state;
  }

  /**
   * Removes own records after `sequence`: after power loss, those whose blocks are lost. Refused
   * with "denied" for records that were synced or shown to others.
   */
  cutTail(sequence: number): Trouble | undefined {
    const own = this.#requireOwn();
    if (sequence < this.#fixedSequence) {
      const why = `record ${this.#fixedSequence} was made durable or shown to others`;
      return new Trouble("denied", `log ${own.state.logId}: not cut after ${sequence}: ${why}.`);
    }
    const trouble = own.journal.cutTail(sequence);
    this.#held.clear();
    return trouble ?? this.openOwn();
  }

  member(slot: Slot): LogMember | undefined {
    return this.#membersBySlot.get(slot);
  }

  /** Damage that keeps the own log from being appended to. */
  damage(): readonly JournalDamage[] {
    return this.#own?.journal.damage() ?? [];
  }

  bytesStored(): number {
    let sum = 0;
    for (const journal of this.#journalsBySlot.values()) sum += journal.bytesStored();
    return sum;
  }

  close(): void {
    for (const journal of this.#journalsBySlot.values()) journal.close();
  }

  /**
   * The next own record knows the newest record of every other log that is held here: call it when
   * all are folded.
   */
  noteOthers(): void {
    const own = this.#requireOwn();
    const fresh: FreshRecord[] = [];
    for (const [slot, journal] of this.#journalsBySlot) {
      const newest = journal.newest();
      if (slot === own.state.slot || newest === undefined) continue;
      const before = own.state.vector.get(slot)?.sequence ?? 0;
      if (newest.sequence <= before) continue;
      const { sequence } = newest;
      const held = this.#held.lookup(makeDot(slot, sequence));
      if (held !== undefined) fresh.push({ slot, sequence, ...held });
    }
    own.fresh = fresh.sort((a, b) => a.slot - b.slot);
  }

  #requireOwn(): OwnLog {
    invariant(this.#own !== undefined, "a log set that only reads has no own log");
    return this.#own;
  }

  #stateAt(slot: Slot, journal: Journal, sequence: number): ChainState | Trouble {
    const empty = emptyChain(slot, journal.logId);
    if (sequence === 0) return empty;
    const own = this.#own?.state;
    const isOwn = own !== undefined && own.slot === slot;
    const isCurrent = isOwn && own.sequence <= sequence;
    const hint = isCurrent ? own : isOwn ? this.#options.hint : undefined;
    return this.#rebuild(journal, { empty, sequence, hint });
  }

  #rebuild(
    journal: Journal,
    wanted: Pick<RebuiltChain, "empty" | "sequence" | "hint">,
  ): ChainState | Trouble {
    const isAlone = this.#membersBySlot.size === 1;
    return rebuildChain({ journal, keys: this.#keys, isAlone, ...wanted });
  }
}
