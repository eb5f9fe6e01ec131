// What connected participants say to each other about locks (FORMAT "Agreement"): the messages and
// their bytes.
import type { KnownSequences } from "../../../logs/core/index.ts";
import type { InodeNumber } from "../inode-number.ts";
import { isInodeNumber } from "../inode-number.ts";
import {
  beginMessage,
  headerBytes,
  numberBytes,
  readFlag,
  readNumber,
  readVector,
  vectorToBytes,
  writeNumber,
} from "./fields.ts";
import type { LockWish } from "./lock-table.ts";

/** `number` is the sender's for a "lock", and names that in the answers to it. */
export type LockMessage =
  /** The sender is about to take this lock. */
  | {
      readonly kind: "lock";
      readonly number: number;
      /** Of a logical clock: the smaller one comes first. */
      readonly time: number;
      readonly wish: LockWish;
    }
  /** Nothing here keeps it out; this is in the tree here. */
  | { readonly kind: "clear"; readonly number: number; readonly known: KnownSequences }
  /** A lock here does. */
  | { readonly kind: "held"; readonly number: number }
  /** There is less to keep others out than there was. */
  | {
      readonly kind: "released";
      /** Without a meaning. */
      readonly number: number;
      readonly inode: InodeNumber;
      /** The sender has no lock and no claim on the inode any more. */
      readonly isLast: boolean;
    };

export const lockKindBytes = { lock: 8, clear: 9, held: 10, released: 11 } as const;

const spaceBytes = { range: 0, file: 1 } as const;
const timeAt = headerBytes;
const spaceAt = timeAt + numberBytes;
const exclusiveAt = spaceAt + 1;
const inodeAt = exclusiveAt + 1;
const startAt = inodeAt + numberBytes;
const endAt = startAt + numberBytes;
const lockBytes = endAt + numberBytes;
const releasedBytes = headerBytes + 1 + numberBytes;

export function encodeLockMessage(message: LockMessage): Uint8Array {
  const { kind, number } = message;
  const begin = (length: number): Buffer => beginMessage(lockKindBytes[kind], number, length);
  switch (kind) {
    case "lock": {
      const { space, isExclusive, inode, start, end } = message.wish;
      const bytes = begin(lockBytes);
      writeNumber(bytes, timeAt, message.time);
      bytes[spaceAt] = spaceBytes[space];
      bytes[exclusiveAt] = Number(isExclusive);
      writeNumber(bytes, inodeAt, inode);
      writeNumber(bytes, startAt, start);
      writeNumber(bytes, endAt, end);
      return bytes;
    }
    case "clear":
      return Buffer.concat([begin(headerBytes), vectorToBytes(message.known)]);
    case "held":
      return begin(headerBytes);
    case "released": {
      const bytes = begin(releasedBytes);
      bytes[headerBytes] = Number(message.isLast);
      writeNumber(bytes, headerBytes + 1, message.inode);
      return bytes;
    }
  }
}

/** A message of one of these kinds, its number read; undefined: it is none. */
export function decodeLockMessage(view: Buffer, number: number): LockMessage | undefined {
  switch (view[0]) {
    case lockKindBytes.lock:
      return decodeLock(view, number);
    case lockKindBytes.clear: {
      const known = readVector(view, headerBytes);
      return known && { kind: "clear", number, known };
    }
    case lockKindBytes.held:
      return view.length === headerBytes ? { kind: "held", number } : undefined;
    case lockKindBytes.released:
      return decodeReleased(view, number);
    default:
      return undefined;
  }
}

function decodeLock(view: Buffer, number: number): LockMessage | undefined {
  if (view.length !== lockBytes) return undefined;
  const time = readNumber(view, timeAt);
  const isFile = readFlag(view, spaceAt);
  const isExclusive = readFlag(view, exclusiveAt);
  const inode = readInode(view, inodeAt);
  const start = readNumber(view, startAt);
  const end = readNumber(view, endAt);
  if (time === undefined || isFile === undefined || isExclusive === undefined) return undefined;
  if (inode === undefined || start === undefined || end === undefined || end < start) {
    return undefined;
  }
  const space = isFile ? "file" : "range";
  return { kind: "lock", number, time, wish: { inode, space, isExclusive, start, end } };
}

function decodeReleased(view: Buffer, number: number): LockMessage | undefined {
  if (view.length !== releasedBytes) return undefined;
  const isLast = readFlag(view, headerBytes);
  const inode = readInode(view, headerBytes + 1);
  if (isLast === undefined || inode === undefined) return undefined;
  return { kind: "released", number, inode, isLast };
}

function readInode(view: Buffer, at: number): InodeNumber | undefined {
  const inode = readNumber(view, at);
  return inode !== undefined && isInodeNumber(inode) ? inode : undefined;
}
