// flock(2) and the record locks of fcntl(2), both as they are asked for without waiting.
import { checked, libc } from "./libc.ts";

const flockCall = libc.func("int flock(int fd, int operation)");
const fcntlCall = libc.func("int fcntl(int fd, int command, void *lock)");

const dontWait = 4; // LOCK_NB
const flockOperations = { shared: 1, exclusive: 2, unlock: 8 };

export type LockKind = "shared" | "exclusive" | "unlock";

/** A lock on the whole file, owned by the open file. */
export function lockFile(fd: number, kind: LockKind): void {
  checked("flock", flockCall(fd, flockOperations[kind] | dontWait));
}

const recordTypes = { shared: 0, exclusive: 1, unlock: 2 };
const commands = { get: 5, set: 6, setAndWait: 7, setOpenFile: 37 };

export interface LockRange {
  readonly start: number;
  /** 0: to the end of the file, wherever that will be. */
  readonly length: number;
}

/** A lock on a range, owned by the process. */
export function lockRange(fd: number, kind: LockKind, range: LockRange): void {
  checked("fcntl", fcntlCall(fd, commands.set, encodeLock(kind, range)));
}

export function lockRangeWaiting(fd: number, kind: LockKind, range: LockRange): void {
  checked("fcntl", fcntlCall(fd, commands.setAndWait, encodeLock(kind, range)));
}

/** A lock on a range, owned by the open file (F_OFD_SETLK). */
export function lockRangeOfOpenFile(fd: number, kind: LockKind, range: LockRange): void {
  checked("fcntl", fcntlCall(fd, commands.setOpenFile, encodeLock(kind, range)));
}

/** Who stands in the way of such a lock: a process id, or undefined. */
export function whoLocks(fd: number, kind: LockKind, range: LockRange): number | undefined {
  const lock = encodeLock(kind, range);
  checked("fcntl", fcntlCall(fd, commands.get, lock));
  return lock.readInt16LE(0) === recordTypes.unlock ? undefined : lock.readInt32LE(24);
}

function encodeLock(kind: LockKind, range: LockRange): Buffer {
  const lock = Buffer.alloc(32);
  lock.writeInt16LE(recordTypes[kind], 0);
  lock.writeBigInt64LE(BigInt(range.start), 8);
  lock.writeBigInt64LE(BigInt(range.length), 16);
  return lock;
}
