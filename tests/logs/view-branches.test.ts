// Admins who act without seeing each other: all agree on the members afterwards, and nothing that
// somebody did is lost without being listed.
import test from "ava";
import { invitesMax } from "../../logs/core/limits.ts";
import type { LogId } from "../../logs/index.ts";
import { logIdOf, makeKeyPair } from "../support/logs.ts";
import { found, makeInvite, Party, spread } from "../support/members.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";

interface World {
  readonly anna: Party;
  readonly ben: Party;
  readonly cleo: Party;
  readonly all: readonly Party[];
}

/** Anna founded; Ben is admin, and Cleo writer. */
function world(): World {
  const founding = found(makeKeyPair(1), "anna");
  const anna = new Party("anna", 1, founding);
  const ben = new Party("ben", 2, { key: founding.key });
  const cleo = new Party("cleo", 3, { key: founding.key });
  anna.change({ kind: "admit", logId: ben.logId, name: "ben", role: "admin" });
  anna.change({ kind: "admit", logId: cleo.logId, name: "cleo", role: "writer" });
  const all = [anna, ben, cleo];
  spread(all);
  return { anna, ben, cleo, all };
}

const newcomer = (number: number): LogId => logIdOf(makeKeyPair(number));
const nowhere = { sequence: 0, hash: undefined };

function fates(party: Party): readonly string[] {
  const aside = party.views.membership?.aside ?? [];
  return aside.flatMap(({ effects }) =>
    effects.map(({ effect, fate, why }) => `${effect.kind} ${fate}${why ? `: ${why}` : ""}`),
  );
}

test("two admins admit at the same time, and both newcomers are members for all", (t) => {
  const { anna, ben, all } = world();
  anna.change({ kind: "admit", logId: newcomer(4), name: "dora", role: "writer" });
  ben.change({ kind: "admit", logId: newcomer(5), name: "emil", role: "reader" });
  spread(all);
  for (const party of all) {
    const members = ["anna admin", "ben admin", "cleo writer", "dora writer", "emil reader"];
    t.deepEqual(party.members(), members, party.name);
    t.deepEqual(fates(party), ["admit holds"]);
  }
});

test("newcomers of two branches read each other's names", (t) => {
  const { anna, ben, all } = world();
  const dora = new Party("dora", 4, { key: anna.fileSystem });
  const emil = new Party("emil", 5, { key: anna.fileSystem });
  anna.change({ kind: "admit", logId: dora.logId, name: "dora", role: "writer" });
  ben.change({ kind: "admit", logId: emil.logId, name: "emil", role: "reader" });
  spread([...all, dora, emil]);
  const members = ["anna admin", "ben admin", "cleo writer", "dora writer", "emil reader"];
  for (const party of [dora, emil]) t.deepEqual(party.members(), members, party.name);
});

test("a newcomer of a branch that is not in force writes, and its records count", (t) => {
  const { anna, ben, all } = world();
  const emil = new Party("emil", 5, { key: anna.fileSystem });
  anna.change({ kind: "admit", logId: newcomer(4), name: "dora", role: "writer" });
  ben.change({ kind: "admit", logId: emil.logId, name: "emil", role: "writer" });
  spread([ben, emil]);
  t.is(emil.tryToWrite("e1"), "");
  const slot = emil.slotOf(emil.logId);
  spread([...all, emil]);
  t.is(anna.slotOf(emil.logId), slot);
  t.is(emil.tryToWrite("e2"), "");
});

test("the next view of any admin takes up what lay aside, and seals it the key", (t) => {
  const { anna, ben, all } = world();
  const emil = new Party("emil", 5, { key: anna.fileSystem });
  anna.change({ kind: "set-replicas", replicas: 5 });
  ben.change({ kind: "admit", logId: emil.logId, name: "emil", role: "writer" });
  spread([...all, emil]);
  t.is(anna.views.membership?.aside.length, 1);
  t.is(anna.change({ kind: "settle" }), "done");
  spread([...all, emil]);
  for (const party of [...all, emil]) {
    t.deepEqual(party.views.membership?.aside, [], party.name);
    t.true(party.members().includes("emil writer"));
    t.is(party.views.membership?.replicas, 5);
  }
  const { keyEpoch, groupKeysByEpoch } = emil.views.inForce() ?? { keyEpoch: 0 };
  t.true(groupKeysByEpoch?.has(keyEpoch));
});

