// The exchange between peers: what one writes all have, through whoever is connected; newcomers
// come in by it, exclusions and forks are told to all.
import test from "ava";
import { toldTicks } from "../../logs/core/limits.ts";
import { noTime } from "../support/logs.ts";
import { threeMembers } from "../support/member-net.ts";
import { makeInvite, Party, spread } from "../support/members.ts";

test("what was written before and after they met is on both sides", (t) => {
  const { net, anna, ben, all } = threeMembers();
  anna.write("a1");
  ben.write("b1");
  net.link(anna, ben);
  net.settle(all);
  t.deepEqual(anna.read().toSorted(), ["a1", "b1"]);
  t.deepEqual(ben.read(), anna.read());
  anna.write("a2");
  net.advance(anna, all);
  net.settle(all, 1);
  t.deepEqual(ben.folded, ["a1", "a2"]);
});

test("a new record is there after one message, without a tick", (t) => {
  const { net, anna, ben, all } = threeMembers();
  net.link(anna, ben);
  net.settle(all);
  anna.write("a1");
  net.advance(anna, all);
  t.is(net.packets.length, 1);
  net.deliver(0, all);
  t.deepEqual(ben.folded, ["a1"]);
});

test("what the author knows to be there is acknowledged after some ticks, all together", (t) => {
  const { net, anna, ben, cleo, all } = threeMembers();
  net.link(anna, ben);
  net.settle(all);
  let messages = 0;
  for (let tick = 0; tick < toldTicks; tick++) {
    anna.write(`${tick}`);
    net.advance(anna, all);
    while (net.packets.length > 0) net.deliver(0, all);
    net.tick(all);
    messages += net.packets.filter(({ from }) => from === ben).length;
  }
  t.is(ben.folded.length, toldTicks);
  t.is(messages, 1);
  net.link(ben, cleo);
  net.settle(all);
  while (net.packets.length > 0) net.deliver(0, all);
  anna.write("for all");
  net.advance(anna, all);
  net.deliver(0, all);
  net.tick(all);
  const told = net.packets.filter(({ from }) => from === ben).map(({ to }) => to.name);
  t.deepEqual(told, ["cleo"]);
});

test("records pass through who is between, and come from others when their author is gone", (t) => {
  const { net, anna, ben, cleo, all } = threeMembers();
  anna.write("a1");
  net.link(anna, ben);
  net.settle(all);
  net.cut(anna, ben);
  net.link(ben, cleo);
  net.settle(all);
  t.deepEqual(cleo.read(), ["a1"]);
});

test("records under a head of which nobody has the end are proven by another's older head", (t) => {
  const { net, anna, ben, cleo, all } = threeMembers();
  anna.write("a1");
  net.link(anna, cleo);
  net.settle(all);
  net.cut(anna, cleo);
  anna.write("a2");
  const bounds = { bytesMax: 1000, last: 1, time: noTime };
  const run = anna.logs.peers()?.run(anna.logId, 1, bounds);
  if (run === undefined) throw new Error("there is a record");
  net.take(ben, ben.exchange.takeRun(run).events, all);
  t.deepEqual(ben.read(), [], "its head is of a record that did not come");
  net.link(ben, cleo);
  net.settle(all);
  t.deepEqual(ben.read(), ["a1"]);
});

test("thousands of records come in bounded messages, and are folded once each", (t) => {
  const { net, anna, ben, all } = threeMembers();
  const text = "x".repeat(900);
  for (let at = 0; at < 3000; at++) anna.write(`${at} ${text}`);
  net.link(anna, ben);
  let largest = 0;
  while (net.packets.length > 0) {
    largest = Math.max(largest, net.packets[0]?.bytes.length ?? 0);
    net.deliver(0, all);
  }
  t.is(ben.folded.length, 3000);
  t.is(new Set(ben.folded).size, 3000);
  t.true(largest < 1.2 * 1024 * 1024);
});

test("a question that was lost is asked again", (t) => {
  const { net, anna, ben, all } = threeMembers();
  for (let at = 0; at < 300; at++) anna.write(`${at}`);
  net.link(anna, ben);
  net.deliver(0, all);
  net.deliver(0, all);
  const kinds = net.packets.splice(0).map(({ from }) => from.name);
  t.true(kinds.includes("ben"));
  t.is(ben.folded.length, 0);
  net.settle(all, 30);
  t.is(ben.folded.length, 0);
  net.settle(all, 20);
  t.is(ben.folded.length, 300);
});

