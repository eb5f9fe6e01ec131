// The packs on the real disk and on the simulated one: the contract, and what a reopened store
// holds.
import test from "ava";
import { isTrouble, openPackBlocks } from "../../dhash/index.ts";
import { MemoryDisk } from "../support/memory-disk.ts";
import { copyHome, makeHome, openHome, optionsOf } from "./block-homes.ts";
import {
  countOf,
  hasher,
  look,
  lookAll,
  openStore,
  owner,
  putAll,
  sample,
  samples,
  verify,
} from "./block-samples.ts";
import { testLocalBlocksContract, textOf } from "./local-blocks-contract.ts";

testLocalBlocksContract(test, "packs on the real disk", async (t) => {
  return (await openHome(makeHome(t))).blocks;
});
testLocalBlocksContract(test, "packs on a simulated disk", async () => {
  return (await openStore(new MemoryDisk())).blocks;
});
testLocalBlocksContract(test, "small packs", async () => {
  return (await openStore(new MemoryDisk(), { packBytes: 9 * 1024 * 1024 })).blocks;
});

test("a store that was closed reads nothing when it is opened again", async (t) => {
  const home = makeHome(t);
  const first = await openHome(home);
  putAll(first.blocks, samples(500));
  first.blocks.putPublicKeyBlock({ owner: owner(1), version: 5, bytes: Buffer.from("five") });
  t.is(await first.blocks.close(), undefined);
  const again = await openHome(home);
  t.deepEqual(again.report, { framesRead: 0, damage: [], indexTrouble: undefined });
  t.is(countOf(lookAll(again.blocks, samples(500)), "found"), 500);
  t.is(textOf(again.blocks, 1), "5 five");
  t.is(again.blocks.statistics().blocks, 501);
  await again.blocks.close();
});

test("a store that was killed reads the packs from the index's mark on", async (t) => {
  const home = makeHome(t);
  const first = await openHome(home);
  putAll(first.blocks, samples(300));
  first.blocks.sync();
  await first.blocks.flushIndex();
  putAll(first.blocks, samples(400));
  const killed = await openHome(copyHome(t, home));
  t.is(killed.report.framesRead, 100);
  t.is(countOf(lookAll(killed.blocks, samples(400)), "found"), 400);
  t.is(killed.blocks.statistics().blocks, 400);
  await killed.blocks.close();
  await first.blocks.close();
});

test("frames in the index that were not synced are read again, not counted again", async (t) => {
  const home = makeHome(t);
  const first = await openHome(home);
  putAll(first.blocks, samples(50));
  await first.blocks.flushIndex();
  const killed = await openHome(copyHome(t, home));
  t.is(killed.report.framesRead, 50);
  t.is(killed.blocks.statistics().blocks, 50);
  await killed.blocks.close();
  await first.blocks.close();
});

test("a pack that is full is followed by the next, and all are read", async (t) => {
  const disk = new MemoryDisk();
  const all = samples(40, 3 * 1024 * 1024);
  const first = await openStore(disk, { packBytes: 9 * 1024 * 1024 });
  putAll(first.blocks, all);
  t.deepEqual(disk.paths().length, 20);
  t.is(disk.paths()[0], "blocks/pack-00000001.ivp");
  t.is(countOf(lookAll(first.blocks, all), "found"), 40);
  await first.blocks.close();
  const again = await openStore(disk, { packBytes: 9 * 1024 * 1024 });
  t.is(countOf(lookAll(again.blocks, all), "found"), 40);
  t.deepEqual(verify(again.blocks), { sound: 40, damaged: [] });
  const stored = disk.paths().reduce((sum, path) => sum + disk.bytesOf(path).length, 0);
  t.is(again.blocks.statistics().bytesStored, stored);
  await again.blocks.close();
});

test("a second opening is refused as busy, one for reading only is not", async (t) => {
  const home = makeHome(t);
  const first = await openHome(home);
  putAll(first.blocks, samples(10));
  const second = await openPackBlocks(optionsOf(home));
  t.true(isTrouble(second) && second.reason === "busy" && second.message.includes("ivy umount"));
  const reader = await openHome(home, { readOnly: true });
  t.is(countOf(lookAll(reader.blocks, samples(10)), "found"), 10);
  t.is(reader.blocks.put(sample(11).key, sample(11).bytes)?.reason, "denied");
  t.is(look(reader.blocks, sample(11)), "absent");
  await reader.blocks.close();
  t.is(await first.blocks.close(), undefined);
});

test("reading only neither creates anything nor cuts a torn tail", async (t) => {
  const disk = new MemoryDisk();
  t.is((await openStore(disk, { readOnly: true })).blocks.statistics().blocks, 0);
  t.deepEqual(disk.paths(), []);
  const first = await openStore(disk);
  putAll(first.blocks, samples(2));
  await first.blocks.close();
  const path = "blocks/pack-00000001.ivp";
  const torn = disk.bytesOf(path).slice(0, -7);
  disk.setBytes(path, torn);
  const reader = await openStore(disk, { readOnly: true });
  t.deepEqual(lookAll(reader.blocks, samples(2)), ["found", "absent"]);
  t.deepEqual(verify(reader.blocks), { sound: 1, damaged: [] });
  t.deepEqual(disk.bytesOf(path), torn);
});

test("new blocks are found while memory for their places is full", async (t) => {
  const home = makeHome(t);
  const opened = await openHome(home, { pendingMax: 100 });
  const all = samples(1000);
  putAll(opened.blocks, all);
  t.is(countOf(lookAll(opened.blocks, all.slice(0, 300)), "found"), 300);
  for (const version of [3, 9, 4]) {
    opened.blocks.putPublicKeyBlock({ owner: owner(1), version, bytes: Buffer.from("x") });
  }
  t.is(textOf(opened.blocks, 1), "9 x");
  for (let batch = 0; batch < 12; batch++) await opened.blocks.flushIndex();
  t.is(countOf(lookAll(opened.blocks, all), "found"), 1000);
  t.is(opened.blocks.statistics().blocks, 1001);
  t.is(await opened.blocks.close(), undefined);
  const again = await openHome(home);
  t.is(again.report.framesRead, 0);
  t.is(countOf(lookAll(again.blocks, all), "found"), 1000);
  await again.blocks.close();
});

test("a pack of a newer format is refused", async (t) => {
  const disk = new MemoryDisk();
  const first = await openStore(disk);
  putAll(first.blocks, samples(1));
  await first.blocks.close();
  disk.setBytes("blocks/pack-00000001.ivp", newerPackHeader());
  const opened = await openPackBlocks({ disk, hasher });
  t.true(isTrouble(opened) && opened.reason === "newer");
});

/** A valid header with version 2. */
function newerPackHeader(): Uint8Array {
  return Buffer.from(
    "4976795061636b0a0000000200000001000000000000000000000000" + "8fb2a357",
    "hex",
  );
}
