// Partners of a comparison: whoever is a home of the same keys, and exactly where.
import { deepStrictEqual } from "node:assert";
import test from "ava";
import fc from "fast-check";
import {
  type Arc,
  comparisonPartners,
  isInArc,
  placeKey,
  pointAfter,
  Ring,
  sharedArcs,
} from "../../../dhash/core/routing-index.ts";
import { member, membersOn, pointFrom, points } from "../routing/members.ts";

const copies = fc.integer({ min: 1, max: 5 });

function around({ from, to }: Arc) {
  return [from, to].flatMap((end) => [end, pointAfter(end, 1n), pointAfter(end, -1n)]);
}

test("a point is in the shared arcs when it is in both, and in one of them only", (t) => {
  const arcs = fc.record({ from: points, to: points });
  t.notThrows(() =>
    fc.assert(
      fc.property(arcs, arcs, points, (a, b, point) => {
        const shared = sharedArcs(a, b);
        for (const each of [point, ...around(a), ...around(b)]) {
          const within = shared.filter((arc) => isInArc(each, arc)).length;
          deepStrictEqual(within, isInArc(each, a) && isInArc(each, b) ? 1 : 0, each);
        }
      }),
      { numRuns: 1000 },
    ),
  );
});

test("partners share exactly the keys of which both are homes", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(membersOn(6, { min: 1, max: 16 }), copies, points, (members, count, key) => {
        const ring = Ring.of(members);
        for (const { id } of members) {
          const partners = comparisonPartners(ring, { id, copies: count });
          const arcs = partners.flatMap((partner) => partner.arcs);
          for (const point of [key, ...arcs.flatMap(around)]) {
            const homes = placeKey({ ring, key: point, copies: count });
            const isHome = homes.some((home) => home.id === id);
            const others = isHome ? homes.filter((home) => home.id !== id) : [];
            const sharing = partners.filter((partner) =>
              partner.arcs.some((arc) => isInArc(point, arc)),
            );
            const ids = (some: readonly { readonly id: string }[]) =>
              some.map((each) => each.id).sort();
            deepStrictEqual(ids(sharing.map(({ contact }) => contact)), ids(others), point);
          }
        }
      }),
      { numRuns: 300 },
    ),
  );
});

test("in a large ring a home has few partners, and a stranger none", (t) => {
  const members = Array.from({ length: 256 }, (_, index) =>
    member(index.toString(16).padStart(2, "0")),
  );
  const ring = Ring.of(members);
  const partners = comparisonPartners(ring, { id: pointFrom("80"), copies: 3 });
  t.deepEqual(
    partners.map(({ contact }) => contact.id.slice(0, 2)),
    ["81", "82", "7f", "7e"],
  );
  t.deepEqual(comparisonPartners(ring, { id: pointFrom("8"), copies: 1 }), []);
  t.deepEqual(comparisonPartners(ring, { id: pointFrom("801"), copies: 3 }), []);
});
