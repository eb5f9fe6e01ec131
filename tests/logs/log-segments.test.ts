// A log as segments and back: what is cut is read as the same records, few segments stay few, and
// what somebody makes up leads nowhere.
import test from "ava";
import fc from "fast-check";
import { type BlockKey, nameBlock } from "../../dhash/index.ts";
import { segmentEntriesMax } from "../../logs/core/limits.ts";
import type { SegmentEntry } from "../../logs/core/segment-codec.ts";
import { entriesKept, nextRecord } from "../../logs/core/segment-plan.ts";
import {
  encodeSegment,
  encodeSegmentIndex,
  isMalformed,
  type PublishedLog,
  verifyHead,
} from "../../logs/index.ts";
import { crypto, hasher, noTime } from "../support/logs.ts";
import { threeMembers } from "../support/member-net.ts";
import type { Party } from "../support/members.ts";
import { Blocks, fetch, publish, segmentsOf } from "../support/party-segments.ts";

function writeAll(party: Party, count: number, bytes = 10): void {
  for (let number = 0; number < count; number++) {
    party.write(`${number} `.padEnd(1 + ((number * 37) % bytes), "x"));
  }
}

test("who was away reads the whole log from its segments, and then what came after", (t) => {
  const { anna, ben } = threeMembers();
  const blocks = new Blocks();
  writeAll(anna, 200, 9000);
  const first = publish(segmentsOf(anna, blocks));
  t.is(first.sequence, anna.placeOf(anna.logId).sequence);
  t.is(typeof fetch(ben, anna, first, blocks), "number");
  t.deepEqual(ben.placeOf(anna.logId), anna.placeOf(anna.logId));
  writeAll(anna, 3);
  const second = publish(segmentsOf(anna, blocks, first.index));
  t.true(second.keys.length <= 3);
  t.true(Number(fetch(ben, anna, second, blocks)) <= 3);
  t.deepEqual(ben.placeOf(anna.logId), anna.placeOf(anna.logId));
  t.is(ben.folded.length, 203);
});

test("a head names the index and is signed by the author", (t) => {
  const { anna } = threeMembers();
  writeAll(anna, 2);
  const { head, index, sequence } = publish(segmentsOf(anna, new Blocks()));
  const read = verifyHead(crypto, head);
  if (isMalformed(read)) return t.fail(read.why);
  t.is(read.segmentIndex, index);
  t.is(read.sequence, sequence);
  return undefined;
});

test("nothing is published of an empty log, nor while there is more to be cut", (t) => {
  const { anna } = threeMembers();
  const segments = segmentsOf(anna, new Blocks());
  t.is(segments.cut(), false);
  t.is(segments.publish(noTime, undefined), undefined);
  writeAll(anna, 1);
  t.is(segments.publish(noTime, undefined), undefined);
});

test("an index that is gone means to begin again, and gives the same log", (t) => {
  const { anna, ben } = threeMembers();
  const blocks = new Blocks();
  writeAll(anna, 20);
  const { index } = publish(segmentsOf(anna, blocks));
  blocks.bytesByKey.delete(index);
  writeAll(anna, 1);
  const again = publish(segmentsOf(anna, blocks, index));
  t.is(typeof fetch(ben, anna, again, blocks), "number");
  t.deepEqual(ben.placeOf(anna.logId), anna.placeOf(anna.logId));
});

test("published a record at a time, a log has few segments and each is written few times", (t) => {
  const { anna } = threeMembers();
  const blocks = new Blocks();
  const segments = segmentsOf(anna, blocks);
  let written = 0;
  let last: PublishedLog | undefined;
  for (let number = 0; number < 256; number++) {
    anna.write("a record");
    last = publish(segments);
    written += blocks.get(last.keys[0] ?? last.index)?.length ?? 0;
  }
  const whole = publish(segmentsOf(anna, new Blocks(), undefined));
  t.is(whole.sequence, last?.sequence ?? 0);
  const size = 256 * 300;
  t.true(written < 10 * size, `${written} bytes`);
});

test("the plan keeps segments in order and bounded", (t) => {
  const sizes = fc.array(fc.integer({ min: 100, max: 400_000 }), { maxLength: 300 });
  fc.assert(
    fc.property(sizes, (fresh) => {
      let entries: readonly SegmentEntry[] = [];
      const key = nameBlock(hasher, []);
      fresh.forEach((bytes, at) => {
        const kept = entriesKept(entries, bytes);
        const merged = entries.slice(kept).reduce((sum, each) => sum + each.bytes, bytes);
        const first = nextRecord(entries.slice(0, kept));
        const entry = { first, count: at + 2 - first, bytes: merged, key };
        entries = [...entries.slice(0, kept), entry];
        if (nextRecord(entries) !== at + 2) throw new Error("a gap");
        if (merged > 512 * 1024 && kept < entries.length - 1) throw new Error("too large");
      });
    }),
    { numRuns: 200 },
  );
  t.pass();
});

