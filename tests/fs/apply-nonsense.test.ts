// What makes no sense has a defined harmless effect: each case, and each branch of `apply` behind
// it.
import test from "ava";
import { applyRecord, conflictsOf, makeInodeNumber, rootInodeNumber } from "../../fs/core/index.ts";
import { TrieCursor } from "../../fs/core/trie-cursor.ts";
import { faultsOf } from "../support/tree-checks.ts";
import { Author, at, fold, listing, make, sources, toName } from "../support/tree-story.ts";

const top = rootInodeNumber;

const nonsense = new Author(1);
const [file, dir, stranger] = [nonsense.newInode(), nonsense.newInode(), makeInodeNumber(2, 1)];
const ground = [
  nonsense.write(make.inode(file), make.link(top, "file", file), make.write(file, 0, 5)),
  nonsense.write(make.inode(dir, "directory"), make.link(top, "dir", dir)),
];
const fresh = nonsense.newInode();
const cases = {
  "an inode of another log's slot is not made": [
    make.inode(stranger),
    make.link(top, "x", stranger),
  ],
  "an inode that exists is not made again": [make.inode(file, "directory")],
  "the root directory is not made again": [make.inode(top, "fifo")],
  "a link to an unknown inode is ignored": [make.link(top, "x", stranger)],
  "a link into an unknown directory is ignored": [make.link(stranger, "x", file)],
  "a link into a file is ignored": [make.link(file, "x", file)],
  "a second link to a directory is ignored": [make.link(top, "x", dir)],
  "a link of the root directory is ignored": [make.link(dir, "x", top)],
  "an inode that its record links nowhere is dropped": [make.inode(fresh)],
  "a directory linked into itself is dropped": [
    make.inode(fresh, "directory"),
    make.link(fresh, "x", fresh),
  ],
  "an unlink of a name that is not there is ignored": [make.unlink(top, "x", file)],
  "an unlink of a name with another inode is ignored": [make.unlink(top, "file", dir)],
  "an unlink in an unknown directory is ignored": [make.unlink(stranger, "x", file)],
  "a rename of an unknown inode is ignored": [make.rename(stranger, [top, "x"], [top, "y"])],
  "a rename of the root directory is ignored": [make.rename(top, [top, "x"], [dir, "y"])],
  "a rename into an unknown directory is ignored": [
    make.rename(file, [top, "file"], [stranger, "y"]),
  ],
  "a rename to its own place is ignored": [make.rename(file, [top, "file"], [top, "file"])],
  "an exchange without a second inode is ignored": [
    make.rename(file, [top, "file"], [top, "y"], undefined, true),
  ],
  "a write to an unknown inode is ignored": [make.write(stranger, 0, 5)],
  "a write to a directory is ignored": [make.write(dir, 0, 5)],
  "a write of nothing is ignored": [{ kind: "write", inode: file, extents: [] } as const],
  "a write beyond the largest file is ignored": [make.write(file, Number.MAX_SAFE_INTEGER, 5)],
  "a write of length 0 is ignored": [make.write(file, 0, 0)],
  "a truncation of a directory is ignored": [make.truncate(dir, 5)],
  "settings of an unknown inode are ignored": [
    make.mode(stranger, 0),
    make.xattr(stranger, "a", "b"),
  ],
  "removing an extended attribute that is not there is ignored": [
    { kind: "remove-xattr", inode: file, name: "user.x" } as const,
  ],
  "a resolve of nothing is ignored": [{ kind: "resolve", inode: file, sides: [] } as const],
  "prepare, cancel, view and end leave the tree alone": [
    { kind: "end" } as const,
    { kind: "prepare", directory: top, name: toName("x") } as const,
    { kind: "cancel", directory: top, name: toName("x") } as const,
  ],
};

for (const [claim, changes] of Object.entries(cases)) {
  test(claim, (t) => {
    const before = fold(...ground);
    const author = new Author(1);
    author.learn(...ground);
    for (const _ of ground) author.write();
    const { stamp } = author.write();
    const after = applyRecord(before, undefined, { ...stamp, lamport: 3 }, changes);
    t.deepEqual([...new TrieCursor(after.inodes)], [...new TrieCursor(before.inodes)]);
    t.is(after.aliases, undefined);
    t.is(after.conflicts, undefined);
    t.deepEqual([after.inodeCount, after.storedBytes], [3, 5]);
  });
}

