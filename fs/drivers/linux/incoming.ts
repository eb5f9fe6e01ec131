// A request as the kernel wrote it (struct fuse_in_header and what follows; linux/fuse.h), read
// field by field. Nothing is trusted: a field outside the request or a number beyond 2^53 throws
// MalformedRequest with its answer.
import type { InodeNumber } from "../../core/inode-number.ts";
import { isInodeNumber } from "../../core/inode-number.ts";
import type { Refusal } from "../../core/refusal.ts";
import type { Caller } from "../../core/request.ts";

export const incomingHeaderBytes = 40;
const highMax = 2 ** 21;

/** Thrown while decoding and caught in one place, `answerRequest`. */
export class MalformedRequest extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal, what: string) {
    super(`malformed request: ${what}`);
    this.refusal = refusal;
  }
}

export class Incoming {
  readonly bytes: Buffer;
  private readonly view: DataView;
  private end = 0;
  private at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Starts on a request of `length` bytes; false when it has no whole header or lies about its
   *  length. */
  begin(length: number): boolean {
    this.end = length;
    this.at = incomingHeaderBytes;
    return length >= incomingHeaderBytes && this.view.getUint32(0, true) === length;
  }

  get length(): number {
    return this.end;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.end - this.at;
  }

  get opcode(): number {
    return this.view.getUint32(4, true);
  }

  get uniqueLow(): number {
    return this.view.getUint32(8, true);
  }

  get uniqueHigh(): number {
    return this.view.getUint32(12, true);
  }

  /** The inode that the request is about. */
  get node(): InodeNumber {
    return this.inodeAt(16);
  }

  get caller(): Caller {
    return { uid: this.view.getUint32(24, true), gid: this.view.getUint32(28, true) };
  }

  /** The thread that asks; 0 when the kernel asks by itself, or for one not to be seen here. */
  get thread(): number {
    return this.view.getUint32(32, true);
  }

  uint32(): number {
    const at = this.take(4);
    return this.view.getUint32(at, true);
  }

  skip(bytes: number): void {
    this.take(bytes);
  }

  /** An unsigned number below 2^53; a larger one is answered with `refusal`. */
  uint53(refusal: Refusal): number {
    const at = this.take(8);
    const high = this.view.getUint32(at + 4, true);
    if (high >= highMax) throw new MalformedRequest(refusal, "a number of 2^53 or more");
    return high * 2 ** 32 + this.view.getUint32(at, true);
  }

  /** An unsigned number; from 2^53 on it counts as the largest exact one. */
  saturated(): number {
    const at = this.take(8);
    const high = this.view.getUint32(at + 4, true);
    if (high >= highMax) return Number.MAX_SAFE_INTEGER;
    return high * 2 ** 32 + this.view.getUint32(at, true);
  }

  /** Seconds since 1970, before it negative. */
  seconds(): number {
    const at = this.take(8);
    const high = this.view.getInt32(at + 4, true);
    if (high >= highMax || high < -highMax)
      throw new MalformedRequest("invalid", "a time too far off");
    return high * 2 ** 32 + this.view.getUint32(at, true);
  }

  inode(): InodeNumber {
    return this.inodeAt(this.take(8));
  }

  /** A byte string that ends with NUL. */
  name(): string {
    const start = this.at;
    const nul = this.findNul(start);
    this.at = nul + 1;
    return this.bytes.toString("latin1", start, nul);
  }

  /** The next bytes, as a view of the request's buffer. */
  data(length: number): Uint8Array {
    const at = this.take(length);
    return this.bytes.subarray(at, at + length);
  }

  private inodeAt(at: number): InodeNumber {
    const inode = this.view.getUint32(at + 4, true) * 2 ** 32 + this.view.getUint32(at, true);
    if (!isInodeNumber(inode)) throw new MalformedRequest("stale", "no inode number");
    return inode;
  }

  private findNul(start: number): number {
    for (let at = start; at < this.end; at++) {
      if (this.bytes[at] === 0) return at;
    }
    throw new MalformedRequest("invalid", "a name without an end");
  }

  private take(bytes: number): number {
    const at = this.at;
    if (bytes > this.end - at) throw new MalformedRequest("invalid", "a field beyond the end");
    this.at = at + bytes;
    return at;
  }
}
