// Many records one after the other are read as by their numbers, with one scan.
import test from "ava";
import type { Journal } from "../../logs/index.ts";
import { MemoryJournal } from "../../logs/index.ts";
import { RecordsInOrder } from "../../logs/records-in-order.ts";
import { makeRecords } from "../support/logs.ts";
import { appendRecords, journalLogId } from "./journal-contract.ts";

const count = 1500;
const records = makeRecords(
  journalLogId,
  Array.from({ length: count }, () => 30),
);

function counted(): {
  readonly journal: Journal;
  readonly scans: () => number;
  readonly reader: RecordsInOrder;
} {
  const journal = new MemoryJournal(journalLogId);
  appendRecords(journal, records);
  let scans = 0;
  const reader = new RecordsInOrder({
    scan: (from) => {
      scans++;
      return journal.scan(from);
    },
  });
  return { journal, scans: () => scans, reader };
}

test("many are read with one scan, each as it was written", (t) => {
  const { scans, reader } = counted();
  for (const { sequence, hash } of records) t.is(reader.read(sequence, count)?.hash, hash);
  t.is(scans(), 1);
});

test("for a few nothing is begun", (t) => {
  const { scans, reader } = counted();
  t.is(reader.read(1, 100), undefined);
  t.is(reader.read(count - 5, count), undefined);
  t.is(scans(), 0);
});

test("whoever goes on elsewhere begins anew, and after the end nothing is there", (t) => {
  const { scans, reader } = counted();
  t.is(reader.read(1, count)?.sequence, 1);
  t.is(reader.read(300, count)?.sequence, 300);
  t.is(reader.read(301, count)?.sequence, 301);
  t.is(scans(), 2);
  for (let sequence = 302; sequence <= count; sequence++) reader.read(sequence, count);
  t.is(reader.read(count + 1, count + 2000), undefined);
  t.is(scans(), 2);
});

test("what is cleared is read again", (t) => {
  const { scans, reader } = counted();
  t.is(reader.read(1, count)?.sequence, 1);
  reader.clear();
  t.is(reader.read(2, count)?.sequence, 2);
  t.is(scans(), 2);
});
