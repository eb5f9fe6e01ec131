// One step of the benchmarks of scale in a process of its own, so that its peak memory is its own:
// `step-main.ts STEP HOME [COUNT FILES]`. Prints one line of JSON.
import { setFlagsFromString } from "node:v8";
import { emptyRoot, foldLog } from "../../../fs/index.ts";
import { closeParts, openParts } from "../../../mount-tool/compose/home-parts.ts";
import { machineSurroundings } from "../../../mount-tool/compose/surroundings.ts";
import { verifyHome } from "../../../mount-tool/compose.ts";
import { heapGrowth } from "../../../mount-tool/serve-home.ts";
import { Churn } from "./churn.ts";
import { fillHome, openQuietly } from "./home.ts";
import { TreeMaker } from "./tree-maker.ts";

const [step, home = "", count = "0", files = "0"] = process.argv.slice(2);
setFlagsFromString(heapGrowth);
const sampleEvery = 20_000;
let heapPeak = 0;

function sample(): void {
  const { heapUsed, external } = process.memoryUsage();
  heapPeak = Math.max(heapPeak, heapUsed + external);
}

function orThrow<T>(value: T): T {
  if (typeof value === "object" && value !== null && "reason" in value && "message" in value) {
    throw new Error(String(value.message));
  }
  return value;
}

/** Every step answers what it did; time and memory are added. */
const steps: Readonly<Record<string, () => Promise<object>>> = {
  /** A history of COUNT records on FILES files. */
  churn: () =>
    fillHome(home, Number(count), ({ volume }) => {
      const churn = new Churn(volume, Number(files));
      return (index) => {
        churn.step();
        if (index % sampleEvery === 0) sample();
      };
    }),
  /** A tree of COUNT files. */
  tree: () =>
    fillHome(home, TreeMaker.steps(Number(count)), ({ volume }) => {
      const maker = new TreeMaker(volume);
      return (index) => {
        maker.step();
        if (index % sampleEvery === 0) sample();
      };
    }),
  /** What a mount does before the kernel is asked. */
  open: async () => {
    const start = performance.now();
    const opened = await openQuietly(home);
    const openMilliseconds = performance.now() - start;
    sample();
    await opened.close();
    return { openMilliseconds };
  },
  verify: async () => {
    let reports = 0;
    const progress = (): void => {
      if (++reports % 40 === 0) sample();
    };
    const report = await verifyHome(home, { progress });
    if (!("digest" in report)) throw new Error(report.message);
    const { records, digest, problems } = report;
    return { records, digest, problems: problems.length };
  },
  /** The tree from the log alone, no snapshot and no blocks looked at. */
  replay: async () => {
    const around = await machineSurroundings(home);
    const opening = { home, around, mode: "read", syncedSequence: 0, log: () => {} } as const;
    const opened = await openParts(opening);
    const parts = orThrow(opened);
    if (!("logs" in parts)) throw new Error("no home");
    let records = 0;
    const root = foldLog(emptyRoot(), parts.logs.records(new Map()), {
      onProblem: (problem) => {
        throw new Error(JSON.stringify(problem));
      },
      onRecord: () => {
        if (++records % sampleEvery === 0) sample();
        return true;
      },
    });
    await closeParts(parts);
    return { records, inodes: root.inodeCount };
  },
};

const run = steps[step ?? ""];
if (run === undefined) throw new Error(`a step is one of: ${Object.keys(steps).join(", ")}`);
const start = performance.now();
const result = await run();
sample();
const seconds = (performance.now() - start) / 1000;
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
const memory = {
  heapPeakMiB: megabytes(heapPeak),
  residentPeakMiB: megabytes(process.resourceUsage().maxRSS * 1024),
};
console.log(JSON.stringify({ ...result, seconds, ...memory }));
