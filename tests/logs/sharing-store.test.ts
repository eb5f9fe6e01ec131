// Where heads, views and proofs of others are kept: one suite on the store in memory and in a home.
import test from "ava";
import { MemoryBlocks } from "../../dhash/index.ts";
import type { LogSet, SharingStore } from "../../logs/index.ts";
import { HomeSharing, MemorySharing, openLogSet } from "../../logs/index.ts";
import {
  crypto,
  hasher,
  logIdOf,
  makeKeyPair,
  makeRecords,
  noTime,
  someBlockKey,
} from "../support/logs.ts";
import { threeMembers } from "../support/member-net.ts";
import { expectNoTrouble, MemoryDisk } from "../support/memory-disk.ts";

const logId = logIdOf(makeKeyPair(2));

/** Each opens the store, and opens it again on what was kept. */
const stores: readonly (readonly [string, () => () => SharingStore])[] = [
  [
    "memory",
    () => {
      const store = new MemorySharing();
      return () => store;
    },
  ],
  [
    "home",
    () => {
      const disk = new MemoryDisk();
      const blocks = new MemoryBlocks(hasher);
      return () => new HomeSharing({ disk, hasher, blocks, mode: "append" });
    },
  ],
];

for (const [name, make] of stores) {
  test(`${name}: a journal is created, and is there again`, (t) => {
    const open = make();
    const journal = expectNoTrouble(open().openJournal(logId));
    for (const record of makeRecords(logId, [10, 20])) expectNoTrouble(journal.append(record));
    if (name === "home") journal.close();
    t.is(expectNoTrouble(open().openJournal(logId)).newest()?.sequence, 2);
  });

  test(`${name}: the newest head stays`, (t) => {
    const open = make();
    t.is(open().head(logId), undefined);
    for (const sequence of [3, 7, 5]) {
      expectNoTrouble(open().keepHead(logId, sequence, Buffer.from(`head ${sequence}`)));
    }
    t.is(Buffer.from(expectNoTrouble(open().head(logId)) ?? []).toString(), "head 7");
    t.is(open().sync(), undefined);
  });

  test(`${name}: views are all there, the first proof of a log stays`, (t) => {
    const open = make();
    t.deepEqual(open().views(), []);
    expectNoTrouble(open().keepView(someBlockKey, Buffer.from("a view")));
    expectNoTrouble(open().keepView(someBlockKey, Buffer.from("a view")));
    t.deepEqual(expectNoTrouble(open().views()).map(String), ["a view"]);
    expectNoTrouble(open().keepProof(logId, Buffer.from("first")));
    expectNoTrouble(open().keepProof(logId, Buffer.from("second")));
    t.is(String(expectNoTrouble(open().proofs()).get(logId)), "first");
  });
}

test("damage at the end of somebody's log is set aside, and its records come again", (t) => {
  const { anna, ben } = threeMembers();
  for (let at = 1; at <= 5; at++) ben.write(`b${at}`);
  const disk = new MemoryDisk();
  const home = { disk, hasher, blocks: new MemoryBlocks(hasher) };
  const open = (mode: "append" | "read"): LogSet => {
    const inForce = anna.views.inForce();
    if (inForce === undefined) throw new Error("anna has views");
    const { fileSystem } = anna;
    const empty = { journals: [], own: undefined, syncedSequence: 0 };
    const sharing = new HomeSharing({ ...home, mode });
    const options = { crypto, hasher, fileSystem, ...inForce, ...empty, sharing };
    return expectNoTrouble(openLogSet(options));
  };
  const bounds = { bytesMax: 2 ** 30, last: 5, time: noTime };
  const run = ben.logs.peers()?.run(ben.logId, 1, bounds);
  if (run === undefined) return t.fail();
  const first = open("append");
  t.is(first.absorb(run).kind, "stored");
  t.is(first.accept(9).length, 5);
  first.close();
  const path = disk.paths().find((each) => each.includes(ben.logId));
  if (path === undefined) return t.fail();
  const file = expectNoTrouble(disk.openFile(path));
  disk.flipByte(path, file.size() - 40);
  file.close();
  const reading = open("read");
  t.is([...reading.records(new Map())].filter(({ kind }) => kind === "record").length, 4);
  reading.close();
  const again = open("append");
  t.is(again.accept(9).length, 4);
  t.like(again.absorb(run), { kind: "stored", records: 1 });
  t.is(again.accept(9).length, 1);
  again.close();
  return undefined;
});
