// Laws of placement: it follows from the members alone, and who comes or goes moves only what is
// its own.
import { deepStrictEqual } from "node:assert";
import test from "ava";
import fc from "fast-check";
import {
  type Contact,
  homeArc,
  isInArc,
  placeKey,
  pointAfter,
  Ring,
  wholeRing,
} from "../../../dhash/core/routing-index.ts";
import { shareOfRing } from "../../support/share-of-ring.ts";
import { byTrueDistance, member, membersOn, pointFrom, points, trueHomes } from "./members.ts";

const copies = fc.integer({ min: 1, max: 5 });
const some = membersOn(6, { min: 0, max: 24 });

test("the walk of a ring visits everyone, nearest first", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(some, points, (members, key) => {
        deepStrictEqual(
          Ring.of(members).nearest(key, members.length + 1),
          byTrueDistance(members, key),
        );
      }),
    ),
  );
});

test("a key's homes are the nearest on different machines", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(some, points, copies, (members, key, count) => {
        const ring = Ring.of(members);
        deepStrictEqual(placeKey({ ring, key, copies: count }), trueHomes(members, key, count));
      }),
      { numRuns: 300 },
    ),
  );
});

test("joins and leaves in any order give the placement of who is left", (t) => {
  const steps = fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 40 });
  t.notThrows(() =>
    fc.assert(
      fc.property(some, steps, points, copies, (members, changes, key, count) => {
        const ring = new Ring();
        const left = new Map<string, Contact>();
        for (const [number, joins] of changes) {
          const contact = members[number % Math.max(1, members.length)];
          if (contact === undefined) continue;
          if (joins) {
            ring.add(contact);
            left.set(contact.id, contact);
          } else {
            ring.remove(contact.id);
            left.delete(contact.id);
          }
        }
        const again = placeKey({ ring: Ring.of(left.values()), key, copies: count });
        deepStrictEqual(placeKey({ ring, key, copies: count }), again);
        deepStrictEqual(again, trueHomes(left.values(), key, count));
      }),
      { numRuns: 300 },
    ),
  );
});

test("who joins takes the place of one home at most, and who leaves gives it back", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(membersOn(6, { min: 1, max: 20 }), points, copies, (members, key, count) => {
        const [newcomer, ...others] = members;
        if (newcomer === undefined) return;
        const before = placeKey({ ring: Ring.of(others), key, copies: count });
        const after = placeKey({ ring: Ring.of(members), key, copies: count });
        const came = after.filter((home) => !before.includes(home));
        const went = before.filter((home) => !after.includes(home));
        deepStrictEqual(came, came.length === 0 ? [] : [newcomer]);
        deepStrictEqual(went.length <= came.length, true);
        // Those that stay keep their order, so the nearest copy stays the nearest.
        const stayed = (homes: readonly Contact[]) =>
          homes.filter((home) => before.includes(home) && after.includes(home));
        deepStrictEqual(stayed(before), stayed(after));
      }),
      { numRuns: 500 },
    ),
  );
});

test("a member's arc holds exactly the keys of which it is a home", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(membersOn(6, { min: 1, max: 16 }), copies, points, (members, count, key) => {
        const ring = Ring.of(members);
        for (const { id } of members) {
          const arc = homeArc(ring, { id, copies: count });
          if (arc === undefined) throw new Error("a member has an arc");
          // The ends are where the two could disagree.
          const ends = [arc.from, arc.to];
          const around = ends.flatMap((end) => [end, pointAfter(end, 1n), pointAfter(end, -1n)]);
          for (const point of [key, id, ...around]) {
            const homes = placeKey({ ring, key: point, copies: count });
            const isHome = homes.some((home) => home.id === id);
            deepStrictEqual(isInArc(point, arc), isHome, `${id} and ${point}`);
          }
        }
      }),
      { numRuns: 300 },
    ),
  );
});

test("the shares of a ring add up to the copies", (t) => {
  const ring = Ring.of(["1", "4", "7", "a", "d"].map((start) => member(start)));
  const shares = [...ring].map(({ id }) => {
    const arc = homeArc(ring, { id, copies: 3 });
    return arc === undefined ? 0 : shareOfRing(arc);
  });
  t.true(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 3) < 1e-12);
});

test("whoever has too few rivals is a home of every key, and a stranger of none", (t) => {
  const ring = Ring.of([member("2"), member("9")]);
  t.deepEqual(homeArc(ring, { id: pointFrom("2"), copies: 2 }), wholeRing);
  t.is(homeArc(ring, { id: pointFrom("3"), copies: 2 }), undefined);
  t.deepEqual(placeKey({ ring: new Ring(), key: pointFrom("2"), copies: 2 }), []);
});