test("however it is published, a record is written as often as FORMAT says at most", (t) => {
  const size = fc.oneof(fc.integer({ min: 300, max: 900 }), fc.integer({ min: 300, max: 500_000 }));
  const sizes = fc.array(size, { minLength: 50, maxLength: 300 });
  fc.assert(
    fc.property(sizes, (fresh) => {
      const key = nameBlock(hasher, []);
      const writes = fresh.map(() => 0);
      let entries: readonly SegmentEntry[] = [];
      fresh.forEach((bytes, at) => {
        const kept = entriesKept(entries, bytes);
        const merged = entries.slice(kept).reduce((sum, each) => sum + each.bytes, bytes);
        const first = nextRecord(entries.slice(0, kept));
        for (let each = first - 1; each <= at; each++) writes[each] = (writes[each] ?? 0) + 1;
        const entry = { first, count: at + 2 - first, bytes: merged, key };
        entries = [...entries.slice(0, kept), entry];
      });
      for (const [at, bytes] of fresh.entries()) {
        const most = 1 + Math.log((512 * 1024) / bytes) / Math.log(1.5);
        if ((writes[at] ?? 0) > most) throw new Error(`${bytes} bytes: ${writes[at]} times`);
      }
    }),
    { numRuns: 200 },
  );
  t.pass();
});

test("a long log continues in older indexes", (t) => {
  const { anna, ben } = threeMembers();
  const blocks = new Blocks();
  writeAll(anna, 6);
  const logs = anna.logs.peers();
  const run = logs?.run(anna.logId, 1, { bytesMax: 1e6, last: 6, time: noTime });
  if (run === undefined) return t.fail();
  const one = publish(segmentsOf(anna, new Blocks()));
  let older: BlockKey | undefined;
  let index = one.index;
  for (let first = 1; first <= 6; first++) {
    const record = recordAt(anna, first);
    const segment = encodeSegment(anna.logId, [record]);
    const entry = { first, count: 1, bytes: segment.length, key: blocks.put(segment) };
    index = blocks.put(encodeSegmentIndex({ logId: anna.logId, older, entries: [entry] }));
    older = index;
  }
  t.is(fetch(ben, anna, { ...one, index }, blocks), 12);
  t.deepEqual(ben.placeOf(anna.logId), anna.placeOf(anna.logId));
  t.true(segmentEntriesMax > 6);
  return undefined;
});

function recordAt(party: Party, sequence: number) {
  const bounds = { bytesMax: 1, last: sequence, time: noTime };
  const envelope = party.logs.peers()?.run(party.logId, sequence, bounds)?.envelopes[0];
  const hash = party.logs.hashAt(sequence);
  if (envelope === undefined || hash === undefined) throw new Error("no record");
  return { sequence, hash, envelope };
}

test("indexes and segments that are made up lead nowhere", (t) => {
  const { anna, ben, cleo } = threeMembers();
  const blocks = new Blocks();
  writeAll(anna, 5);
  writeAll(cleo, 5);
  const annas = publish(segmentsOf(anna, blocks));
  const cleos = publish(segmentsOf(cleo, blocks));
  const from = (bytes: Uint8Array) => ({ ...annas, index: blocks.put(bytes) });
  t.regex(String(fetch(ben, anna, from(Buffer.from("nonsense")), blocks)), /segment index: /);
  t.regex(String(fetch(ben, anna, { ...annas, index: cleos.index }, blocks)), /of another log/);
  const entry = { first: 1, count: 5, bytes: 1000, key: blocks.put(Buffer.from("no segment")) };
  const lie = encodeSegmentIndex({ logId: anna.logId, older: undefined, entries: [entry] });
  t.regex(String(fetch(ben, anna, from(lie), blocks)), /segment: /);
  const gone = { ...entry, key: nameBlock(hasher, [Buffer.from("nowhere")]) };
  const gap = encodeSegmentIndex({ logId: anna.logId, older: undefined, entries: [gone] });
  t.is(fetch(ben, anna, from(gap), blocks), "a block is missing");
  t.is(ben.placeOf(anna.logId).sequence, 0);
});

test("records that the author did not sign are refused", (t) => {
  const { anna, ben } = threeMembers();
  const blocks = new Blocks();
  writeAll(anna, 3);
  const published = publish(segmentsOf(anna, blocks));
  const record = recordAt(anna, 1);
  const forged = Buffer.from(record.envelope);
  forged[forged.length - 1] = (forged[forged.length - 1] ?? 0) ^ 1;
  const run = { logId: anna.logId, envelopes: [forged], head: published.head };
  t.is(ben.exchange.takeRun(run).absorbed.kind, "refused");
  t.is(ben.placeOf(anna.logId).sequence, 0);
});
