// The digest tree: shape and digests follow from the items alone.
import { deepStrictEqual, notDeepStrictEqual } from "node:assert";
import test from "ava";
import fc from "fast-check";
import {
  blockToDigestItem,
  isDigestPath,
  nameOfItem,
  rootPath,
  versionOfItem,
  wholeRing,
} from "../../../dhash/core/routing-index.ts";
import { pointFrom } from "../routing/members.ts";
import { hasher, itemAt, items, treeOf } from "./digests.ts";

test("whatever came and went, and in whatever order, equal items have equal digests", (t) => {
  const steps = fc.array(fc.tuple(fc.boolean(), items), { maxLength: 400 });
  t.notThrows(() =>
    fc.assert(
      fc.property(steps, (changes) => {
        const tree = treeOf([]);
        const there = new Set<string>();
        for (const [comes, item] of changes) {
          if (comes) deepStrictEqual(tree.add(item), !there.has(item));
          else deepStrictEqual(tree.remove(item), there.has(item));
          if (comes) there.add(item);
          else there.delete(item);
          deepStrictEqual(tree.has(item), comes);
        }
        const left = tree.itemsAt(rootPath, wholeRing);
        deepStrictEqual([...left], [...there].sort());
        deepStrictEqual(tree.size, there.size);
        deepStrictEqual(tree.digestAt(rootPath), treeOf([...left].reverse()).digestAt(rootPath));
      }),
      { numRuns: 200 },
    ),
  );
});

test("different items have different digests", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.uniqueArray(items, { maxLength: 200 }), items, (some, one) => {
        const tree = treeOf(some.filter((item) => item !== one));
        const without = tree.digestAt(rootPath);
        tree.add(one);
        notDeepStrictEqual(tree.digestAt(rootPath), without);
        tree.remove(one);
        deepStrictEqual(tree.digestAt(rootPath), without);
      }),
    ),
  );
});

test("the digests of a large tree come from its branches, and of an empty one are zeros", (t) => {
  const many = treeOf(Array.from({ length: 300 }, (_, index) => itemAt(index)));
  const branches = [..."-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"].map(
    (path) => (isDigestPath(path) ? many.digestAt(path) : undefined),
  );
  const parts = branches.filter((branch) => branch !== undefined);
  t.is(parts.length, 64);
  t.deepEqual(many.digestAt(rootPath), hasher.hash("ivy digest node 1", parts));
  t.deepEqual(treeOf([]).digestAt(rootPath), new Uint8Array(32));
});

test("an item has 40 bytes, of which name and version come back", (t) => {
  const name = `ed${pointFrom("7")}`;
  const item = blockToDigestItem(name, 2 ** 53 - 1);
  t.is(String(item), `7${"0".repeat(63)}ed1fffffffffffff`);
  t.is(nameOfItem(item), name);
  t.is(versionOfItem(item), 2 ** 53 - 1);
  const one = treeOf([item]);
  t.deepEqual(one.digestAt(rootPath), hasher.hash("ivy digest leaf 1", [Buffer.from(item, "hex")]));
});
