// rename(2) and the flags of renameat2(2).
import { strict as assert } from "node:assert";
import { rename, renameFlags } from "../../support/child/names.ts";
import type { Subject } from "../../support/subject.ts";
import { refuses } from "../../support/subject.ts";
import { anywhere, bySystemCall } from "../case.ts";

function createWith(s: Subject, path: string, text: string): void {
  s.create(path);
  const file = s.open(path);
  file.write(0, text);
  file.close();
}

function textOf(s: Subject, path: string): string {
  const file = s.open(path);
  const text = file.read(0, 1000).toString();
  file.close();
  return text;
}

export const renameCases = [
  anywhere("a renamed file is the same file under another name", (s) => {
    createWith(s, "a", "content");
    s.makeDirectory("d");
    const { inode } = s.facts("a");
    s.rename("a", "d/b");
    refuses("ENOENT", () => s.facts("a"));
    assert.equal(s.facts("d/b").inode, inode);
    assert.equal(textOf(s, "d/b"), "content");
  }),

  anywhere("renaming over a file replaces it", (s) => {
    createWith(s, "a", "new");
    createWith(s, "b", "old");
    s.rename("a", "b");
    assert.equal(textOf(s, "b"), "new");
    assert.deepEqual(s.list(""), ["b"]);
  }),

  anywhere("renaming over a file with other links takes one link", (s) => {
    createWith(s, "a", "new");
    createWith(s, "b", "old");
    s.link("b", "kept");
    s.rename("a", "b");
    assert.equal(s.facts("kept").links, 1);
    assert.equal(textOf(s, "kept"), "old");
  }),

  anywhere("renaming onto itself, or onto another link of the same file, does nothing", (s) => {
    createWith(s, "a", "content");
    s.link("a", "b");
    s.rename("a", "a");
    s.rename("a", "b");
    assert.deepEqual(s.list("").toSorted(), ["a", "b"]);
    assert.equal(s.facts("a").links, 2);
  }),

  anywhere("a directory is renamed with all that is in it", (s) => {
    s.makeDirectory("from");
    s.makeDirectory("from/sub");
    createWith(s, "from/sub/f", "deep");
    s.makeDirectory("other");
    s.rename("from", "other/to");
    assert.equal(textOf(s, "other/to/sub/f"), "deep");
    assert.equal(s.facts("other").links, 3);
    refuses("ENOENT", () => s.facts("from"));
  }),

  anywhere("a directory replaces an empty directory and no other", (s) => {
    s.makeDirectory("a");
    s.create("a/inside");
    s.makeDirectory("empty");
    s.makeDirectory("full");
    s.create("full/f");
    s.rename("a", "empty");
    assert.deepEqual(s.list("empty"), ["inside"]);
    refuses("ENOTEMPTY", () => s.rename("empty", "full"));
  }),

  anywhere("file and directory do not replace each other", (s) => {
    s.create("f");
    s.makeDirectory("d");
    refuses("EISDIR", () => s.rename("f", "d"));
    refuses("ENOTDIR", () => s.rename("d", "f"));
  }),

  anywhere("a directory cannot be moved below itself", (s) => {
    s.makeDirectory("a");
    s.makeDirectory("a/b");
    refuses("EINVAL", () => s.rename("a", "a/c"));
    refuses("EINVAL", () => s.rename("a", "a/b/c"));
    refuses("EINVAL", () => s.rename("a", "a/b"));
    refuses("ENOTEMPTY", () => s.rename("a/b", "a"));
  }),

  anywhere(
    "no-replace refuses a taken name and otherwise renames",
    (s) => {
      createWith(s, "a", "a");
      createWith(s, "b", "b");
      s.symlink("nowhere", "l");
      refuses("EEXIST", () => s.rename("a", "b", "no-replace"));
      refuses("EEXIST", () => s.rename("a", "l", "no-replace"));
      s.rename("a", "c", "no-replace");
      assert.equal(textOf(s, "c"), "a");
      assert.equal(textOf(s, "b"), "b");
    },
    ["rename-flags"],
  ),

  anywhere(
    "exchange swaps two files",
    (s) => {
      createWith(s, "a", "a");
      s.makeDirectory("d");
      createWith(s, "d/b", "b");
      s.rename("a", "d/b", "exchange");
      assert.equal(textOf(s, "a"), "b");
      assert.equal(textOf(s, "d/b"), "a");
    },
    ["rename-flags"],
  ),

  anywhere(
    "exchange swaps a file with a directory and keeps the link counts right",
    (s) => {
      createWith(s, "f", "text");
      s.makeDirectory("d");
      s.makeDirectory("d/sub");
      s.create("d/sub/inside");
      s.rename("f", "d/sub", "exchange");
      assert.equal(textOf(s, "d/sub"), "text");
      assert.deepEqual(s.list("f"), ["inside"]);
      assert.equal(s.facts("d").links, 2);
    },
    ["rename-flags"],
  ),

  anywhere(
    "exchange needs both names and no directory below the other",
    (s) => {
      s.create("f");
      s.makeDirectory("d");
      s.makeDirectory("d/e");
      refuses("ENOENT", () => s.rename("f", "none", "exchange"));
      refuses("ENOENT", () => s.rename("none", "f", "exchange"));
      refuses("EINVAL", () => s.rename("d", "d/e", "exchange"));
      refuses("EINVAL", () => s.rename("d/e", "d", "exchange"));
    },
    ["rename-flags"],
  ),

  bySystemCall(
    "flags that contradict each other are refused",
    (s) => {
      s.create("a");
      const both = renameFlags.noReplace | renameFlags.exchange;
      refuses("EINVAL", () => rename(s.absolute("a"), s.absolute("b"), both));
      refuses("EINVAL", () => rename(s.absolute("a"), s.absolute("b"), 1 << 10));
    },
    ["rename-flags"],
  ),

  anywhere("a file renamed back and forth many times keeps its bytes and one name", (s) => {
    createWith(s, "a", "stays");
    s.makeDirectory("d");
    for (let round = 0; round < 50; round++) {
      s.rename("a", "d/b");
      s.rename("d/b", "a");
    }
    assert.deepEqual(s.list("").toSorted(), ["a", "d"]);
    assert.deepEqual(s.list("d"), []);
    assert.equal(textOf(s, "a"), "stays");
  }),
];
