// Laws of repair: an absence moves nothing by itself, who returns counts again, and everyone with
// the same facts makes the same plan.
import { deepStrictEqual, ok } from "node:assert";
import test from "ava";
import fc from "fast-check";
import {
  type Contact,
  type NodeId,
  placeKey,
  planRepair,
  type RepairPlan,
  Ring,
  type RingPoint,
} from "../../../dhash/core/routing-index.ts";
import { member, membersOn, pointFrom, points } from "../routing/members.ts";

const members = ["1", "2", "3", "4", "5", "6", "7", "8"].map((start) => member(start));
const ring = Ring.of(members);
const key = pointFrom("4");

function plan(holders: string, away = "", spareCopies = 1): string {
  const absent = new Set([...away].map(pointFrom));
  const result = planRepair({
    key,
    members: ring,
    isPresent: (id) => !absent.has(id),
    holders: [...holders].map(pointFrom),
    copies: 3,
    spareCopies,
  });
  const short = (ids: readonly NodeId[]) => ids.map((id) => id[0]).join("");
  const to = short(result.to.map(({ id }) => id));
  return `${result.from?.[0]} to ${to} drop ${short(result.drop)}`;
}

test("the homes hold the key: nothing is done", (t) => t.is(plan("453"), "4 to  drop "));

test("a home that lacks it gets it from the nearest holder", (t) =>
  t.is(plan("56"), "5 to 43 drop "));

test("an absent home is stood in for by the next, and stays a home", (t) => {
  t.is(plan("453", "4"), "5 to 6 drop ");
  t.is(plan("4536", "4"), "5 to  drop ", "the stand-in is enough");
});

test("a home that returns counts again, and the next absence costs nothing", (t) => {
  t.is(plan("4536"), "4 to  drop ");
  t.is(plan("4536", "5"), "4 to  drop ");
  t.is(plan("4536", "54"), "3 to 2 drop ", "there are two left");
});

test("beyond the spare copies, the farthest who is no home may drop its own", (t) => {
  t.is(plan("45367"), "4 to  drop 7");
  t.is(plan("45367", "4"), "5 to  drop ", "one is away");
  t.is(plan("5367"), "5 to 4 drop ", "not before the homes have it");
});

test("without a present holder nothing can be done", (t) => {
  t.is(plan("45", "45"), "undefined to  drop ");
  t.is(plan(""), "undefined to  drop ");
});

test("copies on one machine count once", (t) => {
  const crowded = Ring.of([member("4", "one"), member("5", "one"), member("6", "two")]);
  const facts = { key, members: crowded, isPresent: () => true, copies: 2 };
  const { to } = planRepair({ ...facts, holders: [pointFrom("4"), pointFrom("5")] });
  t.deepEqual(to, [member("6", "two")]);
});

test("nobody drops the copy of a machine that is needed", (t) => {
  const crowd = ["45", "46", "47", "48", "49"].map((start) => member(start, "crowd"));
  const [absent, second, standIn] = [member("4"), member("3", "second"), member("9", "third")];
  const held = [...crowd, second, standIn];
  const facts = {
    key,
    members: Ring.of([absent, ...held]),
    isPresent: (id: NodeId) => id !== absent.id,
    holders: held.map(({ id }) => id),
    copies: 3,
    spareCopies: 0,
  };
  const { to, drop } = planRepair(facts);
  t.deepEqual(to, []);
  t.deepEqual(drop, ["46", "47", "48", "49"].map(pointFrom));
});

const facts = fc
  .tuple(membersOn(8, { min: 1, max: 20 }), points, fc.integer({ min: 1, max: 4 }))
  .chain(([all, point, copies]) =>
    fc.record({
      all: fc.constant(all),
      point: fc.constant(point),
      copies: fc.constant(copies),
      holders: fc.subarray([...all]),
      away: fc.subarray([...all]),
    }),
  );

interface Facts {
  readonly all: readonly Contact[];
  readonly point: RingPoint;
  readonly copies: number;
  readonly holders: readonly Contact[];
  readonly away: readonly Contact[];
}

function planOf({ all, point, copies, holders, away }: Facts): RepairPlan {
  return planRepair({
    key: point,
    members: Ring.of(all),
    isPresent: (id) => away.every((contact) => contact.id !== id),
    holders: holders.map(({ id }) => id),
    copies,
  });
}

test("whoever has the same facts makes the same plan", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(facts, (each) => {
        const reversed = {
          ...each,
          all: [...each.all].reverse(),
          holders: [...each.holders].reverse(),
        };
        deepStrictEqual(planOf(reversed), planOf(each));
      }),
    ),
  );
});

test("after its plan a key has copies on different machines, and nothing is left to do", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(facts, (each) => {
        const plan = planOf(each);
        const isThere = ({ id }: Contact) => each.away.every((contact) => contact.id !== id);
        if (!each.holders.some(isThere)) {
          deepStrictEqual(plan, { from: undefined, to: [], drop: [] });
          return;
        }
        ok(plan.to.every((contact) => isThere(contact) && !each.holders.includes(contact)));
        const kept = each.holders.filter(({ id }) => !plan.drop.includes(id));
        const holders = [...kept, ...plan.to];
        const again = planOf({ ...each, holders });
        deepStrictEqual(again.to, []);
        const machines = (some: readonly Contact[]) =>
          new Set(some.filter(isThere).map(({ machine }) => machine)).size;
        ok(machines(holders) >= Math.min(each.copies, machines(each.all)));
        const ring = Ring.of(each.all);
        const homes = placeKey({ ring, key: each.point, copies: each.copies });
        ok(homes.every((home) => !isThere(home) || holders.includes(home)));
        ok(homes.every(({ id }) => !plan.drop.includes(id)));
      }),
      { numRuns: 500 },
    ),
  );
});
