// Changing the members: what an admin does, what others may, what is refused, and which records
// count afterwards.
import test from "ava";
import { encodeView } from "../../logs/core/view-codec.ts";
import { hexToBytes } from "../../logs/index.ts";
import { crypto } from "../support/logs.ts";
import type { Net } from "../support/member-net.ts";
import { threeMembers } from "../support/member-net.ts";
import { makeInvite, Party, spread } from "../support/members.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";

function connect(net: Net, parties: readonly Party[]): void {
  parties.forEach((a, at) => {
    for (const b of parties.slice(at + 1)) net.link(a, b);
  });
  net.settle(parties);
}

test("an admin admits members, and all read the same list", (t) => {
  const { all } = threeMembers();
  for (const party of all) {
    t.deepEqual(party.members(), ["anna admin", "ben writer", "cleo writer"], party.name);
  }
});

test("an admin gives another role; a reader's records have no effect from then on", (t) => {
  const { anna, ben, cleo, all, net } = threeMembers();
  ben.write("b1");
  connect(net, all);
  const { logId } = ben;
  const place = anna.logs
    .peers()
    ?.standings()
    .find((each) => each.logId === logId)?.proven;
  if (place === undefined) return t.fail();
  t.is(anna.change({ kind: "set-role", logId, role: "reader", place }), "done");
  // Ben has not heard of it yet.
  ben.write("b2");
  net.advance(anna, all);
  net.settle(all);
  t.regex(ben.tryToWrite("b3"), /may only read/);
  for (const party of all) t.deepEqual(party.read(), ["b1"], party.name);
  t.true(ben.recounts.some(({ from }) => from === 2));
  t.is(
    anna.change({ kind: "set-role", logId, role: "writer", place: anna.placeOf(logId) }),
    "done",
  );
  net.advance(anna, all);
  net.settle(all);
  ben.write("b3");
  net.advance(ben, all);
  net.settle(all);
  // What the admin had not seen when Ben was a reader comes back with the right to write.
  for (const party of all) t.deepEqual(party.read(), ["b1", "b2", "b3"], party.name);
  t.deepEqual(cleo.folded, ["b1", "b2", "b3"]);
  return undefined;
});

test("who is excluded from a point on keeps what was before, and nothing after counts", (t) => {
  const { anna, ben, cleo, all, net } = threeMembers();
  for (const text of ["b1", "b2", "b3"]) ben.write(text);
  connect(net, all);
  anna.write("a1");
  net.advance(anna, all);
  net.settle(all);
  const cut = anna.hashOf(ben.logId, 1);
  t.is(anna.change({ kind: "exclude", logId: ben.logId, cut: { sequence: 1, hash: cut } }), "done");
  net.advance(anna, all);
  net.settle(all);
  for (const party of [anna, cleo]) {
    t.deepEqual(party.read(), ["b1", "a1"], party.name);
    t.deepEqual(party.recounts.at(-1), { slot: party.slotOf(ben.logId), from: 2 });
  }
  t.regex(ben.tryToWrite("b4"), /may only read/);
  t.deepEqual(anna.members(), ["anna admin", "ben removed", "cleo writer"]);
});

test("an exclusion gives those who stay a new key, and who is out does not get it", (t) => {
  const { anna, ben, cleo, all } = threeMembers();
  const { keyEpoch: before } = anna.views.inForce() ?? { keyEpoch: 0 };
  anna.change({ kind: "exclude", logId: ben.logId, cut: { sequence: 0, hash: undefined } });
  spread(all);
  const epoch = anna.views.inForce()?.keyEpoch ?? 0;
  t.true(epoch > before);
  t.true(cleo.views.opened.groupKeysByEpoch.has(epoch));
  t.false(ben.views.opened.groupKeysByEpoch.has(epoch));
  t.true(cleo.views.opened.groupKeysByEpoch.has(before));
});

test("a newcomer reads what was written under older keys", (t) => {
  const { anna, ben, cleo, net } = threeMembers();
  anna.write("old");
  anna.change({ kind: "exclude", logId: ben.logId, cut: { sequence: 0, hash: undefined } });
  anna.write("new");
  const dora = new Party("dora", 4, { key: anna.fileSystem });
  anna.change({ kind: "admit", logId: dora.logId, name: "dora", role: "reader" });
  spread([anna, cleo, dora]);
  connect(net, [anna, dora]);
  t.deepEqual(dora.folded, ["old", "new"]);
  t.regex(dora.tryToWrite("x"), /may only read/);
});

test("keys that an admin keeps back are those that were sealed to a member before", (t) => {
  const { anna, ben, cleo, net, all } = threeMembers();
  ben.write("b1");
  connect(net, all);
  anna.change({
    kind: "set-role",
    logId: ben.logId,
    role: "admin",
    place: anna.placeOf(ben.logId),
  });
  spread(all);
  expectNoTrouble(cleo.views.take([viewUnderNewKeyAlone(ben)]));
  cleo.restart();
  t.is(cleo.views.opened.name, "mine");
  t.is(cleo.views.opened.groupKeysByEpoch.size, 2);
  t.deepEqual(cleo.read(), ["b1"]);
});

