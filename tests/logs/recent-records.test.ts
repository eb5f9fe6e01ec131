// Records that stay in memory for a moment.
import test from "ava";
import { nodeHasher } from "../../dhash/index.ts";
import { hashRecord } from "../../logs/core/hash.ts";
import { RecentRecords } from "../../logs/recent-records.ts";

function record(sequence: number, bytes: number) {
  const envelope = new Uint8Array(bytes);
  return { sequence, hash: hashRecord(nodeHasher(), envelope), envelope };
}

test("records are found until they are of no more use", (t) => {
  const recent = new RecentRecords();
  for (let sequence = 1; sequence <= 10; sequence++) recent.add(record(sequence, 100));
  recent.dropUpTo(4);
  t.is(recent.get(4), undefined);
  t.is(recent.get(5)?.sequence, 5);
  recent.clear();
  t.is(recent.get(5), undefined);
});

test("the oldest go when there is no room, and one that is too large at once", (t) => {
  const recent = new RecentRecords();
  for (let sequence = 1; sequence <= 100; sequence++) recent.add(record(sequence, 10_000));
  const kept = Array.from({ length: 100 }, (_, at) => recent.get(at + 1)).filter(Boolean);
  t.true(kept.length > 20 && kept.length * 10_000 <= 256 * 1024);
  t.is(kept.at(-1)?.sequence, 100);
  recent.add(record(101, 300_000));
  t.is(recent.get(101), undefined);
  recent.add(record(102, 10));
  t.is(recent.get(102)?.sequence, 102);
});
