// Calls on names: mkdir(2), mknod(2), link(2), symlink(2), unlink(2), rmdir(2), renameat2(2),
// getdents64(2).
import { checked, cString, libc } from "./libc.ts";

const here = -100; // AT_FDCWD
const emptyPath = 0x1000; // AT_EMPTY_PATH
const followSymlink = 0x400; // AT_SYMLINK_FOLLOW

const mkdirCall = libc.func("int mkdir(const void *path, uint32_t mode)");
const mknodCall = libc.func("int mknod(const void *path, uint32_t mode, uint64_t device)");
const linkatCall = libc.func("int linkat(int d, const void *p, int nd, const void *np, int flags)");
const symlinkCall = libc.func("int symlink(const void *target, const void *path)");
const readlinkCall = libc.func("int64_t readlink(const void *path, void *buffer, size_t length)");
const unlinkCall = libc.func("int unlink(const void *path)");
const rmdirCall = libc.func("int rmdir(const void *path)");
const renameat2Call = libc.func(
  "int renameat2(int d, const void *p, int nd, const void *np, uint32_t f)",
);
const getdentsCall = libc.func("int64_t getdents64(int fd, void *buffer, size_t length)");
const chdirCall = libc.func("int chdir(const void *path)");
const umaskCall = libc.func("uint32_t umask(uint32_t mask)");

export function makeDirectory(path: string, mode = 0o755): void {
  checked("mkdir", mkdirCall(cString(path), mode));
}

/** `mode` with its type bits (S_IF...). */
export function makeNode(path: string, mode: number, device = 0): void {
  checked("mknod", mknodCall(cString(path), mode, device));
}

/** link(2): a symbolic link as `existing` is linked itself. */
export function link(existing: string, path: string): void {
  checked("linkat", linkatCall(here, cString(existing), here, cString(path), 0));
}

export function linkFollowing(existing: string, path: string): void {
  checked("linkat", linkatCall(here, cString(existing), here, cString(path), followSymlink));
}

/** Gives a name to an open file (root only). */
export function linkOpen(fd: number, path: string): void {
  checked("linkat", linkatCall(fd, cString(""), here, cString(path), emptyPath));
}

export function symlink(target: string, path: string): void {
  checked("symlink", symlinkCall(cString(target), cString(path)));
}

export function readLink(path: string): string {
  const buffer = Buffer.alloc(8192);
  const length = checked("readlink", Number(readlinkCall(cString(path), buffer, buffer.length)));
  return buffer.toString("latin1", 0, length);
}

export function unlink(path: string): void {
  checked("unlink", unlinkCall(cString(path)));
}

export function removeDirectory(path: string): void {
  checked("rmdir", rmdirCall(cString(path)));
}

export const renameFlags = { replace: 0, noReplace: 1, exchange: 2, whiteout: 4 };

export function rename(from: string, to: string, renameFlag = renameFlags.replace): void {
  checked("renameat2", renameat2Call(here, cString(from), here, cString(to), renameFlag));
}

export function changeDirectory(path: string): void {
  checked("chdir", chdirCall(cString(path)));
}

export function setUmask(mask: number): number {
  return umaskCall(mask);
}

export interface DirectoryEntry {
  readonly name: string;
  readonly inode: number;
  /** DT_* of readdir(3). */
  readonly type: number;
  /** Where a later listing goes on after this entry (lseek on the directory). */
  readonly cookie: bigint;
}

/** One getdents64(2) with a buffer of so many bytes; empty at the end of the directory. */
export function readEntries(fd: number, bufferBytes: number): DirectoryEntry[] {
  const buffer = Buffer.alloc(bufferBytes);
  const length = checked("getdents64", Number(getdentsCall(fd, buffer, bufferBytes)));
  const entries: DirectoryEntry[] = [];
  for (let at = 0; at < length; at += buffer.readUInt16LE(at + 16)) {
    const nameStart = at + 19;
    entries.push({
      name: buffer.toString("latin1", nameStart, buffer.indexOf(0, nameStart)),
      inode: Number(buffer.readBigUInt64LE(at)),
      type: buffer.readUInt8(at + 18),
      cookie: buffer.readBigInt64LE(at + 8),
    });
  }
  return entries;
}
