// LocalBlocks in memory: the same contract for tests and the simulation. Nothing in it survives its
// process.
import type { BlockKey } from "../core/block.ts";
import { nameBlock } from "../core/block-name.ts";
import { ownerToFrameKey } from "../core/public-key-frame.ts";
import { Trouble } from "../core/trouble.ts";
import type {
  BlockCheck,
  BlockOrigin,
  GotBlock,
  Hasher,
  HeldBlock,
  LocalBlockStatistics,
  LocalBlocks,
  PublicKeyBlock,
  StoredName,
} from "../ports.ts";

export class MemoryBlocks implements LocalBlocks {
  readonly #hasher: Hasher;
  readonly #bytesByKey = new Map<BlockKey, Uint8Array>();
  /** Keys of the blocks that are here as those of others. */
  readonly #others = new Set<BlockKey>();
  readonly #publicKeyBlocks = new Map<string, PublicKeyBlock>();

  constructor(hasher: Hasher) {
    this.#hasher = hasher;
  }

  put(key: BlockKey, bytes: Uint8Array, origin: BlockOrigin = "own"): Trouble | undefined {
    const known = this.#bytesByKey.get(key);
    const isStored = known !== undefined && Buffer.compare(known, bytes) === 0;
    if (!isStored) this.#bytesByKey.set(key, Uint8Array.from(bytes));
    if (origin === "own") this.#others.delete(key);
    else if (known === undefined) this.#others.add(key);
    return undefined;
  }

  remove(key: BlockKey): "removed" | "own" {
    if (this.look(key)?.origin === "own") return "own";
    this.#bytesByKey.delete(key);
    this.#others.delete(key);
    return "removed";
  }

  look(key: BlockKey): HeldBlock | undefined {
    const bytes = this.#bytesByKey.get(key)?.length;
    const origin = this.#others.has(key) ? "others" : "own";
    return bytes === undefined ? undefined : { key, bytes, origin };
  }

  *held(): Generator<HeldBlock | undefined, undefined> {
    for (const [key, { length: bytes }] of this.#bytesByKey) {
      yield { key, bytes, origin: this.#others.has(key) ? "others" : "own" };
    }
  }

  reclaim(): boolean {
    return false;
  }

  get(key: BlockKey, check: boolean): GotBlock | Trouble {
    const bytes = this.#bytesByKey.get(key);
    if (bytes === undefined) return { kind: "absent" };
    if (check && nameBlock(this.#hasher, [bytes]) !== key) {
      return new Trouble("damaged", `block ${key}: its bytes have changed (in memory).`);
    }
    return { kind: "found", bytes: Uint8Array.from(bytes) };
  }

  view(key: BlockKey): GotBlock | Trouble {
    return this.get(key, false);
  }

  has(key: BlockKey): boolean {
    return this.#bytesByKey.has(key);
  }

  putPublicKeyBlock(block: PublicKeyBlock): undefined {
    const name = Buffer.from(block.owner).toString("hex");
    const known = this.#publicKeyBlocks.get(name);
    if (known !== undefined && known.version >= block.version) return undefined;
    const { owner, version, bytes } = block;
    this.#publicKeyBlocks.set(name, {
      owner: Uint8Array.from(owner),
      version,
      bytes: Uint8Array.from(bytes),
    });
    return undefined;
  }

  getPublicKeyBlock(owner: Uint8Array): PublicKeyBlock | undefined {
    return this.#publicKeyBlocks.get(Buffer.from(owner).toString("hex"));
  }

  sync(): undefined {
    return undefined;
  }

  statistics(): LocalBlockStatistics {
    let bytesStored = 0;
    for (const bytes of this.#bytesByKey.values()) bytesStored += bytes.length;
    for (const block of this.#publicKeyBlocks.values()) bytesStored += block.bytes.length;
    const blocks = this.#bytesByKey.size + this.#publicKeyBlocks.size;
    return { blocks, bytesStored, entriesInMemory: blocks };
  }

  *names(): Generator<StoredName | undefined, undefined> {
    for (const name of this.#bytesByKey.keys()) yield { name, version: 0 };
    for (const { owner, version } of this.#publicKeyBlocks.values()) {
      yield { name: Buffer.from(ownerToFrameKey(owner)).toString("hex"), version };
    }
  }

  *verify(): Generator<BlockCheck> {
    for (const [key, bytes] of this.#bytesByKey) {
      const isSound = nameBlock(this.#hasher, [bytes]) === key;
      const why = "the bytes of a block have changed";
      if (isSound) yield { kind: "sound", key, bytes: bytes.length };
      else yield { kind: "damaged", file: "memory", position: 0, bytes: bytes.length, why };
    }
    for (const block of this.#publicKeyBlocks.values()) {
      yield { kind: "sound", key: undefined, bytes: block.bytes.length };
    }
  }

  async close(): Promise<undefined> {
    return undefined;
  }

  /** A fault for tests: changes one byte of a stored block. */
  flipByte(key: BlockKey, position: number): void {
    const bytes = this.#bytesByKey.get(key);
    if (bytes === undefined || position >= bytes.length) throw new Error("no such byte");
    bytes[position] = (bytes[position] ?? 0) ^ 0xff;
  }
}
