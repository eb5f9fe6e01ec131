// A root: one immutable version of the whole tree, and what the fold must remember to decide about
// records to come. All of it is a function of the records folded so far, in their total order.
import type { Dot, KnownSequences, Slot, Stamp, Time } from "../../logs/core/index.ts";
import type { Conflict } from "./conflicts.ts";
import type { Recent } from "./conflicts-recent.ts";
import type { Entry, ListedName } from "./directory.ts";
import { EntryCursor, entryOf } from "./directory.ts";
import type { Piece } from "./extents.ts";
import { contentPieces } from "./extents.ts";
import type { Inode } from "./inode.ts";
import type { InodeNumber } from "./inode-number.ts";
import { rootInodeNumber } from "./inode-number.ts";
import type { Name } from "./name.ts";
import type { Trie } from "./trie.ts";
import { Single, trieGet } from "./trie.ts";
import { TrieCursor } from "./trie-cursor.ts";

/** What is known of one log after its newest record that was folded in. */
export interface LogState {
  readonly sequence: number;
  readonly lamport: number;
  /** What that record's author knew. */
  readonly known: KnownSequences;
  /** Largest counter of the inodes its records made. */
  readonly inodesMade: number;
}

/** A place in the total order of records. */
export interface Position {
  readonly dot: Dot;
  readonly lamport: number;
  readonly logId: string;
}

/** A record that some log may not know yet, and the inodes for which something is remembered
 * because of it. */
export interface Unsettled {
  readonly dot: Dot;
  readonly inodes: readonly InodeNumber[];
}

export interface Root {
  readonly inodes: Trie<Inode>;
  /** Number of inodes, and sum of their stored bytes. */
  readonly inodeCount: number;
  readonly storedBytes: number;
  /** By slot. */
  readonly logs: Trie<LogState>;
  /** The last record folded in; undefined for the empty root. */
  readonly last: Position | undefined;
  /** By inode: what was done to it that some log may not know yet. */
  readonly recent: Trie<Recent>;
  /** The records folded in that some log may not know yet, in order, by a running number. */
  readonly unsettled: Trie<Unsettled>;
  /** The next running number. */
  readonly unsettledNext: number;
  /** Directories that were merged into another: by inode the one that acts for it. */
  readonly aliases: Trie<InodeNumber>;
  /** By inode, each list in the order of decision. */
  readonly conflicts: Trie<readonly Conflict[]>;
}

const timeZero: Time = { seconds: 0, nanoseconds: 0 };

const rootDirectory: Inode = {
  number: rootInodeNumber,
  type: "directory",
  mode: 0o755,
  uid: 0,
  gid: 0,
  device: 0,
  links: 2,
  size: 0,
  storedBytes: 0,
  accessed: timeZero,
  modified: timeZero,
  changed: timeZero,
  created: timeZero,
  target: "",
  xattrs: undefined,
  entries: undefined,
  extents: undefined,
  parent: undefined,
  otherPlaces: undefined,
};

/** The tree before any record: an empty root directory. */
export function emptyRoot(): Root {
  return {
    inodes: new Single(rootInodeNumber, rootDirectory),
    inodeCount: 1,
    storedBytes: 0,
    logs: undefined,
    last: undefined,
    recent: undefined,
    unsettled: undefined,
    unsettledNext: 0,
    aliases: undefined,
    conflicts: undefined,
  };
}

/** The inode of that number. The number of a merged directory gives the directory that acts for it.
 * */
export function findInode(root: Root, inode: InodeNumber): Inode | undefined {
  return trieGet(root.inodes, resolveAlias(root.aliases, inode));
}

export function findEntry(_root: Root, directory: Inode, name: Name): Entry | undefined {
  return entryOf(directory.entries, name);
}

/** Entries whose cookie is above `afterCookie` (0: all), by ascending cookie; costs nothing to
 * abandon. */
export function listEntries(
  _root: Root,
  directory: Inode,
  afterCookie: number,
): IterableIterator<ListedName> {
  return new EntryCursor(directory.entries, afterCookie);
}

/** The pieces of a file that cover [from, to) clipped to its size, ascending, with merged holes. */
export function piecesBetween(_root: Root, inode: Inode, from: number, to: number): Piece[] {
  return contentPieces(inode, from, to);
}

export function logState(root: Root, slot: Slot): LogState | undefined {
  return trieGet(root.logs, slot);
}

/** By slot, the newest record of each log that is folded in. */
export function foldedSequences(root: Root): ReadonlyMap<Slot, number> {
  const sequences = new Map<Slot, number>();
  for (const { key, value } of new TrieCursor(root.logs)) sequences.set(key, value.sequence);
  return sequences;
}

/** Conflicts that nobody has resolved yet, by inode number. */
export function* listConflicts(root: Root): Generator<Conflict> {
  for (const { value } of new TrieCursor(root.conflicts)) yield* value;
}

export function conflictsOf(root: Root, inode: InodeNumber): readonly Conflict[] {
  return trieGet(root.conflicts, inode) ?? [];
}

export function toPosition(stamp: Stamp): Position {
  return { dot: stamp.dot, lamport: stamp.lamport, logId: stamp.logId };
}

export function resolveAlias(aliases: Trie<InodeNumber>, inode: InodeNumber): InodeNumber {
  let number = inode;
  if (aliases === undefined) return number;
  // Ends: an alias is made only towards a directory that is no alias itself, so no chain returns to
  // its start.
  for (let next = trieGet(aliases, number); next !== undefined; next = trieGet(aliases, number)) {
    number = next;
  }
  return number;
}
