// Holes: what they read as, what they cost, SEEK_HOLE and SEEK_DATA, and the modes of fallocate(2).
import { strict as assert } from "node:assert";
import { allocate, allocateModes, close, flags, open } from "../../support/child/files.ts";
import type { Held, Subject } from "../../support/subject.ts";
import { refuses } from "../../support/subject.ts";
import { anywhere, bySystemCall, pattern } from "../case.ts";

const mebibyte = 1024 * 1024;

function fileWith(s: Subject, data: Uint8Array, offset = 0): Held {
  s.create("f");
  const file = s.open("f");
  file.write(offset, data);
  return file;
}

export const holeCases = [
  anywhere(
    "a hole costs no blocks",
    (s) => {
      const file = fileWith(s, pattern(4096), 100 * mebibyte);
      file.sync();
      assert.ok(file.facts().blocks * 512 < mebibyte);
      assert.ok(file.facts().blocks > 0);
      file.close();
    },
    ["sparse-count"],
  ),

  anywhere(
    "SEEK_DATA and SEEK_HOLE find the borders of what was written",
    (s) => {
      const file = fileWith(s, pattern(mebibyte), 4 * mebibyte);
      file.truncate(8 * mebibyte);
      file.sync();
      assert.equal(file.seek(0, "hole"), 0);
      assert.equal(file.seek(0, "data"), 4 * mebibyte);
      assert.equal(file.seek(4 * mebibyte + 5, "data"), 4 * mebibyte + 5);
      assert.equal(file.seek(4 * mebibyte, "hole"), 5 * mebibyte);
      assert.equal(file.seek(6 * mebibyte, "hole"), 6 * mebibyte);
      refuses("ENXIO", () => file.seek(5 * mebibyte, "data"));
      refuses("ENXIO", () => file.seek(8 * mebibyte, "data"));
      refuses("ENXIO", () => file.seek(8 * mebibyte, "hole"));
      file.close();
    },
    ["seek-data"],
  ),

  anywhere(
    "the end of a file without holes is its first hole",
    (s) => {
      const file = fileWith(s, pattern(10_000));
      assert.equal(file.seek(0, "data"), 0);
      assert.equal(file.seek(0, "hole"), 10_000);
      assert.equal(file.seek(9999, "hole"), 10_000);
      file.close();
    },
    ["seek-data"],
  ),

  anywhere(
    "an empty file has neither data nor a hole",
    (s) => {
      s.create("f");
      const file = s.open("f");
      refuses("ENXIO", () => file.seek(0, "data"));
      refuses("ENXIO", () => file.seek(0, "hole"));
      file.close();
    },
    ["seek-data"],
  ),

  anywhere(
    "allocating grows the file with zeros and keeps its bytes",
    (s) => {
      const file = fileWith(s, Buffer.from("head"));
      file.allocate("allocate", { offset: 0, length: 50_000 });
      assert.equal(file.facts().size, 50_000);
      assert.equal(file.read(0, 4).toString(), "head");
      assert.ok(file.read(4, 60_000).equals(Buffer.alloc(49_996)));
      file.allocate("allocate", { offset: 10, length: 10 });
      assert.equal(file.facts().size, 50_000);
      file.close();
    },
    ["allocate"],
  ),

  anywhere(
    "allocating with keep-size leaves the size",
    (s) => {
      const file = fileWith(s, Buffer.from("head"));
      file.allocate("allocate", { offset: 0, length: 50_000 }, true);
      assert.equal(file.facts().size, 4);
      file.close();
    },
    ["allocate"],
  ),

  anywhere(
    "a punched hole reads as zeros, keeps the size and frees its blocks",
    (s) => {
      const data = pattern(2 * mebibyte);
      const file = fileWith(s, data);
      file.sync();
      const before = file.facts().blocks;
      file.allocate("punch-hole", { offset: 100_001, length: 1_500_000 });
      data.fill(0, 100_001, 1_600_001);
      assert.ok(file.read(0, 3 * mebibyte).equals(data));
      file.sync();
      assert.ok(file.facts().blocks < before);
      assert.equal(file.facts().size, 2 * mebibyte);
      file.close();
    },
    ["allocate"],
  ),

  anywhere(
    "a hole punched over or after the end changes no size",
    (s) => {
      const data = pattern(10_000);
      const file = fileWith(s, data);
      file.allocate("punch-hole", { offset: 9000, length: 100_000 });
      file.allocate("punch-hole", { offset: 50_000, length: 100 });
      data.fill(0, 9000);
      assert.ok(file.read(0, 200_000).equals(data));
      file.close();
    },
    ["allocate"],
  ),

  anywhere(
    "a punched hole is found by SEEK_HOLE",
    (s) => {
      const file = fileWith(s, pattern(3 * mebibyte));
      file.allocate("punch-hole", { offset: mebibyte, length: mebibyte });
      file.sync();
      assert.equal(file.seek(0, "hole"), mebibyte);
      assert.equal(file.seek(mebibyte, "data"), 2 * mebibyte);
      file.close();
    },
    ["allocate", "seek-data"],
  ),

  anywhere(
    "zeroing a range reads as zeros and grows the file unless told to keep its size",
    (s) => {
      const data = pattern(20_000);
      const file = fileWith(s, data);
      file.allocate("zero-range", { offset: 5000, length: 5000 });
      data.fill(0, 5000, 10_000);
      assert.ok(file.read(0, 30_000).equals(data));
      file.allocate("zero-range", { offset: 15_000, length: 10_000 }, true);
      assert.equal(file.facts().size, 20_000);
      file.allocate("zero-range", { offset: 15_000, length: 10_000 });
      assert.equal(file.facts().size, 25_000);
      assert.ok(file.read(15_000, 30_000).equals(Buffer.alloc(10_000)));
      file.close();
    },
    ["allocate"],
  ),

  bySystemCall(
    "fallocate refuses wrong arguments and descriptors",
    (s) => {
      s.create("f");
      const fd = open(s.absolute("f"), flags.readWrite);
      refuses("EINVAL", () => allocate(fd, 0, 0, 0));
      refuses("EINVAL", () => allocate(fd, 0, -1, 10));
      refuses("EFBIG", () => allocate(fd, 0, 2 ** 62, 2 ** 62 + 2 ** 61));
      refuses("EOPNOTSUPP", () => allocate(fd, allocateModes.punchHole, 0, 10));
      close(fd);
      const reading = open(s.absolute("f"), flags.readOnly);
      refuses("EBADF", () => allocate(reading, 0, 0, 10));
      close(reading);
    },
    ["allocate"],
  ),

  anywhere(
    "data written into a hole joins it",
    (s) => {
      s.create("f");
      const file = s.open("f");
      file.truncate(3 * mebibyte);
      file.write(mebibyte, "island");
      file.sync();
      const start = file.seek(0, "data");
      const end = file.seek(start, "hole");
      assert.ok(start <= mebibyte && end >= mebibyte + 6, `${start}..${end}`);
      assert.ok(end - start <= 65_536, `${start}..${end}`);
      assert.equal(file.read(mebibyte - 3, 12).toString("latin1"), "\0\0\0island\0\0\0");
      file.close();
    },
    ["seek-data"],
  ),
];
