// How a content-hash block gets its name (FORMAT "Blocks"): SHA-256 under a domain label over the
// bytes as stored.
import type { Hasher } from "../ports.ts";
import type { BlockKey } from "./block.ts";
import { bytesToBlockKey, sha256Id } from "./block.ts";
import { invariant } from "./invariant.ts";

/** Domain label of block names. */
export const blockLabel = "ivy block 1";

/** The name of the block that consists of `parts` back to back. */
export function nameBlock(hasher: Hasher, parts: readonly Uint8Array[]): BlockKey {
  const digest = hasher.hash(blockLabel, parts);
  const bytes = new Uint8Array(1 + digest.length);
  bytes[0] = sha256Id;
  bytes.set(digest, 1);
  const key = bytesToBlockKey(bytes);
  invariant(key !== undefined, "a hasher returns 32 bytes");
  return key;
}
