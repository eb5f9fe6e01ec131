// What opening finds in the packs beyond the index's mark: frames to enter, a torn tail to cut
// quietly, damage to report (FORMAT "Pack files"). Frames that may never have been synced are
// re-hashed.
import { damageListedMax, unsyncedPacksMax } from "../core/limits.ts";
import type { FrameHeader, FramePlace } from "../core/pack-codec.ts";
import { checkPackHeader, packHeaderBytes } from "../core/pack-codec.ts";
import { isTrouble, Trouble } from "../core/trouble.ts";
import type { BlockDamage, DiskFile, Hasher } from "../ports.ts";
import type { BlockCatalog } from "./block-catalog.ts";
import type { PackFiles } from "./pack-files.ts";
import { firstPlace } from "./pack-files.ts";
import { PackLosses, type UnsoundBytes } from "./pack-losses.ts";
import type { Scanned } from "./pack-scan.ts";
import { scanPack } from "./pack-scan.ts";
import { FrameCheck } from "./pack-verify.ts";

export interface PackFindings {
  /** Frames read because the index did not hold them. */
  readonly framesRead: number;
  /** Damage met, up to damageListedMax. `verify` finds all there is. */
  readonly damage: readonly BlockDamage[];
}

export interface PackReadingParts {
  readonly files: PackFiles;
  readonly catalog: BlockCatalog;
  readonly hasher: Hasher;
  readonly readOnly: boolean;
}

export class PackReading {
  readonly #parts: PackReadingParts;
  readonly #check: FrameCheck;
  readonly #losses: PackLosses;
  readonly #damage: BlockDamage[] = [];
  #framesRead = 0;
  /** The first pack whose bytes may never have been synced. */
  #unsyncedFrom = 0;

  constructor(parts: PackReadingParts) {
    this.#parts = parts;
    this.#check = new FrameCheck(parts.hasher);
    const { files, catalog } = parts;
    this.#losses = new PackLosses({ files, catalog, note: (unsound) => this.#note(unsound) });
  }

  get found(): PackFindings {
    return { framesRead: this.#framesRead, damage: this.#damage };
  }

  /** Reads the packs from the mark on, all of them when there is none. */
  read(mark: FramePlace | undefined): Trouble | undefined {
    const { files } = this.#parts;
    const newest = files.numbers.at(-1) ?? 0;
    this.#unsyncedFrom = mark?.pack ?? newest - unsyncedPacksMax + 1;
    for (const pack of files.numbers) {
      if (mark !== undefined && pack < mark.pack) continue;
      const isAtMark = mark !== undefined && pack === mark.pack && mark.position > 0;
      const trouble = this.#readPack(isAtMark ? mark : firstPlace(pack));
      if (trouble !== undefined) return trouble;
    }
    if (this.#parts.readOnly) return undefined;
    files.assumeUnsynced(this.#unsyncedFrom);
    return this.#losses.repair();
  }

  #readPack(from: FramePlace): Trouble | undefined {
    const file = this.#parts.files.file(from.pack);
    if (isTrouble(file)) return file;
    const trouble = this.#readHeader(file, from.pack);
    if (trouble !== undefined) return trouble;
    for (const scanned of scanPack(file, from)) {
      const stop = this.#take(file, scanned);
      if (stop !== undefined) return stop;
    }
    this.#losses.judge(file);
    return undefined;
  }

  #readHeader(file: DiskFile, pack: number): Trouble | undefined {
    const path = this.#parts.files.path(pack);
    const header = new Uint8Array(packHeaderBytes);
    const place = { pack, position: 0 };
    const read = file.read(0, header);
    if (isTrouble(read)) return read;
    // A pack that was only just begun.
    if (read < packHeaderBytes) return this.#cut(file, place, read);
    switch (checkPackHeader(header, pack)) {
      case "valid":
        return undefined;
      case "newer":
        return new Trouble(
          "newer",
          `${path}: written by a newer version of Ivy. Install that version.`,
        );
      case "damaged":
        // Frames do not depend on it.
        this.#meet({ place, bytes: read, why: "the header of the pack has changed" });
        return undefined;
    }
  }

  #take(file: DiskFile, scanned: Scanned): Trouble | undefined {
    switch (scanned.kind) {
      case "frame":
        return this.#enter(file, scanned);
      case "damaged":
        this.#meet(scanned);
        return undefined;
      case "torn":
        return this.#cut(file, scanned.place, scanned.bytes);
      case "trouble":
        return scanned.trouble;
    }
  }

  #enter(
    file: DiskFile,
    frame: { readonly place: FramePlace; readonly header: FrameHeader },
  ): Trouble | undefined {
    this.#framesRead++;
    if (!this.#parts.readOnly && frame.place.pack >= this.#unsyncedFrom) {
      const path = this.#parts.files.path(frame.place.pack);
      const check = this.#check.check(file, frame, path);
      if (isTrouble(check)) return check;
      if (check.kind === "damaged") {
        this.#meet({ place: frame.place, bytes: check.bytes, why: check.why });
        return undefined;
      }
      this.#losses.pass(file, frame);
    }
    return this.#parts.catalog.enter(frame.header, frame.place);
  }

  /** A torn end is quiet where a crash can have left one, and damage anywhere else. */
  #cut(file: DiskFile, place: FramePlace, bytes: number): Trouble | undefined {
    const unsound = { place, bytes, why: "the end is missing" };
    if (place.pack < this.#unsyncedFrom) {
      this.#note(unsound);
      return undefined;
    }
    if (!this.#losses.isWhole(place.pack)) {
      this.#meet(unsound);
      this.#losses.judge(file);
      return undefined;
    }
    if (this.#parts.readOnly || bytes === 0) return undefined;
    return this.#parts.files.cut(place);
  }

  /** Where bytes may never have been synced, unsound ones may be lost and not damaged. */
  #meet(unsound: UnsoundBytes): void {
    const mayBeLost = !this.#parts.readOnly && unsound.place.pack >= this.#unsyncedFrom;
    if (mayBeLost) this.#losses.meet(unsound);
    else this.#note(unsound);
  }

  #note({ place, bytes, why }: UnsoundBytes): void {
    if (this.#damage.length >= damageListedMax) return;
    const file = this.#parts.files.path(place.pack);
    this.#damage.push({ kind: "damaged", file, position: place.position, bytes, why });
  }
}
