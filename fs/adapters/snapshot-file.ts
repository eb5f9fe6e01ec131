// One snapshot file: nodes of the tree, appended and loaded by position, and the roots that name
// them (FORMAT "Snapshot files").
import { crc32 } from "node:zlib";
import { hasUnwrittenPage, invariant, isTrouble, Trouble } from "../../dhash/core/index.ts";
import type { DiskFile } from "../../dhash/index.ts";
import type { NodeSource, SnapshotStore } from "../snapshot-port.ts";
import { PageCache } from "./page-cache.ts";

export const snapshotHeaderBytes = 32;
export const snapshotFooterBytes = 32;
const frameHeaderBytes = 8;
const formatVersion = 2;
const saltBytes = 12;
/** A node has a few KiB; a root carries the list of conflicts. */
export const snapshotFrameBytesMax = 64 * 1024 * 1024;
/** Nodes are collected up to this size and appended together. */
const bufferBytes = 256 * 1024;

const fileMagic = Buffer.from("IvySnap\n", "latin1");
export const footerMagic: Uint8Array = Buffer.from("IvyRoot\n", "latin1");

export interface SnapshotPlace {
  readonly file: DiskFile;
  readonly path: string;
  readonly generation: number;
}

/** One snapshot file: source and sink of nodes. References are positions in this file only. */
export class SnapshotFile implements SnapshotStore {
  readonly generation: number;
  readonly #file: DiskFile;
  readonly #path: string;
  readonly #seed: number;
  readonly #pages: PageCache;
  /** Frames that are not in the file yet; they begin at `#flushed`. */
  readonly #buffer = Buffer.allocUnsafeSlow(bufferBytes);
  readonly #prefix = Buffer.alloc(12);
  #buffered = 0;
  #flushed: number;
  #bytesPassed = 0;
  #root: Uint8Array | undefined;
  /** Where the footer of the newest root ends. */
  #rootEnd = snapshotHeaderBytes;

  constructor(place: SnapshotPlace, salt: Uint8Array) {
    this.generation = place.generation;
    this.#file = place.file;
    this.#path = place.path;
    this.#seed = crc32(salt);
    this.#pages = new PageCache(place.file);
    this.#flushed = place.file.size();
  }

  get source(): NodeSource {
    return this;
  }

  newestRoot(): Uint8Array | undefined {
    return this.#root;
  }

  /** Bytes in the file, with those that are still to be appended. */
  get size(): number {
    return this.#flushed + this.#buffered;
  }

  get bytesPassed(): number {
    return this.#bytesPassed;
  }

