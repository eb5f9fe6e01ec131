// Files and directories without a name that are still in use: removed while open, or made by
// O_TMPFILE. They live here, outside the tree and the log, until the kernel gives back its last
// reference.

import type { Stamp, Time } from "../logs/core/index.ts";
import type { Change } from "./core/change.ts";
import type { Inode, InodeDifference, Root } from "./core/index.ts";
import { applyToInode, contentPieces, copyTrie, createInode, findInode } from "./core/index.ts";
import type { InodeNumber } from "./core/inode-number.ts";
import { namelessDot } from "./core/operations/scene.ts";
import type { References } from "./references.ts";

/** A file's parts are looked through for overwritten ones when there are twice as many as after the
 *  last time, and at least so many. */
const sweepPartsMin = 512;

export interface Followed {
  /** After the changes. */
  readonly root: Root;
  readonly references: References;
  readonly time: Time;
}

export class Nameless {
  readonly inodes = new Map<InodeNumber, Inode>();
  /** Small data that was written while nameless, by part number. */
  readonly parts = new Map<number, Uint8Array>();
  readonly #partsByInode = new Map<InodeNumber, { numbers: number[]; sweepAt: number }>();
  #nextPart = 1;

  /**
   * The inode as it was when its last name went, under each number by which the kernel refers to
   * it; it keeps its data and loses its links.
   */
  keep(inode: Inode, time: Time, numbers: readonly InodeNumber[] = [inode.number]): void {
    for (const number of numbers) {
      this.inodes.set(number, { ...inode, number, links: 0, changed: time });
    }
  }

  /** What others changed of what the kernel refers to: it may be gone, merged, or back again. */
  follow(changed: readonly InodeDifference[], { root, references, time }: Followed): void {
    for (const { inode, before } of changed) {
      const now = findInode(root, inode);
      if (now === undefined && before !== undefined) {
        this.keep(before, time, references.numbersOf(inode));
      }
      if (now !== undefined) this.forget(inode);
      if (now !== undefined && now.number !== inode) references.merge(inode, now.number);
    }
  }

  /** The snapshot from which contents were read is about to go. */
  loadContents(): void {
    for (const [number, inode] of this.inodes) {
      this.inodes.set(number, { ...inode, extents: copyTrie(inode.extents) });
    }
  }

  forget(number: InodeNumber): void {
    this.inodes.delete(number);
    for (const part of this.#partsByInode.get(number)?.numbers ?? []) this.parts.delete(part);
    this.#partsByInode.delete(number);
  }

  /** Applies changes that no record will hold. `parts` are copied: they are views of a request. */
  apply(changes: readonly Change[], parts: readonly Uint8Array[], time: Time): void {
    const stamp: Stamp = { dot: namelessDot, lamport: 0, logId: "", known: new Map(), time };
    for (const change of changes) {
      if (change.kind === "inode") {
        this.inodes.set(change.inode, { ...createInode(change, stamp), links: 0 });
        continue;
      }
      if (!("inode" in change)) continue;
      const inode = this.inodes.get(change.inode);
      if (inode === undefined) continue;
      const kept = change.kind === "write" ? this.#keepParts(change, parts) : change;
      const changed = applyToInode(inode, stamp, kept);
      this.inodes.set(change.inode, changed);
      this.#sweep(changed);
    }
  }

  /** Drops the parts that the file's content no longer refers to: a temporary file that is
   *  rewritten all day must not fill the memory. */
  #sweep(inode: Inode): void {
    const owned = this.#partsByInode.get(inode.number);
    if (owned === undefined || owned.numbers.length < owned.sweepAt) return;
    const used = new Set<number>();
    for (const { source } of contentPieces(inode, 0, inode.size)) {
      if (source.kind === "part" && source.dot === namelessDot) used.add(source.part);
    }
    for (const part of owned.numbers) if (!used.has(part)) this.parts.delete(part);
    owned.numbers = [...used];
    owned.sweepAt = Math.max(sweepPartsMin, 2 * used.size);
  }

  /** Gives the record's parts numbers that stay unique here. */
  #keepParts(
    change: Extract<Change, { kind: "write" }>,
    parts: readonly Uint8Array[],
  ): Extract<Change, { kind: "write" }> {
    const extents = change.extents.map((extent) => {
      if (extent.source.kind !== "part" || extent.source.dot !== undefined) return extent;
      const part = this.#nextPart++;
      this.parts.set(part, Buffer.from(parts[extent.source.part] ?? new Uint8Array(0)));
      const owned = this.#partsByInode.get(change.inode);
      if (owned !== undefined) owned.numbers.push(part);
      else this.#partsByInode.set(change.inode, { numbers: [part], sweepAt: sweepPartsMin });
      return { ...extent, source: { ...extent.source, dot: namelessDot, part } };
    });
    return { ...change, extents };
  }
}

/** The inode that may lose its last name by this change. */
export function losingLink(change: Change): InodeNumber | undefined {
  if (change.kind === "unlink") return change.inode;
  return change.kind === "rename" && !change.exchange ? change.replaced : undefined;
}
