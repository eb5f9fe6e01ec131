// Every conflict rule of the fold, with two or three participants who did not know of each other's records.
import test from "ava";
import { conflictsOf, contentPieces, findInode, listConflicts, rootInodeNumber } from "../../fs/core/index.ts";
import type { FoldRecord, InodeNumber, Root } from "../../fs/core/index.ts";
import { conflictName, isConflictNameOf } from "../../fs/core/conflicts-name.ts";
import { makeDot } from "../../logs/core/index.ts";
import { at, Author, fold, listing, lookUp, make, sources, toName } from "../support/tree-story.ts";

const top = rootInodeNumber;

interface World {
  readonly a: Author;
  readonly b: Author;
  readonly c: Author;
  readonly file: InodeNumber;
  readonly directory: InodeNumber;
  readonly ground: readonly FoldRecord[];
}

/** A file of 100 bytes and a directory that three participants know. */
function world(): World {
  const [a, b, c] = [new Author(1), new Author(2), new Author(3)];
  const [file, directory] = [a.newInode(), a.newInode()];
  const first = [
    a.write(make.inode(file), make.link(top, "file", file), make.write(file, 0, 100)),
    a.write(make.inode(directory, "directory"), make.link(top, "dir", directory)),
  ];
  for (const other of [b, c]) other.learn(...first);
  // Everybody has spoken, so that everybody counts.
  const ground = [...first, b.write({ kind: "end" }), c.write({ kind: "end" })];
  for (const author of [a, b, c]) author.learn(...ground);
  return { a, b, c, file, directory, ground };
}

function kinds(root: Root): string[] {
  return [...listConflicts(root)].map(({ kind }) => kind).sort();
}

function create(author: Author, name: string, type: "file" | "directory" = "file", above = top) {
  const inode = author.newInode();
  return { inode, record: author.write(make.inode(inode, type), make.link(above, name, inode)) };
}

test("an unlink loses to a write that it did not know", (t) => {
  const { a, b, file, ground } = world();
  const written = a.write(make.write(file, 0, 10));
  const removed = b.write(make.unlink(top, "file", file));
  const root = fold(...ground, written, removed);
  t.is(sources(root, at(root, "file")), "0-10:1.3 10-100:1.1");
  t.deepEqual(kinds(root), ["removal"]);
});

test("a write brings back what was removed without its author knowing", (t) => {
  const { a, b, file, ground } = world();
  const removed = a.write(make.unlink(top, "file", file));
  const written = b.write(make.write(file, 0, 10));
  const root = fold(...ground, removed, written);
  t.is(sources(root, at(root, "file")), "0-10:2.2 10-100:1.1");
  t.is(at(root, "file").links, 1);
  t.deepEqual(kinds(root), ["removal"]);
});

test("a write by somebody who knew of the removal changes nothing", (t) => {
  const { a, b, file, ground } = world();
  const removed = a.write(make.unlink(top, "file", file));
  b.learn(removed);
  const root = fold(...ground, removed, b.write(make.write(file, 0, 10)));
  t.is(lookUp(root, "file"), undefined);
  t.deepEqual(kinds(root), []);
});

test("removing one of two names does not lose to a write", (t) => {
  const { a, b, file, ground } = world();
  const linked = a.write(make.link(top, "other", file));
  b.learn(linked);
  const written = a.write(make.write(file, 0, 10));
  const root = fold(...ground, linked, written, b.write(make.unlink(top, "file", file)));
  t.deepEqual(listing(root), ["dir/", "other"]);
  t.deepEqual(kinds(root), []);
});

test("a removed file comes back with the directories above it", (t) => {
  const { a, b, directory, ground } = world();
  const inner = create(a, "inner", "directory", directory);
  const file = create(a, "f", "file", inner.inode);
  b.learn(inner.record, file.record);
  const gone = [
    a.write(make.unlink(inner.inode, "f", file.inode)),
    a.write(make.unlink(directory, "inner", inner.inode)),
    a.write(make.unlink(top, "dir", directory)),
  ];
  const written = b.write(make.write(file.inode, 0, 10));
  const later = { ...written, stamp: { ...written.stamp, lamport: 20 } };
  const root = fold(...ground, inner.record, file.record, ...gone, later);
  t.deepEqual(listing(root), ["dir/", "dir/inner/", "dir/inner/f", "file"]);
  t.deepEqual(kinds(root), ["removal", "removal", "removal"]);
  t.is(at(root, "").links, 3);
});

