// Journals against their contract, and what a crash, power loss, a full disk and damage do to the
// one on disk.
import test from "ava";
import type { Trouble } from "../../dhash/index.ts";
import { isTrouble } from "../../dhash/index.ts";
import type { Journal } from "../../logs/index.ts";
import { MemoryJournal, openJournal } from "../../logs/index.ts";
import { hasher } from "../support/logs.ts";
import { expectNoTrouble, Killed, MemoryDisk } from "../support/memory-disk.ts";
import {
  appendRecords,
  journalLogId,
  journalRecords,
  rangeOf,
  scanSequences,
  testJournalContract,
} from "./journal-contract.ts";

const directory = "logs/one";

function openOn(
  disk: MemoryDisk,
  mode: "append" | "read" = "append",
  fileBytesMax = 1500,
): Journal {
  return expectNoTrouble(
    openJournal({ disk, hasher, directory, logId: journalLogId, mode, fileBytesMax }),
  );
}

testJournalContract(test, "memory journal", () => new MemoryJournal(journalLogId, 4));
testJournalContract(test, "journal on disk", () => openOn(new MemoryDisk()));

const count = journalRecords.length;
/** Four records of few bytes: small enough to try every byte. */
const few = journalRecords.slice(0, 4);

/** One file with four records. */
function smallJournal(): { disk: MemoryDisk; path: string; bytes: Uint8Array } {
  const disk = new MemoryDisk();
  const journal = openOn(disk);
  appendRecords(journal, few);
  expectNoTrouble(journal.sync());
  journal.close();
  const [path] = disk.paths();
  if (path === undefined) throw new Error("no journal file");
  return { disk, path, bytes: disk.bytesOf(path) };
}

/** Appends the record after the newest. */
function appendNext(journal: Journal): Trouble | undefined {
  const next = journalRecords[journal.newest()?.sequence ?? 0];
  if (next === undefined) throw new Error("no more records");
  return journal.append(next);
}

/** Positions of the frames, the end included. */
function frameStarts(): readonly number[] {
  const starts = [64];
  for (const { envelope } of few) starts.push((starts.at(-1) ?? 0) + 41 + envelope.length);
  return starts;
}

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

test("a failed append is as if it had not been tried: full disk, EIO, at a new file", (t) => {
  for (const fault of ["full", "failed"] as const) {
    for (const before of [0, 1, 10, 20]) {
      for (let call = 1; call < 8; call++) {
        const disk = new MemoryDisk();
        const journal = openOn(disk);
        appendRecords(journal, journalRecords.slice(0, before));
        const size = disk.paths().reduce((sum, path) => sum + disk.bytesOf(path).length, 0);
        if (fault === "full") disk.limitBytes(size + call * 13);
        else disk.failCall(call);
        const tried = appendNext(journal);
        disk.limitBytes(Number.POSITIVE_INFINITY);
        disk.failCall(Number.POSITIVE_INFINITY);
        t.is(journal.newest()?.sequence ?? 0, before + (tried === undefined ? 1 : 0));
        appendRecords(journal, journalRecords.slice(journal.newest()?.sequence ?? 0));
        t.deepEqual(scanSequences(journal, 1), rangeOf(1, count));
        disk.kill();
        t.deepEqual(scanSequences(openOn(disk), 1), rangeOf(1, count));
      }
    }
  }
});

test("killed in the middle of any append, everything appended before is there", (t) => {
  for (let before = 0; before < count; before++) {
    for (const torn of [0, 1, 41, 60]) {
      const disk = new MemoryDisk();
      const journal = openOn(disk);
      appendRecords(journal, journalRecords.slice(0, before));
      disk.killInNextAppend(torn);
      t.throws(() => appendNext(journal), { instanceOf: Killed });
      const again = openOn(disk);
      t.deepEqual(again.damage(), []);
      t.deepEqual(scanSequences(again, 1), rangeOf(1, before));
      appendRecords(again, journalRecords.slice(before));
      t.deepEqual(scanSequences(again, 1), rangeOf(1, count));
    }
  }
});

test("power loss keeps what was synced and a prefix of the rest", (t) => {
  for (let synced = 1; synced <= count; synced++) {
    for (const kept of [0, 30, 700]) {
      const disk = new MemoryDisk();
      const journal = openOn(disk);
      appendRecords(journal, journalRecords.slice(0, synced));
      expectNoTrouble(journal.sync());
      appendRecords(journal, journalRecords.slice(synced));
      disk.losePower(kept);
      const again = openOn(disk);
      t.deepEqual(again.damage(), []);
      const there = again.newest()?.sequence ?? 0;
      t.true(there >= synced);
      t.deepEqual(scanSequences(again, 1), rangeOf(1, there));
    }
  }
});

test("opened for reading, nothing is changed and a torn end is passed over", (t) => {
  const { disk, path, bytes } = smallJournal();
  disk.setBytes(path, bytes.subarray(0, bytes.length - 5));
  const before = disk.bytesOf(path);
  const journal = openOn(disk, "read");
  t.is(journal.newest()?.sequence, 3);
  t.deepEqual(scanSequences(journal, 1), [1, 2, 3]);
  t.deepEqual(disk.bytesOf(path), before);
  t.throws(() => appendNext(journal));
});

test("after a failed sync nothing is acknowledged any more", (t) => {
  const disk = new MemoryDisk();
  const journal = openOn(disk);
  appendRecords(journal, few);
  disk.failSync(1);
  t.true(isTrouble(journal.sync()));
  t.true(isTrouble(journal.sync()));
  t.true(isTrouble(appendNext(journal)));
  t.is(journal.newest()?.sequence, 4);
});
