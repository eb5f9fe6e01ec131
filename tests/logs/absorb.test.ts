// What a log set takes from others: what follows, what is proven, what waits, and what strangers
// and forgers get.
import test from "ava";
import { Trouble } from "../../dhash/index.ts";
import { dotSequence } from "../../logs/core/dot.ts";
import { deriveRecordKeys, sealRecord } from "../../logs/core/record-sealing.ts";
import { crypto, emptyBody, flipped, makeKeyPair } from "../support/logs.ts";
import { threeMembers } from "../support/member-net.ts";
import { describe, give, runOf, twinOf } from "../support/member-runs.ts";
import { found, makeInvite, Party, spread } from "../support/members.ts";

test("records come from anybody who has them, and are folded once", (t) => {
  const { anna, ben, cleo } = threeMembers();
  for (const text of ["b1", "b2", "b3"]) ben.write(text);
  t.is(give(ben, ben, anna), "stored 3");
  t.is(give(anna, ben, cleo), "stored 3");
  t.deepEqual(cleo.folded, ["b1", "b2", "b3"]);
  t.is(describe(cleo.logs.absorb(runOf(ben, ben))), "stored 0");
  t.is(describe(cleo.logs.absorb(runOf(ben, ben, 2))), "stored 0");
  cleo.accept();
  t.is(cleo.folded.length, 3);
});

test("records whose dependencies are missing wait, and a restart does not lose them", (t) => {
  const { anna, ben, cleo } = threeMembers();
  ben.write("b1");
  give(ben, ben, anna);
  anna.write("a1");
  give(anna, anna, cleo);
  t.deepEqual(cleo.folded, []);
  t.regex(cleo.read()[0] ?? "", /record 1 waits: it follows records that are not here/);
  cleo.restart();
  t.is(give(ben, ben, cleo), "stored 1");
  t.deepEqual(cleo.folded.toSorted(), ["a1", "b1"]);
  t.deepEqual(cleo.read(), ["b1", "a1"]);
  cleo.write("c1");
  give(cleo, cleo, ben);
  t.deepEqual(ben.read().filter((text) => text.includes("waits")).length, 1);
});

test("whoever reads beside the tree accepts nothing", (t) => {
  const { anna, ben } = threeMembers();
  ben.write("b1");
  give(ben, ben, anna);
  ben.write("b2");
  t.is(describe(anna.logs.absorb(runOf(ben, ben, 2))), "stored 1");
  const dots = [...anna.logs.acceptedRecords(new Map())].flatMap((item) =>
    item.kind === "record" ? [dotSequence(item.stamp.dot)] : [],
  );
  t.deepEqual(dots, [1]);
  anna.accept();
  t.deepEqual(anna.folded, ["b1", "b2"]);
});

test("what waited waits no more once the logs were read back with what it follows", (t) => {
  const { anna, ben, cleo } = threeMembers();
  ben.write("b1");
  give(ben, ben, anna);
  anna.write("a1");
  give(anna, anna, cleo);
  const stop = () => {
    const standings = cleo.logs.peers()?.standings();
    return standings?.find(({ logId }) => logId === anna.logId)?.stop;
  };
  t.is(stop()?.kind, "waiting");
  t.is(describe(cleo.logs.absorb(runOf(ben, ben))), "stored 1");
  t.deepEqual(cleo.read(), ["b1", "a1"]);
  t.is(stop(), undefined);
});

test("after a start no log is walked through once more for the first record that comes", (t) => {
  const { anna, ben } = threeMembers();
  for (let count = 1; count <= 30; count++) ben.write(`b${count}`);
  give(ben, ben, anna);
  anna.restart();
  t.is(anna.read().length, 30);
  const journal = anna.store.openJournal(ben.logId);
  const scan = journal.scan.bind(journal);
  let walked = 0;
  journal.scan = function* (from) {
    for (const item of scan(from)) {
      walked++;
      yield item;
    }
  };
  ben.write("b31");
  t.is(describe(anna.logs.absorb(runOf(ben, ben, 31))), "stored 1");
  anna.accept();
  t.is(anna.folded.at(-1), "b31");
  t.is(walked, 0);
});

