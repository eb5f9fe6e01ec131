// The disk of a simulated node: what was not synced is lost when its machine dies.
import type { BlockKey, PublicKeyBlock } from "../../../dhash/index.ts";
import { MemoryBlocks, nodeHasher } from "../../../dhash/index.ts";

export const hasher = nodeHasher();

export class SimBlocks extends MemoryBlocks {
  readonly bytesByKey = new Map<BlockKey, Uint8Array>();
  readonly #owners = new Map<string, PublicKeyBlock>();
  readonly #unsynced = new Set<BlockKey>();
  readonly #unsyncedOwners = new Map<string, PublicKeyBlock>();
  bytes = 0;

  constructor() {
    super(hasher);
  }

  override put(key: BlockKey, bytes: Uint8Array): undefined {
    super.put(key, bytes);
    if (this.bytesByKey.has(key)) return;
    this.bytes += bytes.length;
    this.bytesByKey.set(key, bytes);
    this.#unsynced.add(key);
  }

  override putPublicKeyBlock(block: PublicKeyBlock): undefined {
    super.putPublicKeyBlock(block);
    this.#unsyncedOwners.set(Buffer.from(block.owner).toString("hex"), block);
  }

  override sync(): undefined {
    this.#unsynced.clear();
    for (const [name, block] of this.#unsyncedOwners) this.#owners.set(name, block);
    this.#unsyncedOwners.clear();
  }

  /** What a new process finds; without `power`, what was not synced is lost. */
  reopen(power: boolean): SimBlocks {
    const next = new SimBlocks();
    for (const [key, bytes] of this.bytesByKey) {
      if (power || !this.#unsynced.has(key)) next.put(key, bytes);
    }
    for (const block of this.#owners.values()) next.putPublicKeyBlock(block);
    if (power) for (const block of this.#unsyncedOwners.values()) next.putPublicKeyBlock(block);
    return next;
  }

  /** Somebody deletes them. */
  without(keys: readonly BlockKey[]): SimBlocks {
    for (const key of keys) this.bytesByKey.delete(key);
    return this.reopen(true);
  }
}
