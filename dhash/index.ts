// The front door of the block store: everything mount-tool and tests may use; core of rooms above
// enters by core/index.ts.

export type { Libp2pOptions } from "./adapters/libp2p/options.ts";
export { libp2pTransport } from "./adapters/libp2p-transport.ts";
export { MemoryBlocks } from "./adapters/memory-blocks.ts";
export { type MemoryPeerOptions, MemorySwarm } from "./adapters/memory-transport.ts";
export { nodeDisk } from "./adapters/node-disk.ts";
export { nodeHasher } from "./adapters/node-hasher.ts";
export type {
  OpenedBlocks,
  OpenIndex,
  OpeningReport,
  PackBlocksOptions,
} from "./adapters/pack-blocks-open.ts";
export { openPackBlocks } from "./adapters/pack-blocks-open.ts";
export type { BlockExchangeOptions } from "./block-exchange.ts";
export { BlockExchange } from "./block-exchange.ts";
export { allSyncs } from "./core/all-syncs.ts";
export type {
  BlockExchangeEvent,
  BlockExchangeStatistics,
} from "./core/block-exchange-event.ts";
export type { BlockKey, Held, PeerId, TroubleReason } from "./core/index.ts";
export {
  blockKeyToBytes,
  bytesToBlockKey,
  invariant,
  isBlockKey,
  isPeerId,
  isTrouble,
  nameBlock,
  peerIdToPublicKey,
  publicKeyToPeerId,
  sha256Id,
  Trouble,
} from "./core/index.ts";
export type { DhashEvent, DhashStatistics } from "./core/node/dhash-event.ts";
export type { Parting, PartingCode, PartingWords } from "./core/parting.ts";
export { describeParting } from "./core/parting.ts";
export type { MachineId } from "./core/routing/contact.ts";
export { isMachineId } from "./core/routing/contact.ts";
export { linkFrameBytesMax, sendQueueBytesMax } from "./core/transport-limits.ts";
export { DhashNode } from "./dhash-node.ts";
export type { DhashNodeOptions } from "./node-parts.ts";
export type {
  BlockCheck,
  BlockDamage,
  BlockOrigin,
  Disk,
  DiskFile,
  DiskSpace,
  GotBlock,
  Hasher,
  HeldBlock,
  LocalBlockStatistics,
  LocalBlocks,
  PendingSync,
  PublicKeyBlock,
  ReclaimSlice,
  StoredName,
} from "./ports.ts";
export type {
  ConnectedPeer,
  ConnectTarget,
  Refused,
  Transport,
  TransportEvents,
} from "./transport-port.ts";
