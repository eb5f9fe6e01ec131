// Figures: quantiles of buckets, what came between two looks, what people and programs get to see
// of them, and how they are gathered when somebody does not answer.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { RequestCounters, readCounters } from "../../fs/drivers/request-counters.ts";
import { measureHome } from "../../mount-tool/daemon/home-files.ts";
import { LatestAnswer } from "../../mount-tool/daemon/latest-answer.ts";
import { threadFigures, watchProcess } from "../../mount-tool/daemon/process-figures.ts";
import type { RequestFigures } from "../../mount-tool/figures.ts";
import { latencies, requestsSince, withLatencies } from "../../mount-tool/latencies.ts";
import { requestsText, summaryText } from "../../mount-tool/stats-text.ts";
import { secondsToText } from "../../mount-tool/terminal.ts";
import { sampleFigures } from "../support/sample-figures.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";

const none: RequestFigures = {
  count: 0,
  refused: 0,
  microseconds: 0,
  microsecondsMax: 0,
  buckets: [],
};

function figuresOf(counters: RequestCounters): RequestFigures {
  const [only] = readCounters(counters).requests;
  if (only === undefined) return none;
  const { count, refused, totalMicroseconds, maxMicroseconds, buckets } = only;
  const sums = { microseconds: totalMicroseconds, microsecondsMax: maxMicroseconds };
  return { count, refused, buckets, ...sums };
}

function count(counters: RequestCounters, times: readonly number[]): void {
  for (const microseconds of times) counters.count(0, microseconds / 1000, microseconds > 1000);
}

/** Microseconds, as they come: most are short. */
const someTimes = fc.array(
  fc.double({ min: 0, max: 20, noNaN: true }).map((power) => 2 ** power),
  { minLength: 1, maxLength: 200 },
);

test("a quantile is in the bucket of the true one, never below it", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(someTimes, (times) => {
        const counters = new RequestCounters(["read"]);
        count(counters, times);
        const sorted = [...times].sort((a, b) => a - b);
        const { p50 = 0, p99 = 0, max = 0 } = latencies(figuresOf(counters));
        const truth = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
        const isNear = (said: number, true_: number) =>
          said >= true_ * (1 - 1e-9) && said <= Math.max(1, true_ * 1.25);
        return isNear(p50, truth(0.5)) && isNear(p99, truth(0.99)) && isNear(max, truth(1));
      }),
    ),
  );
});

test("what came between two looks and what was before add up", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(someTimes, someTimes, (before, after) => {
        const [all, late] = [new RequestCounters(["read"]), new RequestCounters(["read"])];
        count(all, before);
        const former = figuresOf(all);
        count(all, after);
        count(late, after);
        const read = requestsSince({ read: former }, { read: figuresOf(all) })["read"] ?? none;
        const alone = figuresOf(late);
        const isSame = JSON.stringify(read.buckets) === JSON.stringify(alone.buckets);
        const longest = read.microsecondsMax;
        return (
          isSame &&
          read.count === after.length &&
          read.refused === alone.refused &&
          longest >= alone.microsecondsMax * (1 - 1e-9) &&
          longest <= Math.max(1, alone.microsecondsMax * 1.25)
        );
      }),
    ),
  );
});

test("a kind of request that is new is all new; nothing gives no latencies", (t) => {
  const { requests } = sampleFigures;
  t.deepEqual(requestsSince({}, requests), requests);
  const since = requestsSince(requests, requests);
  t.deepEqual(since["read"], none);
  t.deepEqual(latencies(none), { mean: undefined, p50: undefined, p99: undefined, max: undefined });
});

test("programs get quantiles beside the buckets", (t) => {
  t.deepEqual(withLatencies(sampleFigures.requests)["lookup"], {
    count: 4,
    refused: 3,
    microseconds: 60,
    microsecondsMax: 30,
    microsecondsMean: 15,
    microsecondsP50: 8,
    microsecondsP99: 30,
    buckets: [
      [8, 2],
      [16, 1],
      [32, 1],
    ],
  });
});

const daemon = {
  pid: 17,
  mountpoint: "/tmp/ivy",
  driver: "linux",
  readOnly: false,
  started: "2026-11-23T00:00:00.000Z",
  controlSocket: "/s",
  metrics: "http://127.0.0.1:9464/metrics",
} as const;
const head = { sequence: 70_123, hash: "12", lamport: 70_123 };
const volume = { head, inodes: 9, storedBytes: 2, journalBytes: 3, blocks: 4 };

