// One pack that goes: live frames are copied to the newest pack, slice by slice; when the copies
// are durable and the index knows them, the file is deleted. A crash at any moment leaves each
// block in at least one of the two.
import { bytesToBlockKey } from "../core/block.ts";
import { nameBlock } from "../core/block-name.ts";
import type { StoredPlace } from "../core/key-table.ts";
import { framesPerSlice } from "../core/limits.ts";
import type { FramePlace } from "../core/pack-codec.ts";
import { encodeFrameHeader, frameHeaderBytes } from "../core/pack-codec.ts";
import { isTrouble, type Trouble } from "../core/trouble.ts";
import type { Hasher, ReclaimSlice } from "../ports.ts";
import type { BlockCatalog } from "./block-catalog.ts";
import type { PackFiles } from "./pack-files.ts";
import { firstPlace } from "./pack-files.ts";
import type { ScannedFrame } from "./pack-frames.ts";
import { framesAt } from "./pack-frames.ts";
import { freshMemory, readFrame } from "./pack-read.ts";

export interface PackMoveParts {
  readonly files: PackFiles;
  readonly catalog: BlockCatalog;
  readonly hasher: Hasher;
  readonly sync: () => Trouble | undefined;
  readonly pack: number;
  readonly noteDead: (place: StoredPlace) => void;
  /** No byte of the pack is needed any more. */
  readonly allDead: () => boolean;
}

/** "waits": for the device or the index. "spared": the pack has to stay. */
export type MoveStep = "more" | "waits" | "gone" | "spared" | Trouble;

type Stage = "copying" | "settling" | "settled" | "indexing" | "indexed";

export class PackMove {
  readonly #parts: PackMoveParts;
  #stage: Stage = "copying";
  #next: FramePlace;
  /** Keys whose removed frame is in this pack. */
  readonly #removed: Uint8Array[] = [];

  constructor(parts: PackMoveParts) {
    this.#parts = parts;
    this.#next = firstPlace(parts.pack);
  }

  get pack(): number {
    return this.#parts.pack;
  }

  turn({ isTimeUp, settle }: ReclaimSlice): MoveStep {
    const { catalog, sync } = this.#parts;
    switch (this.#stage) {
      case "copying":
        return this.#copyFrames(isTimeUp, settle);
      case "settled": {
        const trouble = sync();
        if (trouble !== undefined) return trouble;
        this.#enter("indexing", catalog.index.flush(), "indexed");
        return "waits";
      }
      case "indexed":
        return this.#delete();
      case "settling":
      case "indexing":
        return "waits";
    }
  }

  #enter(stage: Stage, work: Promise<void>, then: Stage): void {
    this.#stage = stage;
    void work.then(() => {
      this.#stage = then;
    });
  }

  #copyFrames(isTimeUp: () => boolean, settle: () => Promise<void>): MoveStep {
    const { files, catalog, allDead } = this.#parts;
    if (catalog.isBehind) return "waits";
    const frames = framesAt(files, this.#next);
    if (isTrouble(frames)) return frames;
    for (const frame of frames) {
      const trouble = this.#pass(frame);
      if (trouble !== undefined) return trouble;
      const { header, place } = frame;
      const position = place.position + frameHeaderBytes + header.length;
      this.#next = { pack: place.pack, position };
      if (isTimeUp()) return "more";
    }
    if (frames.length === framesPerSlice) return "more";
    if (!allDead()) return "spared";
    this.#enter("settling", settle(), "settled");
    return "waits";
  }

  #pass({ header, place }: ScannedFrame): Trouble | undefined {
    const { catalog } = this.#parts;
    const isLive = catalog.isLive(header, place);
    if (isTrouble(isLive)) return isLive;
    if (isLive) return this.#copy({ header, place });
    const removed = catalog.index.removed(header.key);
    const isLast = removed?.pack === place.pack && removed.position === place.position;
    if (isLast) this.#removed.push(header.key);
    return undefined;
  }

  /** What is damaged is not copied, and so the pack is not all dead at the end. */
  #copy({ header, place }: ScannedFrame): Trouble | undefined {
    const { files, catalog, hasher, noteDead } = this.#parts;
    const { kind, key, version, length, origin } = header;
    const old = { ...place, length };
    const frame = readFrame(files, { place: old, key, take: freshMemory, ahead: undefined });
    if (isTrouble(frame)) return frame;
    if (frame === undefined || kind === "unknown") return undefined;
    const isDamaged =
      kind === "content-hash" && nameBlock(hasher, [frame.bytes]) !== bytesToBlockKey(key);
    if (isDamaged) return undefined;
    const bytes = new Uint8Array(frameHeaderBytes);
    const moved = files.append((at) => {
      encodeFrameHeader(bytes, at, { kind, key, length, version, origin });
      return [bytes, frame.bytes];
    }, frameHeaderBytes + length);
    if (isTrouble(moved)) return moved;
    catalog.index.add(key, { ...moved, length }, false);
    noteDead(old);
    return undefined;
  }

  #delete(): MoveStep {
    const { files, catalog, pack, allDead } = this.#parts;
    // Places that are in no index would be looked for where they were.
    if (catalog.isBehind) {
      this.#stage = "settled";
      return "waits";
    }
    if (!allDead()) return "spared";
    const trouble = files.remove(pack);
    if (trouble !== undefined) return trouble;
    for (const key of this.#removed) catalog.index.forgetRemoved(key, pack);
    return "gone";
  }
}
