// Law of the difference: applied to the first root it gives the second; and it says no more than
// what differs.
import { deepStrictEqual } from "node:assert";
import test from "ava";
import fc from "fast-check";
import { nodeHasher } from "../../dhash/adapters/node-hasher.ts";
import { isTrouble } from "../../dhash/index.ts";
import type { Root } from "../../fs/core/index.ts";
import { diffRoots, openSnapshot, rootInodeNumber } from "../../fs/core/index.ts";
import { applyDiff } from "../support/apply-diff.ts";
import { MemorySnapshots, writeWhole } from "../support/memory-snapshots.ts";
import { treeDigest } from "../support/tree-digest.ts";
import { programs, runParty } from "../support/tree-party.ts";
import { Author, fold, make } from "../support/tree-story.ts";

const hasher = nodeHasher();
const top = rootInodeNumber;

const pairs = fc
  .integer({ min: 1, max: 3 })
  .chain((size) => programs(size, 50).map((program) => ({ size, program })));

test("the difference of two roots, applied to the first, gives the second", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(
        pairs,
        fc.nat({ max: 100 }),
        fc.nat({ max: 100 }),
        ({ program, size }, first, second) => {
          const { records } = runParty(program, size);
          const a = fold(...records.slice(0, Math.floor((records.length * first) / 100)));
          const b = fold(...records.slice(0, Math.floor((records.length * second) / 100)));
          const patched = { ...b, inodes: applyDiff(a, diffRoots(a, b)) };
          deepStrictEqual(treeDigest(patched, hasher), treeDigest(b, hasher));
        },
      ),
      { numRuns: 300 },
    ),
  );
});

test("a root has no difference to itself, nor to its snapshot, of which nothing is read", (t) => {
  const author = new Author(1);
  const records = Array.from({ length: 200 }, (_, index) => {
    const inode = author.newInode();
    return author.write(
      make.inode(inode),
      make.link(top, `f${index}`, inode),
      make.write(inode, 0, 9),
    );
  });
  const root = fold(...records);
  t.deepEqual([...diffRoots(root, root)], []);
  const again = reopened(root);
  t.deepEqual([...diffRoots(root, again.root)], []);
  t.is(again.store.loads, 0);
});

test("the difference names inodes, names and bytes that changed, and nothing else", (t) => {
  const author = new Author(1);
  const [a, b, c] = [author.newInode(), author.newInode(), author.newInode()];
  const ground = [
    author.write(make.inode(a), make.link(top, "a", a), make.write(a, 0, 100)),
    author.write(make.inode(b), make.link(top, "b", b)),
  ];
  const more = [
    author.write(make.write(a, 10, 10)),
    author.write(make.rename(b, [top, "b"], [top, "c"])),
    author.write(make.inode(c), make.link(top, "d", c), make.write(c, 5, 5)),
  ];
  const found = [...diffRoots(fold(...ground), fold(...ground, ...more))];
  t.deepEqual(
    found.map(({ inode, entries, ranges }) => ({
      inode,
      names: entries
        .map(({ name, before, after }) => [`${name}`, before?.inode, after?.inode])
        .sort(),
      ranges,
    })),
    [
      {
        inode: top,
        names: [
          ["b", b, undefined],
          ["c", undefined, b],
          ["d", undefined, c],
        ],
        ranges: [],
      },
      { inode: a, names: [], ranges: [{ from: 10, to: 20 }] },
      { inode: b, names: [], ranges: [] },
      { inode: c, names: [], ranges: [{ from: 0, to: 10 }] },
    ],
  );
});

test("a removed inode ends, a longer file differs between the sizes", (t) => {
  const author = new Author(1);
  const a = author.newInode();
  const made = author.write(make.inode(a), make.link(top, "a", a), make.write(a, 0, 10));
  const grown = author.write(make.truncate(a, 50));
  const gone = author.write(make.unlink(top, "a", a));
  const [longer] = [...diffRoots(fold(made), fold(made, grown))];
  t.deepEqual(longer?.ranges, [{ from: 10, to: 50 }]);
  const last = [...diffRoots(fold(made, grown), fold(made, grown, gone))].at(-1);
  t.is(last?.after, undefined);
  t.is(last?.before?.size, 50);
});

function reopened(root: Root): { root: Root; store: MemorySnapshots } {
  const store = new MemorySnapshots();
  writeWhole(root, store);
  const opened = openSnapshot(store.root ?? new Uint8Array(0), store, hasher);
  if (isTrouble(opened)) throw new Error(opened.message);
  return { root: opened, store };
}
