// The blocks held on this machine: LocalBlocks over append-only packs (FORMAT "Pack files") and an
// index. What `put` acknowledged survives SIGKILL; what `sync` acknowledged, power loss.

import type { BlockKey } from "../core/block.ts";
import { blockKeyToBytes } from "../core/block.ts";
import { nameBlock } from "../core/block-name.ts";
import { invariant } from "../core/invariant.ts";
import type { StoredPlace } from "../core/key-table.ts";
import { storedBlockBytesMax } from "../core/limits.ts";
import type { FramePlace } from "../core/pack-codec.ts";
import { encodeFrameHeader, frameHeaderBytes } from "../core/pack-codec.ts";
import {
  decodePublicKeyFrame,
  encodePublicKeyFrame,
  ownerToFrameKey,
} from "../core/public-key-frame.ts";
import { isTrouble, Trouble } from "../core/trouble.ts";
import type {
  BlockCheck,
  BlockOrigin,
  GotBlock,
  Hasher,
  HeldBlock,
  LocalBlockStatistics,
  LocalBlocks,
  PublicKeyBlock,
  ReclaimSlice,
  StoredName,
} from "../ports.ts";
import type { BlockCatalog } from "./block-catalog.ts";
import type { PackFiles } from "./pack-files.ts";
import type { Frame, TakeMemory } from "./pack-read.ts";
import { freshMemory, readFrame, sharedMemory } from "./pack-read.ts";
import { PackRoom } from "./pack-room.ts";
import { verifyPacks } from "./pack-verify.ts";
import { ReadAhead } from "./read-ahead.ts";

export interface PackBlocksParts {
  readonly files: PackFiles;
  readonly catalog: BlockCatalog;
  readonly hasher: Hasher;
  readonly readOnly: boolean;
  /** Told of the place before which everything is durable. */
  readonly synced: (place: FramePlace) => void;
}

/** A place where a frame should be and damaged bytes are. */
interface DamagedFrame {
  readonly kind: "damaged";
  readonly place: StoredPlace;
}

type FoundFrame = Frame & { readonly place: StoredPlace };

const readOnlyTrouble = new Trouble("denied", "the block store is open for reading only.");

const absent: GotBlock = { kind: "absent" };

/** Made by openPackBlocks. */
export class PackBlocks implements LocalBlocks {
  readonly #parts: PackBlocksParts;
  readonly #files: PackFiles;
  readonly #catalog: BlockCatalog;
  readonly #header = new Uint8Array(frameHeaderBytes);
  readonly #viewed = sharedMemory();
  readonly #ahead = new ReadAhead();
  readonly #room: PackRoom;

  constructor(parts: PackBlocksParts) {
    this.#parts = parts;
    this.#files = parts.files;
    this.#catalog = parts.catalog;
    const { files, catalog, hasher } = parts;
    this.#room = new PackRoom({ files, catalog, hasher, sync: () => this.sync() });
  }

  put(key: BlockKey, bytes: Uint8Array, origin: BlockOrigin = "own"): Trouble | undefined {
    const frameKey = blockKeyToBytes(key);
    const known = this.#catalog.find(frameKey);
    if (isTrouble(known)) return known;
    if (known !== undefined) {
      // The answer says that these bytes are stored, so they are looked at: the disk may have lost
      // them.
      const frame = readFrame(this.#files, {
        ...{ place: known, key: frameKey, take: this.#viewed },
        ahead: undefined,
      });
      if (isTrouble(frame)) return frame;
      const isStored = frame !== undefined && Buffer.compare(frame.bytes, bytes) === 0;
      if (isStored && (origin === "others" || frame.origin === "own")) return undefined;
    }
    const frame = { kind: "content-hash", key: frameKey, version: 0, origin } as const;
    return this.#append(frame, [bytes], known);
  }