test("a directory that holds something known is not removed", (t) => {
  const author = new Author(1);
  const [d, a] = [author.newInode(), author.newInode()];
  const root = fold(
    author.write(make.inode(d, "directory"), make.link(top, "d", d)),
    author.write(make.inode(a), make.link(d, "a", a)),
    author.write(make.unlink(top, "d", d)),
  );
  t.deepEqual(listing(root), ["d/", "d/a"]);
  t.is(root.conflicts, undefined);
});

test("a name that is taken with the author's knowledge gives the conflict name", (t) => {
  const author = new Author(1);
  const [a, b, d] = [author.newInode(), author.newInode(), author.newInode()];
  const root = fold(
    author.write(
      make.inode(a),
      make.link(top, "a", a),
      make.inode(d, "directory"),
      make.link(top, "d", d),
    ),
    author.write(make.inode(b), make.link(top, "a", b)),
    author.write(make.rename(a, [top, "a"], [top, "d"], d)),
  );
  t.deepEqual(listing(root), ["a.conflict-1-2", "d.conflict-1-3", "d/"]);
  t.is(at(root, "d.conflict-1-3").number, a);
});

test("writes that descend or overlap within one change are cut to those that ascend", (t) => {
  const author = new Author(1);
  const a = author.newInode();
  const source = { kind: "part", dot: undefined, part: 0, start: 0 } as const;
  const extents = [
    { offset: 10, length: 10, source },
    { offset: 15, length: 10, source },
    { offset: 0, length: 5, source },
  ];
  const root = fold(
    author.write(make.inode(a), make.link(top, "a", a), { kind: "write", inode: a, extents }),
  );
  t.is(sources(root, at(root, "a")), "0-10:hole 10-20:1.1");
});

test("a record that was applied already has no effect", (t) => {
  const author = new Author(1);
  const a = author.newInode();
  const record = author.write(make.inode(a), make.link(top, "a", a));
  const root = fold(record);
  t.is(applyRecord(root, undefined, record.stamp, record.changes), root);
});

test("a directory that its record fills but links nowhere is put into the root directory", (t) => {
  const author = new Author(1);
  const [outer, inner] = [author.newInode(), author.newInode()];
  const made = author.write(
    make.inode(outer, "directory"),
    make.inode(inner, "directory"),
    make.link(outer, "x", inner),
  );
  const root = fold(made);
  t.deepEqual(faultsOf(root), []);
  t.deepEqual(listing(root), ["unnamed.conflict-1-1/", "unnamed.conflict-1-1/x/"]);
  const [conflict, ...others] = conflictsOf(root, outer);
  t.deepEqual(others, []);
  t.like(conflict, { kind: "name", wanted: "unnamed", given: "unnamed.conflict-1-1", other: top });
  const moved = fold(made, author.write(make.rename(inner, [outer, "x"], [top, "y"])));
  t.deepEqual(faultsOf(moved), []);
  t.deepEqual(listing(moved), ["unnamed.conflict-1-1/", "y/"]);
});

test("what was there before is not lost in a directory that is linked nowhere", (t) => {
  const author = new Author(1);
  author.learn(...ground);
  for (const _ of ground) author.write();
  const [lost, other, empty] = [makeInodeNumber(1, 9), makeInodeNumber(1, 8), fresh];
  const root = fold(
    ...ground,
    author.write(
      make.inode(lost, "directory"),
      make.inode(other, "directory"),
      make.inode(empty, "directory"),
      make.rename(dir, [top, "dir"], [lost, "dir"]),
      make.link(other, "one", file),
      make.rename(file, [top, "file"], [dir, "two"]),
      make.rename(file, [dir, "two"], [empty, "three"]),
      make.rename(file, [empty, "three"], [dir, "two"]),
    ),
  );
  t.deepEqual(faultsOf(root), []);
  t.deepEqual(listing(root), [
    "unnamed.conflict-1-3-2/",
    "unnamed.conflict-1-3-2/one",
    "unnamed.conflict-1-3/",
    "unnamed.conflict-1-3/dir/",
    "unnamed.conflict-1-3/dir/two",
  ]);
  t.is(at(root, "unnamed.conflict-1-3/dir").number, dir);
});
