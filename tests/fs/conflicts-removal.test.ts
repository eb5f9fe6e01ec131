// Conflict rules of removal: it loses to writes and links that it did not know of.
import test from "ava";
import { findInode } from "../../fs/core/index.ts";
import { Author, at, fold, listing, lookUp, make, sources } from "../support/tree-story.ts";
import { create, kinds, late, top, world } from "../support/tree-world.ts";

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

test("a log whose first record is concurrent with a removal still finds what was removed", (t) => {
  // Both have Lamport number 2: the first log is alone when it removes, and must not forget at
  // once.
  const [a, b] = [new Author(1), new Author(2)];
  const file = a.newInode();
  const first = a.write(make.inode(file), make.link(top, "file", file));
  b.learn(first);
  const removed = a.write(make.unlink(top, "file", file));
  const root = fold(first, removed, b.write(make.write(file, 0, 10)));
  t.is(at(root, "file").size, 10);
});

test("who knew a removal but saw something else come of it still writes to the file", (t) => {
  // b replaces its own `new` by `other`, but in its own view (where a's first `new` stands) `new`
  // had the conflict name and stayed. With a's removal in between, the replacement finds it.
  const { a, b, ground } = world();
  const first = create(a, "new");
  const gone = a.write(make.unlink(top, "new", first.inode));
  const filler = b.write({ kind: "end" });
  const mine = create(b, "new");
  const other = create(b, "other");
  const replaced = b.write(make.rename(other.inode, [top, "other"], [top, "new"], mine.inode));
  b.learn(first.record);
  const written = b.write(make.write(mine.inode, 0, 10));
  const before = [...ground, first.record, filler, mine.record, other.record, replaced];
  t.is(at(fold(...before), "new.conflict-2-3").number, mine.inode);
  t.is(findInode(fold(...before, gone), mine.inode), undefined);
  t.is(findInode(fold(...before, gone, late(written)), mine.inode)?.size, 10);
});

test("the sides of a conflict come back with a removed file", (t) => {
  const { a, b, c, file, ground } = world();
  const sides = [a.write(make.write(file, 0, 10)), b.write(make.write(file, 5, 10))];
  a.learn(...sides);
  const removed = a.write(make.unlink(top, "file", file));
  const root = fold(...ground, ...sides, removed, late(c.write(make.write(file, 90, 1))));
  t.deepEqual(kinds(root), ["content", "content", "removal"]);
});
