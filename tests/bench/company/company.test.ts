// The benchmark of several participants runs, and leaves nothing behind. What it measures here is
// too little to mean anything.
import { readFileSync } from "node:fs";
import test from "ava";
import { whyNoCompany } from "../../mounted/company/people.ts";
import { makeTemporaryDirectory } from "../../support/temporary.ts";
import { keepCachesVariable } from "../load/kernel-caches.ts";
import { companyMeasures } from "./all.ts";
import { runCompany } from "./run.ts";
import { tinyCompany } from "./sizes.ts";
import { quantile } from "./visible.ts";

process.env[keepCachesVariable] = "1";

const mounted = whyNoCompany === undefined ? test.serial : test.skip;
const suffix = whyNoCompany === undefined ? "" : ` (${whyNoCompany})`;

for (const { name, rows } of companyMeasures) {
  mounted(`${name} is measured in company${suffix}`, async (t) => {
    t.timeout(170_000);
    const temporary = makeTemporaryDirectory();
    const { path } = temporary;
    try {
      const { measured, remarks } = await runCompany({
        ...{ temporary, sizes: tinyCompany, rounds: 1, only: [name], progress: () => {} },
        subjects: ["ivy", "sshfs"],
      });
      t.deepEqual(
        remarks.filter((remark) => remark.includes("failed")),
        [],
      );
      for (const { name: row } of rows(tinyCompany)) {
        const samples = measured.find((one) => one.row.name === row)?.samples;
        t.true(Number(samples?.get("ivy")?.[0]) >= 0, row);
      }
    } finally {
      await temporary.remove();
    }
    t.false(readFileSync("/proc/mounts", "utf8").includes(path));
  });
}

test("a quantile is a value that so many do not exceed", (t) => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at);
  t.is(quantile(values, 0.5), 50);
  t.is(quantile(values, 0.99), 99);
  t.is(quantile([7], 0.99), 7);
});
