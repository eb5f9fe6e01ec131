// The local blocks as they are given to peers: their bytes are checked, and damage is told once,
// not at every question for it.
import type { BlockKey } from "./core/block.ts";
import type { Urgency } from "./core/block-message.ts";
import { nameBlock } from "./core/block-name.ts";
import { damageListedMax } from "./core/limits.ts";
import { isTrouble, type Trouble } from "./core/trouble.ts";
import type { Hasher, LocalBlocks } from "./ports.ts";

export class CheckedBlocks {
  readonly #hasher: Hasher;
  readonly #blocks: LocalBlocks;
  readonly #complain: (trouble: Trouble) => void;
  /** Blocks that could not be read, of which somebody was told. */
  readonly #damaged = new Set<BlockKey>();

  constructor(hasher: Hasher, blocks: LocalBlocks, complain: (trouble: Trouble) => void) {
    this.#hasher = hasher;
    this.#blocks = blocks;
    this.#complain = complain;
  }

  /** Undefined when the block is absent or damaged. The bytes are good until the next call here. */
  read(key: BlockKey): Uint8Array | undefined {
    const viewed = this.#blocks.view(key);
    const isSound = !isTrouble(viewed) && viewed.kind === "found";
    if (isSound && nameBlock(this.#hasher, [viewed.bytes]) === key) return viewed.bytes;
    // Whoever checks it himself knows where the damage is.
    const got = this.#blocks.get(key, true);
    if (!isTrouble(got)) return got.kind === "found" ? got.bytes : undefined;
    if (!this.#damaged.has(key) && this.#damaged.size < damageListedMax) {
      this.#damaged.add(key);
      this.#complain(got);
    }
    return undefined;
  }

  /** What a reader asks for it may have found damaged: such a block is not held. */
  isHeld(key: BlockKey, urgency: Urgency): boolean {
    if (urgency === "now") return this.read(key) !== undefined;
    const held = this.#blocks.has(key);
    if (isTrouble(held)) this.#complain(held);
    return held === true;
  }

  /** `key` must be the name of the bytes. False when they could not be stored. */
  store(key: BlockKey, bytes: Uint8Array): boolean {
    const trouble = this.#blocks.put(key, bytes, "others");
    if (trouble === undefined) this.#damaged.delete(key);
    else this.#complain(trouble);
    return trouble === undefined;
  }
}
