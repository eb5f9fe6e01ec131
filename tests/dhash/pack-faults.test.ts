// What a full, failing or powerless disk and damaged packs may do to the block store, and what they
// may not.
import test from "ava";
import type { LocalBlocks } from "../../dhash/index.ts";
import { expectNoTrouble, Killed, MemoryDisk } from "../support/memory-disk.ts";
import {
  countOf,
  look,
  lookAll,
  openStore,
  owner,
  putAll,
  sample,
  samples,
  verify,
} from "./block-samples.ts";
import { textOf } from "./local-blocks-contract.ts";

const pack = "blocks/pack-00000001.ivp";
const frame = 56 + 40;

/** A store of some samples on a disk, then closed. */
async function storedDisk(count: number): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const { blocks } = await openStore(disk);
  putAll(blocks, samples(count));
  expectNoTrouble(blocks.sync());
  await blocks.close();
  return disk;
}

test("a full disk refuses a block, keeps the others, takes it when there is room", async (t) => {
  const disk = await storedDisk(5);
  const { blocks } = await openStore(disk);
  disk.limitBytes(32 + 5 * frame + 60);
  t.is(blocks.put(sample(5).key, sample(5).bytes)?.reason, "full");
  t.false(blocks.has(sample(5).key));
  t.deepEqual(verify(blocks), { sound: 5, damaged: [] });
  disk.limitBytes(32 + 6 * frame);
  putAll(blocks, [sample(5)]);
  t.is(countOf(lookAll(blocks, samples(6)), "found"), 6);
});

test("a disk too full for the header of the first pack is retried", async (t) => {
  const disk = new MemoryDisk();
  const { blocks } = await openStore(disk);
  disk.limitBytes(20);
  t.is(blocks.put(sample(1).key, sample(1).bytes)?.reason, "full");
  disk.limitBytes(1000);
  putAll(blocks, [sample(1)]);
  t.deepEqual(verify(blocks), { sound: 1, damaged: [] });
});

test("whichever call of the disk fails, a block is refused or found, never lost", async (t) => {
  for (let call = 1; call <= 6; call++) {
    const disk = await storedDisk(3);
    const { blocks } = await openStore(disk);
    disk.failCall(call);
    const acknowledged = samples(6).filter(
      ({ key, bytes }) => blocks.put(key, bytes) === undefined,
    );
    t.true(acknowledged.length >= 5, `call ${call}`);
    t.is(countOf(lookAll(blocks, acknowledged), "found"), acknowledged.length);
    t.is(blocks.sync(), undefined);
    const again = await openStore(disk);
    t.is(countOf(lookAll(again.blocks, acknowledged), "found"), acknowledged.length);
  }
});

test("a failed sync is reported by every later one", async (t) => {
  const disk = new MemoryDisk();
  const { blocks } = await openStore(disk);
  putAll(blocks, samples(1));
  disk.failSync(1);
  t.is(blocks.sync()?.reason, "failed");
  t.is(blocks.sync()?.reason, "failed");
});

test("a failed sync of a pack that is no longer the newest is reported too", async (t) => {
  const disk = new MemoryDisk();
  const { blocks } = await openStore(disk, { packBytes: 9 * 1024 * 1024 });
  putAll(blocks, samples(5, 4 * 1024 * 1024 - 100));
  disk.failSync(1);
  t.is(blocks.sync()?.reason, "failed");
  t.is(blocks.sync()?.reason, "failed");
});

test("power loss takes nothing that was synced", async (t) => {
  const disk = new MemoryDisk();
  const first = await openStore(disk, { packBytes: 9 * 1024 * 1024 });
  const large = samples(7, 3 * 1024 * 1024);
  putAll(first.blocks, large);
  t.is(first.blocks.sync(), undefined);
  putAll(first.blocks, samples(9).slice(7));
  disk.losePower();
  const { blocks } = await openStore(disk);
  t.is(countOf(lookAll(blocks, large), "found"), 7);
  t.deepEqual(verify(blocks).damaged, []);
});

