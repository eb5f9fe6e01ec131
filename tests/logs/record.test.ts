// Records as bytes: header, body, sealing, and everything malformed refused with a reason.

import test from "ava";
import fc from "fast-check";
import { ivy } from "../../logs/core/generated/logs.js";
import type { Body } from "../../logs/core/record-codec.ts";
import {
  decodeBody,
  decodeEnvelope,
  encodeBody,
  encodeHeader,
} from "../../logs/core/record-codec.ts";
import { deriveRecordKeys, openRecord, sealRecord } from "../../logs/core/record-sealing.ts";
import { hexToBytes, isMalformed } from "../../logs/index.ts";
import {
  crypto,
  emptyBody,
  encodeEnvelope,
  flipped,
  groupKey,
  logIdOf,
  makeKeyPair,
  makeRecords,
  someBlockKey,
} from "../support/logs.ts";

const { EnvelopeHeader, RecordBody } = ivy.logs;
const logId = logIdOf(makeKeyPair(1));
const [record] = makeRecords(logId, [1]);
const hash = record?.hash;
if (hash === undefined) throw new Error("a record has a hash");
const hashBytes = hexToBytes(hash);
const keys = deriveRecordKeys(crypto, new Map([[1, groupKey]]));

const known = fc
  .uniqueArray(fc.integer({ min: 1, max: 65_535 }), { maxLength: 5 })
  .map((slots) =>
    slots.sort((a, b) => a - b).map((slot) => ({ slot, sequence: 1 + slot * 1000, hash })),
  );
const bodies: fc.Arbitrary<Body> = fc.record({
  lamport: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  known,
  isKnownComplete: fc.boolean(),
  time: fc.record({ seconds: fc.maxSafeInteger(), nanoseconds: fc.nat(999_999_999) }),
  changes: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  parts: fc.array(
    fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
    { maxLength: 3 },
  ),
  view: fc.constantFrom(undefined, someBlockKey),
});
const headers = fc
  .record({ sequence: fc.integer({ min: 1, max: 2 ** 37 - 1 }), keyEpoch: fc.constant(1) })
  .map((fields) => ({ ...fields, logId, previous: fields.sequence === 1 ? undefined : hash }));

test("a sealed record opens to the same header and body", (t) => {
  fc.assert(
    fc.property(headers, bodies, (header, body) => {
      t.deepEqual(openRecord(keys, sealRecord(keys, header, body)), { header, body });
    }),
  );
});

test("an envelope is written as protobuf writes it, for every length of length", (t) => {
  for (const headerLength of [1, 127, 128, 256]) {
    for (const bodyLength of [1, 127, 128, 16_383, 16_384, 300_000]) {
      const fields = { header: Buffer.alloc(headerLength, 1), body: Buffer.alloc(bodyLength, 2) };
      const expected = Buffer.from(ivy.logs.Envelope.encode(fields).finish());
      t.true(expected.equals(encodeEnvelope(fields.header, fields.body)));
    }
  }
});

test("no changed byte of an envelope opens", (t) => {
  const header = { logId, sequence: 2, previous: hash, keyEpoch: 1 };
  const envelope = sealRecord(keys, header, { ...emptyBody, changes: Buffer.from("changes") });
  for (let at = 0; at < envelope.length; at++) {
    t.true(isMalformed(openRecord(keys, flipped(envelope, at))), `byte ${at}`);
  }
  for (let length = 0; length < envelope.length; length++) {
    t.true(isMalformed(openRecord(keys, envelope.subarray(0, length))), `length ${length}`);
  }
});

test("a record opens with the key of its epoch only", (t) => {
  const header = { logId, sequence: 2, previous: hash, keyEpoch: 1 };
  const envelope = sealRecord(keys, header, emptyBody);
  const others = deriveRecordKeys(crypto, new Map([[2, groupKey]]));
  const wrong = deriveRecordKeys(crypto, new Map([[1, Buffer.alloc(32)]]));
  t.true(isMalformed(openRecord(others, envelope)));
  t.true(isMalformed(openRecord(wrong, envelope)));
});