test("what is accepted is there after a restart, without being asked for again", (t) => {
  const { anna, ben } = threeMembers();
  for (const text of ["b1", "b2"]) ben.write(text);
  give(ben, ben, anna);
  anna.restart();
  t.is(anna.placeOf(ben.logId).sequence, 2);
  t.deepEqual(anna.read(), ["b1", "b2"]);
  anna.accept();
  anna.write("a1");
  t.is(give(anna, anna, ben), "stored 1");
  t.deepEqual(ben.read(), ["b1", "b2", "a1"]);
});

test("a gap is told, with the first record that is missing", (t) => {
  const { anna, ben } = threeMembers();
  for (let at = 1; at <= 9; at++) ben.write(`b${at}`);
  anna.logs.absorb(runOf(ben, ben, 1, 3));
  t.is(describe(anna.logs.absorb(runOf(ben, ben, 5))), "gap 4");
});

test("records that no head covers yet are kept and not used", (t) => {
  const { anna, ben } = threeMembers();
  for (let at = 1; at <= 9; at++) ben.write(`b${at}`);
  t.is(describe(anna.logs.absorb(runOf(ben, ben, 1, 5))), "stored 5");
  anna.accept();
  t.deepEqual(anna.folded, []);
  t.is(anna.placeOf(ben.logId).sequence, 0);
  t.is(describe(anna.logs.absorb(runOf(ben, ben, 6))), "stored 4");
  anna.accept();
  t.is(anna.folded.length, 9);
});

test("a head alone proves what is here already", (t) => {
  const { anna, ben } = threeMembers();
  for (let at = 1; at <= 4; at++) ben.write(`b${at}`);
  const { head, ...rest } = runOf(ben, ben);
  t.is(describe(anna.logs.absorb({ ...rest, head: undefined })), "stored 4");
  anna.accept();
  t.deepEqual(anna.folded, []);
  t.is(describe(anna.logs.absorb({ logId: ben.logId, envelopes: [], head })), "stored 0");
  anna.accept();
  t.is(anna.folded.length, 4);
});

test("no changed byte of a run is taken", (t) => {
  const { anna, ben } = threeMembers();
  ben.write("b1");
  const run = runOf(ben, ben);
  const [envelope] = run.envelopes;
  const { head } = run;
  if (envelope === undefined || head === undefined) return t.fail();
  for (let at = 0; at < envelope.length; at++) {
    const absorbed = anna.logs.absorb({ ...run, envelopes: [flipped(envelope, at)] });
    t.not(absorbed.kind, "stored", `byte ${at}`);
  }
  for (let at = 0; at < head.length; at++) {
    t.is(anna.logs.absorb({ ...run, head: flipped(head, at) }).kind, "refused", `head ${at}`);
  }
  t.is(describe(anna.logs.absorb(run)), "stored 1");
  return undefined;
});

test("a stranger's records are passed over", (t) => {
  const { anna } = threeMembers();
  const stranger = new Party("max", 9, found(makeKeyPair(9), "max"));
  stranger.write("m1");
  t.is(describe(anna.logs.absorb(runOf(stranger, stranger))), "unwanted");
  t.is(describe(anna.logs.absorb({ ...runOf(stranger, stranger), envelopes: [] })), "unwanted");
});

test("a member who writes in another's name is not believed, and does no harm", (t) => {
  const { anna, ben, cleo } = threeMembers();
  // Ben has the group key, with which every body is sealed.
  const keys = deriveRecordKeys(crypto, ben.views.opened.groupKeysByEpoch);
  const header = { logId: cleo.logId, sequence: 1, previous: undefined, keyEpoch: 1 };
  const body = { ...emptyBody, changes: Buffer.from("forged") };
  const forged = { logId: cleo.logId, envelopes: [sealRecord(keys, header, body)] };
  t.is(describe(anna.logs.absorb({ ...forged, head: undefined })), "stored 1");
  anna.accept();
  t.deepEqual(anna.folded, []);
  ben.write("b1");
  const { head } = runOf(ben, ben);
  t.regex(describe(anna.logs.absorb({ ...forged, head })), /refused: log head: of another log/);
  cleo.write("c1");
  t.is(give(cleo, cleo, anna), "stored 1");
  t.deepEqual(anna.folded, ["c1"]);
  t.regex(describe(anna.logs.absorb({ ...forged, head: undefined })), /refused/);
});

