// Which block is where: the index, checked against the packs. An index that lies, lacks entries or
// cannot be read is put right from the frames' own headers, which name their keys.

import type { Trouble } from "../core/index.ts";
import { isTrouble } from "../core/index.ts";
import { invariant } from "../core/invariant.ts";
import type { StoredPlace } from "../core/key-table.ts";
import type { FrameHeader, FramePlace } from "../core/pack-codec.ts";
import {
  decodeFrameHeader,
  frameHeaderBytes,
  isFrameAfter,
  publicKeyId,
} from "../core/pack-codec.ts";
import type { PackFiles } from "./pack-files.ts";
import { firstPlace } from "./pack-files.ts";
import { PackIndex } from "./pack-index.ts";
import { scanPack } from "./pack-scan.ts";
import type { StoredIndex } from "./stored-index.ts";

export interface CatalogOptions {
  readonly files: PackFiles;
  readonly stored: StoredIndex | undefined;
  readonly pendingMax: number;
  readonly packsComparedAtOnce: number;
  /** Everything before it is durable; moves on with each sync. */
  readonly durablePlace: () => FramePlace;
}

export class BlockCatalog {
  readonly index: PackIndex;
  readonly #files: PackFiles;
  readonly #packsComparedAtOnce: number;
  readonly #header = new Uint8Array(frameHeaderBytes);
  /** Compares the packs with the index, a pack a step; undefined when they are known to agree. */
  #comparison: Iterator<void> | undefined;
  #isComparing = false;
  #isClosed = false;

  constructor(options: CatalogOptions) {
    const { files, stored, pendingMax, durablePlace } = options;
    this.#files = files;
    this.#packsComparedAtOnce = options.packsComparedAtOnce;
    this.index = new PackIndex({
      stored,
      pendingMax,
      durablePlace,
      caughtUp: () => this.#catchUp(),
    });
    this.#comparison = stored === undefined ? undefined : this.#compare();
  }

