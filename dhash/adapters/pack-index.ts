// The index over the packs as PackBlocks uses it: new entries wait in memory, in front of the
// stored index, and are written to it in batches when the event loop turns. Without a stored index
// all entries stay in memory.
import type { Trouble } from "../core/index.ts";
import { isTrouble } from "../core/index.ts";
import type { StoredPlace } from "../core/key-table.ts";
import { goneLength, KeyTable, removedLength } from "../core/key-table.ts";
import { indexBatchEntries, indexDelayMilliseconds } from "../core/limits.ts";
import type { FramePlace } from "../core/pack-codec.ts";
import type { StoredIndex } from "./stored-index.ts";

export interface PackIndexOptions {
  readonly stored: StoredIndex | undefined;
  readonly pendingMax: number;
  /** Everything appended before this place is durable. */
  readonly durablePlace: () => FramePlace;
  /** Called when a batch has been written and there is room for entries that were left out. */
  readonly caughtUp: () => void;
}

export class PackIndex {
  readonly #options: PackIndexOptions;
  #stored: StoredIndex | undefined;
  /** Entries that no batch has taken yet. */
  #fresh = new KeyTable();
  /** Entries of the batch that is being written. */
  #writing: KeyTable | undefined;
  #written: Promise<void> = Promise.resolve();
  #cancelScheduled: (() => void) | undefined;
  #isSoon = false;
  #blocks: number;
  /** The first frame that found no room in memory; later ones are not entered either. */
  #leftOut: FramePlace | undefined;
  /** The first trouble in writing the stored index. From then on it is only read, and entries stay
   *  in memory; its mark stays behind, so that the next opening enters them. */
  #trouble: Trouble | undefined;

  constructor(options: PackIndexOptions) {
    this.#options = options;
    this.#stored = options.stored;
    this.#blocks = options.stored?.mark?.blocks ?? 0;
  }

  /** Number of different keys. */
  get blocks(): number {
    return this.#blocks;
  }

  /** Entries that the stored index does not hold yet. */
  get entriesInMemory(): number {
    return this.#fresh.size + (this.#writing?.size ?? 0);
  }

  /** Frames from here on may be in no index: whoever misses a key scans them. */
  get leftOut(): FramePlace | undefined {
    return this.#leftOut;
  }

  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  find(key: Uint8Array): StoredPlace | Trouble | undefined {
    const entry = this.#entry(key);
    if (entry === undefined || isTrouble(entry)) return entry;
    return entry.length < goneLength ? entry : undefined;
  }

  /** Up to which place the frames of a key were removed; undefined when it was not, or is here
   *  again. */
  removed(key: Uint8Array): FramePlace | undefined {
    const entry = this.#entry(key);
    if (entry === undefined || isTrouble(entry)) return undefined;
    return entry.length === removedLength ? entry : undefined;
  }

  /** From now on there is no such block in its place or before it. False: there is no room to
   *  remember that. */
  remove(key: Uint8Array, { pack, position }: FramePlace): boolean {
    if (!this.#hasRoom()) return false;
    this.#blocks--;
    this.#fresh.set(key, { pack, position, length: removedLength });
    this.#schedule();
    return true;
  }

  /** The pack with the last removed frame of a key is gone. */
  forgetRemoved(key: Uint8Array, pack: number): void {
    if (!this.#hasRoom() || this.removed(key)?.pack !== pack) return;
    this.#fresh.set(key, { pack: 0, position: 0, length: goneLength });
    this.#schedule();
  }

  /** Enters a key; `isNew` counts it as one more block. */
  add(key: Uint8Array, place: StoredPlace, isNew: boolean): void {
    if (isNew) this.#blocks++;
    if (this.#leftOut !== undefined) return;
    if (!this.#hasRoom()) {
      this.#leftOut = { pack: place.pack, position: place.position };
      return;
    }
    this.#fresh.set(key, place);
    this.#schedule();
  }

  /** The frames that were left out are about to be added again. */
  resume(): void {
    this.#leftOut = undefined;
  }

  /** The number of entries, after somebody counted them. */
  recount(blocks: number): void {
    this.#blocks = blocks;
  }

  /** From now on all entries are kept in memory, and there are none: the caller adds them from the
   *  packs. */
  abandonStored(): void {
    const stored = this.#stored;
    if (stored === undefined) return;
    this.#cancel();
    this.#stored = undefined;
    this.#fresh = new KeyTable();
    this.#writing = undefined;
    this.#leftOut = undefined;
    this.#blocks = 0;
    this.#written = this.#written.then(() => stored.abandon());
  }

  /** Writes what waits; returns when it is written. */
  async flush(): Promise<void> {
    this.#cancel();
    await this.#written;
    await this.#writeBatch();
  }

  async close(): Promise<Trouble | undefined> {
    await this.flush();
    const trouble = await this.#stored?.close();
    return this.#trouble ?? trouble;
  }

  #entry(key: Uint8Array): StoredPlace | Trouble | undefined {
    return this.#fresh.get(key) ?? this.#writing?.get(key) ?? this.#stored?.get(key);
  }

  #hasRoom(): boolean {
    if (this.#leftOut !== undefined) return false;
    return !this.#isBounded() || this.#fresh.size < this.#options.pendingMax;
  }

  #isBounded(): boolean {
    return this.#stored !== undefined && this.#trouble === undefined;
  }

  /** Few entries wait for company, many are written when the event loop turns next. */
  #schedule(): void {
    if (!this.#isBounded() || this.#isSoon || this.#writing !== undefined) return;
    const isSoon = this.#fresh.size >= indexBatchEntries;
    if (!isSoon && this.#cancelScheduled !== undefined) return;
    this.#cancel();
    this.#isSoon = isSoon;
    const write = (): void => {
      void this.#writeBatch();
    };
    if (isSoon) {
      const immediate = setImmediate(write);
      this.#cancelScheduled = () => clearImmediate(immediate);
    } else {
      const timer = setTimeout(write, indexDelayMilliseconds).unref();
      this.#cancelScheduled = () => clearTimeout(timer);
    }
  }

  #cancel(): void {
    this.#cancelScheduled?.();
    this.#cancelScheduled = undefined;
    this.#isSoon = false;
  }

  #writeBatch(): Promise<void> {
    this.#cancel();
    const stored = this.#stored;
    if (stored === undefined || this.#writing !== undefined) return this.#written;
    const writing = this.#fresh;
    this.#fresh = new KeyTable();
    this.#writing = writing;
    const mark = { place: this.#markPlace(this.#options.durablePlace()), blocks: this.#blocks };
    this.#written = stored.write(writing, mark).then((trouble) => this.#endBatch(writing, trouble));
    return this.#written;
  }

  #endBatch(writing: KeyTable, trouble: Trouble | undefined): void {
    if (this.#writing !== writing) return;
    this.#trouble ??= trouble;
    if (trouble !== undefined) return;
    this.#writing = undefined;
    if (this.#leftOut !== undefined) this.#options.caughtUp();
    if (this.#fresh.size > 0) this.#schedule();
  }

  /** The mark never passes a frame that is not in the index. */
  #markPlace(durable: FramePlace): FramePlace {
    const leftOut = this.#leftOut;
    if (leftOut === undefined) return durable;
    if (leftOut.pack !== durable.pack) return leftOut.pack < durable.pack ? leftOut : durable;
    return leftOut.position < durable.position ? leftOut : durable;
  }
}
