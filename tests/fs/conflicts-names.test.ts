// Conflict rules of names: two of one name, and directories that merge.
import test from "ava";
import { conflictName, isConflictNameOf } from "../../fs/core/conflicts-name.ts";
import { conflictsOf, findInode } from "../../fs/core/index.ts";
import { makeDot } from "../../logs/core/index.ts";
import { at, fold, listing, make, toName } from "../support/tree-story.ts";
import { create, kinds, late, top, world } from "../support/tree-world.ts";

test("two files of one name are both kept, the later under the conflict name", (t) => {
  const { a, b, ground } = world();
  const [first, later] = [create(a, "new"), create(b, "new")];
  const root = fold(...ground, first.record, later.record);
  t.is(at(root, "new").number, first.inode);
  t.is(at(root, "new.conflict-2-2").number, later.inode);
  const [conflict] = conflictsOf(root, later.inode);
  t.is(conflict?.kind, "name");
  t.is(conflict?.kind === "name" ? conflict.other : undefined, first.inode);
});

test("a file and a directory of one name are both kept", (t) => {
  const { a, b, ground } = world();
  const [first, later] = [create(a, "new", "directory"), create(b, "new")];
  const root = fold(...ground, first.record, later.record);
  t.deepEqual(listing(root), ["dir/", "file", "new.conflict-2-2", "new/"]);
});

test("whoever made the later file goes on calling it by the name it wanted", (t) => {
  const { a, b, ground } = world();
  const [first, later] = [create(a, "new"), create(b, "new")];
  const renamed = b.write(make.rename(later.inode, [top, "new"], [top, "mine"]));
  t.deepEqual(listing(fold(...ground, first.record, later.record, renamed)), [
    "dir/",
    "file",
    "mine",
    "new",
  ]);
  const removed = b.write(make.unlink(top, "mine", later.inode));
  t.deepEqual(listing(fold(...ground, first.record, later.record, renamed, removed)), [
    "dir/",
    "file",
    "new",
  ]);
});

test("removing the later of two files of one name settles the conflict", (t) => {
  const { a, b, ground } = world();
  const [first, later] = [create(a, "new"), create(b, "new")];
  const removed = b.write(make.unlink(top, "new", later.inode));
  const root = fold(...ground, first.record, later.record, removed);
  t.deepEqual(listing(root), ["dir/", "file", "new"]);
  t.deepEqual(kinds(root), []);
});

test("two directories of one name become one, with the contents of both", (t) => {
  const { a, b, ground } = world();
  const [first, later] = [create(a, "new", "directory"), create(b, "new", "directory")];
  const records = [
    first.record,
    later.record,
    create(a, "x", "file", first.inode).record,
    create(b, "x", "file", later.inode).record,
    create(b, "y", "file", later.inode).record,
  ];
  const root = fold(...ground, ...records);
  t.deepEqual(listing(root), ["dir/", "file", "new/", "new/x", "new/x.conflict-2-3", "new/y"]);
  t.is(findInode(root, later.inode)?.number, first.inode);
  t.is(at(root, "").links, 4);
});

test("a directory with contents that is moved to a taken name is merged at every depth", (t) => {
  const { a, b, ground } = world();
  const first = create(a, "new", "directory");
  const firstSub = create(a, "sub", "directory", first.inode);
  const later = create(b, "temporary", "directory");
  const laterSub = create(b, "sub", "directory", later.inode);
  const records = [
    first.record,
    firstSub.record,
    create(a, "x", "file", firstSub.inode).record,
    later.record,
    laterSub.record,
    create(b, "y", "file", laterSub.inode).record,
    b.write(make.rename(later.inode, [top, "temporary"], [top, "new"])),
  ];
  const root = fold(...ground, ...records);
  t.deepEqual(listing(root), ["dir/", "file", "new/", "new/sub/", "new/sub/x", "new/sub/y"]);
  t.deepEqual([at(root, "").links, at(root, "new").links, at(root, "new/sub").links], [4, 3, 2]);
  t.is(root.inodeCount, 7);
  // Names that came along can still be removed by who knows the records that made them.
  b.learn(...records);
  const last = b.write(make.unlink(laterSub.inode, "y", at(root, "new/sub/y").number));
  t.deepEqual(listing(fold(...ground, ...records, last)).includes("new/sub/y"), false);
});

