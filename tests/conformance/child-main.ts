// The child process of a conformance run: tries each case in a fresh directory below the one it is
// given and writes one line for each. Arguments: directory, then as JSON the names of the cases to
// try.
import { writeSync } from "node:fs";
import { makeDirectory, setUmask } from "../support/child/names.ts";
import { directorySubject } from "../support/subject-directory.ts";
import { allCases } from "./all-cases.ts";
import { largeCases } from "./cases/large.ts";
import { type CaseReport, tryCase } from "./report.ts";

const [, , root, wanted] = process.argv;
if (root === undefined || wanted === undefined)
  throw new Error("usage: child-main DIRECTORY NAMES");
setUmask(0);
makeDirectory(root);
const names = new Set<string>(JSON.parse(wanted));

for (const [index, one] of [...allCases, ...largeCases].entries()) {
  if (!names.has(one.name)) continue;
  const directory = `${root}/case-${index}`;
  const report: CaseReport = tryCase(one.name, () => {
    makeDirectory(directory);
    one.run(directorySubject(directory));
  });
  writeSync(1, `${JSON.stringify(report)}\n`);
}
process.exit(0);
