// The benchmark's report: medians, ratios, targets, and how they are printed.
import test from "ava";
import { alones } from "./alone/all.ts";
import { companyMeasures } from "./company/all.ts";
import { ordinaryCompany } from "./company/sizes.ts";
import { judge, median } from "./report/judge.ts";
import { formatFigure, formatReport } from "./report/table.ts";
import { type Target, targets } from "./report/targets.ts";
import type { SubjectName } from "./subjects/subject.ts";
import { workloads } from "./workloads/all.ts";
import { largeSizes } from "./workloads/sizes.ts";
import type { Row } from "./workloads/workload.ts";

const rate: Row = { name: "create", unit: "/s", what: "" };
const time: Row = { name: "copy", unit: "s", what: "" };

function samples(figures: Partial<Record<SubjectName, readonly number[]>>) {
  const known: SubjectName[] = ["ext4", "bindfs", "bindfs -s", "sshfs", "ivy"];
  return new Map(known.flatMap((name) => (figures[name] ? [[name, figures[name]] as const] : [])));
}

function target(row: string, of: Target["of"], bound: Target["bound"]): Target {
  return { row, of, bound };
}

test("a median is the middle one, or the mean of two", (t) => {
  t.is(median([9, 1, 5]), 5);
  t.is(median([4, 1]), 2.5);
  t.is(median([]), Number.NaN);
});

test("rates are compared with the faster bindfs, times with the quicker one", (t) => {
  const figures = { bindfs: [100], "bindfs -s": [200], ivy: [300] };
  t.is(judge({ row: rate, samples: samples(figures) }, []).ratios.bindfs, 1.5);
  t.is(judge({ row: time, samples: samples(figures) }, []).ratios.bindfs, 3);
});

test("a target is reached at its bound and missed beyond it", (t) => {
  const held = [
    target("create", "bindfs", { atLeast: 2 }),
    target("create", "ext4", { atLeast: 0.5 }),
    target("create", undefined, { atMost: 399 }),
  ];
  const figures = { bindfs: [200], ext4: [1000], ivy: [500, 400, 300] };
  const { judgements } = judge({ row: rate, samples: samples(figures) }, held);
  t.deepEqual(
    judgements.map(({ amount, reached }) => [amount, reached]),
    [
      [2, true],
      [0.4, false],
      [400, false],
    ],
  );
});

test("a target is not judged without what it is compared with, or for another row", (t) => {
  const held = [target("create", "sshfs", { atLeast: 1 }), target("copy", "ext4", { atMost: 1 })];
  const { judgements } = judge({ row: rate, samples: samples({ ext4: [1], ivy: [1] }) }, held);
  t.deepEqual(judgements, []);
});

test("the spread is that of the least steady subject", (t) => {
  const figures = { ext4: [100, 100, 110], ivy: [50, 100, 150] };
  t.is(judge({ row: rate, samples: samples(figures) }, []).spread, 1);
});

test("every target is for a row that some workload has, and each row has one name", (t) => {
  const rows = [
    ...workloads.flatMap((workload) => workload.rows),
    ...alones.flatMap((alone) => alone.rows(largeSizes)),
    ...companyMeasures.flatMap((measure) => measure.rows(ordinaryCompany)),
  ].map(({ name }) => name);
  t.deepEqual(
    targets.filter(({ row }) => !rows.includes(row)),
    [],
  );
  t.is(new Set(rows).size, rows.length);
});

test("figures have three digits that count, large ones all before the point", (t) => {
  t.is(formatFigure(1_234_567.8), "1,234,568");
  t.is(formatFigure(12.345), "12.3");
  t.is(formatFigure(0.0012345), "0.00123");
  t.is(formatFigure(0), "0");
  t.is(formatFigure(undefined), "-");
});

test("the table has a line for each row, the verdicts, the remarks and what was missed", (t) => {
  const held = [
    target("create", "bindfs", { atLeast: 2 }),
    target("copy", "ext4", { atMost: 1.05 }),
  ];
  const rows = [
    judge({ row: rate, samples: samples({ ext4: [4000], bindfs: [1000], ivy: [2500] }) }, held),
    judge({ row: time, samples: samples({ ext4: [2], ivy: [3] }) }, held),
  ];
  const text = formatReport({ circumstances: ["here"], rows, remarks: ["sshfs is left out: x"] });
  const lines = text.split("\n").map((line) => line.replaceAll(/ {2,}/g, " | "));
  t.deepEqual(lines, [
    "here",
    "",
    "row | unit | ext4 | bindfs | ivy | ivy/ext4 | ivy/bindfs | ivy/sshfs | spread | targets",
    "create | /s | 4,000 | 1,000 | 2,500 | 0.625 | 2.50 | - | 0 % | ≥ 2 × bindfs reached",
    "copy | s | 2.00 | - | 3.00 | 1.50 | - | - | 0 % | ≤ 1.05 × ext4 MISSED",
    "",
    "sshfs is left out: x",
    "",
    "1 of 2 targets measured here are reached.",
    " | missed: copy ≤ 1.05 × ext4: 1.50",
  ]);
});
