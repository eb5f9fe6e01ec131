// Room in the packs: which frames are dead (removed, moved or replaced), what blocks are left, and
// how a pack that is mostly dead goes: its live frames move to the newest pack, are made durable,
// and then its file is deleted.
import { bytesToBlockKey } from "../core/block.ts";
import type { StoredPlace } from "../core/key-table.ts";
import { framesPerSlice, packLiveShareMin } from "../core/limits.ts";
import type { FrameHeader } from "../core/pack-codec.ts";
import { frameHeaderBytes, packHeaderBytes } from "../core/pack-codec.ts";
import { isTrouble, type Trouble } from "../core/trouble.ts";
import type { Hasher, HeldBlock, ReclaimSlice, StoredName } from "../ports.ts";
import type { BlockCatalog } from "./block-catalog.ts";
import type { PackFiles } from "./pack-files.ts";
import { framesAt } from "./pack-frames.ts";
import { PackMove } from "./pack-move.ts";

export interface PackRoomParts {
  readonly files: PackFiles;
  readonly catalog: BlockCatalog;
  readonly hasher: Hasher;
  readonly sync: () => Trouble | undefined;
}

/** A walk through one pack that counts what is dead before it. */
interface Walk {
  readonly pack: number;
  position: number;
  dead: number;
}

export class PackRoom {
  readonly #parts: PackRoomParts;
  /** Bytes of dead frames, by pack. */
  readonly #dead = new Map<number, number>();
  /** Packs that were there at the opening and have not been walked through since. */
  readonly #unknown: Set<number>;
  readonly #walks = new Set<Walk>();
  /** Packs that stay, because something in them is damaged or of a kind to come. */
  readonly #spared = new Set<number>();
  #move: PackMove | undefined;

  constructor(parts: PackRoomParts) {
    this.#parts = parts;
    this.#unknown = new Set(parts.files.numbers);
  }

  /** A frame is not the one of its key any more. */
  noteDead({ pack, position, length }: StoredPlace): void {
    const bytes = frameHeaderBytes + length;
    for (const walk of this.#walks) {
      if (walk.pack === pack && position < walk.position) walk.dead += bytes;
    }
    if (!this.#unknown.has(pack)) this.#dead.set(pack, this.deadBytes(pack) + bytes);
  }

  /** As far as is known. */
  deadBytes(pack: number): number {
    return this.#dead.get(pack) ?? 0;
  }

  *held(): Generator<HeldBlock | undefined, undefined> {
    for (const header of this.#live()) yield header && heldBlock(header);
  }

  *names(): Generator<StoredName | undefined, undefined> {
    for (const header of this.#live()) yield header && storedName(header);
  }

  /** Headers of the frames that are needed; undefined where a walk may pause. */
  *#live(): Generator<FrameHeader | undefined, undefined> {
    const { files, catalog } = this.#parts;
    while (catalog.compareSlice()) yield undefined;
    // Frames that move while the walk goes on move to where it has not been.
    for (let pack = nextPack(files, 0); pack !== undefined; pack = nextPack(files, pack)) {
      const walk: Walk = { pack, position: packHeaderBytes, dead: 0 };
      this.#walks.add(walk);
      try {
        yield* this.#walk(walk);
      } finally {
        this.#walks.delete(walk);
      }
    }
  }

  /** True: there is more to do now. */
  reclaim(slice: ReclaimSlice): boolean | Trouble {
    if (this.#parts.catalog.compareSlice()) return true;
    const move = this.#move ?? this.#begin();
    if (move === undefined || isTrouble(move)) return move ?? false;
    this.#move = move;
    const step = move.turn(slice);
    if (step === "more" || step === "waits") return step === "more";
    const { pack } = move;
    this.#move = undefined;
    if (isTrouble(step)) return step;
    if (step === "gone") this.#dead.delete(pack);
    else this.#spared.add(pack);
    return true;
  }

  *#walk(walk: Walk): Generator<FrameHeader | undefined, undefined> {
    const { files, catalog } = this.#parts;
    const { pack } = walk;
    for (;;) {
      while (catalog.isBehind) yield undefined;
      // Between two slices the pack may have been deleted, and its file closed.
      const frames = files.numbers.includes(pack) ? framesAt(files, walk) : undefined;
      if (frames === undefined || isTrouble(frames)) return undefined;
      for (const { header, place } of frames) {
        const isLive = catalog.isLive(header, place);
        walk.position = place.position + frameHeaderBytes + header.length;
        if (isLive === true) yield header;
        else if (isLive === false) walk.dead += frameHeaderBytes + header.length;
      }
      if (frames.length < framesPerSlice) break;
      yield undefined;
    }
    if (this.#unknown.delete(pack)) this.#dead.set(pack, walk.dead);
    return undefined;
  }

  #begin(): PackMove | Trouble | undefined {
    const { files, catalog, hasher, sync } = this.#parts;
    for (const pack of files.numbers) {
      const dead = this.deadBytes(pack);
      if (dead === 0 || this.#spared.has(pack)) continue;
      const size = files.size(pack);
      if (isTrouble(size)) return size;
      if (dead < (1 - packLiveShareMin) * size) continue;
      const isNewest = pack === files.newest;
      // One that has only begun has little to give.
      if (isNewest && size < packLiveShareMin * files.packBytes) continue;
      const begun = isNewest ? files.beginNext() : undefined;
      if (begun !== undefined) return begun;
      const allDead = () => this.deadBytes(pack) === size - packHeaderBytes;
      const noteDead = (place: StoredPlace): void => this.noteDead(place);
      return new PackMove({ files, catalog, hasher, sync, pack, noteDead, allDead });
    }
    return undefined;
  }
}

function nextPack({ numbers }: PackFiles, last: number): number | undefined {
  return numbers.find((number) => number > last);
}

function storedName({ kind, key, version }: FrameHeader): StoredName | undefined {
  return kind === "unknown" ? undefined : { name: Buffer.from(key).toString("hex"), version };
}

function heldBlock({ kind, key, length, origin }: FrameHeader): HeldBlock | undefined {
  const name = kind === "content-hash" ? bytesToBlockKey(key) : undefined;
  return name && { key: name, bytes: length, origin };
}