test("a member who is silent does not hold up what others have", (t) => {
  const { net, anna, ben, cleo, all } = threeMembers();
  const text = "x".repeat(900);
  for (let at = 0; at < 3000; at++) anna.write(`${at} ${text}`);
  net.link(anna, ben);
  net.settle(all);
  net.link(cleo, ben);
  for (let tick = 0; tick < 2; tick++) net.deliver(0, all);
  t.true(net.packets.some(({ from, to }) => from === cleo && to === ben));
  net.link(cleo, anna);
  for (let tick = 0; tick < 12; tick++) {
    while (net.packets.length > 0) {
      if (net.packets[0]?.from === ben) net.packets.shift();
      else net.deliver(0, all);
    }
    net.tick(all);
  }
  t.is(cleo.folded.length, 3000);
});

test("a newcomer with a link is let in, finds all views, and reads and writes", (t) => {
  const { net, anna, ben, all } = threeMembers();
  anna.write("a1");
  anna.change({ kind: "invite", invite: makeInvite(1) });
  spread(all);
  const dora = new Party("dora", 4, { key: anna.fileSystem });
  const parties = [...all, dora];
  net.link(dora, ben);
  net.settle(parties, 2);
  net.take(dora, dora.exchange.askToJoin("ben", dora.joinRequest(1)), parties);
  net.settle(parties, 5);
  t.deepEqual(
    dora.events.find(({ kind }) => kind === "joined"),
    {
      ...{ kind: "joined", peer: "ben", refusal: undefined, why: "" },
    },
  );
  t.true(dora.isMember);
  net.cut(dora, ben);
  dora.restart();
  net.link(anna, ben);
  net.link(dora, ben);
  net.settle(parties);
  t.deepEqual(dora.read(), ["a1"]);
  dora.write("d1");
  net.advance(dora, parties);
  net.settle(parties);
  t.deepEqual(anna.read(), ["a1", "d1"]);
  t.true(anna.members().includes("dora writer"));
});

test("a refused newcomer is told why", (t) => {
  const { net, ben, all } = threeMembers();
  const dora = new Party("dora", 4, { key: ben.fileSystem });
  const parties = [...all, dora];
  net.link(dora, ben);
  net.settle(parties, 2);
  net.take(dora, dora.exchange.askToJoin("ben", dora.joinRequest(1)), parties);
  net.settle(parties, 2);
  const joined = dora.events.find(({ kind }) => kind === "joined");
  t.like(joined, { refusal: "unknown-invite" });
});

test("an exclusion reaches all, and each is told what to fold anew", (t) => {
  const { net, anna, ben, cleo, all } = threeMembers();
  net.link(anna, ben);
  net.link(ben, cleo);
  for (const text of ["c1", "c2"]) cleo.write(text);
  net.advance(cleo, all);
  net.settle(all);
  const cut = { sequence: 1, hash: anna.hashOf(cleo.logId, 1) };
  anna.change({ kind: "exclude", logId: cleo.logId, cut });
  net.advance(anna, all);
  net.settle(all);
  t.deepEqual(ben.read(), ["c1"]);
  t.deepEqual(ben.recounts.at(-1), { slot: ben.slotOf(cleo.logId), from: 2 });
});

test("a fork is told to all with its proof, the forker included", (t) => {
  const { net, anna, ben, cleo, all } = threeMembers();
  net.link(anna, ben);
  ben.write("b1");
  net.advance(ben, all);
  net.settle(all);
  net.cut(anna, ben);
  const twin = new Party("ben", 2, { key: anna.fileSystem });
  twin.views.take(anna.views.beyond([], Number.POSITIVE_INFINITY));
  twin.restart();
  twin.write("other b1");
  const parties = [anna, twin, cleo];
  net.link(twin, cleo);
  net.settle(parties);
  net.link(anna, cleo);
  net.settle(parties);
  for (const party of [anna, cleo]) t.true(party.store.proofs().has(ben.logId), party.name);
  t.regex(twin.tryToWrite("b2"), /same key/);
});
