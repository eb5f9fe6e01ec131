// The kinds of change: what a record does to the tree (Ivy paper, section 2, under its names;
// FORMAT "Changes"). A change says the least possible, so that concurrent changes do not conflict
// needlessly.
import type { BlockKey } from "../../dhash/core/index.ts";
import type { Dot, Time } from "../../logs/core/index.ts";
import type { InodeNumber } from "./inode-number.ts";
import type { Name } from "./name.ts";

export type FileType = "file" | "directory" | "symlink" | "fifo" | "socket" | "character" | "block";

/**
 * Where the bytes of an extent are. `start` is the offset of the extent's first byte in the
 * source's plaintext.
 */
export type WriteSource =
  | {
      readonly kind: "block";
      readonly key: BlockKey;
      readonly contentKey: Uint8Array;
      readonly start: number;
    }
  /**
   * Inline data: the part with this index among the parts of the record `dot`; an absent dot means
   * this record.
   */
  | {
      readonly kind: "part";
      readonly dot: Dot | undefined;
      readonly part: number;
      readonly start: number;
    }
  /** The range reads as zeros and holds no data (hole). */
  | { readonly kind: "hole" };

export interface WriteExtent {
  readonly offset: number;
  /** At least 1 byte. */
  readonly length: number;
  readonly source: WriteSource;
}

export type Change =
  | {
      readonly kind: "inode";
      readonly inode: InodeNumber;
      readonly type: FileType;
      /** Permission, set-id and sticky bits: 0o0000..0o7777. */
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      /** Linux dev_t of character and block devices, otherwise 0. */
      readonly device: number;
      /** Bytes of a symbolic link's target as a byte string; empty for other types. */
      readonly target: string;
    }
  /**
   * Extents ascend and do not overlap. The file grows to the end of the last extent if that is more
   * than its size, even if it is a hole. A write of holes only is fallocate's punch.
   */
  | {
      readonly kind: "write";
      readonly inode: InodeNumber;
      readonly extents: readonly WriteExtent[];
    }
  | { readonly kind: "truncate"; readonly inode: InodeNumber; readonly size: number }
  | {
      readonly kind: "link";
      readonly directory: InodeNumber;
      readonly name: Name;
      readonly inode: InodeNumber;
    }
  | {
      readonly kind: "unlink";
      readonly directory: InodeNumber;
      readonly name: Name;
      readonly inode: InodeNumber;
    }
  | {
      readonly kind: "rename";
      readonly inode: InodeNumber;
      readonly fromDirectory: InodeNumber;
      readonly fromName: Name;
      readonly toDirectory: InodeNumber;
      readonly toName: Name;
      /**
       * The inode that stood under the new name as the author saw it: removed, or for an exchange
       * moved to the old name.
       */
      readonly replaced: InodeNumber | undefined;
      readonly exchange: boolean;
    }
  /** Absent fields stay; an absent `changed` (ctime) becomes the record's time. */
  | {
      readonly kind: "set-attributes";
      readonly inode: InodeNumber;
      readonly mode: number | undefined;
      readonly uid: number | undefined;
      readonly gid: number | undefined;
      readonly accessed: Time | undefined;
      readonly modified: Time | undefined;
      readonly changed: Time | undefined;
    }
  | {
      readonly kind: "set-xattr";
      readonly inode: InodeNumber;
      readonly name: string;
      readonly value: Uint8Array;
    }
  | { readonly kind: "remove-xattr"; readonly inode: InodeNumber; readonly name: string }
  /**
   * Intention to create a name exclusively, and its withdrawal (Ivy paper, "exclusive create"). No
   * effect on the tree.
   */
  | { readonly kind: "prepare"; readonly directory: InodeNumber; readonly name: Name }
  | { readonly kind: "cancel"; readonly directory: InodeNumber; readonly name: Name }
  /** The members' list changes: hash of the new view block. */
  | { readonly kind: "view"; readonly view: BlockKey }
  /** The listed sides of a conflict on this inode are settled and need not be shown any longer. */
  | { readonly kind: "resolve"; readonly inode: InodeNumber; readonly sides: readonly Dot[] }
  /** The first record of a log (the paper's oldest record). */
  | { readonly kind: "end" };
