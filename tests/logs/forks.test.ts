// What a log set makes of people with two histories: it is noticed, proven where it can be, nobody
// else is blamed, and an admin's word ends it.
import test from "ava";
import { isMalformed, verifyForkProof } from "../../logs/index.ts";
import { crypto, hasher } from "../support/logs.ts";
import { threeMembers } from "../support/member-net.ts";
import { describe, give, runOf, twinOf } from "../support/member-runs.ts";
import { spread } from "../support/members.ts";

test("two histories of one log are noticed, with a proof that anybody can check", (t) => {
  const { anna, ben, cleo } = threeMembers();
  ben.write("b1");
  give(ben, ben, anna);
  give(ben, ben, cleo);
  const twin = twinOf(ben);
  ben.write("b2");
  twin.write("other b2");
  t.is(give(ben, ben, anna), "stored 1");
  t.is(give(twin, ben, cleo), "stored 1");
  t.is(describe(cleo.logs.absorb(runOf(anna, ben, 2))), "forked");
  const proof = cleo.store.proofs().get(ben.logId);
  if (proof === undefined) return t.fail();
  const proven = verifyForkProof({ crypto, hasher }, proof);
  t.false(isMalformed(proven));
  ben.write("b3");
  t.is(describe(cleo.logs.absorb(runOf(ben, ben, 2))), "unwanted");
  return undefined;
});

test("an old head of another history is a fork too, and the proof has the records between", (t) => {
  const { anna, ben } = threeMembers();
  ben.write("b1");
  const twin = twinOf(ben);
  twin.write("other b2");
  const { head } = runOf(twin, ben);
  for (const text of ["b2", "b3", "b4"]) ben.write(text);
  give(ben, ben, anna);
  const absorbed = anna.logs.absorb({ logId: ben.logId, envelopes: [], head });
  t.is(describe(absorbed), "forked");
  const proof = anna.store.proofs().get(ben.logId);
  const proven = proof && verifyForkProof({ crypto, hasher }, proof);
  if (proven === undefined || isMalformed(proven)) return t.fail();
  t.deepEqual([proven.earlier.sequence, proven.later.sequence], [2, 4]);
  return undefined;
});

test("records that another head contradicts are a fork, and not their sender's fault", (t) => {
  const { anna, ben } = threeMembers();
  ben.write("b1");
  const twin = twinOf(ben);
  twin.write("other b2");
  ben.write("b2");
  const { head } = runOf(twin, ben);
  t.is(describe(anna.logs.absorb({ logId: ben.logId, envelopes: [], head })), "stored 0");
  t.is(describe(anna.logs.absorb(runOf(ben, ben))), "forked");
  const proof = anna.store.proofs().get(ben.logId);
  const proven = proof && verifyForkProof({ crypto, hasher }, proof);
  t.false(proven === undefined || isMalformed(proven));
  anna.accept();
  t.deepEqual(anna.folded, ["b1", "b2"]);
});

test("after the exclusion of who forked, all read the same, whatever they had seen", (t) => {
  const { anna, ben, cleo } = threeMembers();
  ben.write("b1");
  give(ben, ben, anna);
  give(ben, ben, cleo);
  const twin = twinOf(ben);
  for (const text of ["b2", "b3"]) ben.write(text);
  twin.write("other b2");
  give(ben, ben, anna);
  give(twin, ben, cleo);
  anna.write("a1");
  cleo.write("c1");
  give(cleo, cleo, anna);
  give(anna, anna, cleo);
  t.true(anna.read().some((text) => text.includes("waits")));
  t.true(cleo.read().some((text) => text.includes("waits")));
  const cut = { sequence: 2, hash: anna.hashOf(ben.logId, 2) };
  anna.change({ kind: "exclude", logId: ben.logId, cut });
  spread([anna, cleo]);
  t.true(cleo.recounts.some(({ slot, from }) => slot === cleo.slotOf(ben.logId) && from === 1));
  t.is(give(anna, ben, cleo), "stored 2");
  anna.accept();
  const read = ["b1", "b2", "a1", "c1"];
  t.deepEqual(anna.read().toSorted(), read.toSorted());
  t.deepEqual(cleo.read(), anna.read());
  cleo.restart();
  t.deepEqual(cleo.read(), anna.read());
});

test("the end of a closed log is taken of its right history only", (t) => {
  const { anna, ben, cleo } = threeMembers();
  const twin = twinOf(ben);
  ben.write("b1");
  twin.write("other b1");
  give(ben, ben, anna);
  const { logId } = ben;
  const cut = anna.placeOf(logId);
  t.is(anna.change({ kind: "exclude", logId, cut }), "done");
  spread([anna, cleo]);
  t.is(describe(cleo.logs.absorb(runOf(twin, ben))), "disputed");
  t.is(give(anna, ben, cleo), "stored 1");
  t.deepEqual(cleo.folded, ["b1"]);
});
