// The front door of the block store: everything mount-tool and tests may use; core of rooms above
// enters by core/index.ts.

export { MemoryBlocks } from "./adapters/memory-blocks.ts";
export { nodeDisk } from "./adapters/node-disk.ts";
export { nodeHasher } from "./adapters/node-hasher.ts";
export type {
  OpenedBlocks,
  OpenIndex,
  OpeningReport,
  PackBlocksOptions,
} from "./adapters/pack-blocks-open.ts";
export { openPackBlocks } from "./adapters/pack-blocks-open.ts";
export type { BlockKey, TroubleReason } from "./core/index.ts";
export {
  blockKeyToBytes,
  bytesToBlockKey,
  invariant,
  isBlockKey,
  isTrouble,
  nameBlock,
  sha256Id,
  Trouble,
} from "./core/index.ts";
export type {
  BlockCheck,
  BlockDamage,
  Disk,
  DiskFile,
  DiskSpace,
  GotBlock,
  Hasher,
  LocalBlockStatistics,
  LocalBlocks,
  PublicKeyBlock,
} from "./ports.ts";
