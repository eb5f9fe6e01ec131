// Names: which are possible, which are refused, making and removing what they stand for.
import { strict as assert } from "node:assert";
import { facts } from "../../support/child/attributes.ts";
import { close, flags, open } from "../../support/child/files.ts";
import { changeDirectory, makeDirectory } from "../../support/child/names.ts";
import { refuses } from "../../support/subject.ts";
import { anywhere, bySystemCall } from "../case.ts";

const longest = "n".repeat(255);

/** Every byte that a name may hold, in names of up to 255 bytes. */
function namesOfAllBytes(): string[] {
  const bytes: string[] = [];
  for (let code = 1; code < 256; code++) if (code !== 0x2f) bytes.push(String.fromCharCode(code));
  return [bytes.join("").slice(0, 254), ...bytes.filter((byte) => byte !== ".")];
}

export const nameCases = [
  anywhere("names of any bytes but slash and NUL are kept as they are", (s) => {
    const names = namesOfAllBytes();
    for (const name of names) s.create(name);
    assert.deepEqual(s.list("").toSorted(), names.toSorted());
    for (const name of names) assert.equal(s.facts(name).type, "file");
    for (const name of names) s.unlink(name);
    assert.deepEqual(s.list(""), []);
  }),

  anywhere("names of 255 bytes are possible, of 256 they are refused everywhere", (s) => {
    const tooLong = `${longest}n`;
    s.create(longest);
    s.create("f");
    s.makeDirectory(`${longest.slice(1)}d`);
    assert.equal(s.facts(longest).type, "file");
    for (const act of [
      () => s.create(tooLong),
      () => s.makeDirectory(tooLong),
      () => s.symlink("f", tooLong),
      () => s.makeNode(tooLong, { type: "fifo" }),
      () => s.link("f", tooLong),
      () => s.rename("f", tooLong),
      () => s.unlink(tooLong),
      () => s.removeDirectory(tooLong),
      () => s.facts(tooLong),
    ]) {
      refuses("ENAMETOOLONG", act);
    }
    assert.equal(s.list("").length, 3);
  }),

  anywhere("names that differ in one bit, in case or in Unicode form are different names", (s) => {
    const names = ["a", "A", "\xc3\xa9", "e\xcc\x81", "a ", " a", "\xff", "\xfe", "a\n", "..."];
    for (const name of names) s.create(name);
    assert.equal(new Set(names.map((name) => s.facts(name).inode)).size, names.length);
  }),

  anywhere("what is not there cannot be used", (s) => {
    refuses("ENOENT", () => s.facts("none"));
    refuses("ENOENT", () => s.open("none"));
    refuses("ENOENT", () => s.unlink("none"));
    refuses("ENOENT", () => s.removeDirectory("none"));
    refuses("ENOENT", () => s.rename("none", "other"));
    refuses("ENOENT", () => s.link("none", "other"));
    refuses("ENOENT", () => s.create("none/f"));
    refuses("ENOENT", () => s.makeDirectory("none/d"));
    refuses("ENOENT", () => s.list("none"));
  }),

  anywhere("a file is not a directory", (s) => {
    s.create("f");
    refuses("ENOTDIR", () => s.create("f/g"));
    refuses("ENOTDIR", () => s.facts("f/g"));
    refuses("ENOTDIR", () => s.removeDirectory("f"));
    refuses("ENOTDIR", () => s.unlink("f/g"));
    refuses("ENOTDIR", () => s.list("f"));
    refuses("ENOTDIR", () => s.rename("f", "f/g"));
  }),

  anywhere("a directory is not unlinked and goes only when it is empty", (s) => {
    s.makeDirectory("d");
    s.create("d/f");
    refuses("EISDIR", () => s.unlink("d"));
    refuses("ENOTEMPTY", () => s.removeDirectory("d"));
    s.unlink("d/f");
    s.removeDirectory("d");
    refuses("ENOENT", () => s.facts("d"));
  }),

  anywhere("making what is there is refused, whatever is there", (s) => {
    s.create("f");
    s.makeDirectory("d");
    s.symlink("nowhere", "l");
    for (const taken of ["f", "d", "l"]) {
      refuses("EEXIST", () => s.makeDirectory(taken));
      refuses("EEXIST", () => s.symlink("x", taken));
      refuses("EEXIST", () => s.makeNode(taken, { type: "fifo" }));
      refuses("EEXIST", () => s.link("f", taken));
    }
  }),

  anywhere("a directory counts itself, its name and the directories in it", (s) => {
    s.makeDirectory("d");
    assert.equal(s.facts("d").links, 2);
    s.makeDirectory("d/one");
    s.makeDirectory("d/two");
    s.create("d/file");
    assert.equal(s.facts("d").links, 4);
    s.removeDirectory("d/one");
    assert.equal(s.facts("d").links, 3);
    s.rename("d/two", "two");
    assert.equal(s.facts("d").links, 2);
  }),

  anywhere("a name that was removed and made again is something new", (s) => {
    s.create("f", 0o600);
    const file = s.open("f");
    file.write(0, "old");
    s.unlink("f");
    s.create("f", 0o644);
    const again = s.open("f");
    assert.equal(again.read(0, 10).length, 0);
    assert.equal(file.read(0, 10).toString(), "old");
    assert.notEqual(again.facts().inode, file.facts().inode);
    file.close();
    again.close();
  }),

  anywhere("a tree of depth 100 is made, walked and removed", (s) => {
    const paths: string[] = [];
    for (let depth = 1; depth <= 100; depth++) paths.push("d/".repeat(depth).slice(0, -1));
    for (const path of paths) s.makeDirectory(path);
    s.create(`${paths.at(-1)}/f`);
    assert.equal(s.facts(`${paths.at(-1)}/f`).type, "file");
    s.unlink(`${paths.at(-1)}/f`);
    for (const path of paths.toReversed()) s.removeDirectory(path);
    assert.deepEqual(s.list(""), []);
  }),

  bySystemCall("names . and .. are refused where they make no sense", (s) => {
    s.makeDirectory("d");
    refuses("EINVAL", () => s.removeDirectory("d/."));
    refuses("ENOTEMPTY", () => s.removeDirectory("d/.."));
    refuses("EEXIST", () => s.makeDirectory("d/.."));
    refuses("EBUSY", () => s.rename("d/.", "other"));
    refuses(["EISDIR", "EBUSY"], () => s.unlink("d/."));
  }),

  bySystemCall(
    "paths of PATH_MAX bytes and more are refused, deep trees are reached step by step",
    (s) => {
      refuses("ENAMETOOLONG", () => s.facts("x/".repeat(2048)));
      const before = process.cwd();
      const step = "s".repeat(250);
      changeDirectory(s.absolute(""));
      try {
        for (let depth = 0; depth < 20; depth++) {
          makeDirectory(step);
          changeDirectory(step);
        }
        close(open("f", flags.create | flags.writeOnly));
        assert.equal(facts("f").type, "file");
      } finally {
        changeDirectory(before);
      }
    },
  ),

  bySystemCall(
    "a removed directory that somebody stands in is empty and takes nothing",
    (s) => {
      s.makeDirectory("d");
      const before = process.cwd();
      changeDirectory(s.absolute("d"));
      try {
        s.removeDirectory("d");
        assert.equal(facts(".").links, 0);
        refuses("ENOENT", () => makeDirectory("sub"));
        refuses("ENOENT", () => open("f", flags.create | flags.writeOnly));
      } finally {
        changeDirectory(before);
      }
    },
    ["removed-directory"],
  ),
];
