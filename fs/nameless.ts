// Files and directories without a name that are still in use: removed while open, or made by
// O_TMPFILE. They live here, outside the tree and the log, until the kernel gives back its last
// reference.

import type { Stamp, Time } from "../logs/core/index.ts";
import type { Change } from "./core/change.ts";
import type { Inode } from "./core/index.ts";
import { applyToInode, createInode } from "./core/index.ts";
import type { InodeNumber } from "./core/inode-number.ts";
import { namelessDot } from "./core/operations/scene.ts";

export class Nameless {
  readonly inodes = new Map<InodeNumber, Inode>();
  /** Small data that was written while nameless, by part number. */
  readonly parts = new Map<number, Uint8Array>();
  readonly #partsByInode = new Map<InodeNumber, number[]>();
  #nextPart = 1;

  /** The inode as it was when its last name went; it keeps its data and loses its links. */
  keep(inode: Inode, time: Time): void {
    this.inodes.set(inode.number, { ...inode, links: 0, changed: time });
  }

  forget(number: InodeNumber): void {
    this.inodes.delete(number);
    for (const part of this.#partsByInode.get(number) ?? []) this.parts.delete(part);
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
      this.inodes.set(change.inode, applyToInode(inode, stamp, kept));
    }
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
      if (owned === undefined) this.#partsByInode.set(change.inode, [part]);
      else owned.push(part);
      return { ...extent, source: { ...extent.source, dot: namelessDot, part } };
    });
    return { ...change, extents };
  }
}
