// What a long history costs: `node tests/bench/scale/history-main.ts [RECORDS...]`, by default
// 50,000, 500,000 and 5,000,000 records on a tree of 20,000 files. For each: making it, opening its
// home as a mount does, `ivy verify`, and the tree from the log alone; time and peak memory of each
// in a process of its own. The last size takes some ten minutes and 2 GB of disk.
import { join } from "node:path";
import { makeTemporaryDirectory } from "../../support/temporary.ts";
import { printRow, runStep } from "./run-step.ts";

const files = 20_000;
const wanted = process.argv.slice(2).map(Number);
const sizes = wanted.length > 0 ? wanted : [50_000, 500_000, 5_000_000];

await using temporary = makeTemporaryDirectory();
const state = join(temporary.path, "state");
for (const records of sizes) {
  const home = join(temporary.path, `home-${records}`);
  const title = (what: string): string => `${records.toLocaleString("en")} records: ${what}`;
  printRow(title("make"), runStep(["churn", home, records, files], state));
  printRow(title("open"), runStep(["open", home], state));
  for (const step of ["verify", "replay"]) {
    const result = runStep([step, home], state);
    const recordsPerSecond = Number(result["records"]) / Number(result["seconds"]);
    printRow(title(step), { recordsPerSecond, ...result });
  }
}
