// The contract of the Journal port: one suite for every implementation.
import type { TestFn } from "ava";
import { isTrouble } from "../../dhash/index.ts";
import type { Journal, JournalRecord } from "../../logs/index.ts";
import { logIdOf, makeKeyPair, makeRecords } from "../support/logs.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";

export const journalLogId = logIdOf(makeKeyPair(1));
/** Short and long ones, one longer than what is read at first. */
export const journalRecords = makeRecords(
  journalLogId,
  Array.from({ length: 25 }, (_, index) => (index === 7 ? 20_000 : 20 + ((index * 53) % 400))),
);

export function appendRecords(journal: Journal, records: readonly JournalRecord[]): void {
  for (const record of records) expectNoTrouble(journal.append(record));
}

/** Sequences of the sound records from `from` on; each must be exactly what was appended. */
export function scanSequences(journal: Journal, from: number): readonly (number | string)[] {
  return [...journal.scan(from)].map((item) => {
    if (isTrouble(item)) return item.reason;
    if (item.kind === "damage") return "damage";
    const original = journalRecords[item.sequence - 1];
    const isSame =
      original !== undefined &&
      original.hash === item.hash &&
      Buffer.from(original.envelope).equals(item.envelope);
    return isSame ? item.sequence : "another record";
  });
}

export function rangeOf(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

const count = journalRecords.length;

export function testJournalContract(test: TestFn, what: string, makeJournal: () => Journal): void {
  testReading(test, what, makeJournal);
  testRules(test, what, makeJournal);
}

function testReading(test: TestFn, what: string, makeJournal: () => Journal): void {
  test(`${what}: a new journal is empty`, (t) => {
    const journal = makeJournal();
    t.is(journal.newest(), undefined);
    t.true(journal.beginsFile());
    t.deepEqual([...journal.scan(1)], []);
    const absent = journal.read(1);
    t.true(isTrouble(absent) && absent.reason === "absent");
    t.deepEqual(journal.damage(), []);
    t.is(journal.sync(), undefined);
    journal.close();
  });

  test(`${what}: appended records are read by number and in order`, (t) => {
    const journal = makeJournal();
    appendRecords(journal, journalRecords);
    t.is(journal.newest()?.sequence, count);
    t.is(journal.newest()?.hash, journalRecords.at(-1)?.hash);
    for (const record of journalRecords.toReversed()) {
      const read = expectNoTrouble(journal.read(record.sequence));
      t.is(read.hash, record.hash);
      t.true(Buffer.from(read.envelope).equals(record.envelope));
    }
    for (const from of [1, 2, 13, count]) {
      t.deepEqual(scanSequences(journal, from), rangeOf(from, count));
    }
    t.deepEqual(scanSequences(journal, count + 1), []);
    t.true(isTrouble(journal.read(count + 1)));
    t.true(isTrouble(journal.read(0)));
    journal.close();
  });

  test(`${what}: files begin with the records it said, and it knows which`, (t) => {
    const journal = makeJournal();
    const firsts: number[] = [];
    for (const record of journalRecords) {
      if (journal.beginsFile()) firsts.push(record.sequence);
      t.is(journal.fileStart(record.sequence), firsts.at(-1) ?? 0);
      expectNoTrouble(journal.append(record));
    }
    t.is(firsts[0], 1);
    t.true(firsts.length > 2);
    for (const { sequence } of journalRecords) {
      t.is(journal.fileStart(sequence), firsts.findLast((first) => first <= sequence) ?? 0);
    }
    journal.close();
  });
}

function testRules(test: TestFn, what: string, makeJournal: () => Journal): void {
  test(`${what}: the order of appends is a rule`, (t) => {
    const journal = makeJournal();
    const [first, second, third] = journalRecords;
    if (first === undefined || second === undefined || third === undefined) return t.fail();
    t.throws(() => journal.append(second));
    expectNoTrouble(journal.append(first));
    t.throws(() => journal.append(first));
    t.throws(() => journal.append(third));
    journal.close();
    return undefined;
  });

  test(`${what}: a cut tail is gone, and other records take its place`, (t) => {
    for (let kept = 0; kept <= count; kept++) {
      const journal = makeJournal();
      appendRecords(journal, journalRecords);
      expectNoTrouble(journal.cutTail(kept));
      t.is(journal.newest()?.sequence ?? 0, kept);
      t.deepEqual(scanSequences(journal, 1), rangeOf(1, kept));
      t.true(isTrouble(journal.read(kept + 1)));
      appendRecords(journal, journalRecords.slice(kept));
      t.deepEqual(scanSequences(journal, 1), rangeOf(1, count));
      journal.close();
    }
  });

  test(`${what}: a scan that began sees at least what was there`, (t) => {
    const journal = makeJournal();
    appendRecords(journal, journalRecords.slice(0, 10));
    const scan = journal.scan(1)[Symbol.iterator]();
    scan.next();
    appendRecords(journal, journalRecords.slice(10));
    let seen = 1;
    while (scan.next().done !== true) seen++;
    t.true(seen >= 10);
    journal.close();
  });
}
