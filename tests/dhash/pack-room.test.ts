// Room of removed blocks: what is freed, and that nothing that is needed goes with it, whenever the
// process is killed or the power is lost.
import test from "ava";
import type { LocalBlocks, OpenedBlocks, OpenIndex } from "../../dhash/index.ts";
import { isTrouble } from "../../dhash/index.ts";
import { SimulatedDisk } from "../simulation/disk.ts";
import { DiskProcess } from "../simulation/disk-process.ts";
import { SimulatedIndex } from "../simulation/stored-index.ts";
import { Chance } from "../support/chance.ts";
import { expectNoTrouble, Killed, MemoryDisk } from "../support/memory-disk.ts";
import { copyHome, makeHome, openHome } from "./block-homes.ts";
import { countOf, lookAll, openStore, owner, putAll, samples, verify } from "./block-samples.ts";
import { heldBy, putOthers, textOf } from "./local-blocks-contract.ts";

const size = 900;
const packBytes = 10_000;
const all = samples(60, size);
const isKept = (at: number): boolean => at % 3 === 0;
const kept = all.filter((_, at) => isKept(at));
const removed = all.filter((_, at) => !isKept(at));

/** One slice; false when there is no more to do, also not soon. */
async function reclaimOnce(blocks: LocalBlocks, isTimeUp = () => true): Promise<boolean> {
  const more = expectNoTrouble(blocks.reclaim({ isTimeUp, settle: () => Promise.resolve() }));
  // What waits for the device or the index goes on when they are done.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  return more;
}

async function reclaimAll(blocks: LocalBlocks): Promise<void> {
  heldBy(blocks);
  for (let idle = 0; idle < 8; ) idle = (await reclaimOnce(blocks)) ? 0 : idle + 1;
}

function removeAll(blocks: LocalBlocks): void {
  for (const { key } of removed) expectNoTrouble(blocks.remove(key));
}

test("the packs of removed blocks go, and all others are found", async (t) => {
  const disk = new MemoryDisk();
  const { blocks } = await openStore(disk, { packBytes });
  putOthers(blocks, all);
  blocks.putPublicKeyBlock({ owner: owner(1), version: 1, bytes: Buffer.from("one") });
  blocks.putPublicKeyBlock({ owner: owner(1), version: 2, bytes: Buffer.from("two") });
  const before = blocks.statistics();
  removeAll(blocks);
  await reclaimAll(blocks);
  const after = blocks.statistics();
  t.is(after.blocks, kept.length + 1);
  t.true(after.bytesStored < before.bytesStored / 2, `${after.bytesStored}`);
  t.is(countOf(lookAll(blocks, kept), "found"), kept.length);
  t.is(textOf(blocks, 1), "2 two");
  t.deepEqual(verify(blocks).damaged, []);
  await blocks.close();
  const again = await openStore(disk, { packBytes });
  t.is(countOf(lookAll(again.blocks, kept), "found"), kept.length);
  t.is(countOf(lookAll(again.blocks, removed), "found") < removed.length / 3, true);
});

test("packs that are mostly needed stay as they are", async (t) => {
  const disk = new MemoryDisk();
  const { blocks } = await openStore(disk, { packBytes });
  putOthers(blocks, all);
  for (const { key } of kept) blocks.remove(key);
  const paths = disk.paths();
  await reclaimAll(blocks);
  t.deepEqual(disk.paths(), paths);
});

test("a pack with damage stays, for whoever looks into it", async (t) => {
  const disk = new MemoryDisk();
  const { blocks } = await openStore(disk, { packBytes });
  putOthers(blocks, all);
  const first = disk.paths()[0] ?? "";
  disk.flipByte(first, 32 + 56 + 100);
  removeAll(blocks);
  await reclaimAll(blocks);
  t.true(disk.paths().includes(first));
  t.is(verify(blocks).damaged.length, 1);
  t.is(countOf(lookAll(blocks, kept.slice(1)), "found"), kept.length - 1);
});

