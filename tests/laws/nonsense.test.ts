// Laws of the fold for records that make no sense, as a faulty or malicious member may write them:
// the tree stays well-formed, and what a record does not remove it does not lose.
import { deepStrictEqual } from "node:assert";
import test from "ava";
import fc from "fast-check";
import type { Change, FileType, InodeNumber, Root } from "../../fs/core/index.ts";
import {
  applyRecord,
  emptyRoot,
  findInode,
  makeInodeNumber,
  rootInodeNumber,
} from "../../fs/core/index.ts";
import { TrieCursor } from "../../fs/core/trie-cursor.ts";
import { faultsOf } from "../support/tree-checks.ts";
import { Author, make } from "../support/tree-story.ts";

const numbers = [1, 2].flatMap((slot) =>
  [1, 2, 3].map((counter) => makeInodeNumber(slot, counter)),
);
const inode = fc.constantFrom(...numbers);
const directory = fc.constantFrom(rootInodeNumber, ...numbers);
const name = fc.constantFrom("a", "b", "unnamed", "unnamed.conflict-1-2", "a.conflict-1-2");
const type = fc.constantFrom<FileType>("directory", "directory", "file");
const place = fc.tuple(directory, name);

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(inode, type).map((args) => make.inode(...args)),
  fc.tuple(inode, type).map((args) => make.inode(...args)),
  fc.tuple(directory, name, inode).map((args) => make.link(...args)),
  fc.tuple(directory, name, inode).map((args) => make.link(...args)),
  fc.tuple(directory, name, inode).map((args) => make.unlink(...args)),
  fc
    .tuple(inode, place, place, fc.option(inode, { nil: undefined }), fc.boolean())
    .map((args) => make.rename(...args)),
  inode.map((number) => make.write(number, 0, 5)),
);

const writings = fc.array(
  fc.record({
    who: fc.nat({ max: 1 }),
    hears: fc.boolean(),
    changes: fc.array(change, { maxLength: 8, size: "max" }),
  }),
  { maxLength: 12, size: "max" },
);

/** Inodes of `before` that are gone though no change names them as removed. */
function lostBetween(before: Root, after: Root, changes: readonly Change[]): InodeNumber[] {
  const removed = changes.flatMap((each) => {
    if (each.kind === "unlink") return [each.inode];
    return each.kind === "rename" && each.replaced !== undefined ? [each.replaced] : [];
  });
  const excused = new Set(removed.map((number) => findInode(before, number)?.number));
  return [...new TrieCursor(before.inodes)]
    .map(({ value }) => value.number)
    .filter((number) => findInode(after, number) === undefined && !excused.has(number));
}

test("whatever a record says, the tree stays well-formed and only what it removes goes", (t) => {
  const holds = fc.property(writings, (steps) => {
    const authors = [new Author(1), new Author(2)];
    let root = emptyRoot();
    for (const { who, hears, changes } of steps) {
      const author = authors[who] ?? new Author(1);
      const others = authors.flatMap(({ records }) => records);
      if (hears) author.learn(...others);
      const { stamp } = author.write(...changes);
      const lamport = others.length + 1;
      const after = applyRecord(root, undefined, { ...stamp, lamport }, changes);
      deepStrictEqual(faultsOf(after), []);
      deepStrictEqual(lostBetween(root, after, changes), []);
      root = after;
    }
  });
  t.notThrows(() => fc.assert(holds, { numRuns: 1500 }));
});
