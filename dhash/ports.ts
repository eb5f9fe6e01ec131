// What the block store needs from outside, and what it offers to the rooms above. Calls are
// synchronous: they run on the file-system thread between a request and its reply. Failure is a
// returned Trouble, never a throw.
import type { BlockKey } from "./core/block.ts";
import type { Trouble } from "./core/trouble.ts";

/** A directory of files. Paths are relative, with "/". The real disk and the simulated one
 *  implement it. */
export interface Disk {
  /** Names in a directory, sorted; an absent directory lists as empty. */
  list(directory: string): readonly string[] | Trouble;
  /** Creates the directory and its parents; no trouble if it exists. */
  makeDirectory(directory: string): Trouble | undefined;
  /** Opens for reading and appending; creates an absent file, whose name is durable after its first
   *  `sync`. */
  openFile(path: string): DiskFile | Trouble;
  /** Opens for reading only; undefined when there is no such file. */
  openForReading(path: string): DiskFile | Trouble | undefined;
  /** Replaces or creates a whole file atomically and durably (temporary file, fsync, rename, fsync
   *  directory). */
  replaceFile(path: string, bytes: Uint8Array): Trouble | undefined;
  /** Durable removal; no trouble if it is not there. */
  removeFile(path: string): Trouble | undefined;
  /** Begins, beside this thread, what `sync` does for the open files below these directories: what
   *  was appended to them before this call will be durable. Undefined, or absent, where there is no
   *  such way. `wake`: an eventfd that is written to when there may be an answer. */
  beginSync?(directories: readonly string[], wake: number | undefined): PendingSync | undefined;
  space(): DiskSpace | Trouble;
}

/** How a sync stands that was begun; asked again until it is over. A trouble is that of `sync`. */
export type PendingSync = () => "waiting" | Trouble | undefined;

export interface DiskSpace {
  readonly bytesTotal: number;
  /** Not in use; some of it may be kept for root. */
  readonly bytesFree: number;
  /** Free for everybody. */
  readonly bytesAvailable: number;
  readonly filesTotal: number;
  readonly filesFree: number;
}

export interface DiskFile {
  /** Bytes in the file, counting appends that are not yet durable. */
  size(): number;
  /** Appends all parts back to back, or returns Trouble with the file at its former size. */
  append(parts: readonly Uint8Array[]): Trouble | undefined;
  /** Fills `target` from `position`; returns the number of bytes read, short only at the end of the
   *  file. */
  read(position: number, target: Uint8Array): number | Trouble;
  /** A hint that these bytes will be read soon; absent where nobody makes use of it. */
  willRead?(position: number, bytes: number): void;
  /** fdatasync (and, once after creation, fsync of the directory). After a failed sync every later
   *  one fails too. */
  sync(): Trouble | undefined;
  truncate(size: number): Trouble | undefined;
  close(): void;
}

/** SHA-256 with a domain label: SHA-256(label || 0x00 || parts...), 32 bytes. Labels are ASCII,
 *  listed in FORMAT. */
export interface Hasher {
  hash(label: string, parts: readonly Uint8Array[]): Uint8Array;
}

export type GotBlock =
  | { readonly kind: "found"; readonly bytes: Uint8Array }
  | { readonly kind: "absent" };

/** A signed, versioned block named by a key (FORMAT "Public-key blocks"). Verified before it gets
 *  here. */
export interface PublicKeyBlock {
  /** 32-byte ed25519 public key of the owner; the name of the block. */
  readonly owner: Uint8Array;
  readonly version: number;
  /** The signed bytes as received, signature included. */
  readonly bytes: Uint8Array;
}

/** Of whom this machine has a block. What others have, too, may be given up to make room. */
export type BlockOrigin = "own" | "others";

export interface HeldBlock {
  readonly key: BlockKey;
  /** Stored bytes. */
  readonly bytes: number;
  readonly origin: BlockOrigin;
}

/** What a slice of `reclaim` may take. */
export interface ReclaimSlice {
  readonly isTimeUp: () => boolean;
  /** Lets the device take what waits for it, beside this thread. Never rejects. */
  readonly settle: () => Promise<void>;
}

/** The blocks held on this machine. */
export interface LocalBlocks {
  /** Stores immutable bytes; `key` must be their content hash (the caller has just computed it).
   *  Idempotent. Without `origin` it is "own"; what is held as "others" becomes "own" when it is
   *  put as that, not the other way round. */
  put(key: BlockKey, bytes: Uint8Array, origin?: BlockOrigin): Trouble | undefined;
  /** The bytes as stored. Length and frame are checked; the content hash only if `check` (data read
   *  for this machine is authenticated by its AEAD tag instead). The result may be kept by the
   *  caller. */
  get(key: BlockKey, check: boolean): GotBlock | Trouble;
  /** As `get` without check, but the bytes are a view that the next call here may overwrite: memory
   *  of its own for each large block costs more than reading it. */
  view(key: BlockKey): GotBlock | Trouble;
  has(key: BlockKey): boolean | Trouble;
  /** Gives up a content-hash block that is held as "others"; an own one stays. "later": not now,
   *  ask again. The next opening may find it again; `reclaim` frees its room. */
  remove(key: BlockKey): "removed" | "own" | "later" | Trouble;
  /** What is told of a content-hash block without reading it; undefined when it is not held. */
  look(key: BlockKey): HeldBlock | Trouble | undefined;
  /** The content-hash blocks, those that came first first; undefined between them, so that a walk
   *  may pause. What changes meanwhile may be met or not. */
  held(): Iterator<HeldBlock | undefined, undefined>;
  /** One slice of freeing the room of removed blocks; true: there is more to do now. What was
   *  removed before this opening counts once `held` has passed it. */
  reclaim(slice: ReclaimSlice): boolean | Trouble;
  /** Keeps the newer version; an older or equal one changes nothing. Durable after `sync`. */
  putPublicKeyBlock(block: PublicKeyBlock): Trouble | undefined;
  getPublicKeyBlock(owner: Uint8Array): PublicKeyBlock | Trouble | undefined;
  /** Everything put before this call survives power loss once it returns undefined. */
  sync(): Trouble | undefined;
  statistics(): LocalBlockStatistics;
  /** As `held`, with the public-key blocks. */
  names(): Iterator<StoredName | undefined, undefined>;
  /** Re-reads every stored byte and yields each block's outcome; damage names file, position and
   *  size. */
  verify(): Iterable<BlockCheck>;
  /** Flushes the index and releases files. */
  close(): Promise<Trouble | undefined>;
}

export interface StoredName {
  /** 66 hex digits: a block key, or the frame key of a public-key block. */
  readonly name: string;
  /** Of a public-key block; otherwise 0. */
  readonly version: number;
}

export interface LocalBlockStatistics {
  readonly blocks: number;
  /** Bytes of all pack files. */
  readonly bytesStored: number;
  /** Entries of the index that are in memory only. */
  readonly entriesInMemory: number;
}

export type BlockCheck =
  /** The key is undefined for a public-key block. */
  | { readonly kind: "sound"; readonly key: BlockKey | undefined; readonly bytes: number }
  | BlockDamage;

export interface BlockDamage {
  readonly kind: "damaged";
  readonly file: string;
  readonly position: number;
  readonly bytes: number;
  readonly why: string;
}
