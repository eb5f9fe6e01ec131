// How many references to each inode the kernel holds (FUSE look-up count). An inode that lost its
// last name is kept as long as there is one.
import type { InodeNumber } from "./core/inode-number.ts";

export class References {
  readonly #counts = new Map<InodeNumber, number>();

  add(inode: InodeNumber): void {
    this.#counts.set(inode, (this.#counts.get(inode) ?? 0) + 1);
  }

  /** True when these were the last ones. More than there are counts as all of them. */
  giveBack(inode: InodeNumber, references: number): boolean {
    const left = (this.#counts.get(inode) ?? 0) - references;
    if (left > 0) {
      this.#counts.set(inode, left);
      return false;
    }
    this.#counts.delete(inode);
    return true;
  }

  /** Number of inodes that the kernel refers to. */
  get size(): number {
    return this.#counts.size;
  }

  has(inode: InodeNumber): boolean {
    return this.#counts.has(inode);
  }
}