test("two admins exclude each other: the older one stays, the other's view is listed", (t) => {
  const { anna, ben, all } = world();
  ben.change({ kind: "exclude", logId: anna.logId, cut: nowhere });
  anna.change({ kind: "exclude", logId: ben.logId, cut: nowhere });
  spread(all);
  for (const party of all) {
    t.deepEqual(party.members(), ["anna admin", "ben removed", "cleo writer"], party.name);
    t.deepEqual(fates(party), ["change void: who did it is no admin any more"]);
  }
});

test("the admin who is longest in comes first, whatever the slots", (t) => {
  const founding = found(makeKeyPair(1), "anna");
  const anna = new Party("anna", 1, founding);
  const others = [2, 3, 4, 5].map((at) => new Party(`p${at}`, at, { key: founding.key }));
  for (const { logId, name } of others) anna.change({ kind: "admit", logId, name, role: "admin" });
  spread([anna, ...others]);
  const isTurned = (a: Party, b: Party): boolean => a.slotOf(a.logId) > b.slotOf(b.logId);
  const older = others.find((a, at) => others.slice(at + 1).some((b) => isTurned(a, b)));
  if (older === undefined) return t.fail("some later member has a smaller slot");
  const younger = others.slice(others.indexOf(older) + 1).find((b) => isTurned(older, b));
  if (younger === undefined) return t.fail();
  younger.change({ kind: "exclude", logId: older.logId, cut: nowhere });
  older.change({ kind: "exclude", logId: younger.logId, cut: nowhere });
  spread([anna, ...others]);
  t.true(anna.members().includes(`${older.name} admin`));
  t.true(anna.members().includes(`${younger.name} removed`));
  return undefined;
});

test("who was excluded cannot undo it by a view that is dated back", (t) => {
  const { anna, ben, cleo, all } = world();
  const before = ben.views.beyond([], Number.POSITIVE_INFINITY);
  anna.change({ kind: "set-role", logId: cleo.logId, role: "admin", place: nowhere });
  spread(all);
  cleo.change({ kind: "exclude", logId: ben.logId, cut: nowhere });
  // Ben goes back to what was before, where he is admin, and older than Cleo.
  const past = new Party("ben", 2, { key: anna.fileSystem });
  expectNoTrouble(past.views.take(before));
  past.restart();
  t.is(past.change({ kind: "exclude", logId: cleo.logId, cut: nowhere }), "done");
  t.is(past.change({ kind: "exclude", logId: anna.logId, cut: nowhere }), "done");
  spread([...all, past]);
  for (const party of [anna, cleo]) {
    t.deepEqual(party.members(), ["anna admin", "ben removed", "cleo admin"], party.name);
    t.is(fates(party).filter((fate) => fate.includes("void")).length, 2);
  }
});

test("the same change twice is one change", (t) => {
  const { anna, ben, cleo, all } = world();
  for (const admin of [anna, ben]) {
    admin.change({ kind: "exclude", logId: cleo.logId, cut: nowhere });
  }
  spread(all);
  t.deepEqual(anna.members(), ["anna admin", "ben admin", "cleo removed"]);
  t.deepEqual(fates(anna), ["change already"]);
});

test("an invite and its withdrawal in different branches", (t) => {
  const { anna, ben, all } = world();
  anna.change({ kind: "invite", invite: makeInvite(1) });
  anna.change({ kind: "invite", invite: makeInvite(2) });
  spread(all);
  anna.change({ kind: "set-replicas", replicas: 7 });
  ben.change({ kind: "withdraw", invite: makeInvite(1).key });
  ben.change({ kind: "invite", invite: makeInvite(3) });
  spread(all);
  for (const party of all) {
    const open = party.views.membership?.invites.map(({ key }) => key);
    t.deepEqual(open, [makeInvite(2).key, makeInvite(3).key].sort(), party.name);
  }
});

