// What a loss of power took out of the middle of unsynced packs (FORMAT "Pack files"). Nobody was
// told that those bytes are there, so they are no damage: the sound frames behind them move to a
// new pack, and the old one is cut.
import { hasUnwrittenPage } from "../core/index.ts";
import type { FrameHeader, FramePlace } from "../core/pack-codec.ts";
import { encodeFrameHeader, frameHeaderBytes } from "../core/pack-codec.ts";
import { isTrouble, type Trouble } from "../core/trouble.ts";
import type { DiskFile } from "../ports.ts";
import type { BlockCatalog } from "./block-catalog.ts";
import type { PackFiles } from "./pack-files.ts";
import { freshMemory, readFrame } from "./pack-read.ts";

const windowBytes = 1024 * 1024;

/** Bytes that are no sound frame. */
export interface UnsoundBytes {
  readonly place: FramePlace;
  readonly bytes: number;
  readonly why: string;
}

interface Loss {
  readonly from: FramePlace;
  readonly unsound: UnsoundBytes[];
  /** Sound frames behind it. */
  readonly stranded: { readonly header: FrameHeader; readonly place: FramePlace }[];
}

export interface PackLossesParts {
  readonly files: PackFiles;
  readonly catalog: BlockCatalog;
  /** Told of bytes that are damage. */
  readonly note: (unsound: UnsoundBytes) => void;
}

export class PackLosses {
  readonly #parts: PackLossesParts;
  readonly #losses = new Map<number, Loss>();
  /** Packs with damage, of which nothing is cut. */
  readonly #damaged = new Set<number>();
  /** Unsound bytes back to back, not judged yet. */
  #open: UnsoundBytes[] = [];

  constructor(parts: PackLossesParts) {
    this.#parts = parts;
  }

  /** Unsound bytes were met; they follow those met before, if no sound frame came between. */
  meet(unsound: UnsoundBytes): void {
    this.#open.push(unsound);
  }

  /** Nothing was lost in this pack so far. */
  isWhole(pack: number): boolean {
    return this.#open.length === 0 && !this.#losses.has(pack);
  }

  /** A sound frame was met. */
  pass(file: DiskFile, frame: { readonly header: FrameHeader; readonly place: FramePlace }): void {
    this.judge(file);
    this.#losses.get(frame.place.pack)?.stranded.push(frame);
  }

  /** Decides about what was met last: at a sound frame and at the end of a pack. */
  judge(file: DiskFile): void {
    const [first] = this.#open;
    if (first === undefined) return;
    const unsound = this.#open;
    this.#open = [];
    const { pack, position } = first.place;
    const end = unsound.reduce((_, { place, bytes }) => place.position + bytes, position);
    if (!this.#damaged.has(pack) && isUnwritten(file, position, end)) {
      const loss = this.#losses.get(pack) ?? { from: first.place, unsound: [], stranded: [] };
      loss.unsound.push(...unsound);
      this.#losses.set(pack, loss);
      return;
    }
    this.#damaged.add(pack);
    const before = this.#losses.get(pack)?.unsound ?? [];
    this.#losses.delete(pack);
    for (const each of [...before, ...unsound]) this.#parts.note(each);
  }

  /** Moves what is sound, then cuts. */
  repair(): Trouble | undefined {
    for (const loss of this.#losses.values()) {
      const trouble = this.#move(loss) ?? this.#parts.files.cut(loss.from);
      if (trouble !== undefined) return trouble;
    }
    return undefined;
  }

  #move({ stranded, from }: Loss): Trouble | undefined {
    const { files, catalog } = this.#parts;
    let isBegun = false;
    for (const { header, place } of stranded) {
      const known = catalog.index.find(header.key);
      if (isTrouble(known)) return known;
      if (known?.pack !== place.pack || known.position !== place.position) continue;
      const begun = isBegun || files.newest !== from.pack ? undefined : files.beginNext();
      if (begun !== undefined) return begun;
      isBegun = true;
      const trouble = this.#copy(header, place);
      if (trouble !== undefined) return trouble;
    }
    return isBegun ? files.sync() : undefined;
  }

  #copy(header: FrameHeader, place: FramePlace): Trouble | undefined {
    const { files, catalog } = this.#parts;
    const { kind, key, version, length, origin } = header;
    const reading = { place: { ...place, length }, key, take: freshMemory, ahead: undefined };
    const frame = readFrame(files, reading);
    if (isTrouble(frame)) return frame;
    if (frame === undefined || kind === "unknown") return undefined;
    const copied = new Uint8Array(frameHeaderBytes);
    const moved = files.append((at) => {
      encodeFrameHeader(copied, at, { kind, key, length, version, origin });
      return [copied, frame.bytes];
    }, frameHeaderBytes + length);
    if (isTrouble(moved)) return moved;
    catalog.index.add(key, { ...moved, length }, false);
    return undefined;
  }
}

/** A disk that cannot be read shows nothing: then they are damage. */
function isUnwritten(file: DiskFile, start: number, end: number): boolean {
  for (let at = start; at < end; at = Math.floor(at / windowBytes + 1) * windowBytes) {
    const next = Math.min(end, Math.floor(at / windowBytes + 1) * windowBytes);
    const bytes = new Uint8Array(next - at);
    const read = file.read(at, bytes);
    if (isTrouble(read)) return false;
    const isLast = at + read === file.size();
    if (hasUnwrittenPage({ bytes: bytes.subarray(0, read), position: at, isLast })) return true;
  }
  return false;
}
