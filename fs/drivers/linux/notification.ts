// What the kernel is told unasked so that its caches stay right (enum fuse_notify_code;
// linux/fuse.h), and its bytes.
import type { InodeNumber } from "../../core/inode-number.ts";

export type Notification =
  /** Attributes (and ACLs, link target) are other ones. Cached pages stay. */
  | { readonly kind: "attributes"; readonly inode: InodeNumber }
  /** As "attributes", and cached pages or listings from `offset` on are no longer true; a length of
   *  0 reaches to the end. */
  | {
      readonly kind: "contents";
      readonly inode: InodeNumber;
      readonly offset: number;
      readonly length: number;
    }
  /** The name is there, gone, or another inode's. */
  | { readonly kind: "entry"; readonly parent: InodeNumber; readonly name: string }
  /** As "entry" for a name that is gone: also tells inotify and lets go of a directory that is
   *  somebody's cwd. */
  | {
      readonly kind: "removed";
      readonly parent: InodeNumber;
      readonly name: string;
      readonly inode: InodeNumber;
    }
  /** Forget these inodes unless somebody uses them (from 7.45 on, otherwise nothing is sent). */
  | { readonly kind: "unused"; readonly inodes: readonly InodeNumber[] }
  /** The file has these bytes, and grows to hold them: the only way to make a file longer for those
   *  who have it open. */
  | {
      readonly kind: "stored";
      readonly inode: InodeNumber;
      readonly offset: number;
      readonly bytes: Uint8Array;
    };

const codes = { inode: 2, entry: 3, store: 4, delete: 6, prune: 9 } as const;
const headerBytes = 16;
const pruneMinorVersion = 45;

/** The message to write to /dev/fuse; undefined when this kernel has no such notification. */
export function encodeNotification(
  notification: Notification,
  minorVersion: number,
): Buffer | undefined {
  switch (notification.kind) {
    case "attributes":
      return attributesOutdated(notification.inode);
    case "contents":
      return encodeNumbers(codes.inode, [
        notification.inode,
        notification.offset,
        notification.length,
      ]);
    case "entry":
      return encodeNumbers(
        codes.entry,
        [notification.parent, notification.name.length],
        nameBytes(notification.name),
      );
    case "removed":
      return encodeNumbers(
        codes.delete,
        [notification.parent, notification.inode, notification.name.length],
        nameBytes(notification.name),
      );
    case "unused": {
      const { inodes } = notification;
      if (minorVersion < pruneMinorVersion) return undefined;
      return encodeNumbers(codes.prune, [inodes.length, 0, ...inodes]);
    }
    case "stored": {
      const { inode, offset, bytes } = notification;
      return encodeNumbers(codes.store, [inode, offset, bytes.length], bytes);
    }
  }
}

/** The message for "attributes", which every kernel knows. */
export function attributesOutdated(inode: InodeNumber): Buffer {
  return encodeNumbers(codes.inode, [inode, -1, 0]);
}

/** All fields are 64 bits wide, or 32 bits followed by 32 bits of zeros, which is the same in this
 *  byte order. */
function encodeNumbers(
  code: number,
  numbers: readonly number[],
  tail: Uint8Array = new Uint8Array(0),
): Buffer {
  const fixed = headerBytes + numbers.length * 8;
  const message = Buffer.alloc(fixed + tail.length);
  message.writeUInt32LE(message.length, 0);
  message.writeInt32LE(code, 4);
  for (const [index, value] of numbers.entries()) {
    message.writeBigInt64LE(BigInt(value), headerBytes + index * 8);
  }
  message.set(tail, fixed);
  return message;
}

function nameBytes(name: string): Buffer {
  return Buffer.from(`${name}\0`, "latin1");
}
