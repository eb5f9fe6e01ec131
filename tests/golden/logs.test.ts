// The golden vectors: every implementation writes these bytes, and reads from them what they say.
import { readFileSync } from "node:fs";
import test from "ava";
import { isTrouble } from "../../dhash/index.ts";
import { decodeChanges } from "../../fs/core/change-codec.ts";
import { deriveRecordKeys, openRecord } from "../../logs/core/record-sealing.ts";
import {
  decodeSegment,
  decodeSegmentIndex,
  hexToBytes,
  isMalformed,
  openJournal,
  verifyForkProof,
  verifyHead,
  wrappersCrypto,
} from "../../logs/index.ts";
import { enterView } from "../support/entered-view.ts";
import { goldenChanges, malformedChanges } from "../support/golden-changes.ts";
import { goldenPath, keyPair, makeGoldenLogs } from "../support/golden-logs.ts";
import { crypto, groupKey, hasher, logIdOf } from "../support/logs.ts";
import { expectNoTrouble, MemoryDisk } from "../support/memory-disk.ts";

const text = readFileSync(goldenPath, "utf8");
const golden: ReturnType<typeof readGolden> = readGolden();

/** The vectors that the tests below read, by their places in the file. */
function readGolden() {
  const value: unknown = JSON.parse(text);
  const at = (...path: readonly (string | number)[]): string => {
    let found = value;
    for (const step of path) found = Reflect.get(Object(found), step);
    if (typeof found !== "string") throw new Error(`no vector ${path.join(".")}`);
    return found;
  };
  return { at, bytes: (...path: readonly (string | number)[]) => hexToBytes(at(...path)) };
}

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, function (this: unknown, key: string, each: unknown) {
      const original: unknown = Reflect.get(Object(this), key);
      return original instanceof Uint8Array ? Buffer.from(original).toString("hex") : each;
    }),
  );
}

test("this implementation writes the golden bytes", (t) => {
  t.is(`${JSON.stringify(makeGoldenLogs(), undefined, 2)}\n`, text);
});

test("golden changes are read as what they stand for", (t) => {
  for (const [index, [what, changes]] of goldenChanges.entries()) {
    t.is(golden.at("changes", index, "what"), what);
    t.deepEqual(plain(decodeChanges(golden.bytes("changes", index, "hex"), 1)), plain(changes));
  }
});

test("golden malformed changes are refused", (t) => {
  for (const [index, [what]] of malformedChanges.entries()) {
    t.is(golden.at("malformedChanges", index, "what"), what);
    const changes = decodeChanges(golden.bytes("malformedChanges", index, "hex"), 0);
    t.true(isMalformed(changes), what);
  }
});

test("golden records open, by either implementation of libsodium", async (t) => {
  for (const each of [crypto, await wrappersCrypto()]) {
    const keys = deriveRecordKeys(each, new Map([[1, groupKey]]));
    t.is(Buffer.from(keys.keysByEpoch.get(1) ?? []).toString("hex"), golden.at("recordKey"));
    const second = openRecord(keys, golden.bytes("records", 1, "envelope"));
    if (isMalformed(second)) return t.fail(second.why);
    t.is(String(second.header.previous), golden.at("records", 0, "hash"));
    t.is(second.body.lamport, 9);
    t.deepEqual(second.body.parts.map(String), ["hello"]);
    t.is(second.body.known[0]?.slot, 2);
  }
  return undefined;
});

test("the golden view is entered, the head and the fork proof verify", (t) => {
  const entered = enterView({ crypto, hasher, keyPair }, golden.bytes("view", "hex"), undefined);
  if (isMalformed(entered)) return t.fail(entered.why);
  t.deepEqual(
    [entered.name, entered.members[0]?.name, String(entered.key)],
    ["photos", "anna", golden.at("view", "key")],
  );
  const head = verifyHead(crypto, golden.bytes("head"));
  if (isMalformed(head)) return t.fail(head.why);
  t.deepEqual([head.sequence, String(head.hash)], [2, golden.at("records", 1, "hash")]);
  const proven = verifyForkProof({ crypto, hasher }, golden.bytes("forkProof"));
  t.false(isMalformed(proven));
  return undefined;
});

test("the golden journal and segment hold the golden records", (t) => {
  const disk = new MemoryDisk();
  expectNoTrouble(disk.makeDirectory("log"));
  disk.setBytes("log/journal-0000000000000001.ivj", golden.bytes("journal"));
  const place = {
    disk,
    hasher,
    directory: "log",
    logId: logIdOf(keyPair),
    mode: "append",
  } as const;
  const journal = expectNoTrouble(openJournal(place));
  const segment = decodeSegment(golden.bytes("segment"), hasher);
  if (isMalformed(segment)) return t.fail(segment.why);
  for (const index of [0, 1]) {
    const record = journal.read(index + 1);
    if (isTrouble(record)) return t.fail(record.message);
    t.is(Buffer.from(record.envelope).toString("hex"), golden.at("records", index, "envelope"));
    t.is(String(segment.records[index]?.hash), golden.at("records", index, "hash"));
  }
  t.false(isMalformed(decodeSegmentIndex(golden.bytes("segmentIndex"))));
  return undefined;
});
