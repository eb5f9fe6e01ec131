// Reading logs back in the total order (FORMAT "Order"): each log's chain is checked record by
// record, and the logs are merged by (Lamport number, log id). What cannot be read is told in its
// place; nothing else is lost with it.

import { isTrouble, Trouble } from "../dhash/core/index.ts";
import type { BlockKey } from "../dhash/index.ts";
import type { ChainState, Excuse, RecordLookup } from "./core/chain.ts";
import { checkEnvelopeLink, linkBody, linkBodyAfterDamage, resumeChain } from "./core/chain.ts";
import type { Slot } from "./core/dot.ts";
import type { LogId, RecordHash } from "./core/hash.ts";
import { isMalformed } from "./core/message.ts";
import { decodeEnvelope } from "./core/record-codec.ts";
import type { OpenedRecord, RecordKeys } from "./core/record-sealing.ts";
import { openRecord } from "./core/record-sealing.ts";
import type { Stamp } from "./core/stamp.ts";
import type { Journal, JournalDamage, JournalItem } from "./ports.ts";

export interface ReadRecordItem {
  readonly kind: "record";
  readonly stamp: Stamp;
  readonly hash: RecordHash;
  /** Opaque here: for the room above to decode. */
  readonly changes: Uint8Array;
  readonly partCount: number;
  /** The view that holds from this record on, where it says so. */
  readonly view: BlockKey | undefined;
}

export type LogItem =
  | ReadRecordItem
  /** Bytes of a log that hold no record any longer; the records after them follow. */
  | {
      readonly kind: "damage";
      readonly slot: Slot;
      readonly logId: LogId;
      readonly damage: JournalDamage;
    }
  /** A record that follows one, or is under a key, that is not here yet: its log is not read
   * further for now. */
  | {
      readonly kind: "waiting";
      readonly slot: Slot;
      readonly logId: LogId;
      readonly sequence: number;
      readonly why: string;
    }
  /** A record that breaks a rule: its log is not read further. */
  | {
      readonly kind: "refused";
      readonly slot: Slot;
      readonly logId: LogId;
      readonly sequence: number;
      readonly why: string;
    }
  | { readonly kind: "trouble"; readonly slot: Slot; readonly trouble: Trouble };

export interface ReadLog {
  readonly journal: Pick<Journal, "scan">;
  /** What is known before the first record that is read. */
  readonly state: ChainState;
}

export interface Reading {
  readonly keys: RecordKeys;
  readonly lookup: RecordLookup;
  readonly isExcused?: Excuse;
  /** Told of every record in the moment it is returned. */
  readonly onRecord: (item: ReadRecordItem) => void;
  /** Told how far each log was read, when all are. */
  readonly onEnd?: (state: ChainState) => void;
}

/** All records of all logs after their states, in the total order. */
export function* mergeLogs(logs: readonly ReadLog[], reading: Reading): Generator<LogItem> {
  const streams = logs.map((log) => new LogStream(log, reading));
  for (;;) {
    let first: LogStream | undefined;
    for (const stream of streams) {
      yield* stream.advance();
      if (stream.isBefore(first)) first = stream;
    }
    if (first === undefined) break;
    const item = first.take();
    if (item.kind === "record") reading.onRecord(item);
    yield item;
  }
  for (const { state } of streams) reading.onEnd?.(state);
}

interface Candidate extends OpenedRecord {
  readonly hash: RecordHash;
}

/** One log, with at most one record waiting for its place among the others. */
class LogStream {
  readonly #items: Iterator<JournalItem | Trouble>;
  readonly #reading: Reading;
  #state: ChainState;
  #candidate: Candidate | undefined;
  /** What the next record follows was lost: its link cannot be checked. */
  #isAfterDamage = false;
  #isStopped = false;

  constructor({ journal, state }: ReadLog, reading: Reading) {
    this.#items = journal.scan(state.sequence + 1)[Symbol.iterator]();
    this.#reading = reading;
    this.#state = state;
  }

  /** After the last record that was taken. */
  get state(): ChainState {
    return this.#state;
  }

