// Reading a log from its segments (FORMAT "Segments"), block by block: the index, older ones as far
// back as records are missing, then the segments in order, of a traced log backwards first. Blocks
// are asked for by whoever calls; what they give are runs as a peer would send them.
import type { BlockKey } from "../dhash/index.ts";
import type { LogId } from "./core/hash.ts";
import { fetchedSegmentsMax, olderIndexesMax } from "./core/limits.ts";
import type { LogRun } from "./core/log-run.ts";
import { isMalformed, type Malformed, malformed } from "./core/message.ts";
import { decodeSegment, decodeSegmentIndex, type SegmentEntry } from "./core/segment-codec.ts";
import type { Hasher } from "./ports.ts";

export interface LogFetchOptions {
  readonly hasher: Hasher;
  readonly logId: LogId;
  /** A verified head of the log that names an index. */
  readonly head: Uint8Array;
  readonly index: BlockKey;
  /** The newest record that is here. */
  readonly stored: number;
  /** The log is traced from this record back: segments up to it come in reverse order, and then
   * all in order. */
  readonly tracedFrom: number | undefined;
}

export class LogFetch {
  readonly #options: LogFetchOptions;
  /** The next index to be read; undefined when all are. */
  #index: BlockKey | undefined;
  #indexes = 0;
  /** Segments that are needed, in order. */
  #segments: readonly SegmentEntry[] = [];
  /** Of these, those that came before their turn. */
  readonly #arrived = new Map<BlockKey, readonly Uint8Array[]>();

  constructor(options: LogFetchOptions) {
    this.#options = options;
    this.#index = options.index;
  }

  get isDone(): boolean {
    return this.#index === undefined && this.#segments.length === 0;
  }

  /** Blocks that are needed now. */
  wanted(): readonly BlockKey[] {
    if (this.#index !== undefined) return [this.#index];
    const next = this.#segments.slice(0, fetchedSegmentsMax);
    const keys = new Set(next.map(({ key }) => key));
    return [...keys].filter((key) => !this.#arrived.has(key));
  }

  /** A block that was wanted. The runs that follow from it, in order; malformed: this index leads
   *  nowhere. */
  take(key: BlockKey, bytes: Uint8Array): readonly LogRun[] | Malformed {
    if (key === this.#index) return this.#takeIndex(bytes) ?? [];
    const entry = this.#segments.find((each) => each.key === key);
    if (entry === undefined) return [];
    const segment = decodeSegment(bytes, this.#options.hasher);
    if (isMalformed(segment)) return segment;
    const { logId, records } = segment;
    const isAsNamed = records[0]?.sequence === entry.first && records.length === entry.count;
    if (logId !== this.#options.logId || !isAsNamed) return malformed("segment: another one");
    this.#arrived.set(
      key,
      records.map(({ envelope }) => envelope),
    );
    return this.#inOrder();
  }

  #takeIndex(bytes: Uint8Array): Malformed | undefined {
    const index = decodeSegmentIndex(bytes);
    if (isMalformed(index)) return index;
    const [first] = index.entries;
    const last = index.entries.at(-1);
    const next = this.#segments[0]?.first;
    if (first === undefined || last === undefined || index.logId !== this.#options.logId) {
      return malformed("segment index: of another log");
    }
    if (next !== undefined && last.first + last.count !== next) {
      return malformed("segment index: a gap before the next");
    }
    const { stored } = this.#options;
    const needed = index.entries.filter((each) => each.first + each.count - 1 > stored);
    this.#segments = [...needed, ...this.#segments];
    this.#indexes++;
    const isOlderNeeded = first.first > stored + 1;
    this.#index = isOlderNeeded ? index.older : undefined;
    if (this.#indexes > olderIndexesMax) return malformed("segment index: too many older ones");
    if (this.#index === undefined) this.#turnTraced();
    return undefined;
  }

  #turnTraced(): void {
    const { tracedFrom } = this.#options;
    if (tracedFrom === undefined) return;
    const back = this.#segments.filter(({ first }) => first <= tracedFrom).reverse();
    this.#segments = [...back, ...this.#segments];
  }

  #inOrder(): readonly LogRun[] {
    const { logId, head } = this.#options;
    const runs: LogRun[] = [];
    for (const { key } of this.#segments) {
      const envelopes = this.#arrived.get(key);
      if (envelopes === undefined) break;
      this.#arrived.delete(key);
      runs.push({ logId, envelopes, head });
    }
    this.#segments = this.#segments.slice(runs.length);
    return runs;
  }
}