test("a file that comes back to a name that is taken gets the conflict name", (t) => {
  const { a, b, file, ground } = world();
  const removed = a.write(make.unlink(top, "file", file));
  const again = create(a, "file");
  const written = b.write(make.write(file, 0, 10));
  const later = { ...written, stamp: { ...written.stamp, lamport: 20 } };
  const root = fold(...ground, removed, again.record, later);
  t.is(at(root, "file").number, again.inode);
  t.is(at(root, "file.conflict-2-2").number, file);
  t.deepEqual(kinds(root), ["name", "removal"]);
});

test("a directory that comes back to the name of a new directory is merged into it", (t) => {
  const { a, b, directory, ground } = world();
  const removed = a.write(make.unlink(top, "dir", directory));
  const again = create(a, "dir", "directory");
  const inside = create(b, "f", "file", directory);
  const later = { ...inside.record, stamp: { ...inside.record.stamp, lamport: 20 } };
  const root = fold(...ground, removed, again.record, later);
  t.deepEqual(listing(root), ["dir/", "dir/f", "file"]);
  t.is(findInode(root, directory)?.number, again.inode);
});

test("a directory with something new in it is not removed", (t) => {
  const { a, b, directory, ground } = world();
  const inside = create(a, "f", "file", directory);
  const root = fold(...ground, inside.record, b.write(make.unlink(top, "dir", directory)));
  t.deepEqual(listing(root), ["dir/", "dir/f", "file"]);
  t.deepEqual(kinds(root), ["removal"]);
});

test("something new in a removed directory brings it back", (t) => {
  const { a, b, directory, ground } = world();
  const removed = a.write(make.unlink(top, "dir", directory));
  const inside = create(b, "f", "file", directory);
  const root = fold(...ground, removed, inside.record);
  t.deepEqual(listing(root), ["dir/", "dir/f", "file"]);
  t.deepEqual(kinds(root), ["removal"]);
});

test("a rename over a file loses to a write that it did not know, and goes beside", (t) => {
  const { a, b, file, ground } = world();
  const fresh = create(b, "fresh");
  const written = a.write(make.write(file, 0, 10));
  const renamed = b.write(make.rename(fresh.inode, [top, "fresh"], [top, "file"], file));
  const root = fold(...ground, fresh.record, written, renamed);
  t.is(at(root, "file").number, file);
  t.is(at(root, "file.conflict-2-3").number, fresh.inode);
  t.deepEqual(kinds(root), ["name", "removal"]);
});

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
  t.deepEqual(listing(fold(...ground, first.record, later.record, renamed)), ["dir/", "file", "mine", "new"]);
  const removed = b.write(make.unlink(top, "mine", later.inode));
  t.deepEqual(listing(fold(...ground, first.record, later.record, renamed, removed)), ["dir/", "file", "new"]);
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

test("of two moves of one directory the later holds", (t) => {
  const { a, b, directory, ground } = world();
  const root = fold(
    ...ground,
    a.write(make.rename(directory, [top, "dir"], [top, "one"])),
    b.write(make.rename(directory, [top, "dir"], [top, "two"])),
  );
  t.deepEqual(listing(root), ["file", "two/"]);
});

test("of two moves of one file the later holds", (t) => {
  const { a, b, file, ground } = world();
  const root = fold(
    ...ground,
    a.write(make.rename(file, [top, "file"], [top, "one"])),
    b.write(make.rename(file, [top, "file"], [top, "two"])),
  );
  t.deepEqual(listing(root), ["dir/", "two"]);
  t.is(at(root, "two").links, 1);
});

test("a move of a name that is gone gives the file one more name and takes none away", (t) => {
  const { a, b, file, ground } = world();
  const linked = a.write(make.link(top, "other", file));
  b.learn(linked);
  const root = fold(
    ...ground,
    linked,
    a.write(make.unlink(top, "file", file)),
    b.write(make.rename(file, [top, "file"], [top, "moved"])),
  );
  t.deepEqual(listing(root), ["dir/", "moved", "other"]);
  t.is(at(root, "moved").links, 2);
});

test("moves that would put two directories into each other: the later is dropped and listed", (t) => {
  const { a, b, directory, ground } = world();
  const other = create(a, "other", "directory");
  b.learn(other.record);
  const root = fold(
    ...ground,
    other.record,
    a.write(make.rename(directory, [top, "dir"], [other.inode, "dir"])),
    b.write(make.rename(other.inode, [top, "other"], [directory, "other"])),
  );
  t.deepEqual(listing(root), ["file", "other/", "other/dir/"]);
  t.deepEqual(kinds(root), ["move"]);
});

