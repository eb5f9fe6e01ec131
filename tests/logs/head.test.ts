// Log heads and fork proofs: one signature for a whole history, and the evidence when there are
// two.
import test from "ava";
import { ivy } from "../../logs/core/generated/logs.js";
import { hashRecord } from "../../logs/core/hash.ts";
import { headLabel, signHead } from "../../logs/core/head-codec.ts";
import { encodeHeader } from "../../logs/core/record-codec.ts";
import { signContent } from "../../logs/core/signed.ts";
import type { JournalRecord, LogHead } from "../../logs/index.ts";
import {
  encodeForkProof,
  hexToBytes,
  isMalformed,
  verifyForkProof,
  verifyHead,
} from "../../logs/index.ts";
import {
  crypto,
  encodeEnvelope,
  flipped,
  hasher,
  LogWorld,
  logIdOf,
  makeKeyPair,
  makeRecords,
  someBlockKey,
} from "../support/logs.ts";

const keyPair = makeKeyPair(1);
const logId = logIdOf(keyPair);
const history = makeRecords(logId, [10, 20, 30, 40, 50, 60]);

/** Another history that agrees with the first one up to `sequence`. */
function forkAfter(sequence: number): readonly JournalRecord[] {
  const records = history.slice(0, sequence);
  while (records.length < history.length) {
    const next = records.length + 1;
    const header = { logId, sequence: next, previous: records.at(-1)?.hash, keyEpoch: 1 };
    const envelope = encodeEnvelope(encodeHeader(header), Buffer.alloc(40, 0xee));
    records.push({ sequence: next, hash: hashRecord(hasher, envelope), envelope });
  }
  return records;
}

function headOf(record: JournalRecord | undefined): LogHead {
  if (record === undefined) throw new Error("no such record");
  const { sequence, hash } = record;
  const time = { seconds: -5, nanoseconds: 7 };
  return {
    fileSystem: someBlockKey,
    logId,
    sequence,
    hash,
    lamport: 99,
    segmentIndex: undefined,
    view: undefined,
    time,
  };
}

const signed = (record: JournalRecord | undefined): Uint8Array =>
  signHead(crypto, headOf(record), keyPair);

test("a signed head says what was signed, and no byte of it can be changed", (t) => {
  const head = { ...headOf(history[3]), segmentIndex: someBlockKey };
  const bytes = signHead(crypto, head, keyPair);
  t.deepEqual(verifyHead(crypto, bytes), head);
  for (let at = 0; at < bytes.length; at++) {
    t.true(isMalformed(verifyHead(crypto, flipped(bytes, at))), `byte ${at}`);
  }
});

test("a head signed by another key, or under another label, is refused", (t) => {
  t.true(isMalformed(verifyHead(crypto, signHead(crypto, headOf(history[0]), makeKeyPair(2)))));
  const content = ivy.logs.Signed.decode(signed(history[0])).content ?? Buffer.alloc(0);
  const other = signContent({ crypto, label: "ivy view 1", keyPair }, content);
  t.true(isMalformed(verifyHead(crypto, other)));
  t.false(
    isMalformed(verifyHead(crypto, signContent({ crypto, label: headLabel, keyPair }, content))),
  );
});

type WireHead = ivy.logs.LogHead.$Properties;
const fine: WireHead = {
  formatVersion: 1,
  fileSystem: hexToBytes(someBlockKey),
  logId: hexToBytes(logId),
  sequence: 1,
  hash: hexToBytes(someBlockKey),
  lamport: 1,
};
const bad: readonly (readonly [string, WireHead, RegExp])[] = [
  ["nothing wrong", fine, /^$/],
  ["a newer version", { ...fine, formatVersion: 2 }, /version 2, but this program knows 1/],
  ["no file system", { ...fine, fileSystem: null }, /file system/],
  ["sequence 0", { ...fine, sequence: 0 }, /sequence/],
  ["a short hash", { ...fine, hash: Buffer.alloc(32) }, /hash/],
  ["Lamport number 0", { ...fine, lamport: 0 }, /Lamport/],
  ["a segment index that is no key", { ...fine, segmentIndex: Buffer.alloc(33) }, /segment index/],
  ["a second of nanoseconds", { ...fine, nanoseconds: 1e9 }, /nanoseconds/],
];
for (const [what, message, why] of bad) {
  test(`malformed head: ${what}`, (t) => {
    const content = ivy.logs.LogHead.encode(message).finish();
    const decoded = verifyHead(crypto, signContent({ crypto, label: headLabel, keyPair }, content));
    t.regex(isMalformed(decoded) ? decoded.why : "", why);
  });
}

const checking = { crypto, hasher };

test("two heads of one sequence and different records prove a fork", (t) => {
  const proof = { earlier: signed(history[4]), later: signed(forkAfter(2)[4]), envelopes: [] };
  const proven = verifyForkProof(checking, encodeForkProof(proof));
  if (isMalformed(proven)) return t.fail(proven.why);
  t.is(proven.logId, logId);
  t.is(proven.sequence, 4);
  t.true(encodeForkProof(proof).length < 1000);
  return undefined;
});

test("heads of different sequences prove a fork with the records between them", (t) => {
  const fork = forkAfter(2);
  const proof = {
    earlier: signed(history[3]),
    later: signed(fork[5]),
    envelopes: fork.slice(4).map(({ envelope }) => envelope),
  };
  t.false(isMalformed(verifyForkProof(checking, encodeForkProof(proof))));
});

test("an honest history proves nothing, nor does a proof that is not whole", (t) => {
  const fork = forkAfter(2);
  const envelopesOf = (records: readonly JournalRecord[]): readonly Uint8Array[] =>
    records.map(({ envelope }) => envelope);
  const earlier = signed(history[3]);
  const refusal = (later: Uint8Array, envelopes: readonly Uint8Array[]): string => {
    const proven = verifyForkProof(checking, encodeForkProof({ earlier, later, envelopes }));
    return isMalformed(proven) ? proven.why : "proven";
  };
  t.regex(refusal(signed(history[3]), []), /agree/);
  t.regex(refusal(signed(history[5]), envelopesOf(history.slice(4))), /agree/);
  t.regex(refusal(signed(fork[5]), []), /exactly/);
  t.regex(refusal(signed(fork[5]), envelopesOf(history.slice(4))), /chain/);
  t.regex(refusal(signed(fork[2]), []), /exactly/);
  t.regex(refusal(flipped(signed(fork[3]), 90), []), /signed|signature|malformed|message/);
  const other = { ...headOf(fork[3]), logId: logIdOf(makeKeyPair(2)) };
  t.regex(refusal(signHead(crypto, other, makeKeyPair(2)), []), /two logs/);
  t.true(isMalformed(verifyForkProof(checking, Buffer.from("nonsense"))));
});

test("a log set signs its newest record", (t) => {
  const world = new LogWorld(1);
  t.is(world.set(0).signHead({ seconds: 1, nanoseconds: 2 }), undefined);
  world.write(0, "a");
  world.write(0, "b");
  const bytes = world.set(0).signHead({ seconds: 1, nanoseconds: 2 });
  const head = verifyHead(crypto, bytes ?? Buffer.alloc(0));
  if (isMalformed(head)) return t.fail(head.why);
  t.deepEqual([head.sequence, head.lamport, head.hash], [2, 2, world.set(0).head()?.hash]);
  t.is(head.fileSystem, someBlockKey);
  return undefined;
});
