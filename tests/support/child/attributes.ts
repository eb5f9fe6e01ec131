// Calls on attributes: statx(2), chmod(2), chown(2), utimensat(2), statfs(2), access(2).
import { checked, cString, libc } from "./libc.ts";

const here = -100; // AT_FDCWD
const noFollow = 0x100; // AT_SYMLINK_NOFOLLOW
const emptyPath = 0x1000; // AT_EMPTY_PATH
const allFields = 0xfff; // STATX_BASIC_STATS | STATX_BTIME

const statxCall = libc.func(
  "int statx(int d, const void *path, int flags, uint32_t mask, void *result)",
);
const chmodCall = libc.func("int chmod(const void *path, uint32_t mode)");
const fchmodCall = libc.func("int fchmod(int fd, uint32_t mode)");
const lchownCall = libc.func("int lchown(const void *path, uint32_t uid, uint32_t gid)");
const utimensatCall = libc.func(
  "int utimensat(int d, const void *path, const void *times, int flags)",
);
const statfsCall = libc.func("int statfs(const void *path, void *result)");
const faccessatCall = libc.func("int faccessat(int d, const void *path, int mode, int flags)");

export interface Moment {
  readonly seconds: number;
  readonly nanoseconds: number;
}

const nodeTypes = ["file", "directory", "symlink", "fifo", "socket", "character", "block"] as const;
export type NodeType = (typeof nodeTypes)[number];

/** What statx(2) says of an inode. */
export interface Facts {
  readonly inode: number;
  readonly type: NodeType;
  /** 0o0000..0o7777 */
  readonly mode: number;
  readonly links: number;
  readonly uid: number;
  readonly gid: number;
  readonly device: { readonly major: number; readonly minor: number };
  readonly size: number;
  /** Units of 512 bytes. */
  readonly blocks: number;
  readonly accessed: Moment;
  readonly modified: Moment;
  readonly changed: Moment;
  readonly created: Moment;
}

export const typeBits = {
  fifo: 0o010000,
  character: 0o020000,
  directory: 0o040000,
  block: 0o060000,
  file: 0o100000,
  symlink: 0o120000,
  socket: 0o140000,
} as const;

/** Facts of the inode that the path names; a symbolic link is looked at itself. */
export function facts(path: string): Facts {
  return callStatx(here, path, noFollow);
}

export function factsFollowing(path: string): Facts {
  return callStatx(here, path, 0);
}

export function factsOpen(fd: number): Facts {
  return callStatx(fd, "", emptyPath);
}

function callStatx(directory: number, path: string, statxFlags: number): Facts {
  const result = Buffer.alloc(256);
  checked("statx", statxCall(directory, cString(path), statxFlags, allFields, result));
  const mode = result.readUInt16LE(28);
  return {
    inode: Number(result.readBigUInt64LE(32)),
    type: typeOf(mode),
    mode: mode & 0o7777,
    links: result.readUInt32LE(16),
    uid: result.readUInt32LE(20),
    gid: result.readUInt32LE(24),
    device: { major: result.readUInt32LE(128), minor: result.readUInt32LE(132) },
    size: Number(result.readBigUInt64LE(40)),
    blocks: Number(result.readBigUInt64LE(48)),
    accessed: momentAt(result, 64),
    created: momentAt(result, 80),
    changed: momentAt(result, 96),
    modified: momentAt(result, 112),
  };
}

function typeOf(mode: number): NodeType {
  const found = nodeTypes.find((type) => typeBits[type] === (mode & 0o170000));
  if (found === undefined)
    throw new Error(`statx answered an unknown type: mode ${mode.toString(8)}`);
  return found;
}

function momentAt(buffer: Buffer, at: number): Moment {
  return { seconds: Number(buffer.readBigInt64LE(at)), nanoseconds: buffer.readUInt32LE(at + 8) };
}

/** Positive when `a` is the later one. */
export function compareMoments(a: Moment, b: Moment): number {
  return a.seconds === b.seconds ? a.nanoseconds - b.nanoseconds : a.seconds - b.seconds;
}

export function setMode(path: string, mode: number): void {
  checked("chmod", chmodCall(cString(path), mode));
}

export function setModeOpen(fd: number, mode: number): void {
  checked("fchmod", fchmodCall(fd, mode));
}

const unchanged = 0xffff_ffff;

/** lchown(2); an absent id stays. */
export function setOwner(path: string, uid: number | undefined, gid: number | undefined): void {
  checked("lchown", lchownCall(cString(path), uid ?? unchanged, gid ?? unchanged));
}

export type TimeChange = Moment | "now" | "keep";

/** utimensat(2) without following symbolic links. */
export function setTimes(path: string, accessed: TimeChange, modified: TimeChange): void {
  const times = Buffer.alloc(32);
  writeTimeChange(times, 0, accessed);
  writeTimeChange(times, 16, modified);
  checked("utimensat", utimensatCall(here, cString(path), times, noFollow));
}

function writeTimeChange(buffer: Buffer, at: number, change: TimeChange): void {
  const now = 0x3fff_ffff; // UTIME_NOW
  const omit = 0x3fff_fffe; // UTIME_OMIT
  if (change === "now") buffer.writeBigInt64LE(BigInt(now), at + 8);
  else if (change === "keep") buffer.writeBigInt64LE(BigInt(omit), at + 8);
  else {
    buffer.writeBigInt64LE(BigInt(change.seconds), at);
    buffer.writeBigInt64LE(BigInt(change.nanoseconds), at + 8);
  }
}

export interface Statistics {
  /** Magic number of the file-system type. */
  readonly type: number;
  readonly bytesTotal: number;
  readonly bytesFree: number;
  readonly filesTotal: number;
  readonly filesFree: number;
  readonly nameBytesMax: number;
}

export function statistics(path: string): Statistics {
  const result = Buffer.alloc(128);
  checked("statfs", statfsCall(cString(path), result));
  const blockBytes = Number(result.readBigInt64LE(8));
  return {
    type: Number(result.readBigInt64LE(0)),
    bytesTotal: Number(result.readBigUInt64LE(16)) * blockBytes,
    bytesFree: Number(result.readBigUInt64LE(32)) * blockBytes,
    filesTotal: Number(result.readBigUInt64LE(40)),
    filesFree: Number(result.readBigUInt64LE(48)),
    nameBytesMax: Number(result.readBigInt64LE(64)),
  };
}

export const accessModes = { exists: 0, execute: 1, write: 2, read: 4 };

/** May the effective user do that (faccessat with AT_EACCESS)? */
export function access(path: string, mode: number): void {
  checked("faccessat", faccessatCall(here, cString(path), mode, 0x200));
}
