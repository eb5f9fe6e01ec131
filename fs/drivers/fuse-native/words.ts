// struct stat, struct statvfs and times as the binding wants them: arrays of 32-bit words
// (fuse-native.c, populate_stat and populate_statvfs). This is where inode numbers, large file
// systems and nanoseconds are cut down.

import type { Time } from "../../../logs/core/index.ts";
import type { FileType } from "../../core/change.ts";
import type { InodeNumber } from "../../core/inode-number.ts";
import { inodeCounter, inodeSlot } from "../../core/inode-number.ts";
import type { Attributes, Statistics } from "../../core/request.ts";

const span = 2 ** 32;
const statWordCount = 18;
const blockSize = 4096;
const nameBytesMax = 255;

const bitsOfType: Readonly<Record<FileType, number>> = {
  fifo: 0o010000,
  character: 0o020000,
  directory: 0o040000,
  block: 0o060000,
  file: 0o100000,
  symlink: 0o120000,
  socket: 0o140000,
};
const typeMask = 0o170000;

/** undefined for what is none of the types a file system knows. */
export function modeToType(mode: number): FileType | undefined {
  switch (mode & typeMask) {
    case 0: // mknod(2): zero means a regular file
    case bitsOfType.file:
      return "file";
    case bitsOfType.fifo:
      return "fifo";
    case bitsOfType.character:
      return "character";
    case bitsOfType.block:
      return "block";
    case bitsOfType.socket:
      return "socket";
    default:
      return undefined;
  }
}

export function emptyStatWords(): Uint32Array {
  return new Uint32Array(statWordCount);
}

export function statWords(attributes: Attributes): Uint32Array {
  const words = emptyStatWords();
  words[0] = bitsOfType[attributes.type] | attributes.mode;
  words[1] = attributes.uid;
  words[2] = attributes.gid;
  setDouble(words, 3, attributes.size);
  words[6] = attributes.links;
  words[7] = shortInode(attributes.inode);
  words[8] = attributes.device;
  words[9] = blockSize;
  setDouble(words, 10, attributes.blocks);
  setDouble(words, 12, timeToMilliseconds(attributes.accessed));
  setDouble(words, 14, timeToMilliseconds(attributes.modified));
  setDouble(words, 16, timeToMilliseconds(attributes.changed));
  return words;
}

/** What a listing shows of each entry: its number and type. */
export function listedWords(
  listed: readonly { inode: InodeNumber; type: FileType }[],
): Uint32Array[] {
  const all = new Uint32Array(listed.length * statWordCount);
  return listed.map(({ inode, type }, index) => {
    const words = all.subarray(index * statWordCount, (index + 1) * statWordCount);
    words[0] = bitsOfType[type];
    words[7] = shortInode(inode);
    return words;
  });
}

/** The unit grows until the number of blocks fits. */
export function statfsWords(statistics: Statistics): Uint32Array {
  let unit = blockSize;
  while (statistics.bytesTotal / unit >= span) unit *= 2;
  const free = Math.floor(statistics.bytesFree / unit);
  const available = Math.floor(statistics.bytesAvailable / unit);
  const filesFree = Math.min(statistics.filesFree, span - 1);
  return Uint32Array.of(
    ...[unit, unit, Math.floor(statistics.bytesTotal / unit), free, available],
    ...[Math.min(statistics.filesTotal, span - 1), filesFree, filesFree, 0, 0, nameBytesMax],
  );
}

/** The binding carries 32 bits. Exact, and the same at every mount, for the first 16 million
 *  inodes of each of the first  254 participants; beyond, two files may show the same number. */
export function shortInode(inode: InodeNumber): number {
  const slot = inodeSlot(inode);
  const counter = inodeCounter(inode);
  if (slot < 255 && counter < 2 ** 24) return slot * 2 ** 24 + counter;
  return 255 * 2 ** 24 + ((((slot * 8_191) % 2 ** 24) + counter) % (2 ** 24 - 2));
}

/** The binding counts milliseconds from 1970 on, and nothing before. */
export function timeToMilliseconds(time: Time): number {
  return Math.max(0, time.seconds * 1000 + Math.floor(time.nanoseconds / 1e6));
}

/** Setting a time before 1970 works: it comes in two's complement. */
export function wordsToTime(low: number, high: number): Time {
  const milliseconds = (high | 0) * span + low;
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanoseconds: (milliseconds - seconds * 1000) * 1e6 };
}

/** Undefined from 2^53 on. */
export function wordsToSize(low: number, high: number): number | undefined {
  const size = high * span + low;
  return Number.isSafeInteger(size) ? size : undefined;
}

function setDouble(words: Uint32Array, at: number, value: number): void {
  words[at] = value % span;
  words[at + 1] = Math.floor(value / span);
}