  /** Where the index says that the block is. */
  find(key: Uint8Array): StoredPlace | Trouble | undefined {
    const place = this.index.find(key);
    if (isTrouble(place)) return this.#readAllPacks() ?? this.index.find(key);
    // A newer version of a public-key block may be among the frames that are in no index.
    const isFinal = place !== undefined && key[0] !== publicKeyId;
    return isFinal ? place : (this.#findLeftOut(key) ?? place);
  }

  /** The header of the frame at a place, or undefined when there is none. Valid until the next
   *  call. */
  headerAt(place: FramePlace): FrameHeader | Trouble | undefined {
    const file = this.#files.file(place.pack);
    if (isTrouble(file)) return file.reason === "absent" ? undefined : file;
    const read = file.read(place.position, this.#header);
    if (isTrouble(read)) return read;
    return decodeFrameHeader(this.#header.subarray(0, read), place);
  }

  /** True when the frame at a place is the block of this key. */
  holds(place: StoredPlace, key: Uint8Array): boolean | Trouble {
    const header = this.headerAt(place);
    if (isTrouble(header)) return header;
    return (
      header !== undefined &&
      header.length === place.length &&
      Buffer.compare(header.key, key) === 0
    );
  }

  /** Enters a frame read from a pack and counts it; of two for one key the better one stays. */
  enter(header: FrameHeader, place: FramePlace): Trouble | undefined {
    return this.#enter(header, place, true);
  }

  /** Makes the index agree with the packs once per opening. True when that changed or completed
   *  something, so that looking again makes sense. A large store is compared in the background;
   *  meanwhile the answer is false. */
  compareWithPacks(): boolean {
    if (this.#comparison === undefined || this.#isComparing) return false;
    if (this.#files.numbers.length > this.#packsComparedAtOnce) {
      this.#isComparing = true;
      this.#compareLater();
      return false;
    }
    while (this.#compareStep());
    return true;
  }

  /** Is the frame at this place the one of its key? To be asked when compared, and not behind. */
  isLive(header: FrameHeader, place: FramePlace): boolean | Trouble {
    if (header.kind === "unknown") return true;
    const known = this.find(header.key);
    if (known === undefined || isTrouble(known)) return known ?? false;
    return known.pack === place.pack && known.position === place.position;
  }

  /** Frames are in no index: what it says of them is not the truth. */
  get isBehind(): boolean {
    return this.index.leftOut !== undefined;
  }

  /** One more pack is compared with the index. False: all of them agree with it. */
  compareSlice(): boolean {
    return this.#comparison !== undefined && this.#compareStep();
  }

  /** For a store that another process writes: true when a pack is gone since it was listed, and
   *  those were read to which its frames have moved. */
  followMoves({ pack }: FramePlace): boolean {
    const { newest = 0, numbers } = this.#files;
    if (!numbers.includes(pack) || !this.#files.relist() || numbers.includes(pack)) return false;
    for (const number of numbers) {
      if (number < newest) continue;
      for (const [header, place] of this.#frames(firstPlace(number))) this.enter(header, place);
    }
    return true;
  }

  async close(): Promise<Trouble | undefined> {
    this.#isClosed = true;
    return this.index.close();
  }

  #enter(header: FrameHeader, place: FramePlace, isCounted: boolean): Trouble | undefined {
    if (header.kind === "unknown") return undefined;
    const known = this.index.find(header.key);
    if (isTrouble(known)) return known;
    const removed = this.index.removed(header.key);
    if (removed !== undefined && !isFrameAfter(place, removed)) return undefined;
    if (known !== undefined) {
      const isBetter = this.#isBetter(known, header);
      if (isTrouble(isBetter)) return isBetter;
      if (!isBetter) return undefined;
    }
    this.index.add(
      header.key,
      { ...place, length: header.length },
      isCounted && known === undefined,
    );
    return undefined;
  }

  #compareLater(): void {
    setImmediate(() => {
      if (!this.#isClosed && this.#compareStep()) this.#compareLater();
    });
  }

  /** False at the end. */
  #compareStep(): boolean {
    if (this.#comparison?.next().done === false) return true;
    this.#comparison = undefined;
    return false;
  }

  *#compare(): Generator<void> {
    let blocks = 0;
    for (const pack of this.#files.numbers) {
      for (const [header, place] of this.#frames(firstPlace(pack))) {
        const trouble = this.#enter(header, place, false);
        if (trouble !== undefined) {
          // The index cannot be read: it is replaced as a whole.
          this.#readAllPacks();
          return;
        }
        const known = this.index.find(header.key);
        if (known === undefined || isTrouble(known)) continue;
        if (known.pack === place.pack && known.position === place.position) blocks++;
      }
      yield;
    }
    if (this.index.leftOut === undefined) this.index.recount(blocks);
  }

  /** Replaces an index that cannot be read by one in memory. */
  #readAllPacks(): Trouble | undefined {
    this.index.abandonStored();
    this.#comparison = undefined;
    for (const pack of this.#files.numbers) {
      for (const [header, place] of this.#frames(firstPlace(pack))) {
        const trouble = this.enter(header, place);
        if (trouble !== undefined) return trouble;
      }
    }
    return undefined;
  }

  #isBetter(known: StoredPlace, header: FrameHeader): boolean | Trouble {
    const isThere = this.holds(known, header.key);
    if (isTrouble(isThere)) return isThere;
    if (!isThere) return true;
    if (header.kind !== "public-key") return false;
    const newest = this.headerAt(known);
    if (isTrouble(newest)) return newest;
    return newest === undefined || header.version > newest.version;
  }

  /** Looks at the frames for which there was no room in the index. */
  #findLeftOut(key: Uint8Array): StoredPlace | undefined {
    const from = this.index.leftOut;
    if (from === undefined) return undefined;
    let found: { readonly place: StoredPlace; readonly version: number } | undefined;
    for (const [header, place] of this.#framesFrom(from)) {
      if (Buffer.compare(header.key, key) !== 0) continue;
      if (found !== undefined && found.version >= header.version) continue;
      found = { place: { ...place, length: header.length }, version: header.version };
    }
    return found?.place;
  }

  #catchUp(): void {
    const from = this.index.leftOut;
    invariant(from !== undefined, "something was left out");
    this.index.resume();
    for (const [header, place] of this.#framesFrom(from)) {
      // The frames were counted when they were appended.
      if (header.kind !== "unknown")
        this.index.add(header.key, { ...place, length: header.length }, false);
      if (this.index.leftOut !== undefined) return;
    }
  }

  *#framesFrom(from: FramePlace): Generator<readonly [FrameHeader, FramePlace]> {
    yield* this.#frames(from);
    for (const pack of this.#files.numbers)
      if (pack > from.pack) yield* this.#frames(firstPlace(pack));
  }

  /** The sound frames of one pack; damage is `verify`'s to report. */
  *#frames(from: FramePlace): Generator<readonly [FrameHeader, FramePlace]> {
    const file = this.#files.file(from.pack);
    if (isTrouble(file)) return;
    for (const scanned of scanPack(file, from)) {
      if (scanned.kind === "frame") yield [scanned.header, scanned.place];
    }
  }
}
