// A file of the simulated disk: what programs see, what has reached the platter, and which pages
// differ between the two.
import type { Chance } from "../support/chance.ts";
import type { PowerLoss } from "./faults.ts";

export const pageBytes = 4096;

export class PagedFile {
  readonly kind = "file";
  /** A sync beside the process has failed; the next one of the process is told. */
  owesFailure = false;
  #bytes: Buffer = Buffer.alloc(0);
  #size = 0;
  #durable: Buffer = Buffer.alloc(0);
  /** Pages that were written and not yet made durable. */
  readonly #dirty = new Set<number>();
  /** Pages that a failed sync gave up: the cache shows them until the process ends. */
  readonly #lost = new Set<number>();

  get size(): number {
    return this.#size;
  }

  /** A copy of what programs see. */
  contents(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#size));
  }

  read(position: number, target: Uint8Array): number {
    const length = Math.max(0, Math.min(target.length, this.#size - position));
    target.set(this.#bytes.subarray(position, position + length));
    return length;
  }

  write(position: number, bytes: Uint8Array): void {
    const end = position + bytes.length;
    if (end > this.#size) this.#resize(end);
    this.#bytes.set(bytes, position);
    this.#touch(position, end);
  }

  truncate(size: number): void {
    const [from, to] = [Math.min(size, this.#size), Math.max(size, this.#size)];
    this.#resize(size);
    this.#touch(from, to);
  }

  sync(): void {
    this.#writeOut([...this.#dirty]);
  }

  /** The system writes some pages of its own accord. */
  writeBack(chance: Chance): void {
    this.#writeOut([...this.#dirty].filter(() => chance.below(2) === 0));
  }

  /** A sync that fails: of the pages it should have written some are forgotten. True if any are. */
  failSync(chance: Chance): boolean {
    for (const page of [...this.#dirty]) {
      if (chance.below(2) === 0) continue;
      this.#dirty.delete(page);
      this.#lost.add(page);
    }
    return this.#lost.size > 0;
  }

  /** The processes end and what the cache alone held of lost pages goes. */
  forgetLost(): void {
    for (const page of this.#lost) this.#showDurable(page);
    this.#lost.clear();
    this.owesFailure = false;
  }

  losePower(loss: PowerLoss, chance: Chance): void {
    const kept = this.#keptAt(loss, chance);
    this.#bytes = kept;
    this.#size = kept.length;
    this.#durable = Buffer.from(kept);
    this.#dirty.clear();
    this.#lost.clear();
  }

  #keptAt(loss: PowerLoss, chance: Chance): Buffer {
    const durable = this.#durable;
    if (loss === "nothing") return Buffer.from(durable);
    const grown = Math.max(0, this.#size - durable.length);
    const between = durable.length + chance.below(grown + 1);
    const isPrefix = loss === "prefix";
    const sizes = isPrefix ? [between] : [durable.length, this.#size, between];
    const kept = Buffer.alloc(sizes[chance.below(sizes.length)] ?? 0);
    kept.set(durable.subarray(0, kept.length));
    for (const page of this.#dirty) {
      if (!isPrefix && chance.below(2) === 0) continue;
      const at = page * pageBytes;
      const end = Math.min(at + pageBytes, this.#size, kept.length);
      if (at < end) kept.set(this.#bytes.subarray(at, end), at);
    }
    return kept;
  }

  #writeOut(pages: readonly number[]): void {
    const durable = Buffer.alloc(this.#size);
    durable.set(this.#durable.subarray(0, this.#size));
    for (const page of pages) {
      this.#dirty.delete(page);
      const at = page * pageBytes;
      if (at >= this.#size) continue;
      durable.set(this.#bytes.subarray(at, Math.min(at + pageBytes, this.#size)), at);
    }
    this.#durable = durable;
  }

  #showDurable(page: number): void {
    const at = page * pageBytes;
    const end = Math.min(at + pageBytes, this.#size);
    if (at >= end) return;
    this.#bytes.fill(0, at, end);
    this.#bytes.set(this.#durable.subarray(at, Math.min(end, this.#durable.length)), at);
  }

  #touch(from: number, to: number): void {
    const last = Math.floor(Math.max(from, to - 1) / pageBytes);
    for (let page = Math.floor(from / pageBytes); page <= last; page++) {
      this.#dirty.add(page);
      this.#lost.delete(page);
    }
  }

  #resize(size: number): void {
    if (size > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(size, this.#bytes.length * 2, pageBytes));
      grown.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = grown;
    }
    if (size < this.#size) this.#bytes.fill(0, size, this.#size);
    this.#size = size;
  }
}
