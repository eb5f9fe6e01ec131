// The core door of the file system: the pure part, which the keeper, the drivers and the tests may
// import.
export { applyRecord, applyToInode } from "./apply.ts";
export type { Change, FileType, WriteExtent, WriteSource } from "./change.ts";
export { decodeChanges, encodeChanges } from "./change-codec.ts";
export type { Conflict } from "./conflicts.ts";
export { describeChange, LastPlaces } from "./describe.ts";
export type { ByteRange, EntryDifference, InodeDifference } from "./diff.ts";
export { diffRoots } from "./diff.ts";
export type { Entry, ListedName } from "./directory.ts";
export { hasRoomFor } from "./directory.ts";
export type { Content, Extent, Piece } from "./extents.ts";
export { contentPieces } from "./extents.ts";
export type { FoldRecord, History, HistoryLimits, Inserted } from "./fold.ts";
export { checkpointSpacing, historyRecordsMax, insertRecords, startHistory } from "./fold.ts";
export type { Inode, Place } from "./inode.ts";
export { createInode, placesOf } from "./inode.ts";
export type { InodeNumber } from "./inode-number.ts";
export {
  inodeCounter,
  inodeSlot,
  isInodeNumber,
  makeInodeNumber,
  rootInodeNumber,
} from "./inode-number.ts";
export {
  dataBlockBytesMax,
  fileBytesMax,
  inlineBytesMax,
  linksMax,
  targetBytesMax,
  xattrNameBytesMax,
  xattrValueBytesMax,
} from "./limits.ts";
export type { Name } from "./name.ts";
export { isName, nameBytesMax, nameToText, textToBytesName } from "./name.ts";
export type { Refusal } from "./refusal.ts";
export type {
  Attributes,
  Caller,
  ListedEntry,
  Outcome,
  Request,
  Statistics,
  TimeChange,
} from "./request.ts";
export type { LogState, Position, Root } from "./root.ts";
export {
  conflictsOf,
  emptyRoot,
  findEntry,
  findInode,
  foldedSequences,
  listConflicts,
  listEntries,
  logState,
  piecesBetween,
} from "./root.ts";
export type { SnapshotStep } from "./snapshot.ts";
export { openSnapshot, rootDigest, writeSnapshot } from "./snapshot.ts";
export { unloadStored } from "./snapshot-unload.ts";
export { findPath, pathOfInode } from "./tree-path.ts";
export type { FileBlock } from "./tree-walk.ts";
export { isBelow, TreeWalk } from "./tree-walk.ts";
export type { Edit } from "./trie.ts";
export { makeEdit, TreeDamage } from "./trie.ts";
export { copyTrie } from "./trie-copy.ts";
