// The core door of the block store: the pure part, which core of rooms above may import.

export type { BlockKey } from "./block.ts";
export { blockKeyToBytes, bytesToBlockKey, isBlockKey, sha256Id } from "./block.ts";
export { blockLabel, nameBlock } from "./block-name.ts";
export type { Held } from "./held.ts";
export { largest } from "./held.ts";
export { BrokenInvariant, invariant } from "./invariant.ts";
export type { PeerId } from "./peer-id.ts";
export { isPeerId, peerIdToPublicKey, publicKeyToPeerId } from "./peer-id.ts";
export type { TroubleReason } from "./trouble.ts";
export { isTrouble, Trouble } from "./trouble.ts";
export { hasUnwrittenPage } from "./unwritten-page.ts";
