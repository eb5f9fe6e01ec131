// Counts and latencies of requests: buckets are where they say, nothing is lost, another thread may
// read along.
import test from "ava";
import fc from "fast-check";
import type { RequestStatistics } from "../../../fs/drivers/request-counters.ts";
import { RequestCounters, readCounters } from "../../../fs/drivers/request-counters.ts";

const names = ["lookup", "read"];

function counted(milliseconds: readonly number[]): RequestStatistics {
  const counters = new RequestCounters(names);
  for (const each of milliseconds) counters.count(1, each, false);
  const [only] = readCounters(counters).requests;
  if (only === undefined) throw new Error("nothing was counted");
  return only;
}

/** Ends of all buckets: the times go up to more than two minutes. */
function allEnds(): number[] {
  const times = Array.from({ length: 4300 }, (_, step) => 0.0001 * 1.005 ** step);
  return counted(times).buckets.map(([end]) => end);
}

test("a time is in the bucket whose bounds enclose it", (t) => {
  const ends = allEnds();
  t.deepEqual(
    ends,
    [...ends].sort((a, b) => a - b),
  );
  const time = fc.double({ min: 0, max: 130_000, noNaN: true });
  const rounding = 1 + 1e-12;
  t.notThrows(() =>
    fc.assert(
      fc.property(time, (milliseconds) => {
        const [[end = 0, count] = []] = counted([milliseconds]).buckets;
        const at = ends.indexOf(end);
        const before = ends[at - 1] ?? 0;
        const microseconds = milliseconds * 1000;
        const isWithin = before <= microseconds * rounding && microseconds <= end * rounding;
        return count === 1 && at >= 0 && isWithin;
      }),
    ),
  );
});

test("a bucket's end belongs to it, and what is longer does not, but for the last", (t) => {
  const ends = allEnds();
  const bucketOf = (microseconds: number) => counted([microseconds / 1000]).buckets[0]?.[0];
  for (const [at, end] of ends.entries()) {
    t.is(bucketOf(end), end);
    t.is(bucketOf(end * 1.0001 + 0.1), ends[at + 1] ?? end);
  }
});

test("buckets are at most a quarter wider than where they begin", (t) => {
  const ends = allEnds();
  for (const [at, end] of ends.entries()) if (at > 0) t.true(end / (ends[at - 1] ?? 0) <= 1.25);
});

test("counts, sums and the longest add up, however many and long they are", (t) => {
  const times = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1 });
  t.notThrows(() =>
    fc.assert(
      fc.property(times, (all) => {
        const { count, totalMicroseconds, maxMicroseconds, buckets } = counted(all);
        const inBuckets = buckets.reduce((sum, [, some]) => sum + some, 0);
        const sum = all.reduce((total, one) => total + one * 1000, 0);
        return (
          count === all.length &&
          inBuckets === count &&
          Math.abs(totalMicroseconds - sum) <= sum * 1e-9 &&
          maxMicroseconds === Math.max(...all.map((one) => one * 1000))
        );
      }),
    ),
  );
});

test("rows do not touch each other; a row without requests is not listed", (t) => {
  const counters = new RequestCounters(["a", "b", "c"]);
  counters.count(0, 1e9, true);
  counters.count(2, 0, false);
  const seen = readCounters(counters).requests.map(({ name, count, refused }) => [
    name,
    count,
    refused,
  ]);
  t.deepEqual(seen, [
    ["a", 1, 1],
    ["c", 1, 0],
  ]);
});

test("what is being answered shows until it ends, in everybody's time", (t) => {
  const counters = new RequestCounters(names);
  t.is(readCounters(counters).serving, undefined);
  const before = performance.timeOrigin + performance.now();
  counters.begin(0, performance.now());
  const { serving } = readCounters(counters);
  t.is(serving?.name, "lookup");
  t.true((serving?.since ?? 0) >= before - 1);
  t.true((serving?.since ?? 0) <= performance.timeOrigin + performance.now() + 1);
  counters.end();
  counters.park(3);
  t.is(readCounters(counters).serving, undefined);
  t.is(readCounters(counters).parked, 3);
});

test("another thread reads the same memory", (t) => {
  const counters = new RequestCounters(names);
  const cells = new Float64Array(counters.cells.buffer);
  counters.count(0, 1, false);
  t.true(counters.cells.buffer instanceof SharedArrayBuffer);
  t.like(readCounters({ cells, names }).requests, [{ name: "lookup", count: 1 }]);
});