test("what a killed process had acknowledged is synced by its successor", async (t) => {
  const disk = new MemoryDisk();
  const first = await openStore(disk);
  putAll(first.blocks, samples(1));
  first.blocks.sync();
  putAll(first.blocks, samples(4));
  disk.kill();
  const second = await openStore(disk);
  t.is(second.blocks.sync(), undefined);
  disk.losePower();
  const third = await openStore(disk);
  t.is(countOf(lookAll(third.blocks, samples(4)), "found"), 4);
});

test("power loss that leaves a part of the unsynced bytes leaves a prefix of blocks", async (t) => {
  for (let kept = 0; kept <= 3 * frame; kept++) {
    const disk = new MemoryDisk();
    const first = await openStore(disk);
    putAll(first.blocks, samples(2));
    first.blocks.sync();
    putAll(first.blocks, samples(5));
    disk.losePower(kept);
    const { blocks, report } = await openStore(disk);
    const whole = 2 + Math.floor(kept / frame);
    const expected = samples(5).map((_, number) => (number < whole ? "found" : "absent"));
    t.deepEqual(lookAll(blocks, samples(5)), expected, `${kept} bytes`);
    t.is(disk.bytesOf(pack).length, 32 + whole * frame, "a torn one is cut");
    t.deepEqual(report.damage, []);
    putAll(blocks, samples(5));
    t.deepEqual(verify(blocks), { sound: 5, damaged: [] });
  }
});

test("a kill at any byte of an append leaves the blocks before it", async (t) => {
  for (let torn = 0; torn < 32 + frame; torn += torn < 40 ? 1 : 9) {
    const disk = new MemoryDisk();
    const first = await openStore(disk);
    disk.killInNextAppend(torn);
    t.throws(() => putAll(first.blocks, samples(1)), { instanceOf: Killed });
    const { blocks, report } = await openStore(disk);
    t.deepEqual(report.damage, []);
    t.is(look(blocks, sample(0)), "absent");
    putAll(blocks, samples(2));
    t.deepEqual(verify(blocks), { sound: 2, damaged: [] });
  }
});

test("bytes that a crash left wrong in a whole frame are reported, not entered", async (t) => {
  const disk = await storedDisk(3);
  const bytes = disk.bytesOf(pack);
  bytes.fill(0, bytes.length - 40);
  disk.setBytes(pack, bytes);
  const { report, blocks } = await openStore(disk);
  t.is(report.damage[0]?.position, 32 + 2 * frame);
  t.false(blocks.has(sample(2).key));
  t.deepEqual(lookAll(blocks, samples(3)), ["found", "found", "absent"]);
});

test("zeros at the end, as some file systems leave them, are cut quietly", async (t) => {
  const disk = await storedDisk(3);
  disk.setBytes(pack, Buffer.concat([disk.bytesOf(pack), new Uint8Array(5000)]));
  const { report, blocks } = await openStore(disk);
  t.is(disk.bytesOf(pack).length, 32 + 3 * frame);
  t.deepEqual(report.damage, []);
  t.is(countOf(lookAll(blocks, samples(3)), "found"), 3);
});

test("a byte flipped anywhere is found by verify and never returned", async (t) => {
  const whole = await storedDisk(4);
  const first = await openStore(whole);
  first.blocks.putPublicKeyBlock({ owner: owner(1), version: 1, bytes: Buffer.from("one") });
  await first.blocks.close();
  const size = whole.bytesOf(pack).length;
  for (let position = 0; position < size; position++) {
    const disk = new MemoryDisk();
    disk.makeDirectory("blocks");
    disk.setBytes(pack, whole.bytesOf(pack));
    disk.flipByte(pack, position, 1 << (position % 8));
    const { blocks } = await openStore(disk);
    checkOneDamaged(t, blocks, position);
    // A damaged block is put again, and all is well but for the damaged bytes.
    putAll(blocks, samples(4));
    blocks.putPublicKeyBlock({ owner: owner(1), version: 1, bytes: Buffer.from("one") });
    t.is(countOf(lookAll(blocks, samples(4)), "found"), 4, `byte ${position}`);
    t.is(textOf(blocks, 1), "1 one");
    await blocks.close();
  }
});

