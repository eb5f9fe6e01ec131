// An inode: all that stat(2) tells of one thing, its content, and where it is linked. An immutable
// value; a change makes a copy. Every inode has the same fields in the same order, which keeps a
// million of them small and fast.
import type { Stamp, Time } from "../../logs/core/index.ts";
import type { Change, FileType } from "./change.ts";
import type { Entries } from "./directory.ts";
import type { Content, Extent } from "./extents.ts";
import type { InodeNumber } from "./inode-number.ts";
import type { Name } from "./name.ts";
import type { Trie } from "./trie.ts";

/** A name in a directory: where something is linked. */
export interface Place {
  readonly directory: InodeNumber;
  readonly name: Name;
}

export interface Inode {
  readonly number: InodeNumber;
  readonly type: FileType;
  /** 0o0000..0o7777 */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Linux dev_t of character and block devices, otherwise 0. */
  readonly device: number;
  /** POSIX link count: names of a file; 2 and the number of subdirectories for a directory. */
  readonly links: number;
  /** Bytes of a file or of a symbolic link's target; number of entries of a directory. */
  readonly size: number;
  /** Sum of the lengths of a file's extents. */
  readonly storedBytes: number;
  readonly accessed: Time;
  readonly modified: Time;
  readonly changed: Time;
  readonly created: Time;
  /** Target of a symbolic link as a byte string; otherwise empty. */
  readonly target: string;
  readonly xattrs: ReadonlyMap<string, Uint8Array> | undefined;
  /** Entries of a directory. */
  readonly entries: Entries;
  /** Extents of a file by offset. */
  readonly extents: Trie<Extent>;
  /** Where it is linked first; undefined for the root directory and for what has no name. */
  readonly parent: Place | undefined;
  /** Further hard links, in the order in which they were made; undefined instead of empty. */
  readonly otherPlaces: readonly Place[] | undefined;
}

export type InodeChange = Extract<Change, { kind: "inode" }>;

/** The inode that an `inode` change makes, not linked anywhere yet. */
export function createInode(change: InodeChange, stamp: Stamp): Inode {
  const { time } = stamp;
  const { inode: number, type, uid, gid } = change;
  const isDevice = type === "character" || type === "block";
  const target = type === "symlink" ? change.target : "";
  return {
    number,
    type,
    mode: change.mode & 0o7777,
    uid,
    gid,
    device: isDevice ? change.device : 0,
    links: type === "directory" ? 2 : 0,
    size: target.length,
    storedBytes: 0,
    accessed: time,
    modified: time,
    changed: time,
    created: time,
    target,
    xattrs: undefined,
    entries: undefined,
    extents: undefined,
    parent: undefined,
    otherPlaces: undefined,
  };
}

export function placesOf(inode: Inode): readonly Place[] {
  if (inode.parent === undefined) return [];
  return inode.otherPlaces === undefined ? [inode.parent] : [inode.parent, ...inode.otherPlaces];
}

/** The inode with one more place; a directory has one place only and keeps its link count. */
export function withPlace(inode: Inode, place: Place, changed: Time): Inode {
  const links = inode.type === "directory" ? inode.links : inode.links + 1;
  if (inode.parent === undefined) return { ...inode, parent: place, links, changed };
  const otherPlaces = [...(inode.otherPlaces ?? []), place];
  return { ...inode, otherPlaces, links, changed };
}

/** The inode without the place; `place` must be one of its places. */
export function withoutPlace(inode: Inode, place: Place, changed: Time): Inode {
  const links = inode.type === "directory" ? inode.links : inode.links - 1;
  if (inode.otherPlaces === undefined) return { ...inode, parent: undefined, links, changed };
  const left = placesOf(inode).filter((other) => !isSamePlace(other, place));
  const [first, ...others] = left;
  const otherPlaces = others.length === 0 ? undefined : others;
  return { ...inode, parent: first, otherPlaces, links, changed };
}

export function isSamePlace(a: Place, b: Place): boolean {
  return a.directory === b.directory && a.name === b.name;
}

export function withContent(inode: Inode, content: Content, time: Time): Inode {
  const { size, storedBytes, extents } = content;
  return { ...inode, size, storedBytes, extents, modified: time, changed: time };
}
