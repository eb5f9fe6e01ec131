// Conflict rules of content and settings, and when what was decided is forgotten.
import test from "ava";
import { conflictsOf, contentPieces } from "../../fs/core/index.ts";
import { at, fold, make, sources } from "../support/tree-story.ts";
import { kinds, world } from "../support/tree-world.ts";

test("concurrent writes to different bytes both hold", (t) => {
  const { a, b, file, ground } = world();
  const root = fold(...ground, a.write(make.write(file, 0, 10)), b.write(make.write(file, 50, 10)));
  t.is(sources(root, at(root, "file")), "0-10:1.3 10-50:1.1 50-60:2.2 60-100:1.1");
  t.deepEqual(kinds(root), []);
});

test("of overlapping writes the later closes over the file, the other side stays", (t) => {
  const { a, b, file, ground } = world();
  const early = [a.write(make.write(file, 0, 10)), a.write(make.write(file, 90, 20))];
  const late = b.write(make.write(file, 5, 10));
  const moved = { ...late, stamp: { ...late.stamp, lamport: 20 } };
  const root = fold(...ground, ...early, moved);
  t.is(sources(root, at(root, "file")), "0-5:1.1 5-15:2.2 15-100:1.1");
  const [side] = conflictsOf(root, file);
  if (side?.kind !== "content") return t.fail();
  t.deepEqual(
    [side.dot],
    early.slice(1).map(({ stamp }) => stamp.dot),
  );
  const shown = sources(root, { ...at(root, "file"), ...side.content });
  t.is(shown, "0-10:1.3 10-90:1.1 90-110:1.4");
  t.is(contentPieces(side.content, 0, 5).length, 1);
});

test("a truncation overlaps everything behind its size", (t) => {
  const { a, b, file, ground } = world();
  const beside = fold(
    ...ground,
    a.write(make.write(file, 0, 10)),
    b.write(make.truncate(file, 50)),
  );
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

test("who saw the closing write and not the lost one has no conflict with the lost one", (t) => {
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
  const other = [
    a.write(make.xattr(file, "user.a", "1")),
    b.write(make.xattr(file, "user.b", "1")),
  ];
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
