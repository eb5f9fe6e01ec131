// What a block is and how it is named (FORMAT chapter "Blocks"). A content-hash block is immutable
// and named by the hash of its stored bytes; a public-key block is named by a key and its newest
// signed version wins (the two kinds of DHash, Dabek et al., SOSP 2001).

declare const blockKeyBrand: unique symbol;

/** Algorithm id byte (0x12 = SHA-256) and digest, as 66 lowercase hex characters; compares with
 *  `===`. */
export type BlockKey = string & { readonly [blockKeyBrand]: true };

/** The multihash code of SHA-256, the only block hash of format 1. */
export const sha256Id = 0x12;

const blockKeyPattern = /^12[0-9a-f]{64}$/;

/** True when `text` has the shape of a block key; says nothing about whether such a block
 *  exists. */
export function isBlockKey(text: string): text is BlockKey {
  return blockKeyPattern.test(text);
}

/** Key as 33 bytes (algorithm id, digest) to its text form; undefined when it is not one of format
 *  1. */
export function bytesToBlockKey(bytes: Uint8Array): BlockKey | undefined {
  if (bytes.length !== 33) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
  return isBlockKey(text) ? text : undefined;
}

/** Text form to the 33 bytes that are stored and sent. */
export function blockKeyToBytes(key: BlockKey): Uint8Array {
  return Buffer.from(key, "hex");
}
