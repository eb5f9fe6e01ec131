// The records of all logs that are held here, by dot: read from the journals, opened, and those
// used lately kept.
import { type Held, isTrouble, Trouble } from "../dhash/core/index.ts";
import type { Dot, Slot } from "./core/dot.ts";
import { dotSequence, dotSlot } from "./core/dot.ts";
import type { RecordHash } from "./core/hash.ts";
import { isMalformed } from "./core/message.ts";
import type { Body } from "./core/record-codec.ts";
import type { RecordKeys } from "./core/record-sealing.ts";
import { openRecord } from "./core/record-sealing.ts";
import type { Journal } from "./ports.ts";

/**
 * Bodies kept, by the bytes of their records: inline data is often read more than once. When so
 * many came, those that were not read meanwhile go at once: to take the oldest one out of a Map for
 * each that comes costs more than all else.
 */
const bodyBytesMax = 2 * 1024 * 1024;
/** Counted for each body beside its record's bytes. */
const overheadBytes = 200;
/**
 * Records whose hash and Lamport number are kept for the checks of those that follow them: twice as
 * many at most, as the older half goes at once.
 */
const seenMax = 4096;

export interface SeenRecord {
  readonly hash: RecordHash;
  readonly lamport: number;
}

interface KeptBody {
  readonly body: Body;
  readonly bytes: number;
}

export class HeldRecords {
  readonly #keys: RecordKeys;
  readonly #journalsBySlot: ReadonlyMap<Slot, Journal>;
  #bodiesByDot = new Map<Dot, KeptBody>();
  #bodiesBefore = new Map<Dot, KeptBody>();
  #seenByDot = new Map<Dot, SeenRecord>();
  #seenBefore = new Map<Dot, SeenRecord>();
  #bodyBytes = 0;

  constructor(keys: RecordKeys, journalsBySlot: ReadonlyMap<Slot, Journal>) {
    this.#keys = keys;
    this.#journalsBySlot = journalsBySlot;
  }

  /** The body of a record; shared, not to be changed. */
  body(dot: Dot): Body | Trouble {
    const kept = this.#bodiesByDot.get(dot);
    if (kept !== undefined) return kept.body;
    const before = this.#bodiesBefore.get(dot);
    if (before === undefined) return this.#read(dot);
    this.#keep(dot, before);
    return before.body;
  }

  /** Hash and Lamport number of a record; undefined when it is not held, or not readable. */
  lookup(dot: Dot): SeenRecord | undefined {
    const seen = this.#seenByDot.get(dot) ?? this.#seenBefore.get(dot);
    if (seen === undefined && isTrouble(this.#read(dot))) return undefined;
    return seen ?? this.#seenByDot.get(dot);
  }

  see(dot: Dot, record: SeenRecord): void {
    if (this.#seenByDot.size >= seenMax) {
      this.#seenBefore = this.#seenByDot;
      this.#seenByDot = new Map();
    }
    this.#seenByDot.set(dot, record);
  }

  held(): readonly Held[] {
    const seen = this.#seenByDot.size + this.#seenBefore.size;
    // One that is larger than that is kept alone.
    const bodies = this.#bodiesByDot.size > 1 ? this.#bodyBytes : 0;
    return [
      { what: "bytes of bodies of records", size: bodies, max: bodyBytesMax },
      { what: "records seen", size: seen, max: 2 * seenMax },
    ];
  }

  /** A body that was opened, and will be read: it has inline data. `bytes`: of its record. */
  keep(dot: Dot, body: Body, bytes: number): void {
    if (!this.#bodiesByDot.has(dot)) this.#keep(dot, { body, bytes: bytes + overheadBytes });
  }

  clear(): void {
    this.#bodiesByDot.clear();
    this.#bodiesBefore.clear();
    this.#seenByDot.clear();
    this.#seenBefore.clear();
    this.#bodyBytes = 0;
  }

  #read(dot: Dot): Body | Trouble {
    const journal = this.#journalsBySlot.get(dotSlot(dot));
    if (journal === undefined) return new Trouble("absent", `${describeDot(dot)} is not here.`);
    const record = journal.read(dotSequence(dot));
    if (isTrouble(record)) return record;
    const opened = openRecord(this.#keys, record.envelope);
    if (isMalformed(opened)) {
      return new Trouble("damaged", `${describeDot(dot)} cannot be read: ${opened.why}.`);
    }
    const { body } = opened;
    this.see(dot, { hash: record.hash, lamport: body.lamport });
    this.#keep(dot, { body, bytes: record.envelope.length + overheadBytes });
    return body;
  }

  #keep(dot: Dot, kept: KeptBody): void {
    if (this.#bodyBytes + kept.bytes > bodyBytesMax && this.#bodiesByDot.size > 0) {
      this.#bodiesBefore = this.#bodiesByDot;
      this.#bodiesByDot = new Map();
      this.#bodyBytes = 0;
    }
    this.#bodiesByDot.set(dot, kept);
    this.#bodyBytes += kept.bytes;
  }
}

function describeDot(dot: Dot): string {
  return `record ${dotSequence(dot)} of slot ${dotSlot(dot)}`;
}