/** The next view of an admin, without the older keys that belong in it. */
function viewUnderNewKeyAlone({ views, keyPair }: Party): Uint8Array {
  const { membership } = views;
  if (membership === undefined) throw new Error("a member has views");
  const { key: previous, view } = membership.view;
  const groupKey = Buffer.alloc(32, 7);
  const members = view.members.map((member) => {
    const sealedKey = crypto.sealTo(groupKey, hexToBytes(member.logId));
    if (sealedKey === undefined) throw new Error("a valid key");
    return { ...member, sealedKey };
  });
  const next = {
    ...{ previous, root: view.root, replicas: view.replicas, members, settled: [] },
    ...{ invites: view.invites, admission: undefined, keyEpoch: view.keyEpoch + 7 },
    ...{ name: "mine", memberNames: members.map(({ slot }) => `m-${slot}`), olderKeys: [] },
  };
  return encodeView(next, { crypto, groupKey, signer: keyPair });
}

test("who leaves is out at once, and the next view of an admin has a new key", (t) => {
  const { anna, ben, all } = threeMembers();
  const before = anna.views.inForce()?.keyEpoch ?? 0;
  ben.write("b1");
  t.is(ben.leave(), "done");
  spread(all);
  t.deepEqual(anna.members(), ["anna admin", "ben removed", "cleo writer"]);
  t.is(anna.views.inForce()?.keyEpoch, before);
  anna.change({ kind: "set-replicas", replicas: 4 });
  t.true((anna.views.inForce()?.keyEpoch ?? 0) > before);
  t.is(ben.leave(), "not-member");
});

test("what is held of who left comes to others, though nobody has the end of it", (t) => {
  const { anna, ben, cleo, net, all } = threeMembers();
  ben.write("b1");
  connect(net, [anna, ben]);
  net.cut(anna, ben);
  ben.write("b2");
  t.is(ben.leave(), "done");
  spread(all);
  anna.write("a1");
  connect(net, [anna, cleo]);
  t.deepEqual(cleo.folded, ["b1", "a1"]);
});

test("every refusal of a change has its reason", (t) => {
  const { anna, ben, cleo } = threeMembers();
  const nowhere = { sequence: 0, hash: undefined };
  const dora = new Party("dora", 4, { key: anna.fileSystem });
  const { logId } = dora;
  t.is(ben.change({ kind: "admit", logId, name: "dora", role: "reader" }), "not-admin");
  t.is(anna.change({ kind: "admit", logId, name: "BEN", role: "reader" }), "name-taken");
  for (const name of ["", "a b", "a/b", "a\n", "x".repeat(65)]) {
    t.is(anna.change({ kind: "admit", logId, name, role: "reader" }), "bad-name", name);
  }
  const again = { kind: "admit", logId: ben.logId, name: "benjamin", role: "reader" } as const;
  t.is(anna.change(again), "already");
  t.is(anna.change({ kind: "exclude", logId, cut: nowhere }), "unknown-member");
  t.is(anna.change({ kind: "set-role", logId, role: "admin", place: nowhere }), "unknown-member");
  const same = { kind: "set-role", logId: ben.logId, role: "writer", place: nowhere } as const;
  t.is(anna.change(same), "already");
  t.is(anna.change({ kind: "exclude", logId: anna.logId, cut: nowhere }), "last-admin");
  t.is(anna.leave(), "last-admin");
  t.is(anna.change({ kind: "settle" }), "already");
  t.is(anna.change({ kind: "withdraw", invite: makeInvite(1).key }), "no-such-invite");
  t.is(anna.change({ kind: "exclude", logId: cleo.logId, cut: nowhere }), "done");
  t.is(anna.change({ kind: "exclude", logId: cleo.logId, cut: nowhere }), "already");
});

test("two hundred and fifty-six invites may be open", (t) => {
  const { anna } = threeMembers();
  for (let number = 0; number < 256; number++) {
    const key = Buffer.alloc(32, 7).fill(number, 0, 1).toString("hex");
    t.is(anna.change({ kind: "invite", invite: { ...makeInvite(1), key } }), "done");
  }
  t.is(anna.change({ kind: "invite", invite: makeInvite(2) }), "full");
});

test("expired invites make room for others, and all can be withdrawn at once", (t) => {
  const { anna } = threeMembers();
  const expires = 1_800_000_000;
  for (let number = 0; number < 256; number++) {
    const key = Buffer.alloc(32, 7).fill(number, 0, 1).toString("hex");
    const invite = { ...makeInvite(1), key, ...(number < 100 ? { expires } : {}) };
    t.is(anna.change({ kind: "invite", invite, now: expires + 10_000 }), "done");
  }
  const another = { kind: "invite", invite: makeInvite(2) } as const;
  // Until ten minutes later somebody may be let in by them.
  t.is(anna.change({ ...another, now: expires + 600 }), "full");
  t.is(anna.change({ ...another, now: expires + 601 }), "done");
  t.is(anna.views.membership?.invites.length, 157);
  t.is(anna.change({ kind: "withdraw", invite: undefined }), "done");
  t.deepEqual(anna.views.membership?.invites, []);
  t.is(anna.change({ kind: "withdraw", invite: undefined }), "no-such-invite");
});

test("an excluded member whom an admin takes back counts again from there", (t) => {
  const { anna, ben, all, net } = threeMembers();
  ben.write("b1");
  connect(net, all);
  anna.change({ kind: "exclude", logId: ben.logId, cut: anna.placeOf(ben.logId) });
  const place = anna.placeOf(ben.logId);
  t.is(anna.change({ kind: "set-role", logId: ben.logId, role: "writer", place }), "done");
  net.advance(anna, all);
  net.settle(all);
  ben.write("b2");
  net.advance(ben, all);
  net.settle(all);
  for (const party of all) t.deepEqual(party.read(), ["b1", "b2"], party.name);
});
