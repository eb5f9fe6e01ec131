// Calls on open files: open(2), read, write, truncate, fallocate(2), lseek(2), copy_file_range(2),
// fsync.
import { constants } from "node:fs";
import { checked, cString, libc, systemCallNumber } from "./libc.ts";

/**
 * Flags of open(2). O_TMPFILE and O_PATH are the same on every machine that Linux's generic header
 * serves.
 */
export const flags = {
  readOnly: constants.O_RDONLY,
  writeOnly: constants.O_WRONLY,
  readWrite: constants.O_RDWR,
  create: constants.O_CREAT,
  exclusive: constants.O_EXCL,
  truncate: constants.O_TRUNC,
  append: constants.O_APPEND,
  nonBlocking: constants.O_NONBLOCK,
  sync: constants.O_SYNC,
  dataSync: constants.O_DSYNC,
  direct: constants.O_DIRECT,
  directory: constants.O_DIRECTORY,
  noFollow: constants.O_NOFOLLOW,
  nameless: 0o20000000 | constants.O_DIRECTORY,
  pathOnly: 0o10000000,
};

const openCall = libc.func("int open(const void *path, int flags, uint32_t mode)");
const closeCall = libc.func("int close(int fd)");
const readCall = libc.func("int64_t read(int fd, void *buffer, size_t length)");
const writeCall = libc.func("int64_t write(int fd, const void *buffer, size_t length)");
const preadCall = libc.func("int64_t pread(int fd, void *buffer, size_t length, int64_t offset)");
const pwriteCall = libc.func(
  "int64_t pwrite(int fd, const void *b, size_t length, int64_t offset)",
);
const ftruncateCall = libc.func("int ftruncate(int fd, int64_t size)");
const truncateCall = libc.func("int truncate(const void *path, int64_t size)");
const fallocateCall = libc.func("int fallocate(int fd, int mode, int64_t offset, int64_t length)");
const lseekCall = libc.func("int64_t lseek(int fd, int64_t offset, int whence)");
const copyCall = libc.func(
  "int64_t copy_file_range(int in, int64_t *from, int out, int64_t *to, size_t n, uint32_t f)",
);
const fsyncCall = libc.func("int fsync(int fd)");
const fdatasyncCall = libc.func("int fdatasync(int fd)");
const syncfsCall = libc.func("int syncfs(int fd)");
const openat2Call = libc.func(
  "int64_t syscall(int64_t number, int64_t d, const void *path, const void *how, int64_t n)",
);

export function open(path: string, openFlags: number, mode = 0o644): number {
  return checked("open", openCall(cString(path), openFlags, mode));
}

/** openat2(2) from the current directory; `resolve` holds RESOLVE_* bits. */
export function openResolving(path: string, openFlags: number, resolve: number): number {
  const how = Buffer.alloc(24);
  how.writeBigUInt64LE(BigInt(openFlags), 0);
  how.writeBigUInt64LE(BigInt(resolve), 16);
  const number = systemCallNumber("openat2");
  return checked("openat2", Number(openat2Call(number, -100, cString(path), how, 24)));
}

export function close(fd: number): void {
  checked("close", closeCall(fd));
}

/** Opens, uses and closes in every case. */
export function withOpen<T>(path: string, openFlags: number, use: (fd: number) => T): T {
  const fd = open(path, openFlags);
  try {
    return use(fd);
  } finally {
    close(fd);
  }
}

/** At most `length` bytes from the file's position. */
export function read(fd: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, checked("read", Number(readCall(fd, buffer, length))));
}

export function write(fd: number, data: string | Uint8Array): number {
  const bytes = Buffer.from(data);
  return checked("write", Number(writeCall(fd, bytes, bytes.length)));
}

export function readAt(fd: number, offset: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, checked("pread", Number(preadCall(fd, buffer, length, offset))));
}

export function writeAt(fd: number, offset: number, data: string | Uint8Array): number {
  const bytes = typeof data === "string" ? Buffer.from(data, "latin1") : data;
  return checked("pwrite", Number(pwriteCall(fd, bytes, bytes.length, offset)));
}

/** Into the caller's buffer, whose address must be aligned for O_DIRECT. */
export function readInto(fd: number, target: Uint8Array, offset: number): number {
  return checked("pread", Number(preadCall(fd, target, target.length, offset)));
}

export function truncateOpen(fd: number, size: number): void {
  checked("ftruncate", ftruncateCall(fd, size));
}

export function truncate(path: string, size: number): void {
  checked("truncate", truncateCall(cString(path), size));
}

export const allocateModes = {
  allocate: 0,
  keepSize: 1,
  punchHole: 2,
  collapse: 8,
  zeroRange: 0x10,
  insert: 0x20,
};

export function allocate(fd: number, mode: number, offset: number, length: number): void {
  checked("fallocate", fallocateCall(fd, mode, offset, length));
}

export const whence = { start: 0, current: 1, end: 2, data: 3, hole: 4 };

export function seek(fd: number, offset: number | bigint, from: number): number {
  return checked("lseek", Number(lseekCall(fd, offset, from)));
}

export interface CopyRange {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** copy_file_range(2) at given offsets; one call, so it may copy less. */
export function copyRange(source: number, target: number, range: CopyRange): number {
  const offsets = new BigInt64Array([BigInt(range.from), BigInt(range.to)]);
  const [inOffset, outOffset] = [offsets.subarray(0, 1), offsets.subarray(1, 2)];
  const copied = copyCall(source, inOffset, target, outOffset, range.length, 0);
  return checked("copy_file_range", Number(copied));
}

export function sync(fd: number): void {
  checked("fsync", fsyncCall(fd));
}

export function syncData(fd: number): void {
  checked("fdatasync", fdatasyncCall(fd));
}

export function syncFileSystem(fd: number): void {
  checked("syncfs", syncfsCall(fd));
}