test("of more invites in all branches than may be open the last ones do not hold", (t) => {
  const { anna, ben, all } = world();
  const half = invitesMax / 2;
  const invite = (number: number) => makeInvite(1, { key: String(number).padStart(64, "0") });
  for (let number = 0; number < half; number++)
    t.is(anna.change({ kind: "invite", invite: invite(number) }), "done");
  for (let number = 0; number < half + 10; number++)
    t.is(ben.change({ kind: "invite", invite: invite(1000 + number) }), "done");
  spread(all);
  for (const party of all) {
    t.is(fates(party).filter((fate) => fate.startsWith("invite void")).length, 10, party.name);
  }
  t.is(anna.change({ kind: "admit", logId: newcomer(4), name: "dora", role: "writer" }), "done");
  spread(all);
  for (const party of all) t.true(party.members().includes("dora writer"), party.name);
});

test("an admin who was made a reader meanwhile has no say in what lies aside", (t) => {
  const { anna, ben, all } = world();
  anna.change({ kind: "set-role", logId: ben.logId, role: "reader", place: nowhere });
  ben.change({ kind: "set-replicas", replicas: 9 });
  ben.change({ kind: "invite", invite: makeInvite(1) });
  spread(all);
  t.is(anna.views.membership?.replicas, 3);
  t.deepEqual(anna.views.membership?.invites, []);
  t.deepEqual(
    fates(anna).map((fate) => fate.split(":")[0]),
    ["replicas void", "invite void"],
  );
});

test("who leaves while an admin changes something else is out", (t) => {
  const { anna, cleo, all } = world();
  anna.change({ kind: "set-replicas", replicas: 2 });
  cleo.leave();
  spread(all);
  t.deepEqual(anna.members(), ["anna admin", "ben admin", "cleo removed"]);
  t.deepEqual(fates(anna), ["change holds"]);
});

test("a role that was changed in one branch and an exclusion in the other: out is out", (t) => {
  const { anna, ben, cleo, all } = world();
  anna.change({ kind: "exclude", logId: cleo.logId, cut: nowhere });
  ben.change({ kind: "set-role", logId: cleo.logId, role: "admin", place: nowhere });
  spread(all);
  t.deepEqual(anna.members(), ["anna admin", "ben admin", "cleo removed"]);
  t.deepEqual(fates(anna), ["change void: the member was removed meanwhile"]);
});

test("views that come before the one they follow wait, but not for ever", (t) => {
  const { anna } = world();
  const views = anna.views.beyond([], Number.POSITIVE_INFINITY);
  const late = new Party("zoe", 7, { key: anna.fileSystem });
  for (const view of views.toReversed()) expectNoTrouble(late.views.take([view]));
  t.deepEqual(late.views.tips, anna.views.tips);
  const stranger = new Party("max", 8, found(makeKeyPair(8), "max"));
  stranger.change({ kind: "set-replicas", replicas: 2 });
  const foreign = stranger.views.beyond([], Number.POSITIVE_INFINITY);
  const taken = expectNoTrouble(late.views.take(foreign.slice(0, 1)));
  t.regex(taken.refused[0]?.why ?? "", /another file system/);
});

test("whoever was let in by an admin who is out by then is a member who was removed", (t) => {
  const { anna, ben, all } = world();
  const emil = new Party("emil", 5, { key: anna.fileSystem });
  ben.change({ kind: "admit", logId: emil.logId, name: "emil", role: "writer" });
  spread([ben, emil]);
  emil.write("e1");
  anna.change({ kind: "exclude", logId: ben.logId, cut: nowhere });
  spread([...all, emil]);
  for (const party of [...all, emil]) {
    t.true(party.members().includes("emil removed"), party.name);
    t.deepEqual(fates(party), ["admit void: who did it is no admin any more"]);
  }
  t.regex(emil.tryToWrite("e2"), /may only read/);
  const before = anna.views.inForce()?.keyEpoch ?? 0;
  const place = { sequence: 0, hash: undefined };
  const change = { kind: "set-role", logId: emil.logId, role: "writer", place } as const;
  t.is(anna.change(change), "done");
  t.true((anna.views.inForce()?.keyEpoch ?? 0) >= before);
  spread([...all, emil]);
  t.is(emil.tryToWrite("e2"), "");
  t.deepEqual(emil.read(), ["e1", "e2"]);
});
