// What a driver asks of the Volume and what it is told: shape 2 of the house (request in, outcome
// out). A driver only translates between these and its kernel interface. Semantics are those of the
// Linux man page of the call named.
import type { BlockKey } from "../../dhash/core/index.ts";
import type { Time } from "../../logs/core/index.ts";
import type { FileType } from "./change.ts";
import type { InodeNumber } from "./inode-number.ts";
import type { Refusal } from "./refusal.ts";

/**
 * Who asks. Permission checks are the kernel's (default_permissions); these own what is created.
 */
export interface Caller {
  readonly uid: number;
  readonly gid: number;
}

/** stat(2) of one inode. */
export interface Attributes {
  readonly inode: InodeNumber;
  readonly type: FileType;
  /** 0o0000..0o7777 */
  readonly mode: number;
  readonly links: number;
  readonly uid: number;
  readonly gid: number;
  readonly device: number;
  readonly size: number;
  /** Units of 512 bytes. */
  readonly blocks: number;
  readonly accessed: Time;
  readonly modified: Time;
  readonly changed: Time;
  readonly created: Time;
}

/** A time to set: an exact one, or the moment of the request. */
export type TimeChange = Time | "now";

/**
 * `name` arguments are byte strings as the kernel gave them; the Volume checks them (length, "."
 * and ".."). `lookup`, `make`, `make-nameless` and `link` that end with an entry count one kernel
 * reference to the inode; `forget` gives references back. A directory listing with `counted` counts
 * one for each entry it returned except . and ..
 */
export type Request =
  | { readonly kind: "lookup"; readonly parent: InodeNumber; readonly name: string }
  /** open(2) and opendir(3) of what was looked up before. */
  | { readonly kind: "open"; readonly inode: InodeNumber }
  | { readonly kind: "forget"; readonly inode: InodeNumber; readonly references: number }
  | { readonly kind: "get-attributes"; readonly inode: InodeNumber }
  | {
      readonly kind: "set-attributes";
      readonly inode: InodeNumber;
      readonly mode: number | undefined;
      readonly uid: number | undefined;
      readonly gid: number | undefined;
      readonly size: number | undefined;
      readonly accessed: TimeChange | undefined;
      readonly modified: TimeChange | undefined;
      /**
       * ctime as the kernel's write-back cache has it already shown to programs; undefined: the
       * moment of the request.
       */
      readonly changed: Time | undefined;
      /**
       * Clear set-id bits as write(2) and truncate(2) by an unprivileged caller do
       * (FATTR_KILL_SUIDGID).
       */
      readonly dropSetId: boolean;
    }
  | { readonly kind: "read-link"; readonly inode: InodeNumber }
  | {
      /**
       * mknod(2), mkdir(2), symlink(2), open(2) with O_CREAT after a failed lookup. The umask
       * counts where the parent has no default ACL (umask(2)). Refused with "exists" when the name
       * is there. Replies with an entry.
       */
      readonly kind: "make";
      readonly parent: InodeNumber;
      readonly name: string;
      readonly type: FileType;
      readonly mode: number;
      readonly umask: number;
      readonly device: number;
      readonly target: string;
      readonly caller: Caller;
    }
  /** open(2) with O_TMPFILE: a file without a name. Replies with an entry. */
  | {
      readonly kind: "make-nameless";
      readonly parent: InodeNumber;
      readonly mode: number;
      readonly umask: number;
      readonly caller: Caller;
    }
  | { readonly kind: "unlink"; readonly parent: InodeNumber; readonly name: string }
  | { readonly kind: "remove-directory"; readonly parent: InodeNumber; readonly name: string }
  | {
      readonly kind: "rename";
      readonly parent: InodeNumber;
      readonly name: string;
      readonly newParent: InodeNumber;
      readonly newName: string;
      readonly mode: "replace" | "no-replace" | "exchange";
    }
  | {
      readonly kind: "link";
      readonly inode: InodeNumber;
      readonly newParent: InodeNumber;
      readonly newName: string;
    }
  | {
      readonly kind: "read";
      readonly inode: InodeNumber;
      readonly offset: number;
      readonly length: number;
    }
  | {
      readonly kind: "write";
      readonly inode: InodeNumber;
      readonly offset: number;
      /** A view of the driver's buffer, valid only during the call. */
      readonly data: Uint8Array;
      readonly dropSetId: boolean;
      /**
       * The kernel holds the times of the file in its write-back cache and sends them itself
       * (FUSE_WRITE_CACHE): they stay as they are.
       */
      readonly timesKept: boolean;
    }
  | {
      /** fallocate(2): allocate (grows the file unless keepSize), punch-hole, zero-range. */
      readonly kind: "allocate";
      readonly inode: InodeNumber;
      readonly operation: "allocate" | "punch-hole" | "zero-range";
      readonly offset: number;
      readonly length: number;
      readonly keepSize: boolean;
    }
  | {
      readonly kind: "copy-range";
      readonly from: InodeNumber;
      readonly fromOffset: number;
      readonly to: InodeNumber;
      readonly toOffset: number;
      readonly length: number;
    }
  | {
      readonly kind: "seek";
      readonly inode: InodeNumber;
      readonly offset: number;
      readonly whence: "data" | "hole";
    }
  /** fsync(2), fdatasync(2), syncfs(2): everything acknowledged before survives power loss. */
  | { readonly kind: "sync" }
  | {
      /**
       * Entries after `cookie` (0: from the start, with . and .. first) until `accept` returns
       * false.
       */
      readonly kind: "read-directory";
      readonly inode: InodeNumber;
      readonly cookie: number;
      /**
       * Offered each entry with its attributes (only if `counted`); answers whether it still
       * fitted.
       */
      readonly accept: (entry: ListedEntry) => boolean;
      readonly counted: boolean;
    }
  | { readonly kind: "get-xattr"; readonly inode: InodeNumber; readonly name: string }
  | {
      readonly kind: "set-xattr";
      readonly inode: InodeNumber;
      readonly name: string;
      readonly value: Uint8Array;
      readonly mode: "any" | "create" | "replace";
      /** Clear the set-group-id bit, as setting an ACL by somebody outside the group does. */
      readonly dropSetGroupId: boolean;
    }
  | { readonly kind: "list-xattrs"; readonly inode: InodeNumber }
  | { readonly kind: "remove-xattr"; readonly inode: InodeNumber; readonly name: string }
  | { readonly kind: "statistics" };

