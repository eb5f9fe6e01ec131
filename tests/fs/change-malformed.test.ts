// Changes that a stranger might write: each is refused, with the reason.
import test from "ava";
import { decodeChanges } from "../../fs/core/change-codec.ts";
import { ivy } from "../../fs/core/generated/change.js";
import { isMalformed, makeDot } from "../../logs/index.ts";
import { someBlockKey } from "../support/logs.ts";

const { Changes, FileType: Types } = ivy.fs;
const partCount = 3;

const inode = 1;
const name = Buffer.from("name");
const key = Buffer.from(someBlockKey, "hex");
const contentKey = Buffer.alloc(32);
const file = { inode, type: Types.FILE };
type WireChange = ivy.fs.Change.$Properties;
type WireExtent = ivy.fs.Extent.$Properties;
const write = (...list: WireExtent[]): WireChange => ({ write: { inode, extents: list } });

const malformed: readonly (readonly [string, WireChange, RegExp])[] = [
  ["no kind", {}, /no known kind/],
  ["inode number 0", { inode: { ...file, inode: 0 } }, /inode 0 /],
  [
    "inode number beyond the last slot",
    { inode: { ...file, inode: 2 ** 53 } },
    /inode .* not within/,
  ],
  ["no file type", { inode: { ...file, type: Types.NONE } }, /file type 0/],
  ["a mode of more than 12 bits", { inode: { ...file, mode: 0o10000 } }, /mode/],
  ["uid -1", { inode: { ...file, uid: 0xffff_ffff } }, /uid/],
  ["a file with a device", { inode: { ...file, device: 1 } }, /device/],
  ["a file with a target", { inode: { ...file, target: name } }, /target/],
  ["a link without a target", { inode: { inode, type: Types.SYMLINK } }, /target/],
  [
    "a target with a zero byte",
    { inode: { inode, type: Types.SYMLINK, target: Buffer.from("a\0b") } },
    /zero/,
  ],
  [
    "a target that is too long",
    { inode: { inode, type: Types.SYMLINK, target: Buffer.alloc(4096, 1) } },
    /target/,
  ],
  ["a write without extents", write(), /without extents/],
  ["an extent of no bytes", write({ offset: 0, length: 0 }), /length/],
  ["an extent beyond the largest file", write({ offset: 2 ** 53 - 1, length: 1 }), /length/],
  ["an offset beyond 2^53", write({ offset: 2 ** 60, length: 1 }), /offset/],
  ["extents that overlap", write({ offset: 0, length: 5 }, { offset: 4, length: 1 }), /overlap/],
  ["extents that descend", write({ offset: 9, length: 1 }, { offset: 0, length: 1 }), /ascend/],
  ["a key without content key", write({ length: 1, key }), /without the other/],
  ["a content key without key", write({ length: 1, contentKey }), /without the other/],
  ["a short content key", write({ length: 1, key, contentKey: name }), /content key/],
  ["a short key", write({ length: 1, key: name, contentKey }), /block key/],
  [
    "a key of an unknown algorithm",
    write({ length: 1, key: Buffer.alloc(33), contentKey }),
    /algorithm/,
  ],
  ["two sources", write({ length: 1, key, contentKey, part: 0 }), /two sources/],
  ["more than a block holds", write({ length: 2, start: 262_143, key, contentKey }), /start/],
  ["a part that the record does not have", write({ length: 1, part: partCount }), /part/],
  ["more than a part holds", write({ length: 2, start: 8191, part: 0 }), /start/],
  ["a dot without part", write({ length: 1, partDot: makeDot(1, 1) }), /without the part/],
  ["a part of slot 0", write({ length: 1, part: 0, partDot: 5 }), /no dot/],
  ["a part of sequence 0", write({ length: 1, part: 0, partDot: 2 ** 37 }), /no dot/],
  ["a hole with a start", write({ length: 1, start: 1 }), /start/],
  ["a size beyond 2^53", { truncate: { inode, size: 2 ** 53 } }, /size/],
  ["an empty name", { link: { directory: 1, name: Buffer.alloc(0), inode } }, /name/],
  ["a name of 256 bytes", { link: { directory: 1, name: Buffer.alloc(256, 0x61), inode } }, /name/],
  ["the name .", { unlink: { directory: 1, name: Buffer.from("."), inode } }, /no name/],
  ["the name ..", { prepare: { directory: 1, name: Buffer.from("..") } }, /no name/],
  ["a name with a slash", { cancel: { directory: 1, name: Buffer.from("a/b") } }, /no name/],
  [
    "a name with a zero byte",
    { link: { directory: 1, name: Buffer.from("a\0"), inode } },
    /no name/,
  ],
  ["a link in no directory", { link: { name, inode } }, /directory/],
  [
    "an exchange with nothing",
    {
      rename: {
        inode,
        fromDirectory: 1,
        fromName: name,
        toDirectory: 1,
        toName: name,
        exchange: true,
      },
    },
    /exchange/,
  ],
  [
    "a rename over inode 0",
    {
      rename: {
        inode,
        fromDirectory: 1,
        fromName: name,
        toDirectory: 1,
        toName: name,
        replaced: 0,
      },
    },
    /replaced/,
  ],
  ["a mode to set of more than 12 bits", { setAttributes: { inode, mode: 0o10000 } }, /mode/],
  ["a gid to set that is -1", { setAttributes: { inode, gid: 0xffff_ffff } }, /gid/],
  ["a time beyond 2^53", { setAttributes: { inode, accessed: { seconds: 2 ** 53 } } }, /seconds/],
  [
    "a second of nanoseconds",
    { setAttributes: { inode, modified: { nanoseconds: 1e9 } } },
    /nanoseconds/,
  ],
  ["an attribute without name", { setXattr: { inode, value: name } }, /attribute name/],
  [
    "an attribute name with a zero byte",
    { removeXattr: { inode, name: Buffer.from("a\0") } },
    /zero/,
  ],
  ["a value that is too long", { setXattr: { inode, name, value: Buffer.alloc(65_537) } }, /value/],
  ["a view that is no key", { view: { view: name } }, /view/],
  ["a resolve without sides", { resolve: { inode } }, /sides/],
  ["a resolve of slot 0", { resolve: { inode, sides: [7] } }, /no dot/],
];

for (const [what, change, why] of malformed) {
  test(`malformed: ${what}`, (t) => {
    const bytes = Changes.encode({ changes: [{ end: {} }, change] }).finish();
    const decoded = decodeChanges(bytes, partCount);
    if (!isMalformed(decoded)) return t.fail("it was accepted");
    return t.regex(decoded.why, why);
  });
}

test("malformed: a field that this format version does not have, on every level", (t) => {
  const unknown = Buffer.from([0x7a, 1, 0]);
  const end = Buffer.concat([Buffer.from([0x72, unknown.length]), unknown]);
  const atChange = Buffer.concat([Buffer.from([0x72, 0]), unknown]);
  const wrap = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0x0a, bytes.length]), bytes]);
  for (const bytes of [unknown, wrap(atChange), wrap(end)]) {
    const decoded = decodeChanges(bytes, 0);
    t.true(isMalformed(decoded) && decoded.why.includes("does not have"));
  }
  t.false(isMalformed(decodeChanges(wrap(Buffer.from([0x72, 0])), 0)));
});
