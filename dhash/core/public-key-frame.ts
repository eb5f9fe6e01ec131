// How a public-key block is kept in a pack (FORMAT "Pack files"): a digest of key, version and
// block in front of the block, because its key says nothing about its bytes.
import type { Hasher, PublicKeyBlock } from "../ports.ts";
import { invariant } from "./invariant.ts";
import { frameKeyBytes, publicKeyFrameLabel, publicKeyId, writeU64 } from "./pack-codec.ts";

const digestBytes = 32;

export function ownerToFrameKey(owner: Uint8Array): Uint8Array {
  invariant(owner.length === frameKeyBytes - 1, "a public key has 32 bytes");
  const key = new Uint8Array(frameKeyBytes);
  key[0] = publicKeyId;
  key.set(owner, 1);
  return key;
}

/** The stored bytes of the frame, back to back. */
export function encodePublicKeyFrame(hasher: Hasher, block: PublicKeyBlock): readonly Uint8Array[] {
  return [digestOf(hasher, block), block.bytes];
}

/** Undefined when the stored bytes are not those of this owner and version. */
export function decodePublicKeyFrame(
  hasher: Hasher,
  key: Uint8Array,
  frame: { readonly version: number; readonly bytes: Uint8Array },
): PublicKeyBlock | undefined {
  const block = {
    owner: key.slice(1),
    version: frame.version,
    bytes: frame.bytes.subarray(digestBytes),
  };
  const digest = digestOf(hasher, block);
  return digest.every((byte, at) => byte === frame.bytes[at]) ? block : undefined;
}

function digestOf(hasher: Hasher, block: PublicKeyBlock): Uint8Array {
  const version = new Uint8Array(8);
  writeU64(version, 0, block.version);
  return hasher.hash(publicKeyFrameLabel, [ownerToFrameKey(block.owner), version, block.bytes]);
}
