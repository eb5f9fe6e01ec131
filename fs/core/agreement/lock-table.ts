// The locks of one inode as fcntl(2) and flock(2) have them: plain data in, plain data out. Locks
// of ranges and of whole files know nothing of each other.
import type { InodeNumber } from "../inode-number.ts";

export interface LockWish {
  readonly inode: InodeNumber;
  /** fcntl(2) locks ranges, flock(2) files. */
  readonly space: "range" | "file";
  readonly isExclusive: boolean;
  readonly start: number;
  /** The last byte; the largest exact number is the end of all files. */
  readonly end: number;
}

/** A lock of a program on this machine. */
export interface Lock extends LockWish {
  /** Whose it is, as the kernel tells owners apart. */
  readonly owner: string;
  /** The open file through which it was taken; it ends with that. */
  readonly handle: number;
  readonly process: number;
}

/** The bytes, and whose locks on them go. */
export type LockRange = Pick<Lock, "space" | "start" | "end" | "owner">;

export function isSameOwner(
  one: Pick<Lock, "space" | "owner">,
  other: Pick<Lock, "space" | "owner">,
): boolean {
  return one.space === other.space && one.owner === other.owner;
}

export function conflict(one: LockWish, other: LockWish): boolean {
  const isApart = one.end < other.start || other.end < one.start;
  const isShared = !one.isExclusive && !other.isExclusive;
  return one.space === other.space && one.inode === other.inode && !isApart && !isShared;
}

/** A lock that keeps this one out; locks of its own owner never do. */
export function findConflict(locks: readonly Lock[], wish: Lock): Lock | undefined {
  return locks.find((lock) => !isSameOwner(lock, wish) && conflict(lock, wish));
}

/** Does its owner have all of it already, in the same way? */
export function isHeld(locks: readonly Lock[], wish: Lock): boolean {
  return locks.some((lock) => {
    const isSame = isSameOwner(lock, wish) && lock.isExclusive === wish.isExclusive;
    return isSame && lock.start <= wish.start && lock.end >= wish.end;
  });
}

/** The lock replaces what its owner had there; neighbours of one kind become one. */
export function addLock(locks: readonly Lock[], added: Lock): readonly Lock[] {
  let joined = added;
  const others: Lock[] = [];
  for (const lock of removeRange(locks, added)) {
    const isAlike = isSameOwner(lock, added) && lock.isExclusive === added.isExclusive;
    const isNeighbour = lock.end + 1 === joined.start || joined.end + 1 === lock.start;
    if (isAlike && isNeighbour && lock.handle === added.handle) {
      const [start, end] = [Math.min(lock.start, joined.start), Math.max(lock.end, joined.end)];
      joined = { ...joined, start, end };
    } else others.push(lock);
  }
  return [...others, joined];
}

export function removeRange(locks: readonly Lock[], range: LockRange): readonly Lock[] {
  return locks.flatMap((lock) => {
    const isApart = lock.end < range.start || range.end < lock.start;
    if (!isSameOwner(lock, range) || isApart) return [lock];
    const before = lock.start < range.start ? [{ ...lock, end: range.start - 1 }] : [];
    const after = lock.end > range.end ? [{ ...lock, start: range.end + 1 }] : [];
    return [...before, ...after];
  });
}
