// What one peer has asked for and was not sent yet: urgent blocks first, in the order asked; and
// what it asked for in vain.
import type { BlockKey } from "./block.ts";
import { missedBlocksMax, owedBlocksMax } from "./block-exchange-limits.ts";
import type { Urgency } from "./block-message.ts";

export class OwedBlocks {
  readonly #now = new Set<BlockKey>();
  readonly #later = new Set<BlockKey>();
  readonly #missed = new Set<BlockKey>();

  get size(): number {
    return this.#now.size + this.#later.size;
  }

  /** Blocks that it asked for in vain. */
  get missed(): number {
    return this.#missed.size;
  }

  /** Asking again for what is owed changes at most its urgency. False when it is too much: nobody
   *  who keeps to its window asks for so many. */
  add(keys: readonly BlockKey[], urgency: Urgency): boolean {
    for (const key of keys) {
      if (urgency === "now") {
        this.#later.delete(key);
        this.#now.add(key);
      } else if (!this.#now.has(key)) this.#later.add(key);
    }
    return this.size <= owedBlocksMax;
  }

  /** The next one to be sent, which is owed no more. */
  take(): BlockKey | undefined {
    for (const queue of [this.#now, this.#later]) {
      for (const key of queue) {
        queue.delete(key);
        return key;
      }
    }
    return undefined;
  }

  /** The peer is told that this block is not here. */
  noteMissed(key: BlockKey): void {
    if (this.#missed.size < missedBlocksMax) this.#missed.add(key);
  }

  /** Those of the keys that it asked for in vain, which are forgotten. */
  takeMissed(keys: readonly BlockKey[]): readonly BlockKey[] {
    return keys.filter((key) => this.#missed.delete(key));
  }
}
