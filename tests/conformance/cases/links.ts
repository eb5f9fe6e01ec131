// Hard links and symbolic links.
import { strict as assert } from "node:assert";
import { factsFollowing } from "../../support/child/attributes.ts";
import { close, flags, open } from "../../support/child/files.ts";
import { linkFollowing } from "../../support/child/names.ts";
import { refuses } from "../../support/subject.ts";
import { anywhere, bySystemCall } from "../case.ts";

export const linkCases = [
  anywhere("two names of one file show the same bytes, attributes and count", (s) => {
    s.create("a");
    s.makeDirectory("d");
    s.link("a", "d/b");
    const file = s.open("a");
    file.write(0, "shared");
    file.close();
    s.change("d/b", { mode: 0o640 });
    assert.equal(s.facts("a").inode, s.facts("d/b").inode);
    assert.equal(s.facts("a").links, 2);
    assert.equal(s.facts("a").mode, 0o640);
    const other = s.open("d/b");
    assert.equal(other.read(0, 10).toString(), "shared");
    other.close();
  }),

  anywhere("the file lives until its last name goes", (s) => {
    s.create("a");
    for (const name of ["b", "c"]) s.link("a", name);
    s.unlink("a");
    s.unlink("c");
    assert.equal(s.facts("b").links, 1);
    s.unlink("b");
    assert.deepEqual(s.list(""), []);
  }),

  anywhere("directories are not linked, taken names are not linked over", (s) => {
    s.makeDirectory("d");
    s.create("f");
    refuses("EPERM", () => s.link("d", "e"));
    refuses("EEXIST", () => s.link("f", "d"));
    refuses("EEXIST", () => s.link("f", "f"));
  }),

  anywhere("special files and symbolic links have hard links too", (s) => {
    s.makeNode("p", { type: "fifo" });
    s.symlink("target", "l");
    s.link("p", "p2");
    s.link("l", "l2");
    assert.equal(s.facts("p2").type, "fifo");
    assert.equal(s.facts("l2").type, "symlink");
    assert.equal(s.readLink("l2"), "target");
    assert.equal(s.facts("l").links, 2);
  }),

  anywhere("a file of 1,000 links counts them all", (s) => {
    s.create("f");
    for (let i = 0; i < 999; i++) s.link("f", `l${i}`);
    assert.equal(s.facts("f").links, 1000);
    for (let i = 0; i < 999; i += 2) s.unlink(`l${i}`);
    assert.equal(s.facts("f").links, 500);
  }),

  anywhere("a symbolic link holds any target, as long as its size says", (s) => {
    for (const target of ["x", "/", "../..", "no such thing", "\xff\x01\n", "t".repeat(4095)]) {
      s.symlink(target, "l");
      assert.equal(s.readLink("l"), target);
      assert.equal(s.facts("l").size, target.length);
      assert.equal(s.facts("l").type, "symlink");
      s.unlink("l");
    }
  }),

  bySystemCall("empty and too long targets are refused", (s) => {
    refuses("ENOENT", () => s.symlink("", "l"));
    refuses("ENAMETOOLONG", () => s.symlink("t".repeat(4096), "l"));
  }),

  anywhere("only symbolic links are read as links", (s) => {
    s.create("f");
    s.makeDirectory("d");
    refuses("EINVAL", () => s.readLink("f"));
    refuses("EINVAL", () => s.readLink("d"));
    refuses("ENOENT", () => s.readLink("none"));
  }),

  bySystemCall("symbolic links are followed on the way and at the end", (s) => {
    s.makeDirectory("d");
    s.create("d/f");
    s.symlink("d", "to-directory");
    s.symlink("to-directory/f", "to-file");
    s.symlink(s.absolute("d/f"), "absolute");
    const { inode } = s.facts("d/f");
    for (const path of ["to-directory/f", "to-file", "absolute"]) {
      assert.equal(factsFollowing(s.absolute(path)).inode, inode);
    }
  }),

  bySystemCall("symbolic links that lead in a circle are refused", (s) => {
    s.symlink("b", "a");
    s.symlink("a", "b");
    refuses("ELOOP", () => factsFollowing(s.absolute("a")));
    refuses("ELOOP", () => open(s.absolute("a"), flags.readOnly));
    refuses("ELOOP", () => s.create("a/f"));
    assert.equal(s.facts("a").type, "symlink");
  }),

  bySystemCall("linkat follows a symbolic link only when it is told to", (s) => {
    s.create("f");
    s.symlink("f", "l");
    s.link("l", "link-of-link");
    linkFollowing(s.absolute("l"), s.absolute("link-of-file"));
    assert.equal(s.facts("link-of-link").type, "symlink");
    assert.equal(s.facts("link-of-file").inode, s.facts("f").inode);
  }),

  bySystemCall(
    "the mode of a symbolic link is 0777 and its owner can change",
    (s) => {
      s.symlink("nowhere", "l");
      assert.equal(s.facts("l").mode, 0o777);
      s.change("l", { uid: 12, gid: 34 });
      assert.equal(s.facts("l").uid, 12);
      assert.equal(s.facts("l").gid, 34);
    },
    ["root"],
  ),

  bySystemCall("a trailing slash demands a directory", (s) => {
    s.create("f");
    s.makeDirectory("d");
    s.symlink("d", "l");
    refuses("ENOTDIR", () => s.facts("f/"));
    refuses("ENOTDIR", () => s.unlink("f/"));
    refuses("EISDIR", () => close(open(s.absolute("new/"), flags.create | flags.writeOnly)));
    assert.equal(s.facts("l/").type, "directory");
  }),
];
