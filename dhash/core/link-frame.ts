// Frames between peers (FORMAT "Connections"): length, kind, bytes. A reader takes chunks as they
// come from the network and gives whole frames; what announces too much is refused before any of it
// is kept.

const linkFrameHeaderBytes = 5;

/** What a frame is; the numbers are on the wire. */
export const linkFrameKinds = {
  data: 0,
  ping: 1,
  pong: 2,
  close: 3,
  open: 4,
  welcome: 5,
  hello: 16,
  challenge: 17,
} as const;

export type LinkFrameKind = keyof typeof linkFrameKinds;

const kindsByNumber = new Map<number, LinkFrameKind>(
  keysOf(linkFrameKinds).map((kind) => [linkFrameKinds[kind], kind]),
);

export interface LinkFrame {
  readonly kind: LinkFrameKind;
  /** May be a view of the chunk that it came in. */
  readonly bytes: Uint8Array;
}

export type LinkFrameFault =
  | { readonly kind: "too-large"; readonly bytes: number }
  | { readonly kind: "unknown-kind"; readonly number: number };

export function isLinkFrameFault(found: LinkFrame | LinkFrameFault): found is LinkFrameFault {
  return found.kind === "too-large" || found.kind === "unknown-kind";
}

export function encodeLinkFrameHeader(kind: LinkFrameKind, bytes: number): Uint8Array {
  return Uint8Array.of(
    bytes & 0xff,
    (bytes >>> 8) & 0xff,
    (bytes >>> 16) & 0xff,
    bytes >>> 24,
    linkFrameKinds[kind],
  );
}

export function encodeLinkFrame(kind: LinkFrameKind, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(linkFrameHeaderBytes + bytes.length);
  frame.set(encodeLinkFrameHeader(kind, bytes.length));
  frame.set(bytes, linkFrameHeaderBytes);
  return frame;
}

/** Chunks in, frames out. Of a frame that is not whole its bytes are kept once, at most as many as
 *  the limit allows. After a fault nothing more comes. */
export class LinkFrameReader {
  readonly #bytesMax: number;
  /** What came and was not looked at yet. */
  readonly #chunks: Uint8Array[] = [];
  /** Bytes of the first chunk that were taken. */
  #taken = 0;
  readonly #header = new Uint8Array(linkFrameHeaderBytes);
  #headerFilled = 0;
  /** The frame that has begun: its header is whole, its bytes are not. */
  #begun: { readonly kind: LinkFrameKind; readonly bytes: Uint8Array; filled: number } | undefined;
  #fault: LinkFrameFault | undefined;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Keeps the chunk; its bytes must not change. */
  push(chunk: Uint8Array): void {
    if (chunk.length > 0 && this.#fault === undefined) this.#chunks.push(chunk);
  }

  /** The next whole frame; undefined when bytes of it are missing. */
  next(): LinkFrame | LinkFrameFault | undefined {
    if (this.#fault !== undefined) return this.#fault;
    if (this.#begun !== undefined) return this.#goOn(this.#begun);
    this.#headerFilled += this.#fill(this.#header, this.#headerFilled);
    if (this.#headerFilled < linkFrameHeaderBytes) return undefined;
    this.#headerFilled = 0;
    return this.#begin();
  }

  /** Bytes that came after the last frame; the reader has none of them after that. */
  rest(): Uint8Array {
    const head = this.#header.slice(0, this.#headerFilled);
    const [first, ...others] = this.#chunks.splice(0);
    const parts = [head, (first ?? head).subarray(first === undefined ? head.length : this.#taken)];
    this.#taken = 0;
    this.#headerFilled = 0;
    return joinBytes([...parts, ...others]);
  }

  #begin(): LinkFrame | LinkFrameFault | undefined {
    const [a = 0, b = 0, c = 0, d = 0, number = 0] = this.#header;
    const length = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
    if (length > this.#bytesMax) return this.#fail({ kind: "too-large", bytes: length });
    const kind = kindsByNumber.get(number);
    if (kind === undefined) return this.#fail({ kind: "unknown-kind", number });
    const whole = this.#view(length);
    if (whole !== undefined) return { kind, bytes: whole };
    this.#begun = { kind, bytes: new Uint8Array(length), filled: 0 };
    return this.#goOn(this.#begun);
  }

  #goOn(begun: { kind: LinkFrameKind; bytes: Uint8Array; filled: number }): LinkFrame | undefined {
    begun.filled += this.#fill(begun.bytes, begun.filled);
    if (begun.filled < begun.bytes.length) return undefined;
    this.#begun = undefined;
    return begun;
  }

  #fail(fault: LinkFrameFault): LinkFrameFault {
    this.#fault = fault;
    this.#chunks.length = 0;
    return fault;
  }

  /** The next bytes as a view, if the first chunk has them all. */
  #view(count: number): Uint8Array | undefined {
    if (count === 0) return new Uint8Array(0);
    const chunk = this.#chunks[0];
    if (chunk === undefined || chunk.length - this.#taken < count) return undefined;
    const view = chunk.subarray(this.#taken, this.#taken + count);
    this.#spend(chunk, count);
    return view;
  }

  /** Copies what there is behind the first `filled` bytes of the target; returns how much. */
  #fill(target: Uint8Array, filled: number): number {
    let count = 0;
    for (;;) {
      const chunk = this.#chunks[0];
      const missing = target.length - filled - count;
      if (chunk === undefined || missing === 0) return count;
      const part = chunk.subarray(this.#taken, this.#taken + missing);
      target.set(part, filled + count);
      count += part.length;
      this.#spend(chunk, part.length);
    }
  }

  #spend(chunk: Uint8Array, count: number): void {
    this.#taken += count;
    if (this.#taken < chunk.length) return;
    this.#taken = 0;
    this.#chunks.shift();
  }
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(record).filter((key): key is Key => key in record);
}
