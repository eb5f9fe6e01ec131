// What operations look at: the current root and the files that have no name any longer but are
// still in use.
import { makeDot } from "../../../logs/core/index.ts";
import type { Inode, Root } from "../index.ts";
import { findInode } from "../index.ts";
import type { InodeNumber } from "../inode-number.ts";
import type { Attributes } from "../request.ts";

export interface Scene {
  readonly root: Root;
  /**
   * Files open after unlink, by number (FUSE keeps a reference); they live outside the tree and the
   * log.
   */
  readonly nameless: ReadonlyMap<InodeNumber, Inode>;
  /**
   * Small data of nameless files, which no record holds; found by the part number in their extents.
   */
  readonly namelessParts: ReadonlyMap<number, Uint8Array>;
  /** The number that the next new inode gets. */
  readonly nextInode: InodeNumber;
}

/**
 * In an extent of a nameless file: the part is in memory, not in a record. No record has this dot.
 */
export const namelessDot = makeDot(0, 0);

export interface Found {
  readonly inode: Inode;
  readonly nameless: boolean;
}

/** The inode in the tree or among the nameless; undefined when it is gone. */
export function findAnywhere(scene: Scene, number: InodeNumber): Found | undefined {
  const inode = findInode(scene.root, number);
  if (inode !== undefined) return { inode, nameless: false };
  const nameless = scene.nameless.get(number);
  return nameless === undefined ? undefined : { inode: nameless, nameless: true };
}

/**
 * Directories show the size of one block, as most disks do; their entries are metadata, not bytes.
 */
const directorySizeShown = 4096;

export function attributesOf(inode: Inode): Attributes {
  return {
    inode: inode.number,
    type: inode.type,
    mode: inode.mode,
    links: inode.links,
    uid: inode.uid,
    gid: inode.gid,
    device: inode.device,
    size: sizeShown(inode),
    blocks: Math.ceil(inode.storedBytes / 512),
    accessed: inode.accessed,
    modified: inode.modified,
    changed: inode.changed,
    created: inode.created,
  };
}

function sizeShown(inode: Inode): number {
  if (inode.type === "directory") return directorySizeShown;
  return inode.type === "symlink" ? inode.target.length : inode.size;
}
