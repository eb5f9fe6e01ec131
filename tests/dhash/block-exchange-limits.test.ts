// The exchange of blocks where something has an end: a need, a disk, a link, memory.
import test from "ava";
import {
  answerMillisecondsMax,
  laterKeysMax,
  laterWindowBlocks,
  owedBlocksMax,
  servedBytesAtOnce,
} from "../../dhash/core/block-exchange-limits.ts";
import { bytesToBlockKey } from "../../dhash/index.ts";
import { all, give, keysOf, three, two, want } from "./block-parties.ts";
import { samples } from "./block-samples.ts";

test("what nobody needs any more is not asked for, and not stored when it comes", (t) => {
  const { net, anna, ben } = two();
  give(ben, all);
  want(net, anna, all.slice(0, 20), "later");
  anna.exchange.forget(keysOf(all.slice(0, 20)));
  net.deliverAll();
  t.deepEqual(anna.arrived, []);
  t.false(anna.exchange.isBusy);
  t.is(ben.exchange.statistics().blocksServed, laterWindowBlocks);
});

test("a full disk is told, and tried again now and then with single blocks", (t) => {
  const { net, anna, ben } = two();
  give(ben, all);
  anna.blocks.isFull = true;
  want(net, anna, all, "later");
  net.run(60_000);
  t.true(anna.troubles.length <= laterWindowBlocks + 12, `${anna.troubles.length} troubles`);
  t.true(anna.troubles.length >= laterWindowBlocks + 8);
  t.is(anna.exchange.statistics().wantedLater, 100);
  anna.blocks.isFull = false;
  net.run(8000);
  t.is(anna.arrived.length, 100);
});

test("a damaged block is told once, lacks for others, and is fetched anew for a reader", (t) => {
  const { net, anna, ben, cleo } = three();
  for (const party of [anna, ben]) {
    give(party, all.slice(0, 1));
    party.blocks.flipByte(all[0]?.key ?? never(), 3);
  }
  give(cleo, all.slice(0, 1));
  want(net, anna, all.slice(0, 1), "now");
  want(net, anna, all.slice(0, 1), "now");
  net.deliverAll();
  t.deepEqual([anna.troubles, ben.troubles], [["damaged"], ["damaged"]]);
  t.deepEqual(anna.arrived, keysOf(all.slice(0, 1)));
  t.is(anna.exchange.statistics().blocksReceived, 1);
});

function never(): never {
  throw new Error("there are samples");
}

test("blocks wait while a link is full, urgent ones come first when it has drained", (t) => {
  const { net, anna, ben } = two();
  give(ben, all);
  ben.exchange.hold("anna");
  want(net, anna, all.slice(0, 3), "later");
  want(net, anna, all.slice(3, 4), "now");
  net.run(90);
  t.is(anna.arrived.length, 0);
  t.true(ben.exchange.isBusy);
  net.take(ben, ben.exchange.drained("anna"));
  net.deliverAll();
  t.deepEqual(anna.arrived, keysOf([...all.slice(3, 4), ...all.slice(0, 3)]));
});

test("large blocks go to a link in portions", (t) => {
  const { net, anna, ben } = two();
  const large = samples(10, 1024 * 1024);
  give(ben, large);
  want(net, anna, large, "now");
  net.deliver(0);
  t.is(net.packets.length, servedBytesAtOnce / (1024 * 1024));
  net.run(100);
  t.is(anna.arrived.length, 10);
});

test("a peer that keeps its window is never closed, however long the other one is stuck", (t) => {
  const { net, anna, ben } = two();
  give(ben, all);
  ben.exchange.hold("anna");
  want(net, anna, all, "later");
  net.run(40 * answerMillisecondsMax, undefined, 500);
  t.deepEqual(ben.closed, []);
  net.take(ben, ben.exchange.drained("anna"));
  net.run(2000);
  t.is(anna.arrived.length, 100);
  t.true(owedBlocksMax >= 40);
});

test("beyond the limit the newest keys for later are dropped and counted", (t) => {
  const { anna } = two();
  const keys = Array.from({ length: laterKeysMax + 5 }, (_, number) => {
    const bytes = new Uint8Array(33).fill(0x12, 0, 1);
    new DataView(bytes.buffer).setUint32(1, number);
    return bytesToBlockKey(bytes) ?? never();
  });
  anna.exchange.want(keys, "later");
  t.like(anna.exchange.statistics(), { wantedLater: laterKeysMax, laterDropped: 5 });
  anna.exchange.want(keys.slice(-5), "now");
  t.is(anna.exchange.statistics().wantedNow, 5);
});
