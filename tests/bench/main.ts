// npm run bench [-- --json] [--rounds N] [ROW...]: Ivy against the local disk and bindfs on this
// machine, in one run.
import { parseArgs } from "node:util";
import { makeTemporaryDirectory } from "../support/temporary.ts";
import { benchFiles } from "./files.ts";
import { compare, formatTable } from "./table.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean" }, rounds: { type: "string", default: "3" } },
});
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(40)}`);
};

await using temporary = makeTemporaryDirectory();
const measured = await benchFiles(temporary, {
  rounds: Number(values.rounds),
  only: positionals,
  progress,
});
progress("\n");
const comparisons = measured.map(compare);
console.log(
  values.json === true ? JSON.stringify(comparisons, undefined, 2) : formatTable(comparisons),
);
