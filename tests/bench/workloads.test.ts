// What the workloads are made of, without running them.
import test from "ava";
import { chooseWorkloads } from "./bench.ts";
import { sumOfCounts } from "./load/measure.ts";
import { microsecondsBetween, processTree, threadTimes } from "./load/process-costs.ts";
import { workloads } from "./workloads/all.ts";
import { cTree } from "./workloads/c-tree.ts";

test("the C tree has 75 files of 1.6 MB and is the same each time", (t) => {
  const tree = cTree();
  const bytes = tree.reduce((sum, { text }) => sum + text.length, 0);
  t.is(tree.length, 75);
  t.true(bytes > 1.5e6 && bytes < 1.7e6, `${bytes} bytes`);
  t.deepEqual(cTree(), tree);
  t.is(new Set(tree.map(({ path }) => path)).size, 75);
});

test("a workload runs after the one whose files it uses", (t) => {
  for (const [index, { after }] of workloads.entries()) {
    if (after === undefined) continue;
    const place = workloads.findIndex(({ name }) => name === after);
    t.true(place >= 0 && place < index, after);
  }
});

test("workloads are chosen by their name or a row's, with those they need", (t) => {
  const names = (...only: string[]) => chooseWorkloads(only).map(({ name }) => name);
  t.deepEqual(names("git-status"), ["git"]);
  t.deepEqual(names("unlink", "stat-warm"), ["create", "stat-warm", "unlink"]);
  t.deepEqual(names("read-1m-cold"), ["write-1m", "read-1m"]);
  t.is(names().length, workloads.length);
  t.deepEqual(names("apply"), []);
  t.throws(() => names("fast"), { message: /no row "fast"/ });
});

test("requests are counted without those that have no reply", (t) => {
  t.is(sumOfCounts({ LOOKUP: { count: 3 }, GETATTR: { count: 4 }, BATCH_FORGET: { count: 9 } }), 7);
  t.is(sumOfCounts({}), undefined);
  t.is(sumOfCounts(undefined), undefined);
});

test("CPU time is that of every thread since, also of one that is new", (t) => {
  const before = new Map([["1", 5_000]]);
  const after = new Map([
    ["1", 9_000],
    ["2", 3_000],
  ]);
  t.is(microsecondsBetween(before, after), 7);
  const own = processTree([process.pid]);
  t.true(own.includes(process.pid));
  t.true(microsecondsBetween(new Map(), threadTimes(own)) > 1000);
  t.deepEqual(processTree([2 ** 22 + 1]), []);
});
