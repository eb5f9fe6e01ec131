// The log set on disk: appending, reopening, reading parts, and what crashes, full disks and damage
// leave.
import test from "ava";
import { isTrouble } from "../../dhash/index.ts";
import type { ChainState, KeyPair, LogSet } from "../../logs/index.ts";
import { dotSequence, MemoryJournal, makeDot, openLogSet } from "../../logs/index.ts";
import {
  groupKey,
  LogWorld,
  logIdOf,
  logSetOptions,
  makeKeyPair,
  noTime,
  someBlockKey,
} from "../support/logs.ts";
import { expectNoTrouble, MemoryDisk } from "../support/memory-disk.ts";
import { logId, openOn, textsOf, upTo, write, writeMany } from "./log-set-harness.ts";

test("records are read back as written, with stamps that count up", (t) => {
  const logs = openOn(new MemoryDisk());
  t.is(logs.head(), undefined);
  writeMany(logs, 20);
  const items = [...logs.records(new Map())];
  t.deepEqual(textsOf(items), upTo(20));
  for (const [index, item] of items.entries()) {
    if (item.kind !== "record") return t.fail(item.kind);
    t.deepEqual([dotSequence(item.stamp.dot), item.stamp.lamport], [index + 1, index + 1]);
    t.is(item.stamp.logId, logId);
    t.deepEqual([...item.stamp.known], index === 0 ? [] : [[1, index]]);
    t.is(item.view, index === 0 ? someBlockKey : undefined);
  }
  t.is(logs.head()?.sequence, 20);
  t.is(logs.member(1)?.name, "anna");
  t.true(logs.bytesStored() > 2000);
  return undefined;
});

test("reopened at any length, the log goes on as if it had never been closed", (t) => {
  const disk = new MemoryDisk();
  let state: ChainState | undefined;
  for (let count = 1; count <= 20; count++) {
    const logs = openOn(disk);
    t.is(write(logs, `${count}`), count);
    state = logs.state();
    logs.close();
  }
  const logs = openOn(disk);
  t.deepEqual(textsOf(logs.records(new Map())), upTo(20));
  t.deepEqual(logs.state(), state);
});

test("records of others that cannot be read here are not claimed to be known", (t) => {
  const [anna, ben] = [makeKeyPair(1), makeKeyPair(2)];
  const both = [anna, ben].map((each, index) => ({
    slot: index + 1,
    logId: logIdOf(each),
    name: "x",
  }));
  const journals = both.map((member) => new MemoryJournal(member.logId));
  const open = (pair: KeyPair, epoch: number): LogSet => {
    const groupKeysByEpoch = new Map([[epoch, groupKey]]);
    const options = { members: both, journals, own: pair, keyEpoch: epoch, groupKeysByEpoch };
    return expectNoTrouble(openLogSet({ ...logSetOptions(), ...options }));
  };
  write(open(ben, 2), "in a later epoch");
  const stamp = expectNoTrouble(open(anna, 1).append(noTime, Buffer.from("a"), []));
  t.deepEqual([...stamp.known], []);
});

test("reading starts after any record", (t) => {
  const disk = new MemoryDisk();
  const logs = openOn(disk);
  writeMany(logs, 15);
  for (let known = 0; known <= 15; known++) {
    t.deepEqual(textsOf(openOn(disk).records(new Map([[1, known]]))), upTo(15).slice(known));
  }
});

test("inline parts are read back, from new records and old", (t) => {
  const disk = new MemoryDisk();
  const logs = openOn(disk);
  const parts = (sequence: number): readonly Buffer[] => [
    Buffer.from(`part of ${sequence}`),
    Buffer.alloc(0),
    Buffer.alloc(3000, sequence),
  ];
  for (let sequence = 1; sequence <= 12; sequence++) write(logs, "x", parts(sequence));
  for (const set of [logs, openOn(disk)]) {
    for (const sequence of [12, 1, 7, 7, 3]) {
      for (const [index, part] of parts(sequence).entries()) {
        t.true(part.equals(expectNoTrouble(set.readPart(makeDot(1, sequence), index))));
      }
    }
    for (const [dot, part] of [
      [makeDot(1, 3), 3],
      [makeDot(1, 13), 0],
      [makeDot(2, 1), 0],
    ] as const) {
      const absent = set.readPart(dot, part);
      t.true(isTrouble(absent) && absent.reason === "absent");
    }
  }
});

test("a log that follows records that are not here waits from there on", (t) => {
  const world = new LogWorld(2);
  world.write(0, "a");
  world.sync(0, 1);
  world.write(1, "b");
  world.journal(1, 0).cutTail(0);
  t.deepEqual(textsOf(world.reopen(1).records(new Map())), [
    "slot 2 record 1 waits: it follows records that are not here",
  ]);
});

test("a set without own log reads, and does nothing else", (t) => {
  const disk = new MemoryDisk();
  writeMany(openOn(disk), 5);
  const logs = openOn(disk, { own: undefined });
  t.deepEqual(textsOf(logs.records(new Map())), upTo(5));
  t.throws(() => logs.append(noTime, Buffer.from("x"), []));
  t.throws(() => logs.head());
});

test("a log whose key is not here is told, not passed over", (t) => {
  const disk = new MemoryDisk();
  writeMany(openOn(disk), 2);
  const logs = openOn(disk, { own: undefined, groupKeysByEpoch: new Map() });
  t.deepEqual(textsOf(logs.records(new Map())), [
    "slot 1 record 1 waits: record: no key of epoch 1 here",
  ]);
});
