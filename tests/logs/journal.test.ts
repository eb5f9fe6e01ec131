// Journals against their contract, and what a crash, power loss, a full disk and damage do to the
// one on disk.
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { type Hasher, isTrouble, nodeDisk } from "../../dhash/index.ts";
import { MemoryJournal, openJournal } from "../../logs/index.ts";
import { hasher } from "../support/logs.ts";
import { expectNoTrouble, MemoryDisk } from "../support/memory-disk.ts";
import {
  appendRecords,
  journalLogId,
  journalRecords,
  rangeOf,
  scanSequences,
  testJournalContract,
} from "./journal-contract.ts";
import {
  appendNext,
  directory,
  few,
  frameStarts,
  openOn,
  smallJournal,
} from "./journal-harness.ts";

testJournalContract(test, "memory journal", () => new MemoryJournal(journalLogId, 4));
testJournalContract(test, "journal on a disk in memory", () => openOn(new MemoryDisk()));

const home = fs.mkdtempSync(join(tmpdir(), "ivy-journal-"));
test.after.always(() => fs.rmSync(home, { recursive: true }));
let homes = 0;
testJournalContract(test, "journal on the real disk", () => {
  const disk = nodeDisk(join(home, `${homes++}`));
  const place = { disk, hasher, directory, logId: journalLogId, mode: "append" } as const;
  return expectNoTrouble(openJournal({ ...place, fileBytesMax: 1500 }));
});

const count = journalRecords.length;

test("whoever has all records is told so without reading a file", (t) => {
  const { disk } = smallJournal();
  const journal = openOn(disk);
  disk.failCall(1);
  t.deepEqual(scanSequences(journal, few.length + 1), []);
  t.true(isTrouble(journal.read(1)), "reading one would have failed");
});

test("reopened, a journal goes on where it was", (t) => {
  const disk = new MemoryDisk();
  for (const [index, record] of journalRecords.entries()) {
    const journal = openOn(disk);
    t.is(journal.newest()?.sequence ?? 0, index);
    expectNoTrouble(journal.append(record));
    journal.close();
  }
  const journal = openOn(disk);
  t.deepEqual(scanSequences(journal, 1), rangeOf(1, count));
  t.true(disk.paths().length > 3);
  t.is(
    journal.bytesStored(),
    disk.paths().reduce((sum, path) => sum + disk.bytesOf(path).length, 0),
  );
});

test("a torn tail of any length is cut quietly, and nothing else", (t) => {
  const { path, bytes } = smallJournal();
  const starts = frameStarts();
  for (let length = 0; length <= bytes.length; length++) {
    const disk = new MemoryDisk();
    expectNoTrouble(disk.makeDirectory(directory));
    disk.setBytes(path, bytes.subarray(0, length));
    const journal = openOn(disk);
    const whole = starts.filter((start) => start <= length).length - 1;
    t.is(journal.newest()?.sequence ?? 0, Math.max(0, whole), `cut at ${length}`);
    t.deepEqual(journal.damage(), []);
    appendRecords(journal, journalRecords.slice(Math.max(0, whole)));
    t.deepEqual(scanSequences(journal, 1), rangeOf(1, count));
  }
});

test("a tail of unwritten zeros, in place of one or more records, is torn too", (t) => {
  const { path, bytes } = smallJournal();
  for (const start of frameStarts()) {
    for (const zeros of [600, 5000]) {
      const disk = new MemoryDisk();
      expectNoTrouble(disk.makeDirectory(directory));
      disk.setBytes(path, Buffer.concat([bytes.subarray(0, start), Buffer.alloc(zeros)]));
      const journal = openOn(disk);
      t.deepEqual(journal.damage(), []);
      t.is(journal.newest()?.sequence ?? 0, frameStarts().indexOf(start));
    }
  }
});

test("every flipped byte is found, reported with its place, and never returned as data", (t) => {
  const { path, bytes } = smallJournal();
  const starts = frameStarts();
  for (let at = 0; at < bytes.length; at++) {
    for (const mask of [0x01, 0xff]) {
      const disk = new MemoryDisk();
      expectNoTrouble(disk.makeDirectory(directory));
      disk.setBytes(path, bytes);
      disk.flipByte(path, at, mask);
      const journal = openOn(disk);
      const [damage, ...more] = journal.damage();
      t.deepEqual(more, []);
      if (damage === undefined) return t.fail(`byte ${at} was not found`);
      t.is(damage.file, path);
      t.true(damage.position <= at && at < damage.position + damage.bytes, `byte ${at}`);
      const lost = starts.findLastIndex((start) => start <= at) + 1;
      t.deepEqual(
        scanSequences(journal, 1).filter((item) => item !== "damage"),
        rangeOf(1, few.length).filter((sequence) => sequence !== lost),
      );
      const refused = appendNext(journal);
      t.true(isTrouble(refused) && refused.reason === "damaged");
    }
  }
  return undefined;
});

