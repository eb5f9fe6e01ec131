// Laws of the views: whatever admins do without seeing each other, and in whatever order their
// views arrive, all agree on the members; and somebody is always admin.
import { deepStrictEqual, ok } from "node:assert";
import test from "ava";
import fc from "fast-check";
import type { MemberRole } from "../../logs/index.ts";
import { logIdOf, makeKeyPair } from "../support/logs.ts";
import { found, makeInvite, Party, spread } from "../support/members.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";

const nowhere = { sequence: 0, hash: undefined };
const role = fc.constantFrom<MemberRole>("reader", "writer", "admin");

/** An admin does something, or hears what another has done so far. */
const step = fc.oneof(
  fc.record({ kind: fc.constant("hear" as const), who: fc.nat(3), from: fc.nat(3) }),
  fc.record({ kind: fc.constant("admit" as const), who: fc.nat(3), whom: fc.nat(3), role }),
  fc.record({ kind: fc.constant("role" as const), who: fc.nat(3), whom: fc.nat(7), role }),
  fc.record({ kind: fc.constant("exclude" as const), who: fc.nat(3), whom: fc.nat(7) }),
  fc.record({ kind: fc.constant("leave" as const), who: fc.nat(3) }),
  fc.record({ kind: fc.constant("invite" as const), who: fc.nat(3), whom: fc.nat(3) }),
  fc.record({ kind: fc.constant("join" as const), who: fc.nat(3), whom: fc.nat(3) }),
  fc.record({ kind: fc.constant("settle" as const), who: fc.nat(3) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class World {
  readonly admins: readonly Party[];
  readonly guests: readonly Party[];

  constructor() {
    const founding = found(makeKeyPair(1), "admin-0");
    this.admins = [0, 1, 2, 3].map(
      (at) => new Party(`admin-${at}`, at + 1, at === 0 ? founding : { key: founding.key }),
    );
    this.guests = [0, 1, 2, 3].map(
      (at) => new Party(`guest-${at}`, at + 10, { key: founding.key }),
    );
    const [founder, ...others] = this.admins;
    for (const { logId, name } of others) {
      founder?.change({ kind: "admit", logId, name, role: "admin" });
    }
    spread(this.admins);
  }

  step(each: Step): void {
    const who = this.#at(this.admins, each.who);
    switch (each.kind) {
      case "hear": {
        const views = this.#at(this.admins, each.from).views.beyond([], Number.POSITIVE_INFINITY);
        expectNoTrouble(who.views.take(views));
        return who.enter();
      }
      case "admit": {
        const { logId, name } = this.#at(this.guests, each.whom);
        who.change({ kind: "admit", logId, name, role: each.role });
        return undefined;
      }
      case "role": {
        const { logId } = this.#at([...this.admins, ...this.guests], each.whom);
        who.change({ kind: "set-role", logId, role: each.role, place: nowhere });
        return undefined;
      }
      case "exclude": {
        const { logId } = this.#at([...this.admins, ...this.guests], each.whom);
        who.change({ kind: "exclude", logId, cut: nowhere });
        return undefined;
      }
      case "leave":
        who.leave();
        return undefined;
      case "invite": {
        const isOpen = who.views.membership?.invites.some(
          ({ key }) => key === makeInvite(each.whom).key,
        );
        if (isOpen !== true) who.change({ kind: "invite", invite: makeInvite(each.whom) });
        return undefined;
      }
      case "join": {
        const request = this.#at(this.guests, each.whom).joinRequest(each.whom);
        expectNoTrouble(who.views.answerJoin(request, 0));
        return who.enter();
      }
      case "settle":
        who.change({ kind: "settle" });
        return undefined;
    }
  }

  #at(parties: readonly Party[], number: number): Party {
    const party = parties[number % parties.length];
    if (party === undefined) throw new Error("nobody");
    return party;
  }
}

function agreed(party: Party): unknown {
  const { membership } = party.views;
  return {
    view: membership?.view.key,
    members: membership?.members.map(({ slot, logId, role: each, gaps }) => {
      return { slot, logId, role: each, gaps };
    }),
    invites: membership?.invites,
    replicas: membership?.replicas,
    aside: membership?.aside.map(({ key, effects }) => {
      return { key, fates: effects.map(({ fate }) => fate) };
    }),
  };
}

test("all who hold the same views agree on the members, whatever order they came in", (t) => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 24 }),
      fc.infiniteStream(fc.nat(1000)),
      (steps, chance) => {
        const world = new World();
        for (const each of steps) world.step(each);
        spread(world.admins);
        const [first, ...others] = world.admins;
        if (first === undefined) return;
        for (const other of others) deepStrictEqual(agreed(other), agreed(first));
        const late = new Party("late", 30, { key: first.fileSystem });
        const views = first.views
          .beyond([], Number.POSITIVE_INFINITY)
          .map((view) => ({ view, place: chance.next().value ?? 0 }))
          .sort((a, b) => a.place - b.place);
        for (const { view } of views) expectNoTrouble(late.views.take([view]));
        deepStrictEqual(agreed(late), agreed(first));
        const members = first.views.membership?.members ?? [];
        ok(members.some((member) => member.role === "admin"));
        deepStrictEqual(new Set(members.map(({ slot }) => slot)).size, members.length);
      },
    ),
    { numRuns: 30 },
  );
  t.pass();
});

test("after any admin settled, nothing lies aside, and the members are as before", (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 16 }), (steps) => {
      const world = new World();
      for (const each of steps) world.step(each);
      spread(world.admins);
      const isAdmin = ({ views, logId }: Party): boolean =>
        views.membership?.members.some((each) => each.logId === logId && each.role === "admin") ??
        false;
      const admin = world.admins.find(isAdmin);
      if (admin === undefined) return;
      const roles = (): unknown =>
        admin.views.membership?.members.map(({ logId, role: each }) => [logId, each]);
      const before = roles();
      admin.change({ kind: "settle" });
      spread(world.admins);
      deepStrictEqual(roles(), before);
      deepStrictEqual(admin.views.membership?.aside, []);
    }),
    { numRuns: 20 },
  );
  t.pass();
});

test("the founder's word is the last", (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 16 }), (steps) => {
      const world = new World();
      const [founder, rebel] = world.admins;
      if (founder === undefined || rebel === undefined) return;
      founder.change({ kind: "exclude", logId: rebel.logId, cut: nowhere });
      for (const each of steps) if (each.who === 1 && each.kind !== "hear") world.step(each);
      spread(world.admins);
      const { members = [] } = founder.views.membership ?? {};
      const rebelNow = members.find(({ logId }) => logId === logIdOf(makeKeyPair(2)));
      deepStrictEqual(rebelNow?.role, "removed");
    }),
    { numRuns: 20 },
  );
  t.pass();
});
