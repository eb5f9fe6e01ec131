// Segments and their index: records of one log as one block, checked as a whole.
import test from "ava";
import { ivy } from "../../logs/core/generated/logs.js";
import type { SegmentIndex } from "../../logs/index.ts";
import {
  decodeSegment,
  decodeSegmentIndex,
  encodeSegment,
  encodeSegmentIndex,
  hexToBytes,
  isMalformed,
} from "../../logs/index.ts";
import {
  flipped,
  hasher,
  logIdOf,
  makeKeyPair,
  makeRecords,
  someBlockKey,
} from "../support/logs.ts";

const logId = logIdOf(makeKeyPair(1));
const records = makeRecords(logId, [10, 1, 300, 20, 20]);

test("a segment gives back the records it was made of", (t) => {
  for (const [from, to] of [
    [0, 5],
    [0, 1],
    [2, 5],
    [4, 5],
  ] as const) {
    const part = records.slice(from, to);
    const segment = decodeSegment(encodeSegment(logId, part), hasher);
    if (isMalformed(segment)) return t.fail(segment.why);
    t.is(segment.logId, logId);
    t.deepEqual(
      segment.records.map(({ sequence, hash }) => [sequence, hash]),
      part.map(({ sequence, hash }) => [sequence, hash]),
    );
    t.true(
      segment.records.every(({ envelope }, index) =>
        Buffer.from(envelope).equals(part[index]?.envelope ?? Buffer.alloc(0)),
      ),
    );
  }
  return undefined;
});

test("no changed byte and no other length of a segment is accepted", (t) => {
  const bytes = encodeSegment(logId, records.slice(1, 4));
  for (let at = 0; at < bytes.length; at++) {
    t.true(isMalformed(decodeSegment(flipped(bytes, at), hasher)), `byte ${at}`);
    t.true(isMalformed(decodeSegment(bytes.subarray(0, at), hasher)), `length ${at}`);
  }
  t.true(isMalformed(decodeSegment(Buffer.concat([bytes, Buffer.alloc(1)]), hasher)));
  t.true(isMalformed(decodeSegment(Buffer.alloc(3 * 1024 * 1024), hasher)));
});

test("records that do not follow each other make no segment", (t) => {
  const [first, second, third, fourth] = records;
  if (!first || !second || !third || !fourth) return t.fail();
  t.true(isMalformed(decodeSegment(encodeSegment(logId, [first, third]), hasher)));
  const [, otherSecond] = makeRecords(logId, [99, 98]);
  if (!otherSecond) return t.fail();
  t.true(isMalformed(decodeSegment(encodeSegment(logId, [first, otherSecond, third]), hasher)));
  t.true(
    isMalformed(decodeSegment(encodeSegment(logIdOf(makeKeyPair(2)), [first, second]), hasher)),
  );
  t.throws(() => encodeSegment(logId, []));
  return undefined;
});

const entry = { first: 1, count: 4, bytes: 1000, key: someBlockKey };
const index: SegmentIndex = {
  logId,
  older: undefined,
  entries: [entry, { ...entry, first: 5 }, { ...entry, first: 9, count: 1 }],
};

test("an index is decoded to what was encoded", (t) => {
  t.deepEqual(decodeSegmentIndex(encodeSegmentIndex(index)), index);
  const later = { ...index, older: someBlockKey, entries: [{ ...entry, first: 77 }] };
  t.deepEqual(decodeSegmentIndex(encodeSegmentIndex(later)), later);
});

type WireIndex = ivy.logs.SegmentIndex.$Properties;
const wireEntry = { first: 1, count: 4, bytes: 1000, key: hexToBytes(someBlockKey) };
const fine = { formatVersion: 1, logId: hexToBytes(logId), entries: [wireEntry] };
const bad: readonly (readonly [string, WireIndex, RegExp])[] = [
  ["nothing wrong", fine, /^$/],
  ["a newer version", { ...fine, formatVersion: 2 }, /version 2, but this program knows 1/],
  ["no log", { ...fine, logId: null }, /log id/],
  ["no entries", { ...fine, entries: [] }, /entries/],
  ["a gap at the start", { ...fine, entries: [{ ...wireEntry, first: 2 }] }, /first/],
  ["a gap", { ...fine, entries: [wireEntry, { ...wireEntry, first: 6 }] }, /first/],
  ["an overlap", { ...fine, entries: [wireEntry, { ...wireEntry, first: 4 }] }, /first/],
  ["an empty segment", { ...fine, entries: [{ ...wireEntry, count: 0 }] }, /count/],
  ["a segment that is too long", { ...fine, entries: [{ ...wireEntry, bytes: 2 ** 22 }] }, /bytes/],
  [
    "a key of no algorithm",
    { ...fine, entries: [{ ...wireEntry, key: Buffer.alloc(33) }] },
    /segment/,
  ],
  ["an older index of nothing", { ...fine, older: hexToBytes(someBlockKey) }, /first/],
];
for (const [what, message, why] of bad) {
  test(`malformed index: ${what}`, (t) => {
    const decoded = decodeSegmentIndex(ivy.logs.SegmentIndex.encode(message).finish());
    t.regex(isMalformed(decoded) ? decoded.why : "", why);
  });
}
