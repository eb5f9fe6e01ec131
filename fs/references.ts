// How many references to each inode the kernel holds (FUSE look-up count). An inode that lost its
// last name is kept as long as there is one.
import { type Inode, type Place, placesOf } from "./core/index.ts";
import type { InodeNumber } from "./core/inode-number.ts";

export class References {
  readonly #counts = new Map<InodeNumber, number>();
  /** By directory those that were merged into it while the kernel referred to them. */
  readonly #merged = new Map<InodeNumber, InodeNumber[]>();
  #forgotten: (inode: InodeNumber) => void = () => {};

  /** From now on `forgotten` is called with each inode whose last reference is given back. */
  watch(forgotten: (inode: InodeNumber) => void): void {
    this.#forgotten = forgotten;
  }

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
    this.#forgotten(inode);
    return true;
  }

  /** Number of inodes that the kernel refers to. */
  get size(): number {
    return this.#counts.size;
  }

  numbers(): Iterable<InodeNumber> {
    return this.#counts.keys();
  }

  has(inode: InodeNumber): boolean {
    return this.#counts.has(inode) || this.numbersOf(inode).length > 0;
  }

  /** Another directory acts from now on for one that the kernel may refer to. */
  merge(from: InodeNumber, into: InodeNumber): void {
    this.#merged.set(into, [...(this.#merged.get(into) ?? []), from]);
  }

  /** The numbers by which the kernel refers to an inode: its own, and those merged into it. */
  numbersOf(inode: InodeNumber): InodeNumber[] {
    const merged = this.#merged.size === 0 ? undefined : this.#merged.get(inode);
    const numbers = (merged ?? []).flatMap((from) => this.numbersOf(from));
    return this.#counts.has(inode) ? [inode, ...numbers] : numbers;
  }

  /** The places of an inode, under each number by which the kernel may refer to its directories. */
  placesOf(inode: Inode): Place[] {
    return placesOf(inode).flatMap(({ directory, name }) => {
      const directories = new Set([directory, ...this.numbersOf(directory)]);
      return [...directories].map((number) => ({ directory: number, name }));
    });
  }
}
