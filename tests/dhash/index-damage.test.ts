// The index is a cache of what the packs say: it may be deleted, damaged, old or of another store,
// and nothing is lost.
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import test from "ava";
import { Level } from "level";
import { openLevelIndex } from "../../dhash/adapters/level-index.ts";
import { blockKeyToBytes, isTrouble } from "../../dhash/index.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";
import { copyHome, indexPath, makeHome, openHome } from "./block-homes.ts";
import { countOf, lookAll, owner, putAll, sample, samples, verify } from "./block-samples.ts";
import { textOf } from "./local-blocks-contract.ts";

const count = 400;

/** A closed store whose index has been through a reopening, so that it holds a table and a log. */
async function makeStore(t: ExecutionContext): Promise<string> {
  const home = makeHome(t);
  const first = await openHome(home);
  putAll(first.blocks, samples(count - 50));
  first.blocks.putPublicKeyBlock({ owner: owner(1), version: 1, bytes: Buffer.from("one") });
  first.blocks.putPublicKeyBlock({ owner: owner(1), version: 2, bytes: Buffer.from("two") });
  await first.blocks.close();
  const second = await openHome(home);
  putAll(second.blocks, samples(count));
  await second.blocks.close();
  return home;
}

/** Everything is found, new blocks are taken, and all of it is there after another opening. */
async function checkWhole(t: ExecutionContext, home: string, what: string): Promise<void> {
  const opened = await openHome(home);
  t.is(countOf(lookAll(opened.blocks, samples(count)), "found"), count, what);
  t.is(textOf(opened.blocks, 1), "2 two", what);
  putAll(opened.blocks, [sample(9999)]);
  t.is(await opened.blocks.close(), undefined, what);
  const again = await openHome(home);
  t.is(countOf(lookAll(again.blocks, [...samples(count), sample(9999)]), "found"), count + 1, what);
  t.is(again.blocks.statistics().blocks, count + 2, what);
  t.deepEqual(verify(again.blocks), { sound: count + 3, damaged: [] }, what);
  await again.blocks.close();
}

function indexFiles(home: string): readonly string[] {
  const names = readdirSync(indexPath(home)).filter((name) => name !== "LOCK");
  return names.map((name) => join(indexPath(home), name));
}

test("a deleted index is made anew from the packs", async (t) => {
  const home = await makeStore(t);
  rmSync(indexPath(home), { recursive: true });
  const opened = await openHome(home);
  t.is(opened.report.framesRead, count + 2);
  t.is(opened.report.indexTrouble, undefined);
  await opened.blocks.close();
  await checkWhole(t, home, "deleted");
});

test("an index of garbage is thrown away", async (t) => {
  const store = await makeStore(t);
  for (const file of indexFiles(store)) {
    const home = copyHome(t, store);
    const target = join(indexPath(home), file.slice(indexPath(store).length));
    writeFileSync(target, Buffer.alloc(Math.max(100, statSync(file).size), 0xa7));
    await checkWhole(t, home, `garbage in ${file}`);
    rmSync(home, { recursive: true });
  }
});

test("an index that is no directory is thrown away", async (t) => {
  const home = await makeStore(t);
  rmSync(indexPath(home), { recursive: true });
  writeFileSync(indexPath(home), "hello");
  await checkWhole(t, home, "a file");
});

test("a missing file of the index does not matter", async (t) => {
  const store = await makeStore(t);
  for (const file of indexFiles(store)) {
    const home = copyHome(t, store);
    rmSync(join(indexPath(home), file.slice(indexPath(store).length)));
    await checkWhole(t, home, `without ${file}`);
    rmSync(home, { recursive: true });
  }
});

test("a flipped byte anywhere in the index does not matter", async (t) => {
  const store = await makeStore(t);
  for (const file of indexFiles(store)) {
    const bytes = readFileSync(file);
    const step = Math.max(1, Math.ceil(bytes.length / 12));
    for (let position = 0; position < bytes.length; position += step) {
      const home = copyHome(t, store);
      const flipped = Buffer.from(bytes);
      flipped[position] = (flipped[position] ?? 0) ^ 0x55;
      writeFileSync(join(indexPath(home), file.slice(indexPath(store).length)), flipped);
      await checkWhole(t, home, `byte ${position} of ${file}`);
      rmSync(home, { recursive: true });
    }
  }
});

for (const size of [39, 41]) {
  test(`the index of another store with blocks of ${size} bytes does not matter`, async (t) => {
    const home = await makeStore(t);
    const other = makeHome(t);
    const opened = await openHome(other);
    putAll(opened.blocks, samples(count, size));
    await opened.blocks.close();
    rmSync(indexPath(home), { recursive: true });
    cpSync(indexPath(other), indexPath(home), { recursive: true });
    const mixed = await openHome(home);
    // The larger store's mark lies beyond the end of this one's packs.
    t.is(mixed.report.indexTrouble?.reason, size === 41 ? "damaged" : undefined);
    t.is(countOf(lookAll(mixed.blocks, samples(count)), "found"), count);
    t.false(mixed.blocks.has(sample(3, size).key));
    putAll(mixed.blocks, samples(count, size));
    t.is(countOf(lookAll(mixed.blocks, samples(count, size)), "found"), count);
    await mixed.blocks.close();
  });
}

test("a flipped byte in any entry or in the mark is noticed", async (t) => {
  const home = await makeStore(t);
  for (const key of [Buffer.from([0]), Buffer.from(blockKeyToBytes(sample(1).key))]) {
    for (let position = 0; position < 16; position++) {
      const path = indexPath(copyHome(t, home));
      await flipInLevel({ path, key, position });
      const index = expectNoTrouble(await openLevelIndex(path));
      if (key.length === 1) t.is(index.discarded?.reason, "damaged");
      else t.true(isTrouble(index.index.get(key)));
      await index.index.close();
    }
  }
});

async function flipInLevel(where: {
  readonly path: string;
  readonly key: Buffer;
  readonly position: number;
}): Promise<void> {
  const database = new Level<Buffer, Buffer>(where.path, {
    keyEncoding: "buffer",
    valueEncoding: "buffer",
  });
  const value = Buffer.from((await database.get(where.key)) ?? []);
  value.writeUInt8(value.readUInt8(where.position) ^ 1, where.position);
  await database.put(where.key, value);
  await database.close();
}

test("where no index can be kept, everything works with one in memory", async (t) => {
  const home = await makeStore(t);
  const opened = await openHome(home, { indexPath: "/dev/null/index" });
  t.is(opened.report.indexTrouble?.reason, "failed");
  t.is(countOf(lookAll(opened.blocks, samples(count)), "found"), count);
  putAll(opened.blocks, [sample(9999)]);
  await opened.blocks.close();
  await checkWhole(t, home, "after an opening without the index");
});
