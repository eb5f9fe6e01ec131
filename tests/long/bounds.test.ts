// The judge of the long run sees what grows, what is stored for nothing, and what is slow.
import test from "ava";
import { findings, isKept, type LongRun, type Sample } from "./bounds.ts";

const quiet: Sample = {
  seconds: 0,
  residentBytes: 2e8,
  heapBytes: 5e7,
  externalBytes: 5e7,
  descriptors: 60,
  inodes: 1000,
  journalBytes: 1e6,
  packBytes: 1e9,
  indexBytes: 1e6,
  snapshotBytes: 1e6,
  requests: { write: { count: 1000, microsecondsMax: 5000 } },
};

function run(last: Partial<Sample>): LongRun {
  const samples = [quiet, quiet, quiet, quiet, { ...quiet, ...last }, { ...quiet, ...last }];
  return { samples, files: 1000, bytes: 1e9 };
}

function broken(last: Partial<Sample>): string[] {
  return findings(run(last))
    .filter((finding) => !isKept(finding))
    .map(({ what }) => what);
}

test("a run in which everything is bounded breaks nothing", (t) => {
  t.deepEqual(broken({}), []);
});

test("each bound can be broken", (t) => {
  t.deepEqual(broken({ residentBytes: 1e9 }), ["memory of the daemon", "its growth"]);
  t.deepEqual(broken({ residentBytes: 3e8 }), ["its growth"]);
  t.deepEqual(broken({ descriptors: 1000 }), ["open files"]);
  t.deepEqual(broken({ packBytes: 1.2e9 }), ["stored"]);
  t.deepEqual(broken({ journalBytes: 2e8 }), ["stored"]);
  t.deepEqual(broken({ indexBytes: 1e9 }), ["index"]);
  t.deepEqual(broken({ snapshotBytes: 1e9 }), ["snapshots"]);
  const slow = { write: { count: 1000, microsecondsMax: 2e6 } };
  t.deepEqual(broken({ requests: slow }), ["slowest request (write)"]);
});