test("an index in level remembers what was removed, and losing it loses nothing", async (t) => {
  const home = makeHome(t);
  const first = await openHome(home, { packBytes });
  putOthers(first.blocks, all);
  removeAll(first.blocks);
  await first.blocks.close();
  const second = await openHome(home, { packBytes });
  t.is(second.report.framesRead, 0);
  t.is(countOf(lookAll(second.blocks, removed), "absent"), removed.length);
  t.is(heldBy(second.blocks).length, kept.length);
  putAll(second.blocks, removed.slice(0, 5));
  await second.blocks.close();
  const whole = { ...(await openHome(copyHome(t, home), { packBytes })) };
  t.is(countOf(lookAll(whole.blocks, removed), "found"), 5);
  t.is(whole.blocks.statistics().blocks, kept.length + 5);
  await whole.blocks.close();
  const bare = await openHome(copyHome(t, home), { packBytes, indexPath: `${home}/elsewhere` });
  t.is(countOf(lookAll(bare.blocks, kept), "found"), kept.length);
  t.deepEqual(verify(bare.blocks).damaged, []);
  await bare.blocks.close();
});

test("room of what was removed before a restart is freed after it", async (t) => {
  const home = makeHome(t);
  const first = await openHome(home, { packBytes });
  putOthers(first.blocks, all);
  removeAll(first.blocks);
  const before = first.blocks.statistics().bytesStored;
  await first.blocks.close();
  const second = await openHome(home, { packBytes });
  heldBy(second.blocks);
  const end = Date.now() + 30_000;
  while (second.blocks.statistics().bytesStored > before / 2 && Date.now() < end) {
    expectNoTrouble(second.blocks.reclaim({ isTimeUp: () => false, settle: async () => {} }));
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.true(second.blocks.statistics().bytesStored <= before / 2);
  t.is(countOf(lookAll(second.blocks, kept), "found"), kept.length);
  await second.blocks.close();
  const third = await openHome(home, { packBytes });
  t.is(third.report.indexTrouble, undefined);
  t.is(countOf(lookAll(third.blocks, kept), "found"), kept.length);
  await third.blocks.close();
});

test("who reads beside it finds what has moved", async (t) => {
  const disk = new MemoryDisk();
  const { blocks } = await openStore(disk, { packBytes });
  putOthers(blocks, all);
  blocks.sync();
  const reader = await openStore(disk, { packBytes, readOnly: true });
  const other = await openStore(disk, { packBytes, readOnly: true });
  removeAll(blocks);
  await reclaimAll(blocks);
  t.is(countOf(lookAll(reader.blocks, kept), "found"), kept.length);
  t.true(kept.every(({ key }) => other.blocks.has(key) === true));
  t.is(countOf(lookAll(reader.blocks, removed), "wrong"), 0);
  const third = await openStore(disk, { packBytes, readOnly: true });
  t.deepEqual(verify(third.blocks).damaged, []);
});

interface Story {
  readonly disk: MemoryDisk;
  readonly index: SimulatedIndex;
  readonly chance: Chance;
  readonly process: DiskProcess;
  readonly opened: OpenedBlocks;
}

/** A store whose removed blocks are about to be freed. */
async function begin(seed: number): Promise<Story> {
  const chance = new Chance(seed);
  const disk = new MemoryDisk();
  const index = new SimulatedIndex();
  const process = new DiskProcess(new SimulatedDisk(chance));
  const openIndex = index.openBy(process);
  const opened = await openStore(disk, { packBytes, indexPath: "index", openIndex });
  putOthers(opened.blocks, all);
  expectNoTrouble(opened.blocks.sync());
  if (chance.below(2) === 0) await opened.blocks.flushIndex();
  removeAll(opened.blocks);
  heldBy(opened.blocks);
  return { disk, index, chance, process, opened };
}

function openNext({ index, chance }: Story): OpenIndex {
  return index.openBy(new DiskProcess(new SimulatedDisk(chance)));
}

async function checkKept(
  t: import("ava").ExecutionContext,
  story: Story,
  what: string,
): Promise<void> {
  const openIndex = openNext(story);
  const next = await openStore(story.disk, { packBytes, indexPath: "index", openIndex });
  t.is(countOf(lookAll(next.blocks, kept), "found"), kept.length, what);
  t.deepEqual(verify(next.blocks).damaged, [], what);
  t.deepEqual(next.report.damage, [], what);
  // It goes on where it was, and comes to an end.
  removeAll(next.blocks);
  await reclaimAll(next.blocks);
  t.is(countOf(lookAll(next.blocks, kept), "found"), kept.length, what);
  t.is(countOf(lookAll(next.blocks, removed), "absent"), removed.length, what);
  putAll(next.blocks, removed);
  t.is(countOf(lookAll(next.blocks, all), "found"), all.length, what);
  await next.blocks.close();
}

test("power lost after any slice, with any unsynced bytes left, loses nothing", async (t) => {
  const sizes = [0, 1, 40, 500, 957, 3000, 20_000];
  for (let slices = 0, isOver = false; !isOver; slices++) {
    for (const [at, bytes] of sizes.entries()) {
      const story = await begin(slices * sizes.length + at);
      const { blocks } = story.opened;
      for (let done = 0; done < slices; done++) await reclaimOnce(blocks);
      isOver = slices > 3 && story.disk.paths().length <= 3;
      story.process.dieNow();
      story.disk.losePower(bytes);
      const loss = story.chance.below(4) === 0 ? "nothing" : "prefix";
      story.index.losePower(loss, story.chance);
      await checkKept(t, story, `${slices} slices, ${bytes} bytes`);
    }
    if (slices > 300) isOver = true;
  }
});

test("a kill in any append of a move loses nothing", async (t) => {
  for (let seed = 0; seed < 40; seed++) {
    const story = await begin(seed);
    const { blocks } = story.opened;
    const slices = story.chance.below(20);
    for (let done = 0; done < slices; done++) await reclaimOnce(blocks);
    story.disk.killInNextAppend(story.chance.below(1000));
    try {
      for (let turn = 0; turn < 60; turn++) await reclaimOnce(blocks);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    story.process.dieNow();
    story.disk.kill();
    await checkKept(t, story, `seed ${seed}`);
  }
});

test("whichever call of the disk fails, the move begins again later", async (t) => {
  for (let call = 1; call <= 60; call++) {
    const story = await begin(call);
    const { blocks } = story.opened;
    story.disk.failCall(call);
    let troubles = 0;
    for (let turn = 0; turn < 400; turn++) {
      const more = blocks.reclaim({ isTimeUp: () => true, settle: () => Promise.resolve() });
      if (isTrouble(more)) troubles++;
      for (let pause = 0; pause < 20; pause++) await Promise.resolve();
    }
    t.true(troubles <= 1);
    t.is(countOf(lookAll(blocks, kept), "found"), kept.length, `call ${call}`);
    t.true(blocks.statistics().bytesStored < (all.length * size) / 2 + packBytes, `call ${call}`);
    await blocks.close();
    await checkKept(t, story, `call ${call}`);
  }
});

test("blocks that come and go while a pack moves are as they were left", async (t) => {
  for (let seed = 0; seed < 30; seed++) {
    const story = await begin(seed);
    const { blocks } = story.opened;
    const held = new Set(kept);
    for (let turn = 0; turn < 300; turn++) {
      const one = all[story.chance.below(all.length)];
      if (one !== undefined && story.chance.below(2) === 0) {
        putOthers(blocks, [one]);
        held.add(one);
      } else if (one !== undefined && blocks.remove(one.key) === "removed") held.delete(one);
      await reclaimOnce(blocks);
    }
    const expected = all.map((each) => (held.has(each) ? "found" : "absent"));
    t.deepEqual(lookAll(blocks, all), expected, `seed ${seed}`);
    t.is(heldBy(blocks).length, held.size, `seed ${seed}`);
    await blocks.close();
    const openIndex = openNext(story);
    const next = await openStore(story.disk, { packBytes, indexPath: "index", openIndex });
    t.is(countOf(lookAll(next.blocks, [...held]), "found"), held.size, `seed ${seed}, again`);
    t.is(countOf(lookAll(next.blocks, all), "wrong"), 0);
    t.true(heldBy(next.blocks).length >= held.size);
    await next.blocks.close();
  }
});