test("a removal of one's own directory leaves one that was merged with it", (t) => {
  const { a, b, ground } = world();
  const [first, later] = [create(a, "new", "directory"), create(b, "new", "directory")];
  const removed = b.write(make.unlink(top, "new", later.inode));
  const root = fold(...ground, first.record, later.record, removed);
  t.is(at(root, "new").number, first.inode);
});

test("a conflict name fits in 255 bytes, does not cut a character, and is known again", (t) => {
  const dot = makeDot(17, 12345);
  const plain = toName("a".repeat(255));
  const wide = toName(Buffer.from("ä".repeat(127)).toString("latin1"));
  for (const wanted of [plain, wide, toName("x")]) {
    for (const attempt of [1, 2, 9999]) {
      const given = conflictName(wanted, dot, attempt);
      t.true(given.length <= 255);
      t.true(isConflictNameOf(given, wanted, dot));
      t.false(isConflictNameOf(given, wanted, makeDot(17, 12346)));
      t.false(Buffer.from(given, "latin1").toString("utf8").includes("\ufffd"));
    }
  }
});

test("only a whole number counts as an attempt in a conflict name", (t) => {
  const dot = makeDot(17, 12345);
  const wanted = toName("x");
  for (const attempt of ["2.5", "Infinity", "1", "0", "02", "2e0", "9007199254740992", ""]) {
    const name = toName(`x.conflict-17-12345-${attempt}`);
    t.false(isConflictNameOf(name, wanted, dot), attempt);
  }
});

test("a second thing that wants the same conflict name is numbered", (t) => {
  const { a, b, ground } = world();
  const taken = create(a, "new");
  const occupied = create(a, "new.conflict-2-2");
  const { record } = create(b, "new");
  const later = { ...record, stamp: { ...record.stamp, lamport: 20 } };
  const root = fold(...ground, taken.record, occupied.record, later);
  t.true(listing(root).includes("new.conflict-2-2-2"));
});

test("an unlink by the conflict name finds the file that has the wanted name after all", (t) => {
  const { a, b, ground } = world();
  const [first, later] = [create(a, "new"), create(b, "new")];
  b.learn(first.record);
  const removed = b.write(make.unlink(top, "new.conflict-2-2", later.inode));
  const gone = a.write(make.unlink(top, "new", first.inode));
  const early = { ...gone, stamp: { ...gone.stamp, lamport: later.record.stamp.lamport } };
  const root = fold(...ground, first.record, early, later.record, late(removed));
  t.deepEqual(listing(root), ["dir/", "file"]);
});

test("moving and removing one's own of two merged directories leaves the other's", (t) => {
  const { a, b, ground } = world();
  const [first, later] = [create(a, "new", "directory"), create(b, "new", "directory")];
  const moved = b.write(make.rename(later.inode, [top, "new"], [top, "mine"]));
  const removed = b.write(make.unlink(top, "mine", later.inode));
  const root = fold(...ground, first.record, later.record, moved, removed);
  t.is(at(root, "mine").number, first.inode);
});

test("a removal by somebody who did not see two directories merge leaves them", (t) => {
  const { a, b, c, directory, ground } = world();
  const mine = create(a, "mine", "directory");
  const [moved, gone] = [
    b.write(make.rename(directory, [top, "dir"], [top, "mine"])),
    c.write(make.unlink(top, "mine", mine.inode)),
  ];
  const root = fold(...ground, mine.record, moved, gone);
  t.is(at(root, "mine").number, mine.inode);
  t.is(findInode(root, directory)?.number, mine.inode);
});

test("something new in one of two merged directories brings both back", (t) => {
  const { a, b, ground } = world();
  const [first, later] = [create(a, "new", "directory"), create(b, "new", "directory")];
  a.learn(later.record);
  const removed = a.write(make.unlink(top, "new", first.inode));
  const inside = create(b, "f", "file", later.inode);
  const root = fold(...ground, first.record, later.record, removed, late(inside.record));
  t.deepEqual(listing(root), ["dir/", "file", "new/", "new/f"]);
});