test("an exchange that would put a directory into itself is dropped and listed", (t) => {
  const { a, directory, ground } = world();
  const inner = create(a, "inner", "directory", directory);
  const swap = a.write(make.rename(directory, [top, "dir"], [directory, "inner"], inner.inode, true));
  const root = fold(...ground, inner.record, swap);
  t.deepEqual(listing(root), ["dir/", "dir/inner/", "file"]);
  t.deepEqual(kinds(root), ["move"]);
});

test("an exchange with something that was moved away moves what is left", (t) => {
  const { a, b, file, directory, ground } = world();
  const root = fold(
    ...ground,
    a.write(make.unlink(top, "dir", directory)),
    b.write(make.rename(file, [top, "file"], [top, "dir"], directory, true)),
  );
  // The directory comes back for who exchanged it without knowing that it was gone.
  t.deepEqual([at(root, "dir").number, at(root, "file").number], [file, directory]);
});

test("an unlink of a name that was moved away meanwhile changes nothing", (t) => {
  const { a, b, file, ground } = world();
  const root = fold(
    ...ground,
    a.write(make.rename(file, [top, "file"], [top, "moved"])),
    b.write(make.unlink(top, "file", file)),
  );
  t.deepEqual(listing(root), ["dir/", "moved"]);
});

test("a rename or link of a file that was removed meanwhile brings it back under the new name", (t) => {
  const { a, b, file, ground } = world();
  const removed = a.write(make.unlink(top, "file", file));
  const renamed = b.write(make.rename(file, [top, "file"], [top, "moved"]));
  t.deepEqual(listing(fold(...ground, removed, renamed)), ["dir/", "moved"]);
  const { a: d, b: e, file: other, ground: start } = world();
  const gone = d.write(make.unlink(top, "file", other));
  const linked = e.write(make.link(top, "linked", other));
  const root = fold(...start, gone, linked);
  t.deepEqual(listing(root), ["dir/", "linked"]);
  t.is(at(root, "linked").links, 1);
});

test("concurrent writes to different bytes both hold", (t) => {
  const { a, b, file, ground } = world();
  const root = fold(...ground, a.write(make.write(file, 0, 10)), b.write(make.write(file, 50, 10)));
  t.is(sources(root, at(root, "file")), "0-10:1.3 10-50:1.1 50-60:2.2 60-100:1.1");
  t.deepEqual(kinds(root), []);
});

test("of overlapping writes the later closes over the file and the other side stays readable", (t) => {
  const { a, b, file, ground } = world();
  const early = [a.write(make.write(file, 0, 10)), a.write(make.write(file, 90, 20))];
  const late = b.write(make.write(file, 5, 10));
  const moved = { ...late, stamp: { ...late.stamp, lamport: 20 } };
  const root = fold(...ground, ...early, moved);
  t.is(sources(root, at(root, "file")), "0-5:1.1 5-15:2.2 15-100:1.1");
  const [side] = conflictsOf(root, file);
  if (side?.kind !== "content") return t.fail();
  t.deepEqual([side.dot], early.slice(1).map(({ stamp }) => stamp.dot));
  const shown = sources(root, { ...at(root, "file"), ...side.content });
  t.is(shown, "0-10:1.3 10-90:1.1 90-110:1.4");
  t.is(contentPieces(side.content, 0, 5).length, 1);
});

test("a truncation overlaps everything behind its size", (t) => {
  const { a, b, file, ground } = world();
  const beside = fold(...ground, a.write(make.write(file, 0, 10)), b.write(make.truncate(file, 50)));
  t.is(sources(beside, at(beside, "file")), "0-10:1.3 10-50:1.1");
  const other = world();
  const over = fold(
    ...other.ground,
    other.a.write(make.write(other.file, 60, 10)),
    other.b.write(make.truncate(other.file, 50)),
  );
  t.is(sources(over, at(over, "file")), "0-50:1.1");
  t.deepEqual(kinds(over), ["content"]);
});

test("a write that closed over the file counts as covering all of it", (t) => {
  const { a, b, c, file, ground } = world();
  const first = a.write(make.write(file, 0, 10));
  const closing = b.write(make.write(file, 5, 10));
  const third = c.write(make.write(file, 80, 10));
  const root = fold(...ground, first, closing, third);
  t.is(sources(root, at(root, "file")), "0-80:1.1 80-90:3.2 90-100:1.1");
  t.deepEqual(
    conflictsOf(root, file).map(({ dot }) => dot),
    [first.stamp.dot, closing.stamp.dot],
  );
});

