// The blocks that are wanted here, in the order in which they were wanted: those that a reader
// waits for, and those that are to be kept some time.
import type { BlockKey } from "./block.ts";
import { laterKeysMax } from "./block-exchange-limits.ts";
import type { Urgency } from "./block-message.ts";

export class WantedBlocks {
  readonly #now = new Set<BlockKey>();
  readonly #later = new Set<BlockKey>();
  readonly #laterMax: number;
  #laterDropped = 0;

  constructor(laterMax = laterKeysMax) {
    this.#laterMax = laterMax;
  }

  get now(): ReadonlySet<BlockKey> {
    return this.#now;
  }

  get later(): ReadonlySet<BlockKey> {
    return this.#later;
  }

  /** How often there was no room for a key. */
  get laterDropped(): number {
    return this.#laterDropped;
  }

  get size(): number {
    return this.#now.size + this.#later.size;
  }

  has(key: BlockKey): boolean {
    return this.#now.has(key) || this.#later.has(key);
  }

  /** What is wanted already keeps its place, but a reader takes it to the end of the urgent
   *  ones. */
  add(key: BlockKey, urgency: Urgency): void {
    if (urgency === "now") {
      this.#later.delete(key);
      this.#now.add(key);
    } else if (!this.has(key)) {
      if (this.#later.size < this.#laterMax) this.#later.add(key);
      else this.#laterDropped++;
    }
  }

  remove(key: BlockKey): void {
    this.#now.delete(key);
    this.#later.delete(key);
  }

  /** Somebody said that it is not there: what was not asked for yet comes first, or a small window
   *  would never get to it. */
  postpone(key: BlockKey): void {
    if (this.#now.delete(key)) this.#now.add(key);
    else this.defer(key);
  }

  /** A question for it came to nothing: others come first, unless a reader waits. */
  defer(key: BlockKey): void {
    if (this.#later.delete(key)) this.#later.add(key);
  }
}
