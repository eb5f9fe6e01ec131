// Decrypted data blocks, the most recently used ones up to a number of bytes.
import type { BlockKey } from "../../dhash/index.ts";

interface Cached {
  readonly contentKey: Uint8Array;
  readonly plaintext: Uint8Array;
}

export class PlaintextCache {
  readonly #bytesMax: number;
  /** The longest unused first. */
  readonly #blocksByKey = new Map<BlockKey, Cached>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The content key must be the same: a crafted block may open differently under two keys. */
  get(key: BlockKey, contentKey: Uint8Array): Uint8Array | undefined {
    const cached = this.#blocksByKey.get(key);
    if (cached === undefined || Buffer.compare(cached.contentKey, contentKey) !== 0)
      return undefined;
    this.#blocksByKey.delete(key);
    this.#blocksByKey.set(key, cached);
    return cached.plaintext;
  }

  set(key: BlockKey, contentKey: Uint8Array, plaintext: Uint8Array): void {
    if (plaintext.length > this.#bytesMax) return;
    const former = this.#blocksByKey.get(key);
    if (former !== undefined) this.#drop(key, former);
    this.#blocksByKey.set(key, { contentKey, plaintext });
    this.#bytes += plaintext.length;
    for (const [oldest, cached] of this.#blocksByKey) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#drop(oldest, cached);
    }
  }

  #drop(key: BlockKey, cached: Cached): void {
    this.#blocksByKey.delete(key);
    this.#bytes -= cached.plaintext.length;
  }
}