test("a home from a backup first takes back what others kept", (t) => {
  const { anna, ben } = threeMembers();
  ben.write("b1");
  const restored = twinOf(ben);
  for (const text of ["b2", "b3"]) ben.write(text);
  give(ben, ben, anna);
  const { head } = runOf(anna, ben);
  t.is(describe(restored.logs.absorb({ logId: ben.logId, envelopes: [], head })), "stored 0");
  t.deepEqual(restored.logs.peers()?.own()?.fence, { kind: "behind", sequence: 3 });
  t.regex(restored.tryToWrite("b2 again"), /restored from a backup/);
  t.is(describe(restored.logs.absorb(runOf(anna, ben, 2))), "stored 2");
  restored.accept();
  t.deepEqual(restored.folded, ["b2", "b3"]);
  t.is(restored.tryToWrite("b4"), "");
  t.is(give(restored, restored, anna), "stored 1");
  t.deepEqual(anna.read(), ["b1", "b2", "b3", "b4"]);
});

test("two machines that write with one key are told so, and write no more", (t) => {
  const { anna, ben } = threeMembers();
  ben.write("b1");
  const twin = twinOf(ben);
  ben.write("b2");
  twin.write("other b2");
  give(ben, ben, anna);
  t.is(describe(twin.logs.absorb(runOf(anna, ben, 2))), "forked");
  t.regex(twin.tryToWrite("b3"), /another machine wrote record 2 with the same key/);
});

test("what another machine wrote further with this key is not put behind own records", (t) => {
  const { anna, ben } = threeMembers();
  ben.write("b1");
  const twin = twinOf(ben);
  for (const text of ["b2", "b3"]) ben.write(text);
  twin.write("other b2");
  give(ben, ben, anna);
  t.is(describe(twin.logs.absorb(runOf(anna, ben, 2))), "forked");
  t.is(twin.placeOf(ben.logId).sequence, 2);
  t.regex(twin.tryToWrite("b3"), /same key/);
});

test("records under a key that is not here yet wait for the view that brings it", (t) => {
  const { anna, ben, cleo } = threeMembers();
  anna.change({ kind: "exclude", logId: ben.logId, cut: anna.placeOf(ben.logId) });
  anna.write("a1");
  t.is(describe(cleo.logs.absorb(runOf(anna, anna))), "stored 1");
  cleo.accept();
  t.deepEqual(cleo.folded, []);
  spread([anna, cleo]);
  cleo.accept();
  t.deepEqual(cleo.folded, ["a1"]);
});

test("an open invite is no membership", (t) => {
  const { anna, ben } = threeMembers();
  anna.change({ kind: "invite", invite: makeInvite(1) });
  spread([anna, ben]);
  const dora = new Party("dora", 4, found(makeKeyPair(4), "dora"));
  dora.write("d1");
  t.is(describe(ben.logs.absorb(runOf(dora, dora))), "unwanted");
});

test("a head that a disk refused is kept later, so that a restart proves its records", (t) => {
  const { anna, ben, cleo } = threeMembers();
  ben.write("b1");
  const refused = new Trouble("failed", "the disk is full.");
  for (const { logs, store } of [anna, cleo]) {
    const { keepHead } = store;
    store.keepHead = () => refused;
    t.is(describe(logs.absorb(runOf(ben, ben))), "stored 1");
    t.is(logs.peers()?.keepHeads(), refused);
    t.is(logs.sync(), refused);
    store.keepHead = keepHead;
  }
  // By a sync, or before an own record names what came.
  t.is(anna.logs.sync(), undefined);
  cleo.accept();
  for (const party of [anna, cleo]) {
    party.restart();
    t.is(party.placeOf(ben.logId).sequence, 1);
  }
});
