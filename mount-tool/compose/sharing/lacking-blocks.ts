// Blocks that somebody here has sent for, a bounded number at a time.
import type { BlockKey } from "../../../dhash/index.ts";

/** More waits where it is known from, not in memory. */
const lackingMax = 256;

export class LackingBlocks<Note> {
  readonly #byKey = new Map<BlockKey, Note>();
  readonly #fetch: (keys: readonly BlockKey[]) => void;
  #fresh: BlockKey[] = [];

  constructor(fetch: (keys: readonly BlockKey[]) => void) {
    this.#fetch = fetch;
  }

  get size(): number {
    return this.#byKey.size;
  }

  get isFull(): boolean {
    return this.#byKey.size >= lackingMax;
  }

  has(key: BlockKey): boolean {
    return this.#byKey.has(key);
  }

  keys(): readonly BlockKey[] {
    return [...this.#byKey.keys()];
  }

  notes(): Iterable<Note> {
    return this.#byKey.values();
  }

  add(key: BlockKey, note: Note): void {
    if (this.#byKey.has(key)) return;
    this.#byKey.set(key, note);
    this.#fresh.push(key);
  }

  /** Sends for what was added since the last time. */
  send(): void {
    if (this.#fresh.length === 0) return;
    const keys = this.#fresh;
    this.#fresh = [];
    this.#fetch(keys);
  }

  /** What was noted of it, if it was lacking. */
  arrived(key: BlockKey): Note | undefined {
    const note = this.#byKey.get(key);
    this.#byKey.delete(key);
    return note;
  }
}