test("a byte flipped under an open store is never returned by a checked get", async (t) => {
  const disk = await storedDisk(4);
  const { blocks } = await openStore(disk);
  for (let position = 32; position < 32 + 4 * frame; position++) {
    disk.flipByte(pack, position);
    checkOneDamaged(t, blocks, position, 4);
    disk.flipByte(pack, position);
  }
  t.is(countOf(lookAll(blocks, samples(4)), "found"), 4);
  disk.flipByte(pack, 32 + 2 * frame + 70);
  putAll(blocks, samples(4));
  t.is(countOf(lookAll(blocks, samples(4)), "found"), 4);
});

function checkOneDamaged(
  t: import("ava").ExecutionContext,
  blocks: LocalBlocks,
  position: number,
  total = 5,
): void {
  const which = Math.floor((position - 32) / frame);
  const results = [...lookAll(blocks, samples(4)), ...(total === 5 ? [textOf(blocks, 1)] : [])];
  results.forEach((result, number) => {
    if (number !== which)
      t.true(result === "found" || result === "1 one", `byte ${position}: ${result}`);
    else
      t.true(
        result === "absent" || result === "damaged" || result === "",
        `byte ${position}: ${result}`,
      );
  });
  const { sound, damaged } = verify(blocks);
  t.is(sound, which < 0 ? total : total - 1);
  t.is(damaged.length, 1, `byte ${position}`);
}

test("damage names its file, position and size", async (t) => {
  const disk = await storedDisk(4);
  disk.flipByte(pack, 32 + frame + 2);
  const { report, blocks } = await openStore(disk);
  const why = "these bytes are not a block";
  const expected = {
    kind: "damaged",
    file: pack,
    position: 32 + frame,
    bytes: frame,
    why,
  } as const;
  t.deepEqual(report.damage, [expected]);
  t.is(disk.bytesOf(pack).length, 32 + 4 * frame, "nothing is cut");
  t.deepEqual(verify(blocks).damaged, [`${pack} ${32 + frame}+${frame}`]);
  disk.flipByte(pack, 32 + 2 * frame + 60);
  const got = blocks.get(sample(2).key, true);
  t.true("message" in got && got.message.includes(`${pack} at ${32 + 2 * frame}`));
});

test("a large damaged region is skipped, blocks behind it are found", async (t) => {
  const disk = new MemoryDisk();
  const all = samples(6, 700_000);
  const { blocks } = await openStore(disk);
  putAll(blocks, all);
  await blocks.close();
  const bytes = disk.bytesOf(pack);
  bytes.fill(0x5a, 40, 2_000_000);
  disk.setBytes(pack, bytes);
  const again = await openStore(disk);
  t.deepEqual(lookAll(again.blocks, all), [
    "absent",
    "absent",
    "absent",
    "found",
    "found",
    "found",
  ]);
  t.deepEqual(verify(again.blocks), { sound: 3, damaged: [`${pack} 32+${3 * 700_056}`] });
});

test("a block that contains a frame does not become two when its header is damaged", async (t) => {
  const disk = await storedDisk(2);
  const stolen = disk.bytesOf(pack).slice(32 + frame);
  const { blocks } = await openStore(disk);
  const { key, bytes } = sampleContaining(stolen);
  expectNoTrouble(blocks.put(key, bytes));
  putAll(blocks, [sample(9)]);
  await blocks.close();
  disk.flipByte(pack, 32 + 2 * frame + 1);
  const again = await openStore(disk);
  t.is(verify(again.blocks).sound, 3);
  t.is(again.blocks.statistics().blocks, 3);
});

function sampleContaining(inner: Uint8Array): {
  readonly key: ReturnType<typeof sample>["key"];
  readonly bytes: Uint8Array;
} {
  const bytes = Buffer.concat([new Uint8Array(10), inner, new Uint8Array(10)]);
  return { key: sample(77).key, bytes };
}

test("a missing pack takes its own blocks only", async (t) => {
  const disk = new MemoryDisk();
  const all = samples(9, 3 * 1024 * 1024);
  const { blocks } = await openStore(disk, { packBytes: 9 * 1024 * 1024 });
  putAll(blocks, all);
  await blocks.close();
  disk.deleteFile("blocks/pack-00000002.ivp");
  const again = await openStore(disk, { packBytes: 9 * 1024 * 1024 });
  t.is(countOf(lookAll(again.blocks, all), "found"), 7);
  t.is(countOf(lookAll(again.blocks, all), "absent"), 2);
});