export interface ListedEntry {
  readonly name: string;
  readonly inode: InodeNumber;
  readonly type: FileType;
  /** Where a listing that stops after this entry goes on; 1 .. 2^53. */
  readonly cookie: number;
  /** Only in a counted listing, and never for . and .. */
  readonly attributes: Attributes | undefined;
}

/** statvfs(3), in bytes and files. */
export interface Statistics {
  readonly bytesTotal: number;
  /** Not in use; some of it may be kept for root. */
  readonly bytesFree: number;
  /** Free for everybody. */
  readonly bytesAvailable: number;
  readonly filesTotal: number;
  readonly filesFree: number;
}

export type Outcome =
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** Blocks that are not on this machine: fetch them all, then ask again. */
  | { readonly kind: "needs"; readonly blocks: readonly BlockKey[] }
  /** Others are being asked: ask again when this ticket's turn has come. */
  | { readonly kind: "waits"; readonly ticket: number }
  | { readonly kind: "done" }
  | { readonly kind: "attributes"; readonly attributes: Attributes }
  /** lookup, make, make-nameless, link */
  | { readonly kind: "entry"; readonly attributes: Attributes }
  /**
   * read: views to be written back to back; together at most the length asked for, short only at
   * the end of file.
   */
  | { readonly kind: "data"; readonly parts: readonly Uint8Array[]; readonly length: number }
  /** write, copy-range: bytes taken. seek: the offset found. */
  | { readonly kind: "count"; readonly count: number }
  /** read-link, get-xattr */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** list-xattrs: names as byte strings */
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "statistics"; readonly statistics: Statistics };
