// What full disks, power loss and damage leave of a log set: nothing acknowledged is lost, nothing
// lost is hidden.
import test from "ava";
import { isTrouble, Trouble } from "../../dhash/index.ts";
import { logIdOf, makeKeyPair, noTime } from "../support/logs.ts";
import { threeMembers } from "../support/member-net.ts";
import { Party } from "../support/members.ts";
import { expectNoTrouble, MemoryDisk } from "../support/memory-disk.ts";
import { members, openOn, textsOf, upTo, write, writeMany } from "./log-set-harness.ts";

test("a failed append acknowledges nothing, and the next one has its number", (t) => {
  const disk = new MemoryDisk();
  const logs = openOn(disk);
  writeMany(logs, 3);
  disk.limitBytes(1);
  for (let i = 0; i < 5; i++) {
    const trouble = logs.append(noTime, Buffer.from("lost"), []);
    t.true(isTrouble(trouble) && trouble.reason === "full");
  }
  t.is(logs.head()?.sequence, 3);
  disk.limitBytes(Number.POSITIVE_INFINITY);
  t.is(write(logs, "4"), 4);
  t.deepEqual(textsOf(openOn(disk).records(new Map())), upTo(4));
});

test("a record that is too long for a log is refused and leaves it as it was", (t) => {
  const logs = openOn(new MemoryDisk());
  const trouble = logs.append(noTime, Buffer.alloc(1024 * 1024), []);
  t.true(isTrouble(trouble));
  writeMany(logs, 2);
  t.deepEqual(textsOf(logs.records(new Map())), upTo(2));
});

test("after power loss the tail can be cut back to what was synced, not further", (t) => {
  const disk = new MemoryDisk();
  const logs = openOn(disk);
  writeMany(logs, 5);
  expectNoTrouble(logs.sync());
  writeMany(logs, 7);
  const denied = logs.cutTail(4);
  t.true(isTrouble(denied) && denied.reason === "denied");
  expectNoTrouble(logs.cutTail(8));
  t.is(logs.head()?.sequence, 8);
  t.is(write(logs, "9"), 9);
  expectNoTrouble(logs.cutTail(5));
  writeMany(logs, 4);
  logs.close();
  const synced = openOn(disk, { syncedSequence: 9 });
  t.deepEqual(textsOf(synced.records(new Map())), upTo(9));
  t.true(isTrouble(synced.cutTail(8)));
  synced.close();
  const again = openOn(disk);
  expectNoTrouble(again.cutTail(0));
  t.is(again.head(), undefined);
  writeMany(again, 3);
  t.deepEqual(textsOf(again.records(new Map())), upTo(3));
});

test("what was signed for others is never cut", (t) => {
  const logs = openOn(new MemoryDisk());
  writeMany(logs, 5);
  logs.signHead(noTime);
  t.true(isTrouble(logs.cutTail(4)));
  t.is(logs.cutTail(5), undefined);
});

test("damage costs only its own record; the rest is read and told apart", (t) => {
  const disk = new MemoryDisk();
  writeMany(openOn(disk), 20);
  const [path] = disk.paths();
  if (path === undefined) return t.fail();
  disk.flipByte(path, 64 + 300);
  const logs = openOn(disk);
  const texts = textsOf(logs.records(new Map()));
  t.is(texts.filter((text) => text.startsWith("damage")).length, 1);
  const read = texts.filter((text) => !text.startsWith("damage"));
  t.is(read.length, 19);
  t.true(read.every((text) => upTo(20).includes(text)));
  t.is(logs.damage().length, 0);
  writeMany(logs, 1);
  return undefined;
});

test("reading goes on after a damaged record, even from that record", (t) => {
  for (const others of [[], [{ slot: 2, logId: logIdOf(makeKeyPair(2)), name: "ben" }]]) {
    const disk = new MemoryDisk();
    writeMany(openOn(disk), 20);
    const [path] = disk.paths();
    if (path === undefined) return t.fail();
    disk.flipByte(path, 64 + 300);
    const logs = openOn(disk, { members: [...members, ...others] });
    const lost = [...logs.records(new Map())].findIndex(({ kind }) => kind === "damage") + 1;
    const from = (known: number): readonly string[] => textsOf(logs.records(new Map([[1, known]])));
    t.deepEqual(from(lost).slice(1), upTo(20).slice(lost));
    t.regex(from(lost)[0] ?? "", /^damage/);
    t.deepEqual(from(lost + 1), upTo(20).slice(lost + 1));
  }
  return undefined;
});

test("damage in the newest file is reported and keeps the log from being written", (t) => {
  const disk = new MemoryDisk();
  writeMany(openOn(disk), 20);
  const path = disk.paths().at(-1);
  if (path === undefined) return t.fail();
  disk.flipByte(path, 64 + 100);
  const logs = openOn(disk);
  t.is(logs.damage()[0]?.file, path);
  const trouble = logs.append(noTime, Buffer.from("x"), []);
  t.true(isTrouble(trouble) && trouble.reason === "damaged" && trouble.message.includes(path));
  return undefined;
});

test("a log that a disk kept from being opened is opened later, and nothing is missed", (t) => {
  const { anna, ben, cleo, net } = threeMembers();
  const all = [anna, ben, cleo];
  for (const text of ["b1", "b2"]) ben.write(text);
  net.link(anna, ben);
  net.settle(all);
  const dora = new Party("dora", 4, { key: anna.fileSystem });
  let failures = 3;
  const open = anna.store.openJournal.bind(anna.store);
  Object.assign(anna.store, {
    openJournal: (logId: typeof dora.logId) =>
      logId === dora.logId && failures-- > 0 ? new Trouble("failed", "EIO.") : open(logId),
  });
  const cut = { sequence: 1, hash: anna.hashOf(ben.logId, 1) };
  const { views } = anna;
  const admit = { kind: "admit", logId: dora.logId, name: "dora", role: "writer" } as const;
  t.false(isTrouble(views.change(admit)));
  t.false(isTrouble(views.change({ kind: "exclude", logId: ben.logId, cut })));
  net.take(anna, anna.exchange.noteViews(), all);
  t.deepEqual(anna.recounts, []);
  expectNoTrouble(dora.views.take(views.beyond([], Number.POSITIVE_INFINITY)));
  dora.restart();
  dora.write("d1");
  net.link(anna, dora);
  net.settle([...all, dora], 100);
  t.deepEqual(anna.recounts, [{ slot: anna.slotOf(ben.logId), from: 2 }]);
  t.true(anna.folded.includes("d1"));
});

test("records whose end was lost are sent with the head that covers them", (t) => {
  const { anna, ben, net, all } = threeMembers();
  for (const text of ["b1", "b2"]) ben.write(text);
  net.link(anna, ben);
  net.settle(all);
  expectNoTrouble(anna.store.openJournal(ben.logId).cutTail(1));
  anna.restart();
  const bounds = { bytesMax: 2 ** 20, last: 2, time: noTime };
  const run = anna.logs.peers()?.run(ben.logId, 1, bounds);
  t.is(run?.envelopes.length, 1);
  t.not(run?.head, undefined);
});

test("records whose head was lost come once more, with a head", (t) => {
  const { anna, ben, net, all } = threeMembers();
  for (const text of ["b1", "b2"]) ben.write(text);
  anna.store.keepHead = () => undefined;
  net.link(anna, ben);
  net.settle(all);
  anna.restart();
  t.deepEqual(anna.read(), []);
  net.cut(anna, ben);
  net.link(anna, ben);
  net.settle(all);
  t.deepEqual(anna.read(), ["b1", "b2"]);
});
