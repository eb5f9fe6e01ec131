// Conformance by hand: `node tests/conformance/try.ts DIRECTORY [WORD]` tries the cases whose names
// hold the word.
import { allCases } from "./all-cases.ts";
import { runCases } from "./run-cases.ts";

const [, , directory, word = ""] = process.argv;
if (directory === undefined) throw new Error("usage: try.ts DIRECTORY [WORD]");
const names = allCases.map((one) => one.name).filter((name) => name.includes(word));
const reports = await runCases(directory, names);
const failed = reports.filter((report) => report.failure !== undefined);
for (const { name, failure } of failed)
  console.log(`failed  ${name}\n        ${failure?.replaceAll("\n", "\n        ")}`);
const slowest = reports.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, 3);
console.log(`slowest ${slowest.map((one) => `${one.name} (${one.milliseconds} ms)`).join(" · ")}`);
console.log(`${reports.length - failed.length} held, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
