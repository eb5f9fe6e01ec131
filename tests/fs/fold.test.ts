// The history: what it keeps, what it lets go, and what happens at its limits.
import test from "ava";
import { conflictsPerInodeMax } from "../../fs/core/conflicts.ts";
import { recentWritesMax, unsettledMax } from "../../fs/core/conflicts-recent.ts";
import type { FoldRecord, History } from "../../fs/core/index.ts";
import {
  applyRecord,
  conflictsOf,
  emptyRoot,
  findInode,
  insertRecords,
  makeEdit,
  rootInodeNumber,
  startHistory,
} from "../../fs/core/index.ts";
import { trieGet } from "../../fs/core/trie.ts";
import { TrieCursor } from "../../fs/core/trie-cursor.ts";
import { makeDot } from "../../logs/core/index.ts";
import { Author, at, fold, listing, make, sources } from "../support/tree-story.ts";

const top = rootInodeNumber;
const limits = { spacing: 4, recordsMax: 40 };

function put(history: History, ...records: readonly FoldRecord[]): History {
  const inserted = insertRecords(history, records);
  if (inserted.kind === "too-late") throw new Error("too late");
  return inserted.history;
}

function file(author: Author, name: string): FoldRecord {
  const inode = author.newInode();
  return author.write(make.inode(inode), make.link(top, name, inode));
}

test("alone, a log keeps one frozen root and the few records after it", (t) => {
  const author = new Author(1);
  let history = startHistory(emptyRoot(), limits);
  for (let index = 0; index < 50; index++) {
    history = put(history, file(author, `f${index}`));
    t.true(history.records.length < limits.spacing);
    t.is(history.checkpoints.length, 1);
  }
  t.is(listing(history.root).length, 50);
});

test("a late record replays everything after it", (t) => {
  const [a, b] = [new Author(1), new Author(2)];
  const first = [file(a, "a0"), file(b, "b0")];
  const late = file(b, "same");
  const more = Array.from({ length: 20 }, (_, index) =>
    file(a, index === 5 ? "same" : `a${index + 1}`),
  );
  let history = put(startHistory(emptyRoot(), limits), ...first);
  for (const record of more) history = put(history, record);
  history = put(history, late);
  t.deepEqual(listing(history.root), listing(fold(...first, ...more, late)));
  t.is(
    at(history.root, "same").number,
    late.changes[0]?.kind === "inode" ? late.changes[0].inode : top,
  );
});

test("a record that comes twice counts once", (t) => {
  const author = new Author(1);
  const record = file(author, "x");
  const history = put(startHistory(emptyRoot(), limits), record, record);
  t.is(put(history, record).root, history.root);
});

test("records are kept for a log that lags, up to the limit", (t) => {
  const [a, b] = [new Author(1), new Author(2)];
  let history = put(startHistory(emptyRoot(), limits), file(a, "a"), file(b, "b"));
  const early = file(b, "early");
  for (let index = 0; index < 30; index++) history = put(history, file(a, `f${index}`));
  t.true(history.records.length >= 30);
  t.is(insertRecords(history, [early]).kind, "done");
  const again = new Author(3);
  history = put(startHistory(emptyRoot(), limits), file(again, "a"), file(new Author(4), "b"));
  for (let index = 0; index < 300; index++) history = put(history, file(again, `f${index}`));
  t.true(history.records.length <= limits.recordsMax + limits.spacing);
  t.true(history.checkpoints.length < 20);
  const tooLate = new Author(5);
  const answer = insertRecords(history, [file(tooLate, "late")]);
  if (answer.kind !== "too-late") return t.fail();
  t.deepEqual(answer.oldest, history.checkpoints[0]?.root.last);
  t.deepEqual(listing(history.root).length, 302);
});

test("the caller's floor keeps room for a member who has not written yet", (t) => {
  const [a, b] = [new Author(1), new Author(2)];
  let history = startHistory(emptyRoot(), limits);
  for (let index = 0; index < 20; index++) {
    const inserted = insertRecords(history, [file(a, `f${index}`)], 0);
    if (inserted.kind === "too-late") return t.fail();
    history = inserted.history;
  }
  const first = insertRecords(history, [file(b, "first")], 0);
  t.is(first.kind, "done");
});

test("frozen roots thin out with age", (t) => {
  const [a, b] = [new Author(1), new Author(2)];
  let history = put(startHistory(emptyRoot(), { spacing: 4, recordsMax: 100_000 }), file(b, "b"));
  for (let index = 0; index < 2000; index++) history = put(history, file(a, `f${index}`));
  t.is(history.records.length, 2001);
  t.true(history.checkpoints.length < 40, `${history.checkpoints.length} roots`);
  t.is(insertRecords(history, [file(b, "late")]).kind, "done");
});

test("of many recent writes the oldest count as known; the content stays right", (t) => {
  const [a, b] = [new Author(1), new Author(2)];
  const inode = a.newInode();
  const records = [
    a.write(make.inode(inode), make.link(top, "f", inode)),
    b.write({ kind: "end" }),
  ];
  for (let index = 0; index < recentWritesMax + 50; index++) {
    records.push(a.write(make.write(inode, index * 2, 1)));
  }
  const root = fold(...records);
  t.is(trieGet(root.recent, inode)?.writes.length, recentWritesMax);
  t.is(at(root, "f").storedBytes, recentWritesMax + 50);
  // One who knows nothing of the kept ones still sees those that count as known.
  const known = records.slice(0, 40);
  b.learn(...known);
  const late = b.write(make.write(inode, 700, 5));
  const beside = { ...late, stamp: { ...late.stamp, lamport: 5000 } };
  t.is(at(fold(...records, beside), "f").storedBytes, recentWritesMax + 55);
});

test("a silent log makes nobody remember more than the limit", (t) => {
  const [a, b] = [new Author(1), new Author(2)];
  const edit = makeEdit();
  let root = emptyRoot();
  const apply = ({ stamp, changes }: FoldRecord): void => {
    root = applyRecord(root, edit, stamp, changes);
  };
  apply(b.write({ kind: "end" }));
  const { stamp } = a.write({ kind: "end" });
  for (let sequence = 1; sequence <= unsettledMax + 100; sequence++) {
    apply({ stamp: { ...stamp, dot: makeDot(1, sequence), lamport: sequence + 1 }, changes: [] });
  }
  t.is([...new TrieCursor(root.unsettled)].length, unsettledMax + 1);
});

test("of many conflicts of one inode the newest are listed", (t) => {
  const [a, b] = [new Author(1), new Author(2)];
  const inode = a.newInode();
  const records = [
    a.write(make.inode(inode), make.link(top, "f", inode)),
    b.write({ kind: "end" }),
  ];
  b.learn(...records);
  for (let index = 0; index < 50; index++) {
    records.push(a.write(make.mode(inode, index)), b.write(make.mode(inode, index + 100)));
  }
  t.is(conflictsOf(fold(...records), inode).length, conflictsPerInodeMax);
});

test("a record's own changes know each other", (t) => {
  const author = new Author(1);
  const inode = author.newInode();
  const root = fold(
    author.write(
      make.inode(inode),
      make.link(top, "f", inode),
      make.write(inode, 0, 10),
      make.write(inode, 5, 10),
      make.rename(inode, [top, "f"], [top, "g"]),
    ),
  );
  t.is(sources(root, at(root, "g")), "0-5:1.1 5-15:1.1");
  t.is(findInode(root, inode)?.size, 15);
  t.is(root.conflicts, undefined);
});
