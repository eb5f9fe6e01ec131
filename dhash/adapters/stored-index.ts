// What PackBlocks needs of the index over its packs: key → place, and a mark that says up to where
// it is complete. The index may be lost, stale or wrong at any time: the packs are the truth.
import type { Trouble } from "../core/index.ts";
import type { KeyTable, StoredPlace } from "../core/key-table.ts";
import type { FramePlace } from "../core/pack-codec.ts";

export interface IndexMark {
  /** Every frame before this place was durable and is in the index. */
  readonly place: FramePlace;
  /** Number of entries. */
  readonly blocks: number;
}

export interface StoredIndex {
  /** The mark at opening; undefined when the index is new. */
  readonly mark: IndexMark | undefined;
  /** An entry that fails its own check is Trouble "damaged". A place may be a removed or gone one
   *  (`removedLength`, `goneLength`). */
  get(key: Uint8Array): StoredPlace | Trouble | undefined;
  /** Writes entries, then the mark. Not durable: a lost write only moves the mark back. */
  write(entries: KeyTable, mark: IndexMark): Promise<Trouble | undefined>;
  /** Closes the index and deletes it: the next opening makes a new one. */
  abandon(): Promise<void>;
  close(): Promise<Trouble | undefined>;
}