test("damage in the newest file stops appending until accepted; records after it stay", (t) => {
  const { disk, path } = smallJournal();
  disk.flipByte(path, (frameStarts()[1] ?? 0) + 50);
  const journal = openOn(disk);
  t.is(journal.damage()[0]?.next, 3);
  t.true(isTrouble(appendNext(journal)));
  expectNoTrouble(journal.acceptDamage());
  t.is(appendNext(journal), undefined);
  t.deepEqual(scanSequences(journal, 1), [1, "damage", 3, 4, 5]);
  const lost = journal.read(2);
  t.true(isTrouble(lost) && lost.reason === "damaged");
  t.is(expectNoTrouble(journal.read(3)).sequence, 3);
});

test("accepted damage at the end is set aside in a file of its own", (t) => {
  const { disk, path, bytes } = smallJournal();
  const last = frameStarts()[3] ?? 0;
  disk.flipByte(path, bytes.length - 1);
  const journal = openOn(disk);
  t.is(journal.damage()[0]?.next, undefined);
  expectNoTrouble(journal.acceptDamage());
  t.is(journal.newest()?.sequence, 3);
  t.is(appendNext(journal), undefined);
  t.deepEqual(scanSequences(journal, 1), [1, 2, 3, 4]);
  const aside = disk.paths().find((each) => each.includes("damaged-"));
  t.is(disk.bytesOf(aside ?? "").length, bytes.length - last);
});

test("damage in an older file costs only its own record, whatever is asked first", (t) => {
  const disk = new MemoryDisk();
  const journal = openOn(disk);
  appendRecords(journal, journalRecords);
  journal.close();
  const [path] = disk.paths();
  if (path === undefined) return t.fail();
  disk.flipByte(path, 64 + 41 + (few[0]?.envelope.length ?? 0) + 3);
  const again = openOn(disk);
  t.deepEqual(again.damage(), []);
  t.true(isTrouble(again.read(2)));
  for (const { sequence } of journalRecords) {
    if (sequence !== 2) t.is(expectNoTrouble(again.read(sequence)).sequence, sequence);
  }
  t.deepEqual(scanSequences(again, 1), [1, "damage", ...rangeOf(3, count)]);
  t.deepEqual(scanSequences(again, 3), rangeOf(3, count));
  t.deepEqual(scanSequences(again, 2), ["damage", ...rangeOf(3, count)]);
  return undefined;
});

test("a scan from the middle of a file looks at no record before it", (t) => {
  let hashed = 0;
  const counting: Hasher = {
    hash: (label, parts) => {
      hashed++;
      return hasher.hash(label, parts);
    },
  };
  const place = { disk: new MemoryDisk(), directory, logId: journalLogId } as const;
  const journal = expectNoTrouble(
    openJournal({ ...place, hasher: counting, mode: "append", fileBytesMax: 4000 }),
  );
  appendRecords(journal, journalRecords);
  t.true(place.disk.paths().length > 1);
  for (const from of rangeOf(1, count)) {
    hashed = 0;
    t.deepEqual(scanSequences(journal, from), rangeOf(from, count));
    t.true(hashed <= count - from + 1 + place.disk.paths().length, `${hashed} from ${from}`);
  }
});

test("a missing file in the middle is reported, not passed over", (t) => {
  const disk = new MemoryDisk();
  const journal = openOn(disk);
  appendRecords(journal, journalRecords);
  journal.close();
  const path = disk.paths()[1];
  if (path === undefined) return t.fail();
  disk.deleteFile(path);
  const again = openOn(disk);
  const items = scanSequences(again, 1);
  t.true(items.includes("damage"));
  const lost = again.read(Number(/\d+/.exec(path.slice(path.indexOf("journal-")))?.[0]));
  t.true(isTrouble(lost));
  return undefined;
});

test("a file of a newer format is refused by name", (t) => {
  const { disk, path, bytes } = smallJournal();
  const header = Buffer.from(bytes.subarray(0, 64));
  header.writeUInt32LE(2, 8);
  header.set(hasher.hash("ivy journal 1", [header.subarray(0, 52)]).subarray(0, 12), 52);
  disk.setBytes(path, Buffer.concat([header, bytes.subarray(64)]));
  const options = { disk, hasher, directory, logId: journalLogId, mode: "append" } as const;
  const newer = openJournal(options);
  t.true(isTrouble(newer) && newer.reason === "newer" && newer.message.includes(path));
});
