// The front door of the file system: everything mount-tool and tests may use. Drivers have doors of
// their own (drivers/*/index.ts), because each loads native code.
export { loadContentCipher } from "./adapters/content-cipher.ts";
export { dataBlocks } from "./adapters/data-blocks.ts";
export { diskSpace } from "./adapters/disk-space.ts";
export { PlainDirectory } from "./adapters/plain-directory.ts";
export { openSnapshots } from "./adapters/snapshot-files.ts";
export { systemClock } from "./adapters/system-clock.ts";
export { Agreement } from "./agreement.ts";
export type { NamePlace } from "./agreement-port.ts";
export type { Lock, LockRange } from "./core/agreement/lock-table.ts";
export type {
  Change,
  Conflict,
  FileBlock,
  InodeDifference,
  InodeNumber,
  Root,
} from "./core/index.ts";
export {
  conflictsOf,
  decodeChanges,
  describeChange,
  diffRoots,
  emptyRoot,
  encodeChanges,
  findEntry,
  findInode,
  findPath,
  foldedSequences,
  isBelow,
  isInodeNumber,
  isName,
  LastPlaces,
  listConflicts,
  logState,
  makeInodeNumber,
  nameToText,
  openSnapshot,
  pathOfInode,
  piecesBetween,
  rootDigest,
  rootInodeNumber,
  TreeDamage,
  TreeWalk,
} from "./core/index.ts";
export type { ExportSummary } from "./export-tree.ts";
export { exportTree } from "./export-tree.ts";
export type { FoldListener, FoldProblem } from "./fold-log.ts";
export { foldLog } from "./fold-log.ts";
export { LoadedNodes } from "./loaded-nodes.ts";
export type { Clock, DataBlocks, LockHandler, RequestHandler } from "./ports.ts";
export type { LockAnswer, SharedLocks } from "./shared-locks.ts";
export { Snapshotter, snapshotRecordsMin } from "./snapshotter.ts";
export type { RootWithBasis } from "./tree-giving.ts";
export { TreeGiving } from "./tree-giving.ts";
export type { Taken } from "./tree-taking.ts";
export { askForTree, TreeTaking } from "./tree-taking.ts";
export { Volume } from "./volume.ts";
export type { LentRoot } from "./volume-options.ts";
export { ownTreeTicket } from "./volume-options.ts";
