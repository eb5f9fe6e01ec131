// Public-key blocks of the simulated world: "signed" by whoever knows how.
import type { PeerId, PublicKeyBlock } from "../../../dhash/index.ts";
import { hasher } from "./sim-blocks.ts";

export function ownerOf(peer: PeerId): Uint8Array {
  return hasher.hash("owner", [Buffer.from(peer)]);
}

export function nameOf(owner: Uint8Array): string {
  return Buffer.from(owner).toString("hex");
}

/** A signed block for tests: whoever has the owner's name can sign, and hostile nodes do not. */
export function toyBlock(owner: Uint8Array, version: number): Uint8Array {
  const head = Buffer.alloc(40);
  head.set(owner);
  head.writeDoubleBE(version, 32);
  return Buffer.concat([head, hasher.hash("toy signature", [head])]);
}

export function verifyToy(bytes: Uint8Array): PublicKeyBlock | undefined {
  if (bytes.length !== 72) return undefined;
  const block = Buffer.from(bytes);
  const [owner, version] = [block.subarray(0, 32), block.readDoubleBE(32)];
  if (!Number.isSafeInteger(version) || version < 0) return undefined;
  return Buffer.from(toyBlock(owner, version)).equals(block)
    ? { owner, version, bytes }
    : undefined;
}
