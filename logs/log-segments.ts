// The own log as segments (FORMAT "Segments"): what is durable is cut into blocks, a slice at a
// time, and the newest record is signed with the index of them. Whoever was away reads the log from
// these.
import { isTrouble, Trouble } from "../dhash/core/index.ts";
import type { BlockKey } from "../dhash/index.ts";
import type { LogId } from "./core/hash.ts";
import { cutBytesMax, segmentEntriesMax } from "./core/limits.ts";
import type { LogRun } from "./core/log-run.ts";
import { readRun } from "./core/log-run.ts";
import { isMalformed } from "./core/message.ts";
import {
  decodeSegmentIndex,
  encodeSegment,
  encodeSegmentIndex,
  type SegmentEntry,
} from "./core/segment-codec.ts";
import { entriesKept, nextRecord } from "./core/segment-plan.ts";
import type { Time } from "./core/time.ts";
import type { LogsForPeers } from "./logs-for-peers.ts";
import type { Hasher } from "./ports.ts";

export interface LogSegmentsOptions {
  readonly hasher: Hasher;
  readonly logId: LogId;
  readonly logs: LogsForPeers;
  /** Stores a block; the name of it. */
  readonly put: (bytes: Uint8Array) => BlockKey | Trouble;
  /** Undefined when the block is not here. */
  readonly get: (key: BlockKey) => Uint8Array | undefined;
}

export interface PublishedLog {
  /** Of the newest record that is in the segments. */
  readonly sequence: number;
  readonly index: BlockKey;
  readonly head: Uint8Array;
  /** Blocks that are new since the last time, the index among them. */
  readonly keys: readonly BlockKey[];
}

export class LogSegments {
  readonly #options: LogSegmentsOptions;
  #older: BlockKey | undefined;
  #entries: readonly SegmentEntry[];
  #keys = new Set<BlockKey>();

  /** Goes on from an index made before; without it, or where it is not here, from the beginning. */
  constructor(options: LogSegmentsOptions, index: BlockKey | undefined) {
    this.#options = options;
    const bytes = index === undefined ? undefined : options.get(index);
    const before = bytes === undefined ? undefined : decodeSegmentIndex(bytes);
    const isOwn = before !== undefined && !isMalformed(before) && before.logId === options.logId;
    this.#older = isOwn ? before.older : undefined;
    this.#entries = isOwn ? before.entries : [];
  }

  /** The newest record that is in a segment. */
  get sequence(): number {
    return nextRecord(this.#entries) - 1;
  }

  /** Cuts one more segment; true: there is more to be cut. */
  cut(): boolean | Trouble {
    const last = this.#durable();
    const first = nextRecord(this.#entries);
    if (first > last) return false;
    const fresh = this.#run(first, last);
    if (fresh === undefined) return this.#unreadable(first);
    const bytes = fresh.envelopes.reduce((sum, { length }) => sum + length, 0);
    const entries = this.#entries.slice(0, entriesKept(this.#entries, bytes));
    const from = nextRecord(entries);
    const run = from === first ? fresh : this.#run(from, last);
    const records = run === undefined ? undefined : readRun(this.#options.hasher, run);
    if (records === undefined || isMalformed(records)) return this.#unreadable(from);
    const segment = encodeSegment(this.#options.logId, records);
    const key = this.#options.put(segment);
    if (isTrouble(key)) return key;
    for (const gone of this.#entries.slice(entries.length)) this.#keys.delete(gone.key);
    this.#keys.add(key);
    const entry = { first: from, count: records.length, bytes: segment.length, key };
    this.#entries = [...entries, entry];
    if (this.#entries.length === segmentEntriesMax) {
      const older = this.#putIndex();
      if (isTrouble(older)) return older;
    }
    return nextRecord(this.#entries) <= last;
  }

  /** Signs the newest record; undefined when there is more to be cut, or nothing at all. `view` is
   *  stored as a block as well. */
  publish(time: Time, view: BlockKey | undefined): PublishedLog | Trouble | undefined {
    const { logId, logs, put } = this.#options;
    if (this.#entries.length === 0 || nextRecord(this.#entries) <= this.#durable()) {
      return undefined;
    }
    const index = put(encodeSegmentIndex({ logId, older: this.#older, entries: this.#entries }));
    if (isTrouble(index)) return index;
    const named = view === undefined ? {} : { view };
    const head = logs.signDurable({ time, segmentIndex: index, ...named });
    if (head === undefined) return undefined;
    const keys = [...this.#keys, index];
    this.#keys = new Set();
    return { sequence: this.sequence, index, head, keys };
  }

  /** A full index becomes the older one of the next. */
  #putIndex(): Trouble | undefined {
    const { logId, put } = this.#options;
    const last = this.#entries.at(-1);
    const full = this.#entries.slice(0, -1);
    if (last === undefined || full.length === 0) return undefined;
    const older = put(encodeSegmentIndex({ logId, older: this.#older, entries: full }));
    if (isTrouble(older)) return older;
    this.#keys.add(older);
    this.#older = older;
    this.#entries = [last];
    return undefined;
  }

  #durable(): number {
    return this.#options.logs.own()?.offered.sequence ?? 0;
  }

  #run(first: number, last: number): LogRun | undefined {
    const bounds = { bytesMax: cutBytesMax, last, time: noTime };
    return this.#options.logs.run(this.#options.logId, first, bounds);
  }

  #unreadable(sequence: number): Trouble {
    const why = `record ${sequence} cannot be read, and is not published`;
    return new Trouble("damaged", `own log: ${why}.`);
  }
}

/** The head that a run brings is not used. */
const noTime: Time = { seconds: 0, nanoseconds: 0 };
