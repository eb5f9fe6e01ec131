// Conflict rules of moves: the later holds, and no directory gets into itself.
import test from "ava";
import { at, fold, listing, make } from "../support/tree-story.ts";
import { create, kinds, top, world } from "../support/tree-world.ts";

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

test("of moves that put two directories into each other the later is dropped", (t) => {
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
  const swap = a.write(
    make.rename(directory, [top, "dir"], [directory, "inner"], inner.inode, true),
  );
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

test("a rename or link of a file that was removed brings it back under the new name", (t) => {
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