test("the summary for people", (t) => {
  t.is(
    summaryText({ daemon, volume, figures: sampleFigures }),
    `mounted          /tmp/ivy (linux, process 17), for 1 h 2 min
tree             9 inodes, 70123 records
journal          2.0 KiB in 1 file
packs            3.0 MiB in 2 files
index            512 B in 5 files
snapshots        0 B in 0 files
kernel knows     12 inodes, 1 nameless
plaintext cache  1.5 MiB of 32.0 MiB, 99 % of 300 reads hit
block index      70 entries, 7 not written
waiting          1 requests parked, 2 notifications, 50001 records for a snapshot (being written)
memory           128.0 MiB resident
heaps            16.0 MiB file system, 8.0 MiB main; buffers 9.0 MiB
processor        2.5 s, of which file-system thread 1.3 s
main thread      late by 0.1 ms (median), 2.0 ms (99 %), 250.0 ms (max)
open files       44 of 1024
metrics          http://127.0.0.1:9464/metrics`,
  );
});

test("the table of requests for people: what took most time first", async (t) => {
  const table = `request  count  refused  mean µs  p50 µs  p99 µs  max µs  time ms
read       100        0     2500    1024    1024  150000      250
lookup       4        3     15.0     8.0    30.0    30.0      0.1`;
  t.is(await requestsText(sampleFigures.requests), table);
  const rates = await requestsText(sampleFigures.requests, 2);
  t.regex(rates, /^request +count +a second +refused .*\nread +100 +50\.0 +0 /);
  t.is(await requestsText({}), "no requests");
  t.is(await requestsText({ read: none }, 1), "no requests");
});

test("a thread that does not answer is told, with what it is doing", (t) => {
  const { fileSystemThread: thread, ...rest } = sampleFigures;
  const fileSystemThread = { ...thread, isAnswering: false, reportAgeSeconds: 75 };
  const silent = { ...rest, fileSystemThread };
  const serving = { request: "lookup", seconds: 12 };
  const text = summaryText({ daemon, volume, figures: { ...silent, serving } });
  t.regex(text, /^BUSY .*does not answer \(answering lookup for 12 s\).* 1 min 15 s ago$/m);
  const unknown = summaryText({ daemon, volume, figures: { ...silent, storage: undefined } });
  t.regex(unknown, /^BUSY .*\(between two requests\)/m);
  t.regex(unknown, /^stored +not known: the disk does not answer$/m);
});

test("spans of time for people", (t) => {
  const texts = [0, 0.04, 9.94, 9.96, 59.9, 60, 3599, 3600, 90_061, 1e7].map(secondsToText);
  t.deepEqual(texts, [
    ...["0.0 s", "0.0 s", "9.9 s", "9 s", "59 s", "1 min 0 s", "59 min 59 s", "1 h 0 min"],
    ...["1 d 1 h", "115 d 17 h"],
  ]);
});

test("who does not answer in time is asked once; its last word counts, with its age", async (t) => {
  const answers: PromiseWithResolvers<string | undefined>[] = [];
  const ask = (): Promise<string | undefined> => {
    const answer = Promise.withResolvers<string | undefined>();
    answers.push(answer);
    return answer.promise;
  };
  const latest = new LatestAnswer(ask, "first");
  t.like(await latest.get(1), { value: "first", isFresh: false });
  t.like(await latest.get(1), { value: "first", isFresh: false });
  t.is(answers.length, 1);
  const waiting = latest.get(60_000);
  answers[0]?.resolve("second");
  t.like(await waiting, { value: "second", isFresh: true });
  t.like(await latest.get(1), { value: "second", isFresh: false });
  t.is(answers.length, 2);
  answers[1]?.resolve(undefined);
  const { value, isFresh, ageSeconds } = await latest.get(0);
  t.deepEqual([value, isFresh], ["second", false]);
  t.true(ageSeconds > 0);
});

test("a home's files are counted by what they are for", async (t) => {
  await using directory = makeTemporaryDirectory();
  const home = directory.path;
  t.deepEqual((await measureHome(home)).packs, { files: 0, bytes: 0 });
  for (const place of ["logs/a", "logs/b", "blocks/index", "snapshots"]) {
    mkdirSync(join(home, place), { recursive: true });
  }
  const files = {
    ...{ "logs/a/1": 10, "logs/a/2": 20, "logs/b/1": 5 },
    ...{ "blocks/pack": 100, "blocks/index/CURRENT": 7 },
  };
  for (const [path, bytes] of Object.entries(files)) {
    writeFileSync(join(home, path), "x".repeat(bytes));
  }
  t.deepEqual(await measureHome(home), {
    journal: { files: 3, bytes: 35 },
    packs: { files: 1, bytes: 100 },
    index: { files: 1, bytes: 7 },
    snapshots: { files: 0, bytes: 0 },
  });
});

test("a process and its threads have figures", (t) => {
  const {
    residentBytes,
    descriptors = 0,
    descriptorsMax = 0,
    mainThread,
  } = watchProcess().figures();
  const { heapBytes, processorSeconds } = threadFigures();
  t.true(residentBytes > heapBytes && heapBytes > 2 ** 20 && processorSeconds > 0);
  t.true(descriptors > 2 && descriptors < descriptorsMax);
  t.deepEqual([mainThread.delaySecondsP50, mainThread.delaySecondsMax], [0, 0], "nothing seen yet");
});