  get(key: BlockKey, check: boolean): GotBlock | Trouble {
    const frame = this.#frame(key, freshMemory);
    if (frame === undefined || isTrouble(frame)) return frame ?? absent;
    if (check && nameBlock(this.#parts.hasher, [frame.bytes]) !== key) {
      return this.#damaged(key, frame.place, "its bytes have changed");
    }
    return { kind: "found", bytes: frame.bytes };
  }

  view(key: BlockKey): GotBlock | Trouble {
    const frame = this.#frame(key, this.#viewed);
    if (frame === undefined || isTrouble(frame)) return frame ?? absent;
    return { kind: "found", bytes: frame.bytes };
  }

  has(key: BlockKey): boolean | Trouble {
    const frameKey = blockKeyToBytes(key);
    const known = this.#catalog.find(frameKey);
    if (known === undefined || isTrouble(known)) return known ?? false;
    const holds = this.#catalog.holds(known, frameKey);
    if (holds !== false || !this.#catalog.followMoves(known)) return holds;
    return this.has(key);
  }

  remove(key: BlockKey): "removed" | "own" | "later" | Trouble {
    if (this.#parts.readOnly) return readOnlyTrouble;
    const held = this.look(key);
    if (held === undefined || isTrouble(held)) return held ?? "removed";
    if (held.origin === "own") return "own";
    const frameKey = blockKeyToBytes(key);
    const known = this.#catalog.find(frameKey);
    if (known === undefined || isTrouble(known)) return known ?? "removed";
    if (!this.#catalog.index.remove(frameKey, known)) return "later";
    this.#room.noteDead(known);
    return "removed";
  }

  look(key: BlockKey): HeldBlock | Trouble | undefined {
    const frameKey = blockKeyToBytes(key);
    const known = this.#catalog.find(frameKey);
    if (known === undefined || isTrouble(known)) return known;
    const header = this.#catalog.headerAt(known);
    if (header === undefined || isTrouble(header)) return header;
    const isIt = Buffer.compare(header.key, frameKey) === 0;
    return isIt ? { key, bytes: header.length, origin: header.origin } : undefined;
  }

  held(): Iterator<HeldBlock | undefined, undefined> {
    return this.#room.held();
  }

  reclaim(slice: ReclaimSlice): boolean | Trouble {
    return this.#parts.readOnly ? false : this.#room.reclaim(slice);
  }

  putPublicKeyBlock(block: PublicKeyBlock): Trouble | undefined {
    const key = ownerToFrameKey(block.owner);
    const known = this.#catalog.find(key);
    if (isTrouble(known)) return known;
    const newest = this.getPublicKeyBlock(block.owner);
    // A damaged one is no reason to refuse its successor.
    if (isTrouble(newest) && newest.reason !== "damaged") return newest;
    if (newest !== undefined && !isTrouble(newest) && newest.version >= block.version)
      return undefined;
    const frame = { kind: "public-key", key, version: block.version, origin: "own" } as const;
    return this.#append(frame, encodePublicKeyFrame(this.#parts.hasher, block), known);
  }

  getPublicKeyBlock(owner: Uint8Array): PublicKeyBlock | Trouble | undefined {
    const key = ownerToFrameKey(owner);
    const frame = this.#read(key, freshMemory);
    if (frame === undefined || isTrouble(frame)) return frame;
    const block =
      frame.kind === "damaged" ? undefined : decodePublicKeyFrame(this.#parts.hasher, key, frame);
    return (
      block ??
      this.#damaged(Buffer.from(owner).toString("hex"), frame.place, "its bytes have changed")
    );
  }

  sync(): Trouble | undefined {
    const end = this.#files.end();
    if (isTrouble(end)) return end;
    const trouble = this.#files.sync();
    if (trouble === undefined) this.#parts.synced(end);
    return trouble;
  }

  statistics(): LocalBlockStatistics {
    const bytes = this.#files.totalBytes();
    const { blocks, entriesInMemory } = this.#catalog.index;
    return { blocks, bytesStored: isTrouble(bytes) ? 0 : bytes, entriesInMemory };
  }

  names(): Iterator<StoredName | undefined, undefined> {
    return this.#room.names();
  }

  verify(): Iterable<BlockCheck> {
    return verifyPacks(this.#files, this.#parts.hasher);
  }

  /** Waits until the index holds everything; for tests and before a long pause. */
  flushIndex(): Promise<void> {
    return this.#catalog.index.flush();
  }

  async close(): Promise<Trouble | undefined> {
    const unsynced = this.#parts.readOnly ? undefined : this.sync();
    const trouble = await this.#catalog.close();
    this.#files.close();
    return unsynced ?? trouble;
  }

  #append(
    frame: {
      readonly kind: "content-hash" | "public-key";
      readonly key: Uint8Array;
      readonly version: number;
      readonly origin: BlockOrigin;
    },
    bytes: readonly Uint8Array[],
    replaced: StoredPlace | undefined,
  ): Trouble | undefined {
    if (this.#parts.readOnly) return readOnlyTrouble;
    let length = 0;
    for (const part of bytes) length += part.length;
    invariant(length <= storedBlockBytesMax, "a stored block has at most 4 MiB");
    const place = this.#files.append((at) => {
      encodeFrameHeader(this.#header, at, { ...frame, length });
      return [this.#header, ...bytes];
    }, frameHeaderBytes + length);
    if (isTrouble(place)) return place;
    this.#catalog.index.add(frame.key, { ...place, length }, replaced === undefined);
    if (replaced !== undefined) this.#room.noteDead(replaced);
    return undefined;
  }

  #frame(key: BlockKey, take: TakeMemory): FoundFrame | Trouble | undefined {
    const frame = this.#read(blockKeyToBytes(key), take);
    if (frame === undefined || isTrouble(frame) || frame.kind === "frame") return frame;
    return this.#damaged(key, frame.place, "its place holds something else");
  }

  /** The frame of a key. Before it is called absent or damaged, the index is compared with the
   *  packs. */
  #read(key: Uint8Array, take: TakeMemory): FoundFrame | DamagedFrame | Trouble | undefined {
    for (;;) {
      const place = this.#catalog.find(key);
      if (isTrouble(place)) return place;
      if (place !== undefined) {
        const frame = readFrame(this.#files, { place, key, take, ahead: this.#ahead });
        if (isTrouble(frame)) return frame;
        if (frame !== undefined) return { ...frame, place };
      }
      if (place !== undefined && this.#catalog.followMoves(place)) continue;
      if (this.#catalog.compareWithPacks()) continue;
      return place === undefined ? undefined : this.#damagedAt(place);
    }
  }

  /** Where another block is, or nothing at all, the index was wrong and the block is not here. */
  #damagedAt(place: StoredPlace): DamagedFrame | Trouble | undefined {
    const size = this.#files.size(place.pack);
    if (isTrouble(size)) return size.reason === "absent" ? undefined : size;
    const header = this.#catalog.headerAt(place);
    if (isTrouble(header)) return header;
    const isDamaged = header === undefined && place.position < size;
    return isDamaged ? { kind: "damaged", place } : undefined;
  }

  #damaged(name: string, place: StoredPlace, why: string): Trouble {
    const where = `${this.#files.path(place.pack)} at ${place.position}, ${place.length} bytes`;
    const advice = "ivy verify lists all damage; a copy from elsewhere repairs it.";
    return new Trouble("damaged", `block ${name}: ${why} (${where}). ${advice}`);
  }
}
