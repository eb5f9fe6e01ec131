// What a crash, power loss, a full or failing disk leave of a journal: everything that was
// acknowledged, and no lie.
import test from "ava";
import { isTrouble } from "../../dhash/index.ts";
import { expectNoTrouble, Killed, MemoryDisk } from "../support/memory-disk.ts";
import { appendRecords, journalRecords, rangeOf, scanSequences } from "./journal-contract.ts";
import { appendNext, few, openOn, smallJournal } from "./journal-harness.ts";

const count = journalRecords.length;

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

test("opened for reading beside its writer, it is read as it was when it was opened", (t) => {
  const disk = new MemoryDisk();
  const empty = openOn(disk, "read");
  const writer = openOn(disk);
  appendRecords(writer, few);
  const reader = openOn(disk, "read");
  while ((writer.newest()?.sequence ?? 0) < count) appendNext(writer);
  t.deepEqual(scanSequences(reader, 1), rangeOf(1, few.length));
  t.deepEqual(scanSequences(reader, 3), rangeOf(3, few.length));
  t.deepEqual(scanSequences(empty, 1), []);
  t.deepEqual(scanSequences(openOn(disk, "read"), 1), rangeOf(1, count));
});
