// A walk over the data of a part of the tree, in steps: each goes on in the root as it is then, and
// keeps nothing of it. What moves meanwhile may be met twice, or not at all.
import type { BlockKey } from "../../dhash/core/index.ts";
import { bytesToBlockKey } from "../../dhash/core/index.ts";
import type { Dot } from "../../logs/core/index.ts";
import type { FileType } from "./change.ts";
import type { Extent } from "./extents.ts";
import type { Inode } from "./inode.ts";
import { placesOf } from "./inode.ts";
import type { InodeNumber } from "./inode-number.ts";
import type { Root } from "./root.ts";
import { findInode, listEntries } from "./root.ts";
import { TrieCursor } from "./trie-cursor.ts";

/** A stretch of a file that is in a block. */
export interface FileBlock {
  readonly key: BlockKey;
  /** Bytes of the file. */
  readonly length: number;
  /** The record that wrote them. */
  readonly dot: Dot;
}

/** Entries of a directory, or extents of a file, in one step. */
const stepMax = 64;

interface Spot {
  readonly inode: InodeNumber;
  /** Of a directory the cookie, of a file the offset from which on it is not walked yet. */
  readonly from: number;
}

export class TreeWalk {
  /** The next one last. */
  readonly #spots: Spot[];

  constructor(starts: Iterable<InodeNumber>) {
    this.#spots = [...starts].reverse().map((inode) => ({ inode, from: 0 }));
  }

  get isOver(): boolean {
    return this.#spots.length === 0;
  }

  /** Walks on from here, too. */
  add(inode: InodeNumber): void {
    this.#spots.push({ inode, from: 0 });
  }

  step(root: Root): readonly FileBlock[] {
    const spot = this.#spots.pop();
    const inode = spot && findInode(root, spot.inode);
    if (spot === undefined || inode === undefined) return [];
    if (inode.type === "directory") this.#enter(root, inode, spot.from);
    return inode.type === "file" ? this.#read(inode, spot.from) : [];
  }

  #enter(root: Root, directory: Inode, from: number): void {
    const found: InodeNumber[] = [];
    for (const { entry, cookie } of listEntries(root, directory, from)) {
      if (hasData(entry.type)) found.push(entry.inode);
      if (found.length < stepMax) continue;
      this.#spots.push({ inode: directory.number, from: cookie });
      break;
    }
    for (const inode of found.reverse()) this.#spots.push({ inode, from: 0 });
  }

  #read(file: Inode, from: number): readonly FileBlock[] {
    const blocks: FileBlock[] = [];
    let met = 0;
    for (const { key: offset, value } of new TrieCursor(file.extents, from)) {
      if (met++ >= stepMax) {
        this.#spots.push({ inode: file.number, from: offset });
        break;
      }
      const key = blockOf(value);
      if (key !== undefined) blocks.push({ key, length: value.length, dot: value.dot });
    }
    return blocks;
  }
}

/** Is it one of these, or somewhere below them? */
export function isBelow(root: Root, inode: InodeNumber, tops: ReadonlySet<InodeNumber>): boolean {
  const above: InodeNumber[] = [inode];
  const seen = new Set<InodeNumber>();
  for (let next = above.pop(); next !== undefined; next = above.pop()) {
    const found = findInode(root, next);
    if (found === undefined || seen.has(found.number)) continue;
    if (tops.has(found.number)) return true;
    seen.add(found.number);
    for (const { directory } of placesOf(found)) above.push(directory);
  }
  return false;
}

function hasData(type: FileType): boolean {
  return type === "file" || type === "directory";
}

function blockOf(extent: Extent): BlockKey | undefined {
  if (extent.kind !== "block") return undefined;
  return bytesToBlockKey(Buffer.from(extent.seal.slice(0, 33), "latin1"));
}
