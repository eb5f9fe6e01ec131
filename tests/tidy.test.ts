// The house keeps its rules: imports, circles, dead files, sizes, purity of core, escapes from the
// type system. tests/tidy/table.ts holds the rules as data; tests/tidy-checks.test.ts shows that
// the checks complain.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import {
  type Complaint,
  checkBudgets,
  checkCycles,
  checkDeadFiles,
  checkEscapes,
  checkImports,
  checkPurity,
  pureShare,
} from "./tidy/checks.ts";
import { parseSources } from "./tidy/parse.ts";
import { budgets, earnedCasts } from "./tidy/table.ts";

const root = join(import.meta.dirname, "..");
const sources = parseSources(readProject());

test("every import is in the table", (t) => none(t, checkImports(sources)));
test("no files import each other in a circle", (t) => none(t, checkCycles(sources)));
test("every file is reached from a program, a thread or a test", (t) =>
  none(t, checkDeadFiles(sources)));
test("files, functions and lines keep their budgets", (t) => none(t, checkBudgets(sources)));
test("core knows no clock, chance, timer, promise or process", (t) =>
  none(t, checkPurity(sources)));
test("any, ! and unearned as do not occur", (t) => none(t, checkEscapes(sources, earnedCasts)));

test("at least half of the product is pure", (t) => {
  const share = pureShare(sources);
  t.true(share >= budgets.pureShare, `${(share * 100).toFixed(1)} % of the lines are under core`);
});

test("the median file is short", (t) => {
  const lengths = sources
    .filter(({ path }) => !path.startsWith("tests/"))
    .map(({ lines }) => lines.length)
    .sort((a, b) => a - b);
  const median = lengths[lengths.length >> 1] ?? 0;
  t.true(median <= budgets.medianFileLines, `the median file has ${median} lines`);
});

function none(t: ExecutionContext, complaints: readonly Complaint[]): void {
  t.true(complaints.length === 0, `\n${complaints.join("\n")}`);
}

function readProject(): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const folder of ["dhash", "logs", "fs", "mount-tool", "tests"]) {
    const options = { recursive: true, encoding: "utf8" } as const;
    for (const name of readdirSync(join(root, folder), options)) {
      const isSource = /(?<!\.d)\.ts$|\.js$/.test(name);
      if (isSource) texts.set(`${folder}/${name}`, readFileSync(join(root, folder, name), "utf8"));
    }
  }
  return texts;
}