test("what is written on top of a decided file is no new conflict", (t) => {
  const { a, b, file, ground } = world();
  const first = a.write(make.write(file, 0, 10));
  const closing = b.write(make.write(file, 5, 10));
  a.learn(closing);
  const third = a.write(make.write(file, 0, 20));
  const root = fold(...ground, first, closing, third);
  t.is(sources(root, at(root, "file")), "0-20:1.4 20-100:1.1");
  t.is(conflictsOf(root, file).length, 1);
});

test("an author that saw the closing write but not the lost one does not conflict with the lost one", (t) => {
  const { a, b, c, file, ground } = world();
  const lost = a.write(make.write(file, 0, 10));
  const closing = b.write(make.write(file, 5, 10));
  c.learn(closing);
  const beside = b.write(make.write(file, 60, 10));
  const root = fold(...ground, lost, closing, beside, c.write(make.write(file, 0, 4)));
  t.is(sources(root, at(root, "file")), "0-4:3.2 4-5:1.1 5-15:2.2 15-60:1.1 60-70:2.3 70-100:1.1");
  t.is(conflictsOf(root, file).length, 1);
});

test("a resolve takes the named sides off the list", (t) => {
  const { a, b, file, ground } = world();
  const first = a.write(make.write(file, 0, 10));
  const closing = b.write(make.write(file, 5, 10));
  a.learn(closing);
  const resolve = a.write({ kind: "resolve", inode: file, sides: [first.stamp.dot] });
  t.is(conflictsOf(fold(...ground, first, closing), file).length, 1);
  t.is(fold(...ground, first, closing, resolve).conflicts, undefined);
});

test("of two settings of one field the later holds and the other is listed", (t) => {
  const { a, b, file, ground } = world();
  const root = fold(...ground, a.write(make.mode(file, 0o600)), b.write(make.mode(file, 0o640)));
  t.is(at(root, "file").mode, 0o640);
  t.deepEqual(kinds(root), ["setting"]);
});

test("the same setting by two, or settings of two fields, are no conflict", (t) => {
  const { a, b, file, ground } = world();
  const same = [a.write(make.mode(file, 0o600)), b.write(make.mode(file, 0o600))];
  const other = [a.write(make.xattr(file, "user.a", "1")), b.write(make.xattr(file, "user.b", "1"))];
  const root = fold(...ground, ...same, ...other);
  t.deepEqual(kinds(root), []);
  t.is(at(root, "file").xattrs?.size, 2);
});

test("settings of one extended attribute are listed", (t) => {
  const { a, b, file, ground } = world();
  const root = fold(
    ...ground,
    a.write(make.xattr(file, "user.a", "1")),
    b.write(make.xattr(file, "user.a", "2")),
  );
  t.deepEqual(kinds(root), ["setting"]);
});

test("everything is forgotten once all logs know it", (t) => {
  const { a, b, c, file, ground } = world();
  const written = a.write(make.write(file, 0, 10), make.mode(file, 0o600));
  const heard = [written];
  for (const author of [b, c]) {
    author.learn(written);
    heard.push(author.write({ kind: "end" }));
  }
  t.not(fold(...ground, ...heard).recent, undefined);
  a.learn(...heard);
  const root = fold(...ground, ...heard, a.write({ kind: "end" }));
  t.is(root.recent, undefined);
});

test("a log whose first record is concurrent with a removal still finds what was removed", (t) => {
  // Both have Lamport number 2: the first log is alone when it removes, and must not forget at once.
  const [a, b] = [new Author(1), new Author(2)];
  const file = a.newInode();
  const first = a.write(make.inode(file), make.link(top, "file", file));
  b.learn(first);
  const removed = a.write(make.unlink(top, "file", file));
  const root = fold(first, removed, b.write(make.write(file, 0, 10)));
  t.is(at(root, "file").size, 10);
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

test("a second thing that wants the same conflict name is numbered", (t) => {
  const { a, b, ground } = world();
  const taken = create(a, "new");
  const occupied = create(a, "new.conflict-2-2");
  const { record } = create(b, "new");
  const later = { ...record, stamp: { ...record.stamp, lamport: 20 } };
  const root = fold(...ground, taken.record, occupied.record, later);
  t.true(listing(root).includes("new.conflict-2-2-2"));
});