  /** Reads on until a record waits or the log ends; yields what is no record. */
  *advance(): Generator<LogItem> {
    const { slot, logId } = this.#state;
    while (this.#candidate === undefined && !this.#isStopped) {
      const { done, value } = this.#items.next();
      if (done === true) this.#isStopped = true;
      else if (isTrouble(value)) yield { kind: "trouble", slot, trouble: value };
      else if (value.kind === "damage") {
        this.#isAfterDamage = true;
        yield { kind: "damage", slot, logId, damage: value };
      } else {
        const opened = openRecord(this.#reading.keys, value.envelope);
        if (!isMalformed(opened)) this.#candidate = { ...opened, hash: value.hash };
        else if (this.#isKeyAway(value.envelope)) yield this.#wait(value.sequence, opened.why);
        else yield this.#refuse(value.sequence, opened.why);
      }
    }
  }

  /** A record waits here whose place is before that of `other`. */
  isBefore(other: LogStream | undefined): boolean {
    const mine = this.#candidate;
    if (mine === undefined) return false;
    const theirs = other === undefined ? undefined : other.#candidate;
    if (theirs === undefined) return true;
    const difference = mine.body.lamport - theirs.body.lamport;
    return difference === 0 ? mine.header.logId < theirs.header.logId : difference < 0;
  }

  /** The waiting record after its last checks; everything it may refer to was taken before it. */
  take(): LogItem {
    const candidate = this.#candidate;
    if (candidate === undefined) throw new Error("no record waits");
    this.#candidate = undefined;
    const { header, body, hash } = candidate;
    const { sequence } = header;
    const { kind } = checkEnvelopeLink(this.#state, { header, hash });
    const isOverDamage = kind === "gap" && this.#isAfterDamage;
    if (kind !== "next" && !isOverDamage) {
      return this.#refuse(sequence, `it does not follow record ${this.#state.sequence}`);
    }
    const record = { sequence, hash, body };
    const link = isOverDamage
      ? linkBodyAfterDamage(this.#state, record)
      : linkBody(this.#state, record, this.#reading.lookup, this.#reading.isExcused);
    switch (link.kind) {
      case "linked": {
        this.#state = link.state;
        this.#isAfterDamage = false;
        const { changes, parts, view } = body;
        return { kind: "record", stamp: link.stamp, hash, changes, partCount: parts.length, view };
      }
      case "missing":
        return this.#wait(sequence, "it follows records that are not here");
      case "fork-seen":
        return this.#wait(sequence, `it follows another history of slot ${link.component.slot}`);
      case "refused":
        return this.#refuse(sequence, link.why);
    }
  }

  /** It is written under a key that comes with a view which is not here yet. */
  #isKeyAway(envelope: Uint8Array): boolean {
    const parts = decodeEnvelope(envelope);
    return !isMalformed(parts) && !this.#reading.keys.keysByEpoch.has(parts.header.keyEpoch);
  }

  #refuse(sequence: number, why: string): LogItem {
    this.#isStopped = true;
    const { slot, logId } = this.#state;
    return { kind: "refused", slot, logId, sequence, why };
  }

  #wait(sequence: number, why: string): LogItem {
    this.#isStopped = true;
    const { slot, logId } = this.#state;
    return { kind: "waiting", slot, logId, sequence, why };
  }
}

export interface RebuiltChain {
  readonly journal: Journal;
  readonly keys: RecordKeys;
  /** The log before its first record. */
  readonly empty: ChainState;
  /** The record after which the state is wanted. */
  readonly sequence: number;
  /** The file system has one member: no record knows any but those of its own log. */
  readonly isAlone: boolean;
}

/** The state of a log after one of its records: from the complete vector that begins a journal
 * file. */
export function rebuildChain(rebuilt: RebuiltChain): ChainState | Trouble {
  const { journal, empty, sequence } = rebuilt;
  if (rebuilt.isAlone) return readState(rebuilt);
  let start = journal.fileStart(sequence);
  for (;;) {
    const walked = walkChain(rebuilt, { ...empty, sequence: start - 1 });
    if (walked.trouble !== undefined) return walked.trouble;
    const isWhole = walked.isComplete || start === 1;
    if (isWhole) return walked.state ?? lostRecord(empty, sequence);
    start = journal.fileStart(start - 1);
  }
}

/** The state after a record that knows no other logs: all of it is in the record itself. */
function readState({ journal, keys, empty, sequence }: RebuiltChain): ChainState | Trouble {
  const record = journal.read(sequence);
  if (isTrouble(record)) return record;
  const opened = openRecord(keys, record.envelope);
  if (isMalformed(opened)) return lostRecord(empty, sequence);
  return resumeChain(empty, { sequence, hash: record.hash, body: opened.body });
}

interface WalkedChain {
  /** Undefined when record `sequence` was not found. */
  readonly state: ChainState | undefined;
  /** A complete vector was among the records. */
  readonly isComplete: boolean;
  readonly trouble: Trouble | undefined;
}

function walkChain({ journal, keys, sequence }: RebuiltChain, from: ChainState): WalkedChain {
  let state = from;
  let isComplete = false;
  if (state.sequence < sequence) {
    for (const item of journal.scan(state.sequence + 1)) {
      if (isTrouble(item)) return { state: undefined, isComplete, trouble: item };
      if (item.kind === "damage") continue;
      const opened = openRecord(keys, item.envelope);
      if (isMalformed(opened)) continue;
      const { body } = opened;
      isComplete ||= body.isKnownComplete;
      state = resumeChain(state, { sequence: item.sequence, hash: item.hash, body });
      if (state.sequence >= sequence) break;
    }
  }
  const isFound = state.sequence === sequence;
  return { state: isFound ? state : undefined, isComplete, trouble: undefined };
}

function lostRecord({ logId }: ChainState, sequence: number): Trouble {
  const why = `record ${sequence} cannot be read`;
  return new Trouble("damaged", `log ${logId}: ${why}. Run \`ivy verify\` to see what is lost.`);
}
