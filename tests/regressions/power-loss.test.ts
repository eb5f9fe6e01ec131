// Bugs that a loss of power once brought to light: the pages that a disk lost need not be the last
// ones. Each test has the claim that was broken.
import test from "ava";
import { nodeHasher, openPackBlocks } from "../../dhash/index.ts";
import { openJournal } from "../../logs/index.ts";
import { sample } from "../dhash/block-samples.ts";
import { logIdOf, makeKeyPair, makeRecords } from "../support/logs.ts";
import { expectNoTrouble, MemoryDisk } from "../support/memory-disk.ts";

const hasher = nodeHasher();
const pageBytes = 4096;
const logId = logIdOf(makeKeyPair(1));
const records = makeRecords(logId, Array(12).fill(1500));
const directory = "log";
const path = `${directory}/journal-0000000000000001.ivj`;

/** A journal of which a loss of power took one page. */
function journalWithout(page: number): MemoryDisk {
  const disk = new MemoryDisk();
  const journal = expectNoTrouble(openJournal({ disk, hasher, directory, logId, mode: "append" }));
  for (const record of records) expectNoTrouble(journal.append(record));
  journal.close();
  const bytes = disk.bytesOf(path);
  disk.setBytes(path, bytes.fill(0, page * pageBytes, (page + 1) * pageBytes));
  return disk;
}

test("a journal that lost any page of what was not durable goes on from there", (t) => {
  for (let page = 0; page < 4; page++) {
    const disk = journalWithout(page);
    const lost: number[] = [];
    const onLost = ({ sequence }: { readonly sequence: number }): number => lost.push(sequence);
    const opening = { disk, hasher, directory, logId, mode: "append", onLost } as const;
    const journal = expectNoTrouble(openJournal({ ...opening, durableSequence: 0 }));
    t.deepEqual(journal.damage(), []);
    const next = (journal.newest()?.sequence ?? 0) + 1;
    t.deepEqual(lost, [next], `page ${page}`);
    t.true(next <= 1 + Math.ceil(((page + 1) * pageBytes) / 1500));
    for (const record of records.slice(next - 1)) expectNoTrouble(journal.append(record));
    t.is([...journal.scan(1)].length, records.length);
    t.true(disk.paths().some((each) => each.includes("damaged-1-")));
  }
});

test("a journal that lost a page of what was durable, or may have been, is damaged", (t) => {
  for (const durableSequence of [12, undefined]) {
    for (let page = 0; page < 4; page++) {
      const disk = journalWithout(page);
      const opening = { disk, hasher, directory, logId, mode: "append" } as const;
      const journal = expectNoTrouble(openJournal({ ...opening, durableSequence }));
      t.true(journal.damage().length > 0, `page ${page}`);
    }
  }
});

test("a changed byte is no lost page, durable or not", (t) => {
  const whole = journalWithout(100);
  const bytes = whole.bytesOf(path);
  for (let position = 0; position < bytes.length; position += 37) {
    const disk = new MemoryDisk();
    disk.makeDirectory(directory);
    disk.setBytes(path, bytes);
    disk.flipByte(path, position);
    const opening = { disk, hasher, directory, logId, mode: "append" } as const;
    const journal = expectNoTrouble(openJournal({ ...opening, durableSequence: 0 }));
    t.true(journal.damage().length > 0, `byte ${position}`);
  }
});

test("a damaged header of the first journal file is told to whoever reads it", (t) => {
  const disk = journalWithout(100);
  disk.flipByte(path, 3);
  const journal = expectNoTrouble(openJournal({ disk, hasher, directory, logId, mode: "read" }));
  const [first] = journal.scan(1);
  t.true(first !== undefined && "position" in first && first.position === 0);
});

test("packs that lost any unsynced page keep the blocks around it, and are sound", async (t) => {
  const all = Array.from({ length: 9 }, (_, number) => sample(number, 3000));
  for (const packBytes of [10_000, 1_000_000]) {
    const whole = new MemoryDisk();
    const { blocks } = expectNoTrouble(await openPackBlocks({ disk: whole, hasher, packBytes }));
    for (const { key, bytes } of all) expectNoTrouble(blocks.put(key, bytes));
    await blocks.close();
    for (const pack of whole.paths()) {
      const size = whole.bytesOf(pack).length;
      for (let at = 0; at < size; at += pageBytes) {
        const disk = new MemoryDisk();
        disk.makeDirectory("blocks");
        for (const each of whole.paths()) disk.setBytes(each, whole.bytesOf(each));
        disk.setBytes(pack, whole.bytesOf(pack).fill(0, at, Math.min(size, at + pageBytes)));
        const opened = expectNoTrouble(await openPackBlocks({ disk, hasher, packBytes }));
        t.deepEqual(opened.report.damage, [], `${pack} at ${at}`);
        const isFound = ({ key }: { readonly key: (typeof all)[0]["key"] }): boolean =>
          opened.blocks.has(key) === true;
        t.true(all.filter(isFound).length >= all.length - 3, `${pack} at ${at}`);
        for (const { key, bytes } of all) expectNoTrouble(opened.blocks.put(key, bytes));
        expectNoTrouble(opened.blocks.sync());
        const damaged = [...opened.blocks.verify()].filter(({ kind }) => kind === "damaged");
        t.deepEqual(damaged, [], `${pack} at ${at}`);
        disk.losePower();
        const again = expectNoTrouble(await openPackBlocks({ disk, hasher, packBytes }));
        t.true(all.every(({ key }) => again.blocks.has(key) === true));
      }
    }
  }
});