const fine = {
  formatVersion: 1,
  logId: hexToBytes(logId),
  sequence: 2,
  previous: hashBytes,
  keyEpoch: 1,
};
type WireHeader = ivy.logs.EnvelopeHeader.$Properties;
const badHeaders: readonly (readonly [string, WireHeader, RegExp])[] = [
  ["no format version", { ...fine, formatVersion: 0 }, /format version 0/],
  ["a newer format version", { ...fine, formatVersion: 2 }, /version 2, but this program knows 1/],
  ["a short log id", { ...fine, logId: hashBytes.subarray(0, 31) }, /log id/],
  ["sequence 0", { ...fine, sequence: 0 }, /sequence/],
  ["a sequence beyond a dot", { ...fine, sequence: 2 ** 37 }, /sequence/],
  ["no previous", { ...fine, previous: null }, /only the first/],
  ["a first record with a previous", { ...fine, sequence: 1 }, /only the first/],
  ["a short previous", { ...fine, previous: hashBytes.subarray(1) }, /previous/],
  ["a previous of an unknown algorithm", { ...fine, previous: Buffer.alloc(33) }, /algorithm/],
  ["key epoch 0", { ...fine, keyEpoch: 0 }, /epoch/],
];
for (const [what, header, why] of badHeaders) {
  test(`malformed header: ${what}`, (t) => {
    const envelope = encodeEnvelope(EnvelopeHeader.encode(header).finish(), Buffer.alloc(50));
    const decoded = decodeEnvelope(envelope);
    t.true(isMalformed(decoded) && why.test(decoded.why), JSON.stringify(decoded));
  });
}

type WireBody = ivy.logs.RecordBody.$Properties;
const slots = (...list: number[]): WireBody => ({
  lamport: 1,
  known: list.map((slot) => ({ slot, sequence: 1, hash: hashBytes })),
});
const badBodies: readonly (readonly [string, WireBody, RegExp])[] = [
  ["Lamport number 0", {}, /Lamport/],
  ["a Lamport number beyond 2^53", { lamport: 2 ** 53 }, /Lamport/],
  ["slots that descend", slots(2, 1), /slot/],
  ["a slot twice", slots(2, 2), /slot/],
  ["slot 0", slots(0), /slot/],
  ["slot 65536", slots(65_536), /slot/],
  ["a known sequence 0", { lamport: 1, known: [{ slot: 1, hash: hashBytes }] }, /sequence/],
  ["a known hash that is short", { lamport: 1, known: [{ slot: 1, sequence: 1 }] }, /known hash/],
  ["seconds beyond 2^53", { lamport: 1, seconds: 2 ** 53 }, /seconds/],
  ["a second of nanoseconds", { lamport: 1, nanoseconds: 1e9 }, /nanoseconds/],
  ["a view that is no key", { lamport: 1, view: Buffer.alloc(4) }, /view/],
  ["too many parts", { lamport: 1, parts: Array.from({ length: 4097 }, () => hashBytes) }, /parts/],
];
for (const [what, body, why] of badBodies) {
  test(`malformed body: ${what}`, (t) => {
    const decoded = decodeBody(RecordBody.encode(body).finish());
    t.true(isMalformed(decoded) && why.test(decoded.why), JSON.stringify(decoded));
  });
}

test("malformed: unknown fields, noise, an envelope without body, one that is too long", (t) => {
  const header = encodeHeader({ logId, sequence: 1, previous: undefined, keyEpoch: 1 });
  const envelope = encodeEnvelope(header, Buffer.alloc(50));
  t.false(isMalformed(decodeEnvelope(envelope)));
  t.true(isMalformed(decodeEnvelope(Buffer.concat([envelope, Buffer.from([0x1a, 0])]))));
  t.true(isMalformed(decodeEnvelope(encodeEnvelope(header, new Uint8Array(0)))));
  t.true(isMalformed(decodeEnvelope(encodeEnvelope(header, Buffer.alloc(1024 * 1024)))));
  t.true(isMalformed(decodeEnvelope(new Uint8Array(0))));
  t.true(isMalformed(decodeBody(Buffer.concat([encodeBody(emptyBody), Buffer.from([0x7a, 0])]))));
  fc.assert(fc.property(fc.uint8Array(), (noise) => t.true(isMalformed(decodeEnvelope(noise)))));
});
