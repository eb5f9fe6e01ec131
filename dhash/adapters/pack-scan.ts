// Reads a pack frame by frame (FORMAT "Pack files"): tells frames, damage and a torn tail apart.
// Reads headers only; whoever needs the stored bytes reads them at the place that is given.
import type { Trouble } from "../core/index.ts";
import { isTrouble } from "../core/index.ts";
import { storedBlockBytesMax } from "../core/limits.ts";
import type { FrameHeader, FramePlace } from "../core/pack-codec.ts";
import { decodeFrameHeader, frameHeaderBytes, frameMagic, isTornTail } from "../core/pack-codec.ts";
import type { DiskFile } from "../ports.ts";

export type Scanned =
  | { readonly kind: "frame"; readonly place: FramePlace; readonly header: FrameHeader }
  | {
      readonly kind: "damaged";
      readonly place: FramePlace;
      readonly bytes: number;
      readonly why: string;
    }
  | { readonly kind: "torn"; readonly place: FramePlace; readonly bytes: number }
  | { readonly kind: "trouble"; readonly trouble: Trouble };

/** A window this large holds the headers of several small blocks, and costs little between large
 *  ones. */
const headerWindowBytes = 4 * 1024;
const searchWindowBytes = 1024 * 1024;

/** What is in `file` from `from` on. Stops after torn or trouble. */
export function* scanPack(file: DiskFile, from: FramePlace): Generator<Scanned> {
  const { pack } = from;
  const window = new Window(file, headerWindowBytes);
  const end = file.size();
  let position = from.position;
  while (position < end) {
    const place = { pack, position };
    const header = headerAt(window, place, end);
    if (isTrouble(header)) return yield { kind: "trouble", trouble: header };
    if (header !== undefined) {
      yield { kind: "frame", place, header };
      position += frameHeaderBytes + header.length;
      continue;
    }
    const next = findFrame(file, { pack, position: position + 1 }, end);
    if (isTrouble(next)) return yield { kind: "trouble", trouble: next };
    if (next === undefined) return yield tailFrom(file, place, end);
    const why = "these bytes are not a block";
    yield { kind: "damaged", place, bytes: next - position, why };
    position = next;
  }
}

/** The header of a frame that is whole, or undefined. */
function headerAt(
  window: Window,
  place: FramePlace,
  end: number,
): FrameHeader | Trouble | undefined {
  const bytes = window.bytes(place.position, frameHeaderBytes);
  if (isTrouble(bytes)) return bytes;
  const header = decodeFrameHeader(bytes, place);
  if (header === undefined) return undefined;
  if (place.position + frameHeaderBytes + header.length > end) return undefined;
  // The window moves on; the key must not.
  return { ...header, key: header.key.slice() };
}

/** Position of the next whole frame at or after `from`. */
function findFrame(file: DiskFile, from: FramePlace, end: number): number | Trouble | undefined {
  const window = new Window(file, searchWindowBytes);
  const headers = new Window(file, headerWindowBytes);
  const overlap = frameMagic.length - 1;
  for (
    let start = from.position;
    start + frameHeaderBytes <= end;
    start += searchWindowBytes - overlap
  ) {
    const bytes = window.bytes(start, Math.min(searchWindowBytes, end - start));
    if (isTrouble(bytes)) return bytes;
    const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (
      let at = haystack.indexOf(frameMagic);
      at >= 0;
      at = haystack.indexOf(frameMagic, at + 1)
    ) {
      const header = headerAt(headers, { pack: from.pack, position: start + at }, end);
      if (isTrouble(header)) return header;
      if (header !== undefined) return start + at;
    }
  }
  return undefined;
}

/** Nothing follows that is whole: a torn tail is shorter than a frame can be, or zeros; the rest is
 *  damage. */
function tailFrom(file: DiskFile, place: FramePlace, end: number): Scanned {
  const bytes = end - place.position;
  const tail = new Uint8Array(Math.min(bytes, frameHeaderBytes + storedBlockBytesMax));
  const read = file.read(place.position, tail);
  if (isTrouble(read)) return { kind: "trouble", trouble: read };
  if (tail.length === bytes && isTornTail(tail, place)) return { kind: "torn", place, bytes };
  return { kind: "damaged", place, bytes, why: "these bytes are not a block" };
}

/** Reads a little ahead, so that small neighbours share a system call. The result is valid until
 *  the next call. */
class Window {
  readonly #file: DiskFile;
  readonly #buffer: Uint8Array;
  #start = 0;
  #length = 0;

  constructor(file: DiskFile, bytes: number) {
    this.#file = file;
    this.#buffer = new Uint8Array(bytes);
  }

  /** `length` bytes from `position`, fewer at the end of the file. */
  bytes(position: number, length: number): Uint8Array | Trouble {
    if (position < this.#start || position + length > this.#start + this.#length) {
      const read = this.#file.read(position, this.#buffer);
      if (isTrouble(read)) return read;
      this.#start = position;
      this.#length = read;
    }
    const at = position - this.#start;
    return this.#buffer.subarray(at, Math.min(at + length, this.#length));
  }
}