  load(reference: number): Uint8Array | Trouble {
    const header = this.#bytesAt(reference, frameHeaderBytes);
    if (isTrouble(header)) return header;
    if (header === undefined) return this.#damaged(reference);
    const length = header.readUInt32BE(0);
    const check = header.readUInt32BE(4);
    if (length === 0 || length > snapshotFrameBytesMax) return this.#damaged(reference);
    const bytes = this.#bytesAt(reference + frameHeaderBytes, length);
    if (isTrouble(bytes)) return bytes;
    if (bytes === undefined || this.#checkOf(reference, bytes) !== check)
      return this.#damaged(reference);
    this.#bytesPassed += length;
    return bytes;
  }

  /** Adds a node; the reference is valid at once. After a trouble nothing was added. */
  append(bytes: Uint8Array): number | Trouble {
    invariant(
      bytes.length > 0 && bytes.length <= snapshotFrameBytesMax,
      "a frame has 1 byte to 64 MiB",
    );
    const size = frameHeaderBytes + bytes.length;
    if (this.#buffered + size > bufferBytes) {
      const trouble = this.flush();
      if (trouble !== undefined) return trouble;
    }
    const reference = this.size;
    this.#bytesPassed += bytes.length;
    const header = this.#buffer.subarray(this.#buffered, this.#buffered + frameHeaderBytes);
    header.writeUInt32BE(bytes.length, 0);
    header.writeUInt32BE(this.#checkOf(reference, bytes), 4);
    if (size <= bufferBytes) {
      this.#buffer.set(bytes, this.#buffered + frameHeaderBytes);
      this.#buffered += size;
      return reference;
    }
    const trouble = this.#file.append([header, bytes]);
    if (trouble !== undefined) return trouble;
    this.#flushed += size;
    return reference;
  }

  /** Makes a root, and with it the nodes before it, what the next opening finds. */
  appendRoot(bytes: Uint8Array): Trouble | undefined {
    const synced = this.flush() ?? this.#file.sync();
    if (synced !== undefined) return synced;
    const reference = this.append(bytes);
    if (isTrouble(reference)) return reference;
    const flushed = this.flush();
    if (flushed !== undefined) return flushed;
    const trouble = this.#file.append([this.#footerOf(reference)]);
    if (trouble !== undefined) return trouble;
    this.#flushed += snapshotFooterBytes;
    this.#root = new Uint8Array(bytes);
    this.#rootEnd = this.#flushed;
    return undefined;
  }

  /** Hands collected nodes to the file. */
  flush(): Trouble | undefined {
    if (this.#buffered === 0) return undefined;
    const trouble = this.#file.append([this.#buffer.subarray(0, this.#buffered)]);
    if (trouble !== undefined) return trouble;
    this.#flushed += this.#buffered;
    this.#buffered = 0;
    return undefined;
  }

  close(): void {
    this.#file.close();
  }

  /** True when a valid footer begins at `position`, and its root is whole: the root is the newest
   *  one then. */
  adoptRoot(position: number): boolean | Trouble {
    const footer = this.#bytesAt(position, snapshotFooterBytes);
    if (isTrouble(footer)) return footer;
    if (footer === undefined) return false;
    const reference = Number(footer.readBigUInt64BE(8));
    if (reference >= position || Buffer.compare(footer, this.#footerOf(reference)) !== 0)
      return false;
    const root = this.load(reference);
    if (isTrouble(root)) return root.reason === "damaged" ? false : root;
    // A copy of a footer elsewhere is none.
    if (reference + frameHeaderBytes + root.length !== position) return false;
    this.#root = new Uint8Array(root);
    this.#rootEnd = position + snapshotFooterBytes;
    return true;
  }

  /** Reads the whole file; Trouble names the first frame that is not as it was written. What
   *  follows the newest root may still be being written, or be cut short. */
  verify(): Trouble | undefined {
    const end = this.size;
    let position = snapshotHeaderBytes;
    while (position < end) {
      const next = this.#verifyAt(position);
      if (typeof next === "number") {
        position = next;
        continue;
      }
      const isDamage = next.reason === "damaged";
      return isDamage && position >= this.#rootEnd && this.#isCutShort(position) ? undefined : next;
    }
    return undefined;
  }

  /** Where the frame or footer at `position` ends, if it is sound. */
  #verifyAt(position: number): number | Trouble {
    const magic = this.#bytesAt(position, footerMagic.length);
    if (isTrouble(magic)) return magic;
    if (magic === undefined || Buffer.compare(magic, footerMagic) !== 0) {
      const node = this.load(position);
      return isTrouble(node) ? node : position + frameHeaderBytes + node.length;
    }
    const isFooter = this.adoptRoot(position);
    if (isTrouble(isFooter)) return isFooter;
    return isFooter ? position + snapshotFooterBytes : this.#damaged(position);
  }

  /** The file ends within the frame or the footer at `position`, or in bytes that were never
   *  written; no footer follows that tells of more. */
  #isCutShort(position: number): boolean {
    const rest = this.#bytesAt(position, this.size - position);
    if (rest === undefined || isTrouble(rest)) return false;
    if (rest.length < frameHeaderBytes) return true;
    const last = this.size - snapshotFooterBytes;
    if (this.#isFooter(last)) return false;
    if (hasUnwrittenPage({ bytes: rest, position, isLast: true })) return true;
    const isFooter = rest.subarray(0, footerMagic.length).equals(footerMagic);
    const length = rest.readUInt32BE(0);
    const isFrame = length > 0 && length <= snapshotFrameBytesMax;
    return isFooter ? rest.length < snapshotFooterBytes : isFrame && rest.length < length;
  }

  #isFooter(position: number): boolean {
    const footer = this.#bytesAt(position, snapshotFooterBytes);
    if (footer === undefined || isTrouble(footer)) return false;
    const reference = Number(footer.readBigUInt64BE(8));
    return reference < position && Buffer.compare(footer, this.#footerOf(reference)) === 0;
  }

  #footerOf(reference: number): Buffer {
    const footer = Buffer.alloc(snapshotFooterBytes);
    footer.set(footerMagic);
    footer.writeBigUInt64BE(BigInt(reference), 8);
    footer.writeUInt32BE(crc32(footer.subarray(0, 28), this.#seed), 28);
    return footer;
  }

  #checkOf(reference: number, bytes: Uint8Array): number {
    const prefix = this.#prefix;
    prefix.writeUInt32BE(Math.floor(reference / 2 ** 32), 0);
    prefix.writeUInt32BE(reference % 2 ** 32, 4);
    prefix.writeUInt32BE(bytes.length, 8);
    return crc32(bytes, crc32(prefix, this.#seed));
  }

  /** A view that is valid until the next call; undefined when the file is not that long. */
  #bytesAt(position: number, length: number): Buffer | Trouble | undefined {
    if (position < this.#flushed) return this.#pages.bytesAt(position, length);
    const at = position - this.#flushed;
    return at + length <= this.#buffered ? this.#buffer.subarray(at, at + length) : undefined;
  }

  #damaged(reference: number): Trouble {
    const advice = "Delete the directory of the snapshots; it is made anew from the logs.";
    return new Trouble("damaged", `${this.#path} at ${reference}: a node is damaged. ${advice}`);
  }
}

export function encodeSnapshotHeader(generation: number, salt: Uint8Array): Uint8Array {
  invariant(salt.length === saltBytes, "a salt has 12 bytes");
  const header = Buffer.alloc(snapshotHeaderBytes);
  header.set(fileMagic);
  header.writeUInt32BE(formatVersion, 8);
  header.writeUInt32BE(generation, 12);
  header.set(salt, 16);
  header.writeUInt32BE(crc32(header.subarray(0, 28)), 28);
  return header;
}

/** The salt of a file of this generation; undefined when the header is not one of format 1. */
export function decodeSnapshotHeader(
  header: Uint8Array,
  generation: number,
): Uint8Array | undefined {
  if (header.length < snapshotHeaderBytes) return undefined;
  const salt = header.slice(16, 16 + saltBytes);
  const expected = encodeSnapshotHeader(generation, salt);
  return Buffer.compare(expected, header.subarray(0, snapshotHeaderBytes)) === 0 ? salt : undefined;
}
