// npm run simulate -- --seed N [--seeds COUNT] [--seconds S] [--trace]: the simulation by hand, of
// one participant's store; with --parties [--participants N] [--steps N] of several participants;
// with --nodes [--participants N] of nodes of the block store. With --seconds alone it goes on
// until they are over.
import { parseArgs } from "node:util";
import { loadCrypto } from "../../logs/index.ts";
import { simulateNodes } from "./nodes/node-story.ts";
import { simulateParty } from "./parties/party.ts";
import { simulate } from "./run.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string" },
    seconds: { type: "string" },
    trace: { type: "boolean", default: false },
    parties: { type: "boolean", default: false },
    nodes: { type: "boolean", default: false },
    participants: { type: "string" },
    steps: { type: "string" },
  },
});
const first = Number(values.seed);
const end = performance.now() + Number(values.seconds ?? 86_400) * 1000;
const count = Number(values.seeds ?? (values.seconds === undefined ? 1 : Number.MAX_SAFE_INTEGER));
const crypto = await loadCrypto();
const onLine = values.trace ? (line: string) => console.log(line) : () => {};
const participants = values.participants === undefined ? undefined : Number(values.participants);
const steps = values.steps === undefined ? undefined : Number(values.steps);
const runStore = values.parties ? simulateParty : simulate;
const run = values.nodes
  ? ({ seed }: { readonly seed: number }) => simulateNodes({ seed, nodes: participants })
  : runStore;
const sums: Record<string, number> = {};
let failures = 0;
let seeds = 0;
for (let seed = first; seed < first + count && performance.now() < end; seed++) {
  seeds++;
  try {
    const { counts, trace } = await run({ seed, crypto, onLine, participants, steps });
    for (const [what, count] of Object.entries(counts)) sums[what] = (sums[what] ?? 0) + count;
    if (count === 1) console.log(`seed ${seed}: trace ${trace}`);
  } catch (error) {
    failures++;
    console.error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
console.log(`${seeds} seeds, ${failures} failures`, sums);
process.exitCode = failures > 0 ? 1 : 0;
