// Encryption of what only members read (FORMAT "Ciphertexts"): cipher id, nonce, ciphertext with
// tag. Each purpose has a key of its own, derived from the group key.
import { invariant } from "../../dhash/core/index.ts";
import type { Crypto } from "../ports.ts";
import type { Malformed } from "./message.ts";
import { malformed } from "./message.ts";

/** XChaCha20-Poly1305 (IETF) with a 24-byte nonce: the only cipher of format 1. */
export const cipherId = 0x01;
export const nonceBytes = 24;
export const tagBytes = 16;
const prefixBytes = 1 + nonceBytes;

/** Domain labels of the keys that are derived from a group key. */
export const recordKeyLabel = "ivy record key 1";
export const viewKeyLabel = "ivy view key 1";

export function deriveKey(crypto: Crypto, groupKey: Uint8Array, label: string): Uint8Array {
  return crypto.keyedHash(groupKey, Buffer.from(`${label}\0`, "latin1"));
}

export interface Sealing {
  readonly crypto: Crypto;
  readonly key: Uint8Array;
  readonly associatedData: Uint8Array;
}

/** How much longer a ciphertext is than its plaintext. */
export const sealedExtraBytes = prefixBytes + tagBytes;

export function seal(sealing: Sealing, plaintext: Uint8Array): Uint8Array {
  const sealed = Buffer.allocUnsafe(plaintext.length + sealedExtraBytes);
  sealInto(sealing, plaintext, sealed);
  return sealed;
}

/** Fills `target`, which is longer than the plaintext by sealedExtraBytes. */
export function sealInto(
  { crypto, key, associatedData }: Sealing,
  plaintext: Uint8Array,
  target: Uint8Array,
): void {
  target[0] = cipherId;
  const nonce = target.subarray(1, prefixBytes);
  crypto.random(nonce);
  crypto.seal({ target: target.subarray(prefixBytes), plaintext, associatedData, nonce, key });
}

/** The plaintext in memory of its own. */
export function open(
  { crypto, key, associatedData }: Sealing,
  sealed: Uint8Array,
): Uint8Array | Malformed {
  if (sealed.length < prefixBytes + tagBytes)
    return malformed(`ciphertext of ${sealed.length} bytes`);
  if (sealed[0] !== cipherId) return malformed(`cipher ${sealed[0]} is not known`);
  invariant(key.length === 32, "a cipher key has 32 bytes");
  const target = Buffer.allocUnsafe(sealed.length - prefixBytes - tagBytes);
  const isOpen = crypto.open({
    target,
    sealed: sealed.subarray(prefixBytes),
    associatedData,
    nonce: sealed.subarray(1, prefixBytes),
    key,
  });
  return isOpen ? target : malformed("ciphertext does not open with this key");
}
