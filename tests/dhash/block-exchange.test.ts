// The exchange of blocks between peers that mean well: who is asked for what, when another one is
// asked, and what a late answer costs.
import test from "ava";
import {
  answerMillisecondsMax,
  laterWindowBlocks,
  windowBlocks,
} from "../../dhash/core/block-exchange-limits.ts";
import { BlockNet } from "../support/block-net.ts";
import { all, give, keysOf, three, two, want } from "./block-parties.ts";

test("what is wanted comes from who has it, in one round trip, in the order wanted", (t) => {
  const { net, anna, ben } = two();
  give(ben, all);
  const some = all.slice(0, 10).toReversed();
  want(net, anna, some, "now");
  t.deepEqual(net.said(), ["anna>ben want now 10"]);
  net.deliverAll();
  t.deepEqual(anna.arrived, keysOf(some));
  t.false(anna.exchange.isBusy);
  t.like(anna.exchange.statistics(), { wantedNow: 0, asked: 0, blocksReceived: 10 });
  t.like(ben.exchange.statistics(), { blocksServed: 10, bytesServed: 400 });
});

test("what is held arrives at once and nobody is asked", (t) => {
  const { net, anna } = two();
  give(anna, all.slice(0, 2));
  want(net, anna, all.slice(0, 1), "now");
  want(net, anna, all.slice(1, 2), "later");
  t.deepEqual(anna.arrived, keysOf(all.slice(0, 2)));
  t.deepEqual(net.packets, []);
});

test("asking again asks nobody again", (t) => {
  const { net, anna, ben } = two();
  give(ben, all);
  for (const urgency of ["later", "now", "later"] as const)
    want(net, anna, all.slice(0, 5), urgency);
  t.deepEqual(net.said(), ["anna>ben want later 5"]);
  t.like(anna.exchange.statistics(), { wantedNow: 5, wantedLater: 0 });
  net.deliverAll();
  t.is(anna.arrived.length, 5);
});

test("a hundred blocks come through a window of sixteen", (t) => {
  const { net, anna, ben } = two();
  give(ben, all);
  want(net, anna, all, "now");
  t.deepEqual(net.said(), [`anna>ben want now ${windowBlocks}`]);
  t.is(anna.exchange.statistics().asked, windowBlocks);
  net.deliverAll();
  t.is(anna.arrived.length, 100);
});

test("a reader finds room while much is fetched for later", (t) => {
  const { net, anna, ben } = two();
  give(ben, all);
  want(net, anna, all.slice(0, 90), "later");
  want(net, anna, all.slice(90), "now");
  const rest = windowBlocks - laterWindowBlocks;
  t.deepEqual(net.said(), [
    `anna>ben want later ${laterWindowBlocks}`,
    `anna>ben want now ${rest}`,
  ]);
  net.deliver(0);
  while (anna.arrived.length < 30) net.deliver(0);
  t.deepEqual(anna.arrived.slice(16, 22).toSorted(), keysOf(all.slice(94)).toSorted());
});

test("what is fetched for later is asked of all alike", (t) => {
  const { net, anna, ben, cleo } = three();
  give(ben, all);
  give(cleo, all);
  want(net, anna, all.slice(0, 10), "later");
  t.deepEqual(net.said(), ["anna>ben want later 5", "anna>cleo want later 5"]);
});

test("a reader is served by who answers fastest", (t) => {
  const { net, anna, ben, cleo } = three();
  give(ben, all);
  give(cleo, all);
  want(net, anna, all.slice(0, 10), "later");
  net.run(300, ({ from, to }) => (from === ben || to === ben ? 60 : 10));
  t.is(anna.arrived.length, 10);
  want(net, anna, all.slice(20, 30), "now");
  t.deepEqual(net.said(), ["anna>cleo want now 10"]);
});

test("who lacks a block is not asked again at once, and others are", (t) => {
  const { net, anna, ben, cleo } = three();
  give(cleo, all.slice(0, 1));
  want(net, anna, all.slice(0, 2), "now");
  t.deepEqual(net.said(), ["anna>ben want now 2"]);
  net.deliver(0);
  t.deepEqual(net.said(), ["ben>anna lack 2"]);
  net.deliver(0);
  t.deepEqual(net.said(), ["anna>cleo want now 2"]);
  net.deliverAll();
  t.deepEqual(anna.arrived, keysOf(all.slice(0, 1)));
  net.run(1900);
  t.deepEqual(net.packets, []);
  give(ben, all);
  net.run(500);
  t.deepEqual(anna.arrived, keysOf(all.slice(0, 2)));
});

test("what nobody has stays wanted, and every newcomer is asked", (t) => {
  const net = new BlockNet("anna", "ben", "cleo");
  const [anna, ben, cleo] = [net.party(0), net.party(1), net.party(2)];
  give(cleo, all);
  want(net, anna, all.slice(0, 3), "later");
  t.false(anna.exchange.isBusy);
  net.link(anna, ben);
  net.deliverAll();
  t.true(anna.exchange.isBusy);
  net.link(anna, cleo);
  net.deliverAll();
  t.is(anna.arrived.length, 3);
});

