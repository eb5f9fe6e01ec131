// The locks of programs on this machine, of all inodes.
import { inodeLocksMax } from "./core/agreement/limits.ts";
import type { Lock, LockRange, LockWish } from "./core/agreement/lock-table.ts";
import {
  addLock,
  conflict,
  findConflict,
  isHeld,
  removeRange,
} from "./core/agreement/lock-table.ts";
import type { InodeNumber } from "./core/inode-number.ts";

export class OwnLocks {
  readonly #byInode = new Map<InodeNumber, readonly Lock[]>();

  has(inode: InodeNumber): boolean {
    return this.#byInode.has(inode);
  }

  isFull(inode: InodeNumber): boolean {
    return this.#of(inode).length >= inodeLocksMax;
  }

  isHeld(lock: Lock): boolean {
    return isHeld(this.#of(lock.inode), lock);
  }

  /** What keeps a program of this machine from this lock. */
  inTheWayOf(lock: Lock): Lock | undefined {
    return findConflict(this.#of(lock.inode), lock);
  }

  /** Does any of them keep another machine from this lock? */
  keepsOut(wish: LockWish): boolean {
    return this.#of(wish.inode).some((lock) => conflict(lock, wish));
  }

  add(lock: Lock): void {
    this.#set(lock.inode, addLock(this.#of(lock.inode), lock));
  }

  /** True if the owner had a lock there. */
  remove(inode: InodeNumber, range: LockRange): boolean {
    const before = this.#of(inode);
    const after = removeRange(before, range);
    if (after.length === before.length && after.every((lock, at) => lock === before[at])) {
      return false;
    }
    this.#set(inode, after);
    return true;
  }

  /** What was taken through an open file goes with it; true if there was something. */
  close(inode: InodeNumber, handle: number): boolean {
    const before = this.#of(inode);
    const after = before.filter((lock) => lock.handle !== handle);
    if (after.length === before.length) return false;
    this.#set(inode, after);
    return true;
  }

  #of(inode: InodeNumber): readonly Lock[] {
    return this.#byInode.get(inode) ?? [];
  }

  #set(inode: InodeNumber, locks: readonly Lock[]): void {
    if (locks.length === 0) this.#byInode.delete(inode);
    else this.#byInode.set(inode, locks);
  }
}
