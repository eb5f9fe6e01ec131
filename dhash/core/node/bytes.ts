// Writing and reading the bytes of messages: numbers are little-endian, texts and lists have their
// length in front.

export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  u8(value: number): this {
    this.#room(1)[0] = value;
    return this;
  }

  u16(value: number): this {
    this.#room(2).set([value & 0xff, (value >>> 8) & 0xff]);
    return this;
  }

  u32(value: number): this {
    return this.u16(value & 0xffff).u16(value >>> 16);
  }

  /** Below 2^53. */
  u64(value: number): this {
    return this.u32((value % 2 ** 32) >>> 0).u32(Math.floor(value / 2 ** 32));
  }

  bytes(bytes: Uint8Array): this {
    this.#room(bytes.length).set(bytes);
    return this;
  }

  /** ASCII of at most 65,535 characters. */
  text(text: string): this {
    this.u16(text.length);
    return this.bytes(Buffer.from(text, "latin1"));
  }

  end(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(count: number): Uint8Array {
    const start = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return this.#bytes.subarray(start, this.#length);
  }
}

/** Reads what is there; of what is not, or is out of range, it remembers why, and gives zeros. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #why: string | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Why the bytes are not what they should be. */
  get why(): string | undefined {
    return this.#why;
  }

  /** The first reason stays. */
  fail(why: string): void {
    this.#why ??= why;
  }

  u8(): number {
    return this.bytes(1)[0] ?? 0;
  }

  u16(): number {
    const [low = 0, high = 0] = this.bytes(2);
    return low | (high << 8);
  }

  u32(): number {
    return this.u16() + this.u16() * 2 ** 16;
  }

  u64(): number {
    const value = this.u32() + this.u32() * 2 ** 32;
    if (Number.isSafeInteger(value)) return value;
    this.fail("a number that is too large");
    return 0;
  }

  /** A view. */
  bytes(count: number): Uint8Array {
    const end = this.#at + count;
    if (end > this.#bytes.length) this.fail("a message that is cut off");
    if (this.#why !== undefined) return new Uint8Array(count <= 32 ? count : 0);
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  rest(): Uint8Array {
    return this.bytes(this.#bytes.length - this.#at);
  }

  /** Printable ASCII. */
  text(bytesMax: number): string {
    const bytes = this.bytes(this.count(bytesMax, "a text"));
    const text = Buffer.from(bytes).toString("latin1");
    if (/[^!-~]/.test(text)) this.fail("a text of other than printable characters");
    return text;
  }

  /** A u16 that is at most `max`. */
  count(max: number, what: string): number {
    const count = this.u16();
    if (count <= max) return count;
    this.fail(`${what} of ${count}`);
    return 0;
  }

  list<T>(max: number, what: string, read: () => T): readonly T[] {
    const count = this.count(max, what);
    const list: T[] = [];
    while (list.length < count && this.#why === undefined) list.push(read());
    return list;
  }

  /** Nothing may be left. */
  end(): void {
    if (this.#at < this.#bytes.length) this.fail("a message that is too long");
  }
}