test("who reconnects is asked again for what it lacked", (t) => {
  const { net, anna, ben } = two();
  want(net, anna, all.slice(0, 1), "later");
  net.deliverAll();
  give(ben, all);
  net.cut(anna, ben);
  net.link(anna, ben);
  net.deliverAll();
  t.is(anna.arrived.length, 1);
});

test("who missed a block is told when it comes, and has it at once", (t) => {
  const net = new BlockNet("anna", "ben", "cleo");
  const [anna, ben, cleo] = [net.party(0), net.party(1), net.party(2)];
  give(cleo, all);
  net.link(anna, ben);
  want(net, anna, all.slice(0, 30), "later");
  want(net, ben, all.slice(0, 30), "later");
  net.deliverAll();
  net.link(ben, cleo);
  net.deliverAll();
  t.is(anna.arrived.length, 30);
  t.is(anna.exchange.statistics().asked, 0);
});

test("a block that was stored otherwise is wanted no more, and others get it", (t) => {
  const { net, anna, ben } = two();
  for (const party of [anna, ben]) want(net, party, all, "later");
  net.deliverAll();
  give(ben, all);
  net.take(ben, ben.exchange.stored(keysOf(all)));
  t.deepEqual(net.said(), ["ben>anna have 64", "ben>anna have 36"]);
  net.deliverAll();
  t.is(ben.exchange.statistics().blocksReceived, 0);
  t.deepEqual([anna.arrived.length, ben.arrived.length], [100, 100]);
});

test("an urgent question that is late goes to the next peer too", (t) => {
  const { net, anna, ben, cleo } = three();
  give(ben, all);
  give(cleo, all);
  want(net, anna, all.slice(0, 1), "now");
  net.packets.splice(0);
  net.run(300);
  t.is(anna.arrived.length, 0);
  net.run(60);
  t.is(anna.arrived.length, 1);
  t.is(cleo.exchange.statistics().blocksServed, 1);
});

test("a question for later waits for its answer", (t) => {
  const { net, anna, ben, cleo } = three();
  give(ben, all);
  give(cleo, all);
  want(net, anna, all.slice(0, 1), "later");
  net.packets.splice(0);
  net.run(9000);
  t.is(anna.arrived.length, 0);
  net.run(2000);
  t.is(anna.arrived.length, 1);
});

test("a block that comes twice is stored once and told once", (t) => {
  const { net, anna, ben, cleo } = three();
  give(ben, all);
  give(cleo, all);
  want(net, anna, all.slice(0, 1), "now");
  net.run(2000, ({ to }) => (to === ben ? 800 : 5));
  t.deepEqual(anna.arrived, keysOf(all.slice(0, 1)));
  t.like(anna.exchange.statistics(), { blocksReceived: 1, blocksUnwanted: 1 });
});

test("an answer after ten seconds is taken", (t) => {
  const { net, anna, ben } = two();
  give(ben, all);
  want(net, anna, all.slice(0, 5), "later");
  net.run(answerMillisecondsMax + 1000, () => Number.POSITIVE_INFINITY);
  net.deliverAll();
  t.is(anna.arrived.length, 5);
  t.deepEqual(anna.closed, []);
});

test("of a peer that is silent one block at a time is asked, until it answers", (t) => {
  const { net, anna, ben } = two();
  give(ben, all);
  want(net, anna, all, "later");
  const wants: number[] = [];
  for (let round = 0; round < 4; round++) {
    wants.push(anna.exchange.statistics().asked);
    net.packets.splice(0);
    net.run(answerMillisecondsMax, () => Number.POSITIVE_INFINITY);
  }
  t.deepEqual(wants, [laterWindowBlocks, 1, 1, 1]);
  net.run(2000);
  t.is(anna.arrived.length, 100);
});

test("a peer that takes seconds for a block gets the questions that it can answer", (t) => {
  const { net, anna, ben } = two();
  give(ben, all);
  want(net, anna, all, "later");
  let busyUntil = 0;
  const delays = new Map<unknown, number>();
  const slow = (packet: (typeof net.packets)[number]): number => {
    if (packet.from !== ben) return 5;
    const known = delays.get(packet);
    if (known !== undefined) return known;
    busyUntil = Math.max(busyUntil, packet.sentAt) + 2000;
    delays.set(packet, busyUntil - packet.sentAt);
    return busyUntil - packet.sentAt;
  };
  net.run(100 * 2000 * 1.3, slow, 100);
  t.is(anna.arrived.length, 100);
  const { blocksUnwanted } = anna.exchange.statistics();
  t.true(blocksUnwanted < 20, `${blocksUnwanted} came twice`);
});
