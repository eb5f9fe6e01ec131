// Decrypted data blocks, the most recently used ones up to a number of bytes. Memory of blocks that
// went is used again for those that come: fresh memory costs more than decrypting into it.
import type { BlockKey } from "../../dhash/index.ts";
import type { CacheStatistics } from "../ports.ts";

interface Cached {
  readonly contentKey: Uint8Array;
  readonly plaintext: Uint8Array;
}

/** Blocks of at least this size take memory of one size, so that it fits whoever comes next. */
const reusedBytesMin = 64 * 1024;
const reusedBytes = 256 * 1024;
/**
 * A reply may hold views of some blocks while the next ones are opened. So memory is used again
 * only when the cache is several times as large as the largest reply (1 MiB).
 */
const reusingBytesMin = 8 * 1024 * 1024;

export class PlaintextCache {
  readonly #bytesMax: number;
  /** The longest unused first. */
  readonly #blocksByKey = new Map<BlockKey, Cached>();
  readonly #unused: ArrayBufferLike[] = [];
  #bytes = 0;
  #hits = 0;
  #misses = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The content key must be the same: a crafted block may open differently under two keys. */
  get(key: BlockKey, contentKey: Uint8Array): Uint8Array | undefined {
    const cached = this.#blocksByKey.get(key);
    if (cached === undefined || Buffer.compare(cached.contentKey, contentKey) !== 0) {
      this.#misses++;
      return undefined;
    }
    this.#hits++;
    this.#blocksByKey.delete(key);
    this.#blocksByKey.set(key, cached);
    return cached.plaintext;
  }

  /** For a plaintext of so many bytes, which is then `set`. */
  takeMemory(bytes: number): Uint8Array {
    if (bytes < reusedBytesMin || bytes > reusedBytes) return Buffer.allocUnsafeSlow(bytes);
    return Buffer.from(this.#unused.pop() ?? new ArrayBuffer(reusedBytes), 0, bytes);
  }

  set(key: BlockKey, contentKey: Uint8Array, plaintext: Uint8Array): void {
    if (plaintext.length > this.#bytesMax) return;
    const former = this.#blocksByKey.get(key);
    if (former !== undefined) this.#drop(key, former);
    this.#blocksByKey.set(key, { contentKey, plaintext });
    this.#bytes += plaintext.buffer.byteLength;
    for (const [oldest, cached] of this.#blocksByKey) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#drop(oldest, cached);
    }
  }

  statistics(): CacheStatistics {
    const { size: blocks } = this.#blocksByKey;
    const [bytes, bytesMax] = [this.#bytes, this.#bytesMax];
    return { blocks, bytes, bytesMax, hits: this.#hits, misses: this.#misses };
  }

  #drop(key: BlockKey, { plaintext }: Cached): void {
    this.#blocksByKey.delete(key);
    const memory = plaintext.buffer;
    this.#bytes -= memory.byteLength;
    if (memory.byteLength === reusedBytes && this.#bytesMax >= reusingBytesMin) {
      this.#unused.push(memory);
    }
  }
}
