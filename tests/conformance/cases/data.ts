// Bytes of files: offsets near and far, overwriting, sizes, truncation both ways, copy_file_range.
import { strict as assert } from "node:assert";
import {
  close,
  copyRange,
  flags,
  open,
  readAt,
  sync,
  syncFileSystem,
  truncate,
  truncateOpen,
  writeAt,
} from "../../support/child/files.ts";
import { SystemError } from "../../support/child/libc.ts";
import type { Held, Subject } from "../../support/subject.ts";
import { refuses } from "../../support/subject.ts";
import { anywhere, bySystemCall, pattern } from "../case.ts";

function newFile(s: Subject, path: string, data: string | Uint8Array = ""): Held {
  s.create(path);
  const file = s.open(path);
  if (data.length > 0) file.write(0, data);
  return file;
}

/**
 * The next syncfs of this file system, whoever makes it, hears of a failed write-back: here, not
 * later.
 */
function takeSyncError(fd: number): void {
  try {
    syncFileSystem(fd);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
  }
}

const farOffset = 2 ** 41 + 12_345;

export const dataCases = [
  anywhere("bytes are read back where they were written, and no further than the end", (s) => {
    const file = newFile(s, "f", "hello, world");
    assert.equal(file.read(7, 5).toString(), "world");
    assert.equal(file.read(7, 500).toString(), "world");
    assert.equal(file.read(12, 1).length, 0);
    assert.equal(file.read(1_000_000, 1).length, 0);
    file.close();
  }),

  anywhere("sizes around the borders of inline data and blocks survive", (s) => {
    const border = [1, 4095, 4096, 4097, 8191, 8192, 8193, 262_143, 262_144, 262_145, 1_048_577];
    for (const length of border) {
      const data = pattern(length, length);
      const file = newFile(s, `f${length}`, data);
      assert.ok(file.read(0, length + 1).equals(data), `length ${length}`);
      assert.equal(file.facts().size, length);
      file.close();
    }
  }),

  anywhere("overwriting across borders replaces those bytes and no others", (s) => {
    const model = pattern(700_000, 5);
    const file = newFile(s, "f", model);
    const edits = [
      [0, 10],
      [4090, 12],
      [262_140, 9],
      [262_144, 262_144],
      [699_990, 500],
    ] as const;
    let size = model.length;
    const whole = Buffer.concat([model, Buffer.alloc(1000)]);
    for (const [offset, length] of edits) {
      const data = pattern(length, offset + 7);
      file.write(offset, data);
      data.copy(whole, offset);
      size = Math.max(size, offset + length);
    }
    assert.ok(file.read(0, 1_000_000).equals(whole.subarray(0, size)));
    file.close();
  }),

  anywhere("many small writes make the same file as one large one", (s) => {
    const data = pattern(64_000, 9);
    const file = newFile(s, "f");
    for (let at = 0; at < data.length; at += 997) file.write(at, data.subarray(at, at + 997));
    assert.ok(file.read(0, data.length).equals(data));
    file.close();
  }),

  anywhere("offsets beyond 2^40 hold bytes, and what is before them reads as zeros", (s) => {
    const file = newFile(s, "f");
    file.write(farOffset, "far away");
    assert.equal(file.facts().size, farOffset + 8);
    assert.equal(file.read(farOffset, 100).toString(), "far away");
    assert.ok(file.read(farOffset - 8, 8).equals(Buffer.alloc(8)));
    assert.ok(file.read(2 ** 40, 5000).equals(Buffer.alloc(5000)));
    file.close();
  }),

  anywhere("a file truncated to less loses the rest for good", (s) => {
    const data = pattern(300_000, 2);
    const file = newFile(s, "f", data);
    file.truncate(1000);
    assert.equal(file.facts().size, 1000);
    file.truncate(300_000);
    const expected = Buffer.concat([data.subarray(0, 1000), Buffer.alloc(299_000)]);
    assert.ok(file.read(0, 400_000).equals(expected));
    file.close();
  }),

  anywhere("a file truncated to more reads as zeros to its new end", (s) => {
    const file = newFile(s, "f", "abc");
    file.truncate(10_000);
    assert.equal(file.read(0, 20_000).length, 10_000);
    assert.ok(file.read(3, 20_000).equals(Buffer.alloc(9997)));
    s.change("f", { size: farOffset });
    assert.equal(s.facts("f").size, farOffset);
    file.close();
  }),

  anywhere("writing after the end leaves zeros between", (s) => {
    const file = newFile(s, "f", "abc");
    file.write(100, "def");
    assert.equal(file.read(0, 200).toString("latin1"), `abc${"\0".repeat(97)}def`);
    file.close();
  }),

  anywhere("truncating by name to zero empties, and only files can be truncated", (s) => {
    newFile(s, "f", "abc").close();
    s.change("f", { size: 0 });
    assert.equal(s.facts("f").size, 0);
    s.makeDirectory("d");
    refuses("EISDIR", () => s.change("d", { size: 0 }));
    refuses("ENOENT", () => s.change("none", { size: 0 }));
  }),

  bySystemCall("negative sizes and sizes beyond any file are refused", (s) => {
    s.create("f");
    refuses("EINVAL", () => truncate(s.absolute("f"), -1));
    const fd = open(s.absolute("f"), flags.readWrite);
    refuses("EINVAL", () => truncateOpen(fd, -5));
    refuses("EINVAL", () => writeAt(fd, -1, "x"));
    refuses("EFBIG", () => truncateOpen(fd, 2 ** 63 - 1024));
    close(fd);
    const reading = open(s.absolute("f"), flags.readOnly);
    refuses("EINVAL", () => truncateOpen(reading, 1));
    close(reading);
  }),

  bySystemCall("a write beyond the largest file is refused, at the latest by fsync", (s) => {
    s.create("f");
    const fd = open(s.absolute("f"), flags.readWrite);
    refuses(["EFBIG", "EINVAL", "EIO"], () => {
      writeAt(fd, 2 ** 63 - 65_536, "too far");
      sync(fd);
    });
    takeSyncError(fd);
    close(fd);
  }),

  anywhere(
    "copy_file_range copies bytes between files and within one",
    (s) => {
      const data = pattern(600_000, 11);
      const source = newFile(s, "from", data);
      const target = newFile(s, "to", "old");
      assert.equal(source.copyTo(target, { from: 1000, to: 5000, length: 500_000 }), 500_000);
      assert.ok(target.read(5000, 600_000).equals(data.subarray(1000, 501_000)));
      assert.equal(target.read(0, 3).toString(), "old");
      assert.equal(source.copyTo(source, { from: 0, to: 300_000, length: 100_000 }), 100_000);
      assert.ok(source.read(300_000, 100_000).equals(data.subarray(0, 100_000)));
      assert.ok(source.read(0, 300_000).equals(data.subarray(0, 300_000)));
      source.close();
      target.close();
    },
    ["copy-range"],
  ),

  anywhere(
    "a copy stops at the source's end, and the two files are independent",
    (s) => {
      const source = newFile(s, "from", "0123456789");
      const target = newFile(s, "to");
      assert.equal(source.copyTo(target, { from: 4, to: 0, length: 1000 }), 6);
      source.write(4, "xxxx");
      assert.equal(target.read(0, 100).toString(), "456789");
      target.write(0, "yy");
      assert.equal(source.read(0, 100).toString(), "0123xxxx89");
      source.close();
      target.close();
    },
    ["copy-range"],
  ),

  bySystemCall(
    "copy_file_range refuses overlapping ranges of one file and wrong descriptors",
    (s) => {
      newFile(s, "f", "0123456789").close();
      const both = open(s.absolute("f"), flags.readWrite);
      const reading = open(s.absolute("f"), flags.readOnly);
      refuses("EINVAL", () => copyRange(both, both, { from: 0, to: 2, length: 5 }));
      refuses("EBADF", () => copyRange(both, reading, { from: 0, to: 50, length: 5 }));
      close(both);
      close(reading);
    },
    ["copy-range"],
  ),

  bySystemCall("what one descriptor wrote, another one reads at once", (s) => {
    s.create("f");
    const writing = open(s.absolute("f"), flags.writeOnly);
    const reading = open(s.absolute("f"), flags.readOnly);
    for (let round = 0; round < 50; round++) {
      writeAt(writing, round * 3, `${100 + round}`);
      assert.equal(readAt(reading, round * 3, 3).toString(), `${100 + round}`);
    }
    close(writing);
    close(reading);
  }),
];
