// What each change does to the tree when one participant is alone.
import test from "ava";
import {
  applyRecord,
  applyToInode,
  createInode,
  findInode,
  placesOf,
  rootInodeNumber,
} from "../../fs/core/index.ts";
import { Author, at, fold, listing, lookUp, make, sources } from "../support/tree-story.ts";

const top = rootInodeNumber;

test("a created file is there, with the record's time everywhere", (t) => {
  const author = new Author(1);
  const file = author.newInode();
  const record = author.write(make.inode(file), make.link(top, "a", file));
  const root = fold(record);
  const { time } = record.stamp;
  const inode = at(root, "a");
  t.is(inode.number, file);
  t.deepEqual([inode.links, inode.size, inode.mode], [1, 0, 0o644]);
  for (const shown of [inode.accessed, inode.modified, inode.changed, inode.created]) {
    t.deepEqual(shown, time);
  }
  t.deepEqual(at(root, "").modified, time);
  t.deepEqual(at(root, "").changed, time);
  t.is(root.inodeCount, 2);
});

test("directories count their subdirectories and entries", (t) => {
  const author = new Author(1);
  const [a, b, c] = [author.newInode(), author.newInode(), author.newInode()];
  const root = fold(
    author.write(make.inode(a, "directory"), make.link(top, "a", a)),
    author.write(make.inode(b, "directory"), make.link(a, "b", b)),
    author.write(make.inode(c), make.link(a, "c", c)),
  );
  t.deepEqual([at(root, "").links, at(root, "a").links, at(root, "a/b").links], [3, 3, 2]);
  t.deepEqual([at(root, "").size, at(root, "a").size], [1, 2]);
  const last = author.write(make.unlink(a, "b", b));
  const after = applyRecord(root, undefined, last.stamp, last.changes);
  t.is(at(after, "a").links, 2);
  t.deepEqual(listing(after), ["a/", "a/c"]);
  t.is(after.inodeCount, 3);
});

test("a hard link lives until its last name goes", (t) => {
  const author = new Author(1);
  const file = author.newInode();
  const records = [
    author.write(make.inode(file), make.link(top, "a", file), make.write(file, 0, 10)),
    author.write(make.link(top, "b", file)),
  ];
  t.is(at(fold(...records), "b").links, 2);
  t.is(placesOf(at(fold(...records), "b")).length, 2);
  records.push(author.write(make.unlink(top, "a", file)));
  t.is(at(fold(...records), "b").links, 1);
  records.push(author.write(make.unlink(top, "b", file)));
  const root = fold(...records);
  t.is(findInode(root, file), undefined);
  t.deepEqual([root.inodeCount, root.storedBytes], [1, 0]);
});

test("a removal is forgotten at the next record when one log is alone", (t) => {
  const author = new Author(1);
  const file = author.newInode();
  const records = [
    author.write(make.inode(file), make.link(top, "a", file)),
    author.write(make.unlink(top, "a", file)),
  ];
  t.not(fold(...records).recent, undefined);
  records.push(author.write({ kind: "end" }));
  t.is(fold(...records).recent, undefined);
});

test("rename moves a file, replaces what it is told to, and keeps directories' parents", (t) => {
  const author = new Author(1);
  const [a, b, d, e] = [1, 2, 3, 4].map(() => author.newInode());
  if (a === undefined || b === undefined || d === undefined || e === undefined) return t.fail();
  const records = [
    author.write(make.inode(a), make.link(top, "a", a)),
    author.write(make.inode(b), make.link(top, "b", b)),
    author.write(make.inode(d, "directory"), make.link(top, "d", d)),
    author.write(make.inode(e, "directory"), make.link(top, "e", e)),
    author.write(make.rename(a, [top, "a"], [top, "b"], b)),
    author.write(make.rename(d, [top, "d"], [e, "d"])),
  ];
  const root = fold(...records);
  t.deepEqual(listing(root), ["b", "e/", "e/d/"]);
  t.is(at(root, "b").number, a);
  t.is(findInode(root, b), undefined);
  t.is(at(root, "e/d").parent?.directory, e);
  t.deepEqual([at(root, "").links, at(root, "e").links], [3, 3]);
});

test("exchange swaps a file and a directory", (t) => {
  const author = new Author(1);
  const [a, d] = [author.newInode(), author.newInode()];
  const root = fold(
    author.write(make.inode(a), make.link(top, "a", a)),
    author.write(make.inode(d, "directory"), make.link(top, "d", d)),
    author.write(make.rename(a, [top, "a"], [top, "d"], d, true)),
  );
  t.deepEqual([at(root, "a").number, at(root, "d").number], [d, a]);
  t.is(at(root, "").links, 3);
});

