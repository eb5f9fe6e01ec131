// The bytes of pack files: golden vectors, and what is no header.
import { crc32 as zlibCrc32 } from "node:zlib";
import test from "ava";
import fc from "fast-check";
import { crc32 } from "../../dhash/core/crc32.ts";
import type { FrameOrigin } from "../../dhash/core/pack-codec.ts";
import {
  checkPackHeader,
  decodeFrameHeader,
  encodeFrameHeader,
  encodePackHeader,
  frameHeaderBytes,
  isTornTail,
} from "../../dhash/core/pack-codec.ts";

const key = Uint8Array.from({ length: 33 }, (_, at) => (at === 0 ? 0x12 : at));
const place = { pack: 7, position: 0x1234567 };

function header(length = 1000, version = 0, origin: FrameOrigin = "own"): Uint8Array {
  const bytes = new Uint8Array(frameHeaderBytes);
  encodeFrameHeader(bytes, place, {
    ...{ kind: "content-hash", key, length, version },
    origin,
  });
  return bytes;
}

test("the check is the CRC-32 of zlib, also when it is continued", (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
      const at = Math.min(cut, bytes.length);
      t.is(crc32(bytes, 0, bytes.length), zlibCrc32(bytes));
      t.is(crc32(bytes, at, bytes.length, crc32(bytes, 0, at)), zlibCrc32(bytes));
    }),
  );
});

test("golden bytes of a pack header", (t) => {
  t.is(
    hex(encodePackHeader(7)),
    "4976795061636b0a00000001000000070000000000000000000000007ccd270e",
  );
});

test("golden bytes of a frame header", (t) => {
  const parts = [
    "f0497646", // magic
    "01", // content-hash block
    "120102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20", // key
    "0000",
    "000003e8", // length
    "0000000000000000", // version
    "6c632dbd", // check over pack 7, position 0x1234567 and the above
  ];
  t.is(hex(header()), parts.join(""));
});

test("golden bytes of a frame header of others' block", (t) => {
  t.is(hex(header(1000, 0, "others")).slice(76, 80), "0100");
  t.is(hex(header(1000, 0, "others")).slice(-8), "f16ccccb");
  t.is(decodeFrameHeader(header(1000, 0, "others"), place)?.origin, "others");
});

test("a frame header decodes to what was encoded, with versions up to 2^53 - 1", (t) => {
  const bytes = new Uint8Array(frameHeaderBytes);
  const version = Number.MAX_SAFE_INTEGER;
  const frame = { kind: "public-key", key, length: 99, version, origin: "own" } as const;
  encodeFrameHeader(bytes, place, frame);
  t.deepEqual(decodeFrameHeader(bytes, place), frame);
});

test("a header with any bit flipped is none", (t) => {
  for (let bit = 0; bit < frameHeaderBytes * 8; bit++) {
    t.is(decodeFrameHeader(flipBit(header(), bit), place), undefined);
  }
  for (let bit = 0; bit < 32 * 8; bit++) {
    t.is(checkPackHeader(flipBit(encodePackHeader(7), bit), 7), "damaged");
  }
});

test("a header is valid only where it was written", (t) => {
  t.is(decodeFrameHeader(header(), { ...place, pack: 8 }), undefined);
  t.is(decodeFrameHeader(header(), { ...place, position: place.position + 1 }), undefined);
  t.is(checkPackHeader(encodePackHeader(7), 8), "damaged");
});

test("a length or version beyond its limit is refused, even with a valid check", (t) => {
  for (const [at, value] of [
    [40, 4 * 1024 * 1024 + 1],
    [44, 0x00200000],
  ] as const) {
    const bytes = header();
    new DataView(bytes.buffer).setUint32(at, value);
    recheck(bytes);
    t.is(decodeFrameHeader(bytes, place), undefined);
  }
});

test("a frame of an unknown kind is known as such", (t) => {
  const bytes = header();
  bytes[4] = 9;
  recheck(bytes);
  t.is(decodeFrameHeader(bytes, place)?.kind, "unknown");
});

test("a pack header of a later version is newer", (t) => {
  const bytes = encodePackHeader(7);
  bytes[11] = 2;
  new DataView(bytes.buffer).setUint32(28, zlibCrc32(bytes.subarray(0, 28)));
  t.is(checkPackHeader(bytes, 7), "newer");
});

test("a torn tail is a beginning of a frame or zeros, nothing else", (t) => {
  const frame = Buffer.concat([header(100), new Uint8Array(100).fill(3)]);
  for (let length = 1; length < frame.length; length++) {
    t.true(isTornTail(frame.subarray(0, length), place), `${length} bytes`);
  }
  t.true(isTornTail(new Uint8Array(5000), place));
  t.false(isTornTail(frame, place));
  t.false(isTornTail(frame.subarray(1, 30), place));
  t.false(isTornTail(flipBit(frame.slice(0, 120), 80), place));
});

function recheck(bytes: Uint8Array): void {
  const where = new DataView(new ArrayBuffer(12));
  where.setUint32(0, place.pack);
  where.setUint32(8, place.position);
  const seed = zlibCrc32(new Uint8Array(where.buffer));
  new DataView(bytes.buffer).setUint32(52, zlibCrc32(bytes.subarray(0, 52), seed));
}

function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
