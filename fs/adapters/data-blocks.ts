// File data as encrypted content-hash blocks, and back (FORMAT "Data blocks").
// The nonce may be zero because a content key belongs to one plaintext.
import { invariant, isTrouble, nameBlock, Trouble } from "../../dhash/core/index.ts";
import type { BlockKey, Hasher, LocalBlocks } from "../../dhash/index.ts";
import type { Crypto } from "../../logs/index.ts";
import { dataBlockBytesMax } from "../core/limits.ts";
import type { CacheStatistics, ContentCipher, DataBlocks, SealedBlock } from "../ports.ts";
import { PlaintextCache } from "./plaintext-cache.ts";

export interface DataBlocksParts {
  readonly blocks: LocalBlocks;
  readonly hasher: Hasher;
  /** For content keys, and for blocks of cipher 1. */
  readonly crypto: Pick<Crypto, "keyedHash" | "open">;
  readonly contentCipher: ContentCipher;
  /** The 32-byte group key that new blocks are sealed for. */
  readonly groupKey: () => Uint8Array;
  /** Decrypted plaintext kept in memory; by default 32 MiB. */
  readonly cacheBytes?: number | undefined;
  /** Told of every block that was read from the store, and opened. */
  readonly onUse?: (key: BlockKey) => void;
  /** Told of every block that was sealed, and stored. */
  readonly onSeal?: (key: BlockKey) => void;
}

export const fingerprintKeyLabel = "ivy fingerprint key 1";
export const contentKeyLabel = "ivy content key 2";

const headerBytes = 2;
const tagBytes = 16;
const contentKeyBytes = 32;
const cacheBytesDefault = 32 * 1024 * 1024;

const form = 1;
/** Cipher ids: what is sealed here has the second; the first is read for ever. */
const ciphers = { xchacha20Poly1305: 1, aes256Gcm: 2 } as const;
const header = Uint8Array.of(form, ciphers.aes256Gcm);
const xchachaNonce = new Uint8Array(24);

export function dataBlocks(parts: DataBlocksParts): DataBlocks {
  return new SealedDataBlocks(parts);
}

class SealedDataBlocks implements DataBlocks {
  readonly #parts: DataBlocksParts;
  readonly #cache: PlaintextCache;
  /** Stored bytes of the block being sealed; `put` has copied them when it returns. */
  readonly #stored = Buffer.allocUnsafeSlow(headerBytes + dataBlockBytesMax + tagBytes);
  readonly #contentKeyMessage: Uint8Array;
  /** Follows from the group key beside it. */
  #fingerprinting: { readonly groupKey: Uint8Array; readonly key: Uint8Array } | undefined;

  constructor(parts: DataBlocksParts) {
    this.#parts = parts;
    this.#cache = new PlaintextCache(parts.cacheBytes ?? cacheBytesDefault);
    this.#stored.set(header);
    const label = Buffer.from(`${contentKeyLabel}\0`, "latin1");
    this.#contentKeyMessage = Buffer.concat([label, new Uint8Array(tagBytes)]);
  }

  seal(plaintext: Uint8Array): SealedBlock | Trouble {
    invariant(plaintext.length <= dataBlockBytesMax, "a plaintext is at most one data block");
    const stored = this.#stored.subarray(0, headerBytes + plaintext.length + tagBytes);
    const target = stored.subarray(headerBytes);
    const contentKey = this.#contentKeyOf(plaintext, target);
    const { contentCipher } = this.#parts;
    contentCipher.seal({ target, plaintext, associatedData: header, key: contentKey });
    const key = nameBlock(this.#parts.hasher, [stored]);
    const trouble = this.#parts.blocks.put(key, stored);
    if (trouble === undefined) this.#parts.onSeal?.(key);
    return trouble ?? { key, contentKey };
  }

  open(key: BlockKey, contentKey: Uint8Array): Uint8Array | Trouble {
    const cached = this.#cache.get(key, contentKey);
    if (cached !== undefined) return cached;
    const got = this.#parts.blocks.view(key);
    if (isTrouble(got)) return got;
    if (got.kind === "absent") return new Trouble("absent", `block ${key}: not on this machine.`);
    const plaintext = this.#decrypt(got.bytes, contentKey);
    if (plaintext === undefined) return this.#explain(key);
    this.#cache.set(key, contentKey, plaintext);
    this.#parts.onUse?.(key);
    return plaintext;
  }

  sync(): Trouble | undefined {
    return this.#parts.blocks.sync();
  }

  cacheStatistics(): CacheStatistics {
    return this.#cache.statistics();
  }

  /**
   * From a tag over the plaintext under a secret key, which costs a tenth of a hash: equal for
   * equal plaintexts, unlike for others, and never shown. What is sealed for it is overwritten.
   */
  #contentKeyOf(plaintext: Uint8Array, scratch: Uint8Array): Uint8Array {
    const { contentCipher, crypto, groupKey } = this.#parts;
    const group = groupKey();
    if (this.#fingerprinting?.groupKey !== group) {
      const label = Buffer.from(`${fingerprintKeyLabel}\0`, "latin1");
      this.#fingerprinting = { groupKey: group, key: crypto.keyedHash(group, label) };
    }
    const { key } = this.#fingerprinting;
    contentCipher.seal({ target: scratch, plaintext, associatedData: header, key });
    const message = this.#contentKeyMessage;
    message.set(scratch.subarray(plaintext.length), message.length - tagBytes);
    return crypto.keyedHash(group, message);
  }

  /** Undefined when the bytes are not what was sealed under this key. */
  #decrypt(stored: Uint8Array, contentKey: Uint8Array): Uint8Array | undefined {
    if (stored.length < headerBytes + tagBytes || contentKey.length !== contentKeyBytes)
      return undefined;
    const associatedData = stored.subarray(0, headerBytes);
    const sealed = stored.subarray(headerBytes);
    const target = this.#cache.takeMemory(sealed.length - tagBytes);
    const opening = { target, sealed, associatedData, key: contentKey };
    return this.#open(opening) ? target : undefined;
  }

  #open(opening: Parameters<ContentCipher["open"]>[0]): boolean {
    const { contentCipher, crypto } = this.#parts;
    switch (cipherOf(opening.associatedData)) {
      case "aes-256-gcm":
        return contentCipher.open(opening);
      case "xchacha20-poly1305":
        return crypto.open({ ...opening, nonce: xchachaNonce });
      case undefined:
        return false;
    }
  }

  /** Why a block did not open: its stored bytes are damaged, of a format to come, or were never
   *  sealed under that key. */
  #explain(key: BlockKey): Trouble {
    const got = this.#parts.blocks.get(key, true);
    if (isTrouble(got)) return got;
    if (got.kind === "found" && got.bytes.length >= headerBytes && !cipherOf(got.bytes)) {
      const which = `format ${got.bytes[0]}, cipher ${got.bytes[1]}`;
      return new Trouble("newer", `block ${key}: has ${which}; a newer version of Ivy is needed.`);
    }
    const next = "See which files: ivy verify";
    return new Trouble(
      "damaged",
      `block ${key}: does not open with the key in its record. ${next}`,
    );
  }
}

function cipherOf(stored: Uint8Array): "aes-256-gcm" | "xchacha20-poly1305" | undefined {
  if (stored[0] !== form) return undefined;
  if (stored[1] === ciphers.aes256Gcm) return "aes-256-gcm";
  return stored[1] === ciphers.xchacha20Poly1305 ? "xchacha20-poly1305" : undefined;
}
