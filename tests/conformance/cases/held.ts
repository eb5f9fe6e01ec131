// Files that are open while their names go: removed, renamed over, linked again, and what happens
// at the last close.
import { strict as assert } from "node:assert";
import { factsOpen, setModeOpen } from "../../support/child/attributes.ts";
import { close, flags, open, readAt, truncateOpen, writeAt } from "../../support/child/files.ts";
import { linkOpen } from "../../support/child/names.ts";
import { refuses } from "../../support/subject.ts";
import { anywhere, bySystemCall, pattern } from "../case.ts";

export const heldCases = [
  anywhere("a removed file stays whole for who has it open", (s) => {
    const data = pattern(400_000);
    s.create("f");
    const file = s.open("f");
    file.write(0, data);
    s.unlink("f");
    refuses("ENOENT", () => s.facts("f"));
    assert.ok(file.read(0, 500_000).equals(data));
    assert.equal(file.facts().links, 0);
    file.write(100, "written after removal");
    assert.equal(file.read(100, 21).toString(), "written after removal");
    file.truncate(110);
    assert.equal(file.read(0, 500).length, 110);
    file.sync();
    file.close();
    assert.deepEqual(s.list(""), []);
  }),

  anywhere("a file that was renamed over stays whole for who has it open", (s) => {
    s.create("old");
    const old = s.open("old");
    old.write(0, "old bytes");
    s.create("new");
    const fresh = s.open("new");
    fresh.write(0, "new bytes");
    s.rename("new", "old");
    old.write(9, " and more");
    assert.equal(old.read(0, 100).toString(), "old bytes and more");
    const named = s.open("old");
    assert.equal(named.read(0, 100).toString(), "new bytes");
    for (const file of [old, fresh, named]) file.close();
  }),

  anywhere("an open file follows its file through renames", (s) => {
    s.create("a");
    const file = s.open("a");
    s.makeDirectory("d");
    s.rename("a", "d/b");
    s.rename("d", "e");
    file.write(0, "found");
    const named = s.open("e/b");
    assert.equal(named.read(0, 10).toString(), "found");
    file.close();
    named.close();
  }),

  anywhere(
    "a file open under two names outlives the first removal by name and the second by descriptor",
    (s) => {
      s.create("a");
      s.link("a", "b");
      const file = s.open("a");
      file.write(0, "x");
      s.unlink("a");
      assert.equal(file.facts().links, 1);
      s.unlink("b");
      assert.equal(file.facts().links, 0);
      assert.equal(file.read(0, 10).toString(), "x");
      file.close();
    },
  ),

  bySystemCall("two descriptors of a removed file see each other's writes", (s) => {
    s.create("f");
    const one = open(s.absolute("f"), flags.readWrite);
    const two = open(s.absolute("f"), flags.readWrite);
    s.unlink("f");
    writeAt(one, 0, "by one");
    assert.equal(readAt(two, 0, 10).toString(), "by one");
    close(one);
    writeAt(two, 6, " by two");
    truncateOpen(two, 9);
    assert.equal(readAt(two, 0, 100).toString(), "by one by");
    close(two);
  }),

  bySystemCall("attributes of a removed file are read and changed", (s) => {
    s.create("f", 0o600);
    const fd = open(s.absolute("f"), flags.readWrite);
    s.unlink("f");
    setModeOpen(fd, 0o4711);
    assert.equal(factsOpen(fd).mode, 0o4711);
    assert.equal(factsOpen(fd).links, 0);
    close(fd);
  }),

  bySystemCall(
    "a removed file gets no new name",
    (s) => {
      s.create("f");
      const fd = open(s.absolute("f"), flags.readWrite);
      s.unlink("f");
      refuses("ENOENT", () => linkOpen(fd, s.absolute("g")));
      close(fd);
    },
    ["root"],
  ),

  bySystemCall("/proc shows an open file and opens it again", (s) => {
    s.create("f");
    const fd = open(s.absolute("f"), flags.readWrite);
    writeAt(fd, 0, "reopened");
    s.unlink("f");
    const again = open(`/proc/self/fd/${fd}`, flags.readOnly);
    assert.equal(readAt(again, 0, 100).toString(), "reopened");
    close(again);
    close(fd);
  }),

  anywhere("a hundred removed files stay apart", (s) => {
    const files = Array.from({ length: 100 }, (_, index) => {
      s.create("f");
      const file = s.open("f");
      file.write(0, `number ${index}`);
      s.unlink("f");
      return file;
    });
    for (const [index, file] of files.entries()) {
      assert.equal(file.read(0, 100).toString(), `number ${index}`);
      file.close();
    }
  }),
];
