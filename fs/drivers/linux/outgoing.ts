// A reply as the kernel reads it (struct fuse_out_header and what follows; linux/fuse.h), built in
// a buffer that is used again for every request. File data may follow as parts of its own.

import type { Time } from "../../../logs/core/index.ts";
import type { FileType } from "../../core/change.ts";
import type { InodeNumber } from "../../core/inode-number.ts";
import type { Attributes } from "../../core/request.ts";
import { copiedDataBytesMax, replyBytesMax, validitySeconds } from "./limits.ts";

export const outgoingHeaderBytes = 16;
export const entryBytes = 128;
const statxBytes = 256;
/** STATX_BASIC_STATS | STATX_BTIME */
const statxMask = 0xfff;
const blockSize = 4096;

export const modeBitsOfType: Readonly<Record<FileType, number>> = {
  fifo: 0o010000,
  character: 0o020000,
  directory: 0o040000,
  block: 0o060000,
  file: 0o100000,
  symlink: 0o120000,
  socket: 0o140000,
};

export class Outgoing {
  readonly bytes: Buffer = Buffer.alloc(replyBytesMax);
  /** File data that follows `bytes`; their length is `partsLength`. */
  parts: readonly Uint8Array[] = [];
  partsLength = 0;
  length = outgoingHeaderBytes;
  /** Inode numbers are never used twice; a generation other than 0 makes the kernel take one for
   *  another inode than the one it remembers. */
  readonly generationsByInode = new Map<InodeNumber, number>();
  private readonly view = new DataView(this.bytes.buffer, this.bytes.byteOffset, replyBytesMax);
  /** How long the kernel may go by names, absences and attributes. */
  private readonly validity: number;

  constructor(validity = validitySeconds) {
    this.validity = validity;
  }

  begin(): void {
    this.length = outgoingHeaderBytes;
    if (this.partsLength !== 0) this.parts = [];
    this.partsLength = 0;
  }

  /** Writes the header over what was put; with an error number nothing else is sent. */
  finish(uniqueLow: number, uniqueHigh: number, error: number): void {
    if (error !== 0) this.begin();
    this.view.setUint32(0, this.length + this.partsLength, true);
    this.view.setInt32(4, error === 0 ? 0 : -error, true);
    this.view.setUint32(8, uniqueLow, true);
    this.view.setUint32(12, uniqueHigh, true);
  }

  get room(): number {
    return replyBytesMax - this.length;
  }

  uint16(value: number): void {
    this.view.setUint16(this.grow(2), value, true);
  }

  uint32(value: number): void {
    this.view.setUint32(this.grow(4), value, true);
  }

  /** Any safe integer, negative ones in two's complement. */
  int64(value: number): void {
    const at = this.grow(8);
    const high = Math.floor(value / 2 ** 32);
    this.view.setUint32(at, value - high * 2 ** 32, true);
    this.view.setInt32(at + 4, high, true);
  }

  /** The last byte of a range; undefined: that of the largest file that the kernel knows. */
  offsetEnd(end: number | undefined): void {
    if (end !== undefined) return this.int64(end);
    this.uint32(0xffff_ffff);
    return this.uint32(0x7fff_ffff);
  }

  zeros(bytes: number): void {
    const at = this.grow(bytes);
    this.bytes.fill(0, at, at + bytes);
  }

  data(data: Uint8Array): void {
    this.bytes.set(data, this.grow(data.length));
  }

  byteString(text: string): void {
    this.bytes.write(text, this.grow(text.length), "latin1");
  }

  /** File data in `parts`, together `length` bytes: copied if short, otherwise sent from where it
   *  is. */
  fileData(parts: readonly Uint8Array[], length: number): void {
    if (length > copiedDataBytesMax) {
      this.parts = parts;
      this.partsLength = length;
      return;
    }
    for (const part of parts) this.data(part);
  }

  /** struct fuse_entry_out */
  entry(attributes: Attributes): void {
    this.int64(attributes.inode);
    this.int64(this.generationsByInode.get(attributes.inode) ?? 0);
    this.int64(this.validity);
    this.int64(this.validity);
    this.int64(0);
    this.attributes(attributes);
  }

  /** A name that is not there, to be remembered as such. */
  noEntry(): void {
    this.zeros(entryBytes);
    this.view.setUint32(this.length - entryBytes + 16, this.validity, true);
  }

  /** struct fuse_attr_out */
  attributesReply(attributes: Attributes): void {
    this.int64(this.validity);
    this.int64(0);
    this.attributes(attributes);
  }

  /** struct fuse_attr */
  private attributes(attributes: Attributes): void {
    this.int64(attributes.inode);
    this.int64(attributes.size);
    this.int64(attributes.blocks);
    this.int64(attributes.accessed.seconds);
    this.int64(attributes.modified.seconds);
    this.int64(attributes.changed.seconds);
    this.uint32(attributes.accessed.nanoseconds);
    this.uint32(attributes.modified.nanoseconds);
    this.uint32(attributes.changed.nanoseconds);
    this.uint32(modeBitsOfType[attributes.type] | attributes.mode);
    this.uint32(attributes.links);
    this.uint32(attributes.uid);
    this.uint32(attributes.gid);
    this.uint32(attributes.device);
    this.uint32(blockSize);
    this.uint32(0);
  }

  /** struct fuse_statx_out */
  statxReply(attributes: Attributes): void {
    this.int64(this.validity);
    this.zeros(4 + 4 + 16);
    const start = this.length;
    this.uint32(statxMask);
    this.uint32(blockSize);
    this.int64(0);
    this.uint32(attributes.links);
    this.uint32(attributes.uid);
    this.uint32(attributes.gid);
    this.uint16(modeBitsOfType[attributes.type] | attributes.mode);
    this.uint16(0);
    this.int64(attributes.inode);
    this.int64(attributes.size);
    this.int64(attributes.blocks);
    this.int64(0);
    this.statxTime(attributes.accessed);
    this.statxTime(attributes.created);
    this.statxTime(attributes.changed);
    this.statxTime(attributes.modified);
    this.uint32((attributes.device >>> 8) & 0xfff);
    this.uint32((attributes.device & 0xff) | ((attributes.device >>> 12) & 0xfff00));
    this.zeros(start + statxBytes - this.length);
  }

  private statxTime(time: Time): void {
    this.int64(time.seconds);
    this.uint32(time.nanoseconds);
    this.uint32(0);
  }

  private grow(bytes: number): number {
    const at = this.length;
    this.length = at + bytes;
    return at;
  }
}
