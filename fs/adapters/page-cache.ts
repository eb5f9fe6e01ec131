// Pages of a growing file, the most recently used ones: many small reads near each other cost one
// system call.

import { isTrouble } from "../../dhash/core/index.ts";
import type { DiskFile, Trouble } from "../../dhash/index.ts";

const pageBytes = 16 * 1024;
const pagesMax = 512;

export class PageCache {
  readonly #file: DiskFile;
  /** The longest unused first. The last page of the file may be shorter. */
  readonly #pagesByNumber = new Map<number, Buffer>();
  /** The page used last, without a look-up. */
  #lastNumber = -1;
  #last: Buffer = Buffer.alloc(0);

  constructor(file: DiskFile) {
    this.#file = file;
  }

  /** A view, valid until the next call and not to be changed; undefined when the file is not that
   *  long. */
  bytesAt(position: number, length: number): Buffer | Trouble | undefined {
    const number = Math.floor(position / pageBytes);
    const at = position - number * pageBytes;
    if (at + length > pageBytes) return this.#bytesAcross(position, length);
    const page = this.#page(number, at + length);
    if (isTrouble(page)) return page;
    return page.length < at + length ? undefined : page.subarray(at, at + length);
  }

  #bytesAcross(position: number, length: number): Buffer | Trouble | undefined {
    const bytes = Buffer.allocUnsafeSlow(length);
    const read = this.#file.read(position, bytes);
    if (isTrouble(read)) return read;
    return read < length ? undefined : bytes;
  }

  /** The page, read again when it was cached before the file had `needed` bytes of it. */
  #page(number: number, needed: number): Buffer | Trouble {
    if (number === this.#lastNumber && this.#last.length >= needed) return this.#last;
    const known = this.#pagesByNumber.get(number);
    this.#pagesByNumber.delete(number);
    const page = known !== undefined && known.length >= needed ? known : this.#read(number);
    if (isTrouble(page)) return page;
    this.#pagesByNumber.set(number, page);
    this.#lastNumber = number;
    this.#last = page;
    return page;
  }

  #read(number: number): Buffer | Trouble {
    const memory = this.#takeOldest() ?? new ArrayBuffer(pageBytes);
    const page = Buffer.from(memory);
    const read = this.#file.read(number * pageBytes, page);
    return isTrouble(read) ? read : page.subarray(0, read);
  }

  /** Fresh memory for each page would cost more than reading it. */
  #takeOldest(): ArrayBufferLike | undefined {
    if (this.#pagesByNumber.size < pagesMax) return undefined;
    for (const [oldest, page] of this.#pagesByNumber) {
      this.#pagesByNumber.delete(oldest);
      if (oldest === this.#lastNumber) this.#lastNumber = -1;
      return page.buffer;
    }
    return undefined;
  }
}
