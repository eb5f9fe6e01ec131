// File data as encrypted content-hash blocks, and back (FORMAT "Data blocks").
// The nonce may be zero because a content key belongs to one plaintext.
import { invariant, isTrouble, nameBlock, Trouble } from "../../dhash/core/index.ts";
import type { BlockKey, Hasher, LocalBlocks } from "../../dhash/index.ts";
import type { Crypto } from "../../logs/index.ts";
import { dataBlockBytesMax } from "../core/limits.ts";
import type { DataBlocks, SealedBlock } from "../ports.ts";
import { PlaintextCache } from "./plaintext-cache.ts";

/** What of the Crypto port is needed here. */
export type DataCipher = Pick<Crypto, "keyedHash" | "seal" | "open">;

export interface DataBlocksParts {
  readonly blocks: LocalBlocks;
  readonly hasher: Hasher;
  readonly cipher: DataCipher;
  /** The 32-byte group key that new blocks are sealed for. */
  readonly groupKey: () => Uint8Array;
  /** Decrypted plaintext kept in memory; by default 32 MiB. */
  readonly cacheBytes?: number | undefined;
}

export const plaintextLabel = "ivy plaintext 1";
export const contentKeyLabel = "ivy content key 1";

const headerBytes = 2;
const tagBytes = 16;
const contentKeyBytes = 32;
const nonce = new Uint8Array(24);
const header = Uint8Array.of(1, 1);
const cacheBytesDefault = 32 * 1024 * 1024;

export function dataBlocks(parts: DataBlocksParts): DataBlocks {
  return new SealedDataBlocks(parts);
}

class SealedDataBlocks implements DataBlocks {
  readonly #parts: DataBlocksParts;
  readonly #cache: PlaintextCache;
  /** Stored bytes of the block being sealed; `put` has copied them when it returns. */
  readonly #stored = Buffer.allocUnsafeSlow(headerBytes + dataBlockBytesMax + tagBytes);
  readonly #contentKeyMessage: Uint8Array;

  constructor(parts: DataBlocksParts) {
    this.#parts = parts;
    this.#cache = new PlaintextCache(parts.cacheBytes ?? cacheBytesDefault);
    this.#stored.set(header);
    const label = Buffer.from(`${contentKeyLabel}\0`, "latin1");
    this.#contentKeyMessage = Buffer.concat([label, new Uint8Array(contentKeyBytes)]);
  }

  seal(plaintext: Uint8Array): SealedBlock | Trouble {
    invariant(plaintext.length <= dataBlockBytesMax, "a plaintext is at most one data block");
    const contentKey = this.#contentKeyOf(plaintext);
    const stored = this.#stored.subarray(0, headerBytes + plaintext.length + tagBytes);
    const target = stored.subarray(headerBytes);
    this.#parts.cipher.seal({ target, plaintext, associatedData: header, nonce, key: contentKey });
    const key = nameBlock(this.#parts.hasher, [stored]);
    return this.#parts.blocks.put(key, stored) ?? { key, contentKey };
  }

  open(key: BlockKey, contentKey: Uint8Array): Uint8Array | Trouble {
    const cached = this.#cache.get(key, contentKey);
    if (cached !== undefined) return cached;
    const got = this.#parts.blocks.get(key, false);
    if (isTrouble(got)) return got;
    if (got.kind === "absent") return new Trouble("absent", `block ${key}: not on this machine.`);
    const plaintext = this.#decrypt(got.bytes, contentKey);
    if (plaintext === undefined) return this.#explain(key);
    this.#cache.set(key, contentKey, plaintext);
    return plaintext;
  }

  sync(): Trouble | undefined {
    return this.#parts.blocks.sync();
  }

  #contentKeyOf(plaintext: Uint8Array): Uint8Array {
    const message = this.#contentKeyMessage;
    const hash = this.#parts.hasher.hash(plaintextLabel, [plaintext]);
    message.set(hash, message.length - hash.length);
    return this.#parts.cipher.keyedHash(this.#parts.groupKey(), message);
  }

  /** Undefined when the bytes are not what was sealed under this key. */
  #decrypt(stored: Uint8Array, contentKey: Uint8Array): Uint8Array | undefined {
    if (stored.length < headerBytes + tagBytes || contentKey.length !== contentKeyBytes)
      return undefined;
    if (!isOurFormat(stored)) return undefined;
    const sealed = stored.subarray(headerBytes);
    // In place: the bytes are ours, and memory for each block read would cost more than decrypting.
    const target = sealed.subarray(0, sealed.length - tagBytes);
    const opening = { target, sealed, associatedData: header, nonce, key: contentKey };
    return this.#parts.cipher.open(opening) ? target : undefined;
  }

  /** Why a block did not open: its stored bytes are damaged, of a format to come, or were never
   *  sealed under that key. */
  #explain(key: BlockKey): Trouble {
    const got = this.#parts.blocks.get(key, true);
    if (isTrouble(got)) return got;
    if (got.kind === "found" && got.bytes.length >= headerBytes && !isOurFormat(got.bytes)) {
      const which = `format ${got.bytes[0]}, cipher ${got.bytes[1]}`;
      return new Trouble("newer", `block ${key}: has ${which}; a newer version of Ivy is needed.`);
    }
    return new Trouble("damaged", `block ${key}: does not open with the key in its record.`);
  }
}

function isOurFormat(stored: Uint8Array): boolean {
  return stored[0] === header[0] && stored[1] === header[1];
}
