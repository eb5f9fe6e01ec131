// An index that fails while the store is open: it cannot be written, cannot be read, or has lost
// entries. Blocks are found all the same.
import { setImmediate as turn } from "node:timers/promises";
import test from "ava";
import { BlockCatalog } from "../../dhash/adapters/block-catalog.ts";
import { PackBlocks } from "../../dhash/adapters/pack-blocks.ts";
import { openPackFiles } from "../../dhash/adapters/pack-files.ts";
import type { IndexMark, StoredIndex } from "../../dhash/adapters/stored-index.ts";
import type { StoredPlace } from "../../dhash/core/key-table.ts";
import { KeyTable } from "../../dhash/core/key-table.ts";
import { Trouble } from "../../dhash/index.ts";
import { expectNoTrouble, MemoryDisk } from "../support/memory-disk.ts";
import {
  countOf,
  hasher,
  look,
  lookAll,
  openStore,
  putAll,
  sample,
  samples,
} from "./block-samples.ts";

class FaultyIndex implements StoredIndex {
  readonly mark = undefined;
  table = new KeyTable();
  marks: IndexMark[] = [];
  failsReads = false;
  failsWrites = false;
  isAbandoned = false;

  get(key: Uint8Array): StoredPlace | Trouble | undefined {
    return this.failsReads ? new Trouble("failed", "index: EIO.") : this.table.get(key);
  }

  async write(entries: KeyTable, mark: IndexMark): Promise<Trouble | undefined> {
    await turn();
    if (this.failsWrites) return new Trouble("failed", "index: EIO.");
    for (const [key, place] of entries.entries()) this.table.set(key, place);
    this.marks.push(mark);
    return undefined;
  }

  async abandon(): Promise<void> {
    this.isAbandoned = true;
  }

  async close(): Promise<undefined> {
    return undefined;
  }
}

interface Limits {
  readonly pendingMax?: number;
  readonly packsComparedAtOnce?: number;
  readonly packBytes?: number;
}

function storeOver(disk: MemoryDisk, stored: StoredIndex, limits: Limits = {}): PackBlocks {
  const { pendingMax = 100, packsComparedAtOnce = 64, packBytes } = limits;
  const opened = openPackFiles({ disk, directory: "blocks", readOnly: false, packBytes });
  const files = expectNoTrouble(opened);
  let durable = { pack: 0, position: 0 };
  const durablePlace = () => durable;
  const catalog = new BlockCatalog({
    files,
    stored,
    pendingMax,
    packsComparedAtOnce,
    durablePlace,
  });
  const synced = (place: typeof durable): void => {
    durable = place;
  };
  return new PackBlocks({ files, catalog, hasher, readOnly: false, synced });
}

test("an index that cannot be written: blocks stay in memory, beyond any limit", async (t) => {
  const index = new FaultyIndex();
  index.failsWrites = true;
  const blocks = storeOver(new MemoryDisk(), index);
  putAll(blocks, samples(90));
  await blocks.flushIndex();
  putAll(blocks, samples(500));
  await blocks.flushIndex();
  t.is(countOf(lookAll(blocks, samples(500)), "found"), 500);
  t.is(blocks.statistics().blocks, 500);
  t.is((await blocks.close())?.reason, "failed");
});

test("an index that cannot be read is replaced by one in memory and deleted", async (t) => {
  const index = new FaultyIndex();
  const disk = new MemoryDisk();
  const blocks = storeOver(disk, index);
  putAll(blocks, samples(50));
  await blocks.flushIndex();
  putAll(blocks, samples(60));
  index.failsReads = true;
  t.is(countOf(lookAll(blocks, samples(60)), "found"), 60);
  putAll(blocks, samples(70));
  t.is(blocks.statistics().blocks, 70);
  t.is(await blocks.close(), undefined);
  t.true(index.isAbandoned);
  t.is(countOf(lookAll((await openStore(disk)).blocks, samples(70)), "found"), 70);
});

test("the mark passes no frame that is not durable or not in the index", async (t) => {
  const index = new FaultyIndex();
  const blocks = storeOver(new MemoryDisk(), index, { pendingMax: 10 });
  putAll(blocks, samples(5));
  await blocks.flushIndex();
  t.deepEqual(index.marks.at(-1), { place: { pack: 0, position: 0 }, blocks: 5 });
  putAll(blocks, samples(30));
  t.is(blocks.sync(), undefined);
  await blocks.flushIndex();
  // Ten of the 25 new ones had room.
  t.deepEqual(index.marks.at(-1)?.place, { pack: 1, position: 32 + 15 * 96 });
  await blocks.flushIndex();
  await blocks.flushIndex();
  t.deepEqual(index.marks.at(-1), { place: { pack: 1, position: 32 + 30 * 96 }, blocks: 30 });
});

test("a failed sync does not move the mark", async (t) => {
  const index = new FaultyIndex();
  const disk = new MemoryDisk();
  const blocks = storeOver(disk, index);
  putAll(blocks, samples(5));
  disk.failSync(1);
  t.is(blocks.sync()?.reason, "failed");
  await blocks.flushIndex();
  t.deepEqual(index.marks.at(-1)?.place, { pack: 0, position: 0 });
});

test("entries that a large store's index lost are found again in the background", async (t) => {
  const index = new FaultyIndex();
  const limits = { packsComparedAtOnce: 2, packBytes: 9 * 1024 * 1024 };
  const all = samples(9, 4 * 1024 * 1024);
  const blocks = storeOver(new MemoryDisk(), index, limits);
  putAll(blocks, all);
  await blocks.flushIndex();
  index.table = new KeyTable();
  t.is(look(blocks, sample(0, 4 * 1024 * 1024)), "absent");
  for (let turns = 0; turns < 10; turns++) await turn();
  t.is(countOf(lookAll(blocks, all), "found"), 9);
  t.is(blocks.statistics().blocks, 9);
  t.is(await blocks.close(), undefined);
});

test("entries that a small store's index lost are found at once", async (t) => {
  const index = new FaultyIndex();
  const blocks = storeOver(new MemoryDisk(), index);
  putAll(blocks, samples(50));
  await blocks.flushIndex();
  index.table = new KeyTable();
  t.is(countOf(lookAll(blocks, samples(50)), "found"), 50);
  t.is(blocks.statistics().blocks, 50);
  t.is(await blocks.close(), undefined);
});
