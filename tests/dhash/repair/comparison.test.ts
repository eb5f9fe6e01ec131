// Two trees compared: exactly the difference, in few messages, and nonsense does no harm.
import { deepStrictEqual, ok } from "node:assert";
import test from "ava";
import fc from "fast-check";
import {
  type Arc,
  type ComparisonAnswer,
  type DigestItem,
  isDigestPath,
  isInArc,
  pointOfItem,
  rootPath,
  wholeRing,
} from "../../../dhash/core/routing-index.ts";
import { pointFrom, points } from "../routing/members.ts";
import { compare, compareTrees, itemAt, items, treeOf } from "./digests.ts";

const arcs: fc.Arbitrary<Arc> = fc.oneof(
  fc.constant(wholeRing),
  fc.record({ from: points, to: points }),
);
const sets = fc.uniqueArray(items, { maxLength: 150 });

function truth(mine: readonly DigestItem[], other: readonly DigestItem[], arc: Arc) {
  const within = (some: readonly DigestItem[]) =>
    some.filter((item) => isInArc(pointOfItem(item), arc)).sort();
  return {
    missing: within(other.filter((item) => !mine.includes(item))),
    surplus: within(mine.filter((item) => !other.includes(item))),
    isWhole: true,
  };
}

test("a comparison finds exactly the difference within its arc", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(sets, sets, sets, arcs, (shared, left, right, arc) => {
        const mine = [...new Set([...shared, ...left])];
        const other = [...new Set([...shared, ...right])];
        const { missing, surplus, isWhole } = compareTrees(treeOf(mine), treeOf(other), arc);
        deepStrictEqual({ missing, surplus, isWhole }, truth(mine, other, arc));
      }),
      { numRuns: 150 },
    ),
  );
});

test("few differences among many items cost few messages", (t) => {
  const all = Array.from({ length: 20_000 }, (_, index) => itemAt(index));
  const mine = treeOf(all.slice(0, -3));
  const other = treeOf(all.slice(2));
  const found = compareTrees(mine, other, wholeRing);
  t.deepEqual(found.missing, all.slice(-3).sort());
  t.deepEqual(found.surplus, all.slice(0, 2).sort());
  t.true(found.messages <= 4);
  t.true(found.nodes <= 16);
  t.is(compareTrees(mine, mine, wholeRing).nodes, 1, "equal trees: one digest");
});

test("an arc is compared without what lies outside", (t) => {
  const all = Array.from({ length: 20_000 }, (_, index) => itemAt(index));
  const arc = { from: pointFrom("40"), to: pointFrom("43") };
  const outside = all.filter((item) => !isInArc(pointOfItem(item), arc));
  const within = all.filter((item) => isInArc(pointOfItem(item), arc));
  const found = compareTrees(treeOf(within), treeOf(all), arc);
  t.deepEqual(found.missing, []);
  t.deepEqual(found.surplus, []);
  t.true(found.nodes < 20);
  t.deepEqual(compareTrees(treeOf(outside), treeOf(all), arc).missing, within.sort());
});

test("whatever is answered, a comparison ends, and claims nothing from outside its arc", (t) => {
  const paths = fc
    .stringMatching(/^[-0-9A-Z_a-z]{0,3}$/)
    .map((text) => (isDigestPath(text) ? text : rootPath));
  const answers = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant("same" as const), path: paths }),
      fc.record({ kind: fc.constant("items" as const), path: paths, items: sets }),
      fc.record({
        kind: fc.constant("branches" as const),
        path: paths,
        digests: fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), {
          minLength: 60,
          maxLength: 64,
        }),
      }),
    ),
    { maxLength: 5 },
  );
  t.notThrows(() =>
    fc.assert(
      fc.property(sets, arcs, answers, (mine, arc, lies) => {
        const { missing } = compare(treeOf(mine), arc, ({ nodes }) => [
          ...lies,
          ...lies.map((lie, index) => ({ ...lie, path: nodes[index]?.path ?? rootPath })),
        ]);
        ok(missing.every((item) => isInArc(pointOfItem(item), arc) && !mine.includes(item)));
      }),
      { numRuns: 60 },
    ),
  );
});

test("who answers that everything differs at every level is given up", (t) => {
  const mine = treeOf(Array.from({ length: 200 }, (_, index) => itemAt(index)));
  const different = Uint8Array.from({ length: 32 }, () => 7);
  const found = compare(mine, wholeRing, ({ nodes }) =>
    nodes.map(({ path }): ComparisonAnswer => {
      const digests = Array.from({ length: 64 }, () => different);
      return { path, kind: "branches", digests };
    }),
  );
  t.false(found.isWhole);
  t.is(found.nodes, 4096);
});

test("questions without an answer make a comparison partial, not wrong", (t) => {
  const other = treeOf([itemAt(1)]);
  const found = compare(treeOf([itemAt(2)]), wholeRing, () => []);
  t.deepEqual(found.missing, []);
  t.false(found.isWhole);
  t.is(other.size, 1);
});