test("rename between two names of one file takes the old name away", (t) => {
  const author = new Author(1);
  const a = author.newInode();
  const root = fold(
    author.write(make.inode(a), make.link(top, "a", a), make.link(top, "b", a)),
    author.write(make.rename(a, [top, "a"], [top, "b"], a)),
  );
  t.deepEqual(listing(root), ["b"]);
  t.is(at(root, "b").links, 1);
});

test("writes overlay, holes punch, truncation cuts and grows", (t) => {
  const author = new Author(1);
  const a = author.newInode();
  const records = [author.write(make.inode(a), make.link(top, "a", a), make.write(a, 0, 100))];
  const shows = (wanted: string, size: number, stored: number): void => {
    const root = fold(...records);
    t.is(sources(root, at(root, "a")), wanted);
    t.deepEqual([at(root, "a").size, at(root, "a").storedBytes], [size, stored]);
    t.is(root.storedBytes, stored);
  };
  records.push(author.write(make.write(a, 40, 20)));
  shows("0-40:1.1 40-60:1.2 60-100:1.1", 100, 100);
  records.push(author.write(make.hole(a, 50, 20)));
  shows("0-40:1.1 40-50:1.2 50-70:hole 70-100:1.1", 100, 80);
  records.push(author.write(make.truncate(a, 45)));
  shows("0-40:1.1 40-45:1.2", 45, 45);
  records.push(author.write(make.truncate(a, 60)));
  shows("0-40:1.1 40-45:1.2 45-60:hole", 60, 45);
  records.push(author.write(make.write(a, 200, 10)));
  shows("0-40:1.1 40-45:1.2 45-200:hole 200-210:1.6", 210, 55);
  records.push(author.write(make.hole(a, 300, 10)));
  shows("0-40:1.1 40-45:1.2 45-200:hole 200-210:1.6 210-310:hole", 310, 55);
});

test("a cut extent is read from further inside its source", (t) => {
  const author = new Author(1);
  const a = author.newInode();
  const root = fold(
    author.write(make.inode(a), make.link(top, "a", a), make.write(a, 0, 100)),
    author.write(make.write(a, 10, 10)),
  );
  const { extents } = at(root, "a");
  t.not(extents, undefined);
  t.deepEqual(sources(root, at(root, "a")), "0-10:1.1 10-20:1.2 20-100:1.1");
});

test("settings hold, extended attributes come and go", (t) => {
  const author = new Author(1);
  const a = author.newInode();
  const records = [
    author.write(make.inode(a), make.link(top, "a", a)),
    author.write(make.mode(a, 0o4755), make.xattr(a, "user.x", "1")),
  ];
  const inode = at(fold(...records), "a");
  t.is(inode.mode, 0o4755);
  t.deepEqual([...(inode.xattrs?.keys() ?? [])], ["user.x"]);
  records.push(author.write({ kind: "remove-xattr", inode: a, name: "user.x" }));
  t.is(at(fold(...records), "a").xattrs, undefined);
});

test("a setting without any field changes only the time of change", (t) => {
  const author = new Author(1);
  const a = author.newInode();
  const none = { mode: undefined, uid: undefined, gid: undefined, accessed: undefined };
  const touch = author.write(make.inode(a), make.link(top, "a", a));
  const later = author.write({
    kind: "set-attributes",
    inode: a,
    ...none,
    modified: undefined,
    changed: undefined,
  });
  const inode = at(fold(touch, later), "a");
  t.deepEqual(inode.changed, later.stamp.time);
  t.deepEqual(inode.modified, touch.stamp.time);
});

test("an inode outside of the tree can be written, cut and set", (t) => {
  const author = new Author(1);
  const a = author.newInode();
  const change = make.inode(a);
  const { stamp } = author.write(change);
  if (change.kind !== "inode") return t.fail();
  let inode = createInode(change, stamp);
  inode = applyToInode(inode, stamp, make.write(a, 0, 10));
  inode = applyToInode(inode, stamp, make.truncate(a, 4));
  inode = applyToInode(inode, stamp, make.mode(a, 0o600));
  inode = applyToInode(inode, stamp, make.link(top, "a", a));
  t.deepEqual([inode.size, inode.storedBytes, inode.mode, inode.links], [4, 4, 0o600, 0]);
});

test("frozen roots keep what they show while an edit goes on", (t) => {
  const author = new Author(1);
  const a = author.newInode();
  const first = fold(author.write(make.inode(a), make.link(top, "a", a), make.write(a, 0, 10)));
  const second = author.write(make.write(a, 0, 5), make.unlink(top, "a", a));
  const after = applyRecord(first, undefined, second.stamp, second.changes);
  t.is(lookUp(after, "a"), undefined);
  t.is(sources(first, at(first, "a")), "0-10:1.1");
});
