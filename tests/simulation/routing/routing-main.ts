// Routing at scale, by hand:
//   node tests/simulation/routing/routing-main.ts [--seed 1] [--quick] [--write]
// prints the tables; with --write, docs/routing.md and its plots are written as well.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeDocument } from "./document.ts";
import { type MeasurePlan, measure } from "./measure.ts";
import { drawPlots } from "./plots.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    quick: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});

const seed = Number(values.seed);
if (!Number.isSafeInteger(seed)) throw new Error("--seed takes a whole number");

const started = process.hrtime.bigint();
function note(progress: string): void {
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const { rss } = process.memoryUsage();
  process.stderr.write(`${seconds.toFixed(1)} s, ${(rss / 2 ** 20).toFixed(0)} MiB: ${progress}\n`);
}

const full: MeasurePlan = {
  seed,
  note,
  sizes: [
    { nodes: 100, lookups: 2000 },
    { nodes: 1000, lookups: 2000 },
    { nodes: 10_000, lookups: 500 },
    { nodes: 100_000, lookups: 300 },
  ],
  loadKeys: 200_000,
  churn: { nodes: 1000, keys: 20_000 },
  joins: [
    { nodes: 100, entriesMax: 4096, lookups: 1000 },
    { nodes: 1000, entriesMax: 4096, lookups: 1000 },
    { nodes: 1000, entriesMax: 128, lookups: 1000 },
    { nodes: 10_000, entriesMax: 512, lookups: 1000 },
  ],
};

const quick: MeasurePlan = {
  ...full,
  sizes: [
    { nodes: 100, lookups: 300 },
    { nodes: 1000, lookups: 300 },
  ],
  loadKeys: 20_000,
  churn: { nodes: 100, keys: 1000 },
  joins: full.joins.slice(0, 1),
};

const measured = measure(values.quick ? quick : full);
const document = writeDocument(measured);
process.stdout.write(document);
if (values.write) {
  const folder = join(import.meta.dirname, "../../../docs");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "routing.md"), document);
  for (const [name, svg] of drawPlots(measured)) writeFileSync(join(folder, name), svg);
}
note("done");
