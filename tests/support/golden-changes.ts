// The changes of the golden vectors: each kind at least once, and messages that must be refused.
import { nameBlock } from "../../dhash/index.ts";
import type { Change } from "../../fs/core/change.ts";
import type { ivy } from "../../fs/core/generated/change.js";
import { makeInodeNumber, rootInodeNumber } from "../../fs/core/inode-number.ts";
import type { Name } from "../../fs/core/name.ts";
import { isName } from "../../fs/core/name.ts";
import { makeDot } from "../../logs/index.ts";
import { hasher } from "./logs.ts";

function nameOf(text: string): Name {
  if (!isName(text)) throw new Error(text);
  return text;
}

const file = makeInodeNumber(1, 1);
export const blockKey = nameBlock(hasher, [Buffer.from("a block")]);
const contentKey = new Uint8Array(32).fill(9);

/** One or more of each kind, with what each is about. */
export const goldenChanges: readonly (readonly [string, readonly Change[]])[] = [
  ["first record of a log", [{ kind: "end" }]],
  [
    "create a file",
    [
      {
        kind: "inode",
        inode: file,
        type: "file",
        mode: 0o644,
        uid: 1000,
        gid: 100,
        device: 0,
        target: "",
      },
      { kind: "link", directory: rootInodeNumber, name: nameOf("notes.txt"), inode: file },
    ],
  ],
  [
    "write a part, a hole, a block and an older part",
    [
      {
        kind: "write",
        inode: file,
        extents: [
          { offset: 0, length: 5, source: { kind: "part", dot: undefined, part: 0, start: 0 } },
          { offset: 4096, length: 4096, source: { kind: "hole" } },
          {
            offset: 262_144,
            length: 262_144,
            source: { kind: "block", key: blockKey, contentKey, start: 0 },
          },
          {
            offset: 2 ** 40,
            length: 10,
            source: { kind: "part", dot: makeDot(2, 7), part: 1, start: 20 },
          },
        ],
      },
    ],
  ],
  [
    "attributes",
    [
      {
        kind: "set-attributes",
        inode: file,
        mode: 0o4755,
        uid: 0,
        gid: undefined,
        accessed: { seconds: -1, nanoseconds: 999_999_999 },
        modified: { seconds: 1_800_000_000, nanoseconds: 1 },
        changed: undefined,
      },
      { kind: "truncate", inode: file, size: 0 },
      { kind: "set-xattr", inode: file, name: "user.colour", value: Uint8Array.of(0, 255) },
      { kind: "remove-xattr", inode: file, name: "user.colour" },
    ],
  ],
  [
    "names",
    [
      {
        kind: "rename",
        inode: file,
        fromDirectory: rootInodeNumber,
        fromName: nameOf("notes.txt"),
        toDirectory: rootInodeNumber,
        toName: nameOf("\xff\x01"),
        replaced: makeInodeNumber(2, 5),
        exchange: false,
      },
      { kind: "unlink", directory: rootInodeNumber, name: nameOf("\xff\x01"), inode: file },
      { kind: "prepare", directory: rootInodeNumber, name: nameOf("lock") },
      { kind: "cancel", directory: rootInodeNumber, name: nameOf("lock") },
      { kind: "view", view: blockKey },
      { kind: "resolve", inode: file, sides: [makeDot(1, 3), makeDot(2, 4)] },
    ],
  ],
];

type WireChange = ivy.fs.Change.$Properties;
const inode = file;
const name = Buffer.from("name");
const hole = (offset: number, length: number): ivy.fs.Extent.$Properties => ({ offset, length });

/** Malformed in a record without parts. */
export const malformedChanges: readonly (readonly [string, WireChange])[] = [
  ["no kind", {}],
  ["inode number 0", { truncate: { size: 0 } }],
  ["a size of 2^53", { truncate: { inode, size: 2 ** 53 } }],
  ["no file type", { inode: { inode } }],
  ["a mode of 13 bits", { setAttributes: { inode, mode: 0o10000 } }],
  ["the name ..", { link: { directory: 1, name: Buffer.from(".."), inode } }],
  ["a name with a slash", { link: { directory: 1, name: Buffer.from("a/b"), inode } }],
  ["a name of 256 bytes", { link: { directory: 1, name: Buffer.alloc(256, 0x61), inode } }],
  ["no extents", { write: { inode } }],
  ["extents that overlap", { write: { inode, extents: [hole(0, 5), hole(4, 1)] } }],
  [
    "a key without content key",
    { write: { inode, extents: [{ length: 1, key: Buffer.alloc(33) }] } },
  ],
  ["a part that is not there", { write: { inode, extents: [{ length: 1, part: 0 }] } }],
  ["an attribute name with a zero byte", { removeXattr: { inode, name: Buffer.from("a\0") } }],
  ["a side of slot 0", { resolve: { inode, sides: [1] } }],
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
  ],
];
