// Changes as bytes: what is encoded is decoded again, and everything malformed is refused with a
// reason.

import test from "ava";
import fc from "fast-check";
import type { Change, FileType, WriteExtent } from "../../fs/core/change.ts";
import { decodeChanges, encodeChanges } from "../../fs/core/change-codec.ts";
import type { InodeNumber } from "../../fs/core/inode-number.ts";
import { isInodeNumber, rootInodeNumber } from "../../fs/core/inode-number.ts";
import { isName } from "../../fs/core/name.ts";
import { isMalformed, makeDot } from "../../logs/index.ts";
import { someBlockKey } from "../support/logs.ts";

const partCount = 3;

const byteStrings = (min: number, max: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: min, maxLength: max })
    .map((bytes) => Buffer.from(bytes).toString("latin1"));
const inodes: fc.Arbitrary<InodeNumber> = fc
  .oneof(fc.integer({ min: 1, max: 300 }), fc.maxSafeInteger())
  .filter(isInodeNumber);
const names = byteStrings(1, 255).filter(isName);
const xattrNames = byteStrings(1, 255).filter((name) => !name.includes("\0"));
const times = fc.record({ seconds: fc.maxSafeInteger(), nanoseconds: fc.nat(999_999_999) });
const ids = fc.nat(0xffff_fffe);
const modes = fc.nat(0o7777);
const sizes = fc.maxSafeNat();
const dots = fc
  .tuple(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 2 ** 37 - 1 }))
  .map(([slot, sequence]) => makeDot(slot, sequence));
const optional = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined });

const sources = fc.oneof(
  fc.record({
    kind: fc.constant("block" as const),
    key: fc.constant(someBlockKey),
    contentKey: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    start: fc.nat(1000),
  }),
  fc.record({
    kind: fc.constant("part" as const),
    dot: fc.constant(undefined),
    part: fc.nat(partCount - 1),
    start: fc.nat(1000),
  }),
  fc.record({ kind: fc.constant("part" as const), dot: dots, part: fc.nat(100), start: fc.nat(9) }),
  fc.record({ kind: fc.constant("hole" as const) }),
);

/** Extents that ascend, some of them touching. */
const extents: fc.Arbitrary<readonly WriteExtent[]> = fc
  .array(fc.tuple(fc.nat(2 ** 40), fc.integer({ min: 1, max: 4096 }), sources), {
    minLength: 1,
    maxLength: 5,
  })
  .map((list) => {
    let end = 0;
    return list.map(([gap, length, source]) => {
      const offset = end + (gap % 3 === 0 ? 0 : gap);
      end = offset + length;
      return { offset, length, source };
    });
  });

const inodeChanges = fc
  .record({
    inode: inodes,
    type: fc.constantFrom<FileType>(
      "file",
      "directory",
      "symlink",
      "fifo",
      "socket",
      "character",
      "block",
    ),
    mode: modes,
    uid: ids,
    gid: ids,
    device: fc.nat(0xffff_ffff),
    target: byteStrings(1, 300).map((text) => text.replaceAll("\0", "x")),
  })
  .map((change) => ({
    kind: "inode" as const,
    ...change,
    device: change.type === "character" || change.type === "block" ? change.device : 0,
    target: change.type === "symlink" ? change.target : "",
  }));

const linkFields = { directory: inodes, name: names, inode: inodes };
const renames = fc
  .record({
    kind: fc.constant("rename" as const),
    inode: inodes,
    fromDirectory: inodes,
    fromName: names,
    toDirectory: inodes,
    toName: names,
    replaced: optional(inodes),
    exchange: fc.boolean(),
  })
  .map((change) => ({ ...change, exchange: change.exchange && change.replaced !== undefined }));

const changes: fc.Arbitrary<Change> = fc.oneof(
  inodeChanges,
  renames,
  fc.record({ kind: fc.constant("write" as const), inode: inodes, extents }),
  fc.record({ kind: fc.constant("truncate" as const), inode: inodes, size: sizes }),
  fc.record({ kind: fc.constant("link" as const), ...linkFields }),
  fc.record({ kind: fc.constant("unlink" as const), ...linkFields }),
  fc.record({
    kind: fc.constant("set-attributes" as const),
    inode: inodes,
    mode: optional(modes),
    uid: optional(ids),
    gid: optional(ids),
    accessed: optional(times),
    modified: optional(times),
    changed: optional(times),
  }),
  fc.record({
    kind: fc.constant("set-xattr" as const),
    inode: inodes,
    name: xattrNames,
    value: fc.uint8Array({ maxLength: 100 }),
  }),
  fc.record({ kind: fc.constant("remove-xattr" as const), inode: inodes, name: xattrNames }),
  fc.record({ kind: fc.constant("prepare" as const), directory: inodes, name: names }),
  fc.record({ kind: fc.constant("cancel" as const), directory: inodes, name: names }),
  fc.record({ kind: fc.constant("view" as const), view: fc.constant(someBlockKey) }),
  fc.record({
    kind: fc.constant("resolve" as const),
    inode: inodes,
    sides: fc.array(dots, { minLength: 1, maxLength: 4 }),
  }),
  fc.constant({ kind: "end" as const }),
);

/** Bytes as plain arrays, so that a Buffer and a Uint8Array compare by content. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) =>
      each instanceof Uint8Array
        ? Buffer.from(each).toString("hex")
        : each === undefined
          ? "none"
          : each,
    ),
  );
}

test("decoding gives back what was encoded, for every kind of change", (t) => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(changes, { maxLength: 6 }), (list) => {
      for (const { kind } of list) seen.add(kind);
      t.deepEqual(plain(decodeChanges(encodeChanges(list), partCount)), plain(list));
    }),
    { numRuns: 400 },
  );
  t.is(seen.size, 14);
});

test("decoded changes keep no view of the bytes they came from", (t) => {
  const inode = rootInodeNumber;
  const contentKey = new Uint8Array(32).fill(5);
  const source = { kind: "block", key: someBlockKey, contentKey, start: 0 } as const;
  const list: Change[] = [
    { kind: "set-xattr", inode, name: "user.a", value: Uint8Array.of(1, 2) },
    { kind: "write", inode, extents: [{ offset: 0, length: 1, source }] },
  ];
  const bytes = encodeChanges(list);
  const decoded = decodeChanges(bytes, 0);
  bytes.fill(0);
  t.deepEqual(plain(decoded), plain(list));
});

test("decoding any bytes ends with changes or a reason, never with an exception", (t) => {
  fc.assert(
    fc.property(
      fc.array(changes, { maxLength: 3 }),
      fc.nat(),
      fc.nat(255),
      fc.nat(),
      (list, at, byte, cut) => {
        const bytes = encodeChanges(list);
        if (bytes.length > 0) bytes[at % bytes.length] = byte;
        const decoded = decodeChanges(bytes.subarray(0, bytes.length - (cut % 3)), partCount);
        t.true(isMalformed(decoded) ? decoded.why !== "" : Array.isArray(decoded));
      },
    ),
    { numRuns: 2000 },
  );
});
