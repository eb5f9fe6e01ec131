// What the file system needs from outside. Everything is synchronous: it runs between a kernel
// request and its reply.
import type { BlockKey, DiskSpace, Trouble } from "../dhash/index.ts";
import type { Dot, Stamp, Time } from "../logs/index.ts";
import type { Lock, LockRange } from "./core/agreement/lock-table.ts";
import type { FileType } from "./core/change.ts";
import type { InodeNumber } from "./core/inode-number.ts";
import type { Outcome, Request } from "./core/request.ts";

/** What a driver sees of the Volume. Never throws for anything a kernel can send. */
export interface RequestHandler {
  perform(request: Request): Outcome;
}

/** Locks that hold between participants. `wait` and `abandon` as for requests that wait. */
export interface LockHandler {
  /** "done", "refused", or "waits": to be asked again. */
  take(lock: Lock, isBlocking: boolean): Outcome;
  /** The lock that is in the way; undefined: there is none. */
  test(lock: Lock): Lock | undefined | Extract<Outcome, { kind: "waits" }>;
  give(inode: InodeNumber, range: LockRange): void;
  /** Of an open file, which is closed. */
  close(inode: InodeNumber, handle: number): void;
}

export interface Clock {
  now(): Time;
}

/** The participant's own log. */
export interface OwnLog {
  /**
   * Appends one record with encoded changes and its inline parts; it survives SIGKILL once this
   * returns.
   */
  append(time: Time, changes: Uint8Array, parts: readonly Uint8Array[]): Stamp | Trouble;
  /** Inline data of any record held here. */
  readPart(dot: Dot, part: number): Uint8Array | Trouble;
  /** Everything appended survives power loss once it returns undefined. */
  sync(): Trouble | undefined;
}

/**
 * AES-256-GCM with a nonce of zeros, for keys that belong to one plaintext (FORMAT "Data blocks").
 * Keys have 32 bytes, the tag 16.
 */
export interface ContentCipher {
  /** Fills `target`, 16 bytes longer than the plaintext, with ciphertext and tag. */
  seal(sealing: {
    readonly target: Uint8Array;
    readonly plaintext: Uint8Array;
    readonly associatedData: Uint8Array;
    readonly key: Uint8Array;
  }): void;
  /** The inverse; false, and `target` of no meaning, when the tag does not fit. */
  open(opening: {
    readonly target: Uint8Array;
    readonly sealed: Uint8Array;
    readonly associatedData: Uint8Array;
    readonly key: Uint8Array;
  }): boolean;
}

export interface SealedBlock {
  readonly key: BlockKey;
  readonly contentKey: Uint8Array;
}

/** File data as encrypted content-hash blocks (FORMAT "Data blocks"). */
export interface DataBlocks {
  /**
   * Encrypts and stores up to dataBlockBytesMax of plaintext. The same plaintext gives the same
   * block.
   */
  seal(plaintext: Uint8Array): SealedBlock | Trouble;
  /**
   * The plaintext, authenticated; `absent` when the block is not on this machine. The result must
   * not be changed, nor kept: once some MiB more have been opened its memory is used again.
   */
  open(key: BlockKey, contentKey: Uint8Array): Uint8Array | Trouble;
  sync(): Trouble | undefined;
  /** Of the plaintext that is kept in memory. */
  cacheStatistics(): CacheStatistics;
}

export interface CacheStatistics {
  readonly blocks: number;
  readonly bytes: number;
  readonly bytesMax: number;
  /** Blocks asked for since the start that were in the cache, and that were not. */
  readonly hits: number;
  readonly misses: number;
}

export interface Space {
  /** Answered from memory; refreshed now and then. */
  space(): DiskSpace;
}

/**
 * Where a tree is written out as plain files. Paths are byte strings below the target's directory;
 * "" is itself.
 */
export interface ExportTarget {
  makeDirectory(path: string): Trouble | undefined;
  /** A file of this size, all zeros. */
  makeFile(path: string, size: number): ExportFile | Trouble;
  makeSymlink(path: string, target: string): Trouble | undefined;
  makeNode(path: string, type: FileType, device: number): Trouble | undefined;
  link(existing: string, path: string): Trouble | undefined;
  setXattr(path: string, name: string, value: Uint8Array): Trouble | undefined;
  /** Owner, mode and times, of a symbolic link itself. */
  setAttributes(path: string, attributes: ExportAttributes): Trouble | undefined;
}

export interface ExportFile {
  readonly write: (offset: number, bytes: Uint8Array) => Trouble | undefined;
  readonly close: () => void;
}

export interface ExportAttributes {
  readonly type: FileType;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly accessed: Time;
  readonly modified: Time;
}
