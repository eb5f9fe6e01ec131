// Bytes of snapshots: a writer and a reader of numbers, texts and times (FORMAT "Snapshots").
import type { Time } from "../../logs/core/index.ts";

/** Thrown while decoding and caught where the snapshot is opened: what is wrong with the bytes. */
export class MalformedSnapshot extends Error {}

export class ByteWriter {
  #bytes = Buffer.allocUnsafe(1024);
  #length = 0;

  /** Everything written since the last `clear`; valid until more is written. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  varint(value: number): void {
    this.#reserve(8);
    let left = value;
    for (; left > 0x7fff_ffff; left = Math.floor(left / 128)) {
      this.#bytes[this.#length++] = (left % 128) | 0x80;
    }
    for (left |= 0; left > 0x7f; left >>>= 7) this.#bytes[this.#length++] = (left & 0x7f) | 0x80;
    this.#bytes[this.#length++] = left;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#bytes.writeUInt32LE(value >>> 0, this.#length);
    this.#length += 4;
  }

  /** A byte string whose length the reader knows. */
  fixed(text: string): void {
    this.#reserve(text.length);
    this.#bytes.write(text, this.#length, "latin1");
    this.#length += text.length;
  }

  text(text: string): void {
    this.varint(text.length);
    this.fixed(text);
  }

  bytes(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  time(time: Time): void {
    this.varint(time.nanoseconds * 2 + (time.seconds < 0 ? 1 : 0));
    this.varint(Math.abs(time.seconds));
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;
  #lastTime: Time = { seconds: 0, nanoseconds: 0 };

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new MalformedSnapshot("the bytes end early");
    this.#at++;
    return value;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte > 0x7f) continue;
      if (byte === 0 && scale > 1) throw new MalformedSnapshot("a number is longer than needed");
      if (!Number.isSafeInteger(value)) break;
      return value;
    }
    throw new MalformedSnapshot("a number is too large");
  }

  uint32(): number {
    return this.#take(4).readUInt32LE(0);
  }

  fixed(length: number): string {
    return this.#take(length).toString("latin1");
  }

  text(): string {
    return this.fixed(this.varint());
  }

  /** A copy. */
  bytes(): Uint8Array {
    return Uint8Array.from(this.#take(this.varint()));
  }

  /** Equal times in a row are one object: most inodes have the same time four times. */
  time(): Time {
    const first = this.varint();
    const nanoseconds = Math.floor(first / 2);
    if (nanoseconds > 999_999_999) throw new MalformedSnapshot("a time has too many nanoseconds");
    const distance = this.varint();
    const seconds = first % 2 === 1 ? -distance : distance;
    const last = this.#lastTime;
    if (last.seconds === seconds && last.nanoseconds === nanoseconds) return last;
    this.#lastTime = { seconds, nanoseconds };
    return this.#lastTime;
  }

  view(length: number): Uint8Array {
    return this.#take(length);
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new MalformedSnapshot("the bytes end early");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
