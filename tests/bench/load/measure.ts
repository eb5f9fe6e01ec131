// Measures one thing: time, and what the processes behind the subject used for it.
import { spawnSync } from "node:child_process";
import type { Subject } from "../subjects/subject.ts";
import type { Figure, Row } from "../workloads/workload.ts";
import { microsecondsBetween, processTree, threadTimes } from "./process-costs.ts";

export function secondsOf(act: () => void): number {
  const started = performance.now();
  act();
  return (performance.now() - started) / 1000;
}

/** How often `act` was called, and how long that took. */
export interface Loop {
  readonly operations: number;
  readonly seconds: number;
}

export interface LoopWish {
  readonly count: number;
  readonly secondsMax: number;
}

export function loop({ count, secondsMax }: LoopWish, act: (index: number) => void): Loop {
  const started = performance.now();
  const end = started + secondsMax * 1000;
  let index = 0;
  while (index < count) {
    act(index++);
    // Reading the clock costs as much as a cached stat, so not each time.
    if (index % 16 === 0 && performance.now() > end) break;
  }
  return { operations: index, seconds: (performance.now() - started) / 1000 };
}

/** The rows of a kind of metadata operation. */
export function metadataRows(name: string, what: string): readonly Row[] {
  return [
    { name, unit: "/s", what },
    { name: `${name}-cpu`, unit: "µs/op", what: "CPU time of the daemon for it" },
    {
      name: `${name}-cpu-request`,
      unit: "µs/request",
      what: "the same for each kernel request, by Ivy's own count",
    },
  ];
}

/** The figures of these rows. */
export function measureMetadata(subject: Subject, row: string, run: () => Loop): readonly Figure[] {
  const pids = processTree(subject.processes);
  const requestsBefore = countRequests(subject);
  const before = threadTimes(pids);
  const { operations, seconds } = run();
  const after = threadTimes(pids);
  const requestsAfter = countRequests(subject);
  const figures = [{ row, value: operations / seconds }];
  if (pids.length === 0) return figures;
  const microseconds = microsecondsBetween(before, after);
  figures.push({ row: `${row}-cpu`, value: microseconds / operations });
  if (requestsBefore === undefined || requestsAfter === undefined) return figures;
  const requests = requestsAfter - requestsBefore;
  // What the kernel answers by itself has no cost for each request.
  if (requests * 2 > operations) {
    figures.push({ row: `${row}-cpu-request`, value: microseconds / requests });
  }
  return figures;
}

/** All requests since the mount but FORGET, which has no reply; undefined if nobody counts. */
function countRequests({ requestsCommand }: Subject): number | undefined {
  const [program, ...words] = requestsCommand ?? [];
  if (program === undefined) return undefined;
  const asked = spawnSync(program, words, { encoding: "utf8", timeout: 30_000 });
  if (asked.status !== 0) throw new Error(`ivy status failed: ${asked.stderr}`);
  const status: unknown = JSON.parse(asked.stdout);
  if (typeof status !== "object" || status === null || !("requests" in status)) return undefined;
  return sumOfCounts(status.requests);
}

/** Of what `ivy status --requests --json` has under "requests". */
export function sumOfCounts(requests: unknown): number | undefined {
  if (typeof requests !== "object" || requests === null) return undefined;
  const counts = Object.entries(requests).map(([name, cost]: [string, unknown]) =>
    /forget/i.test(name) ? 0 : countOf(cost),
  );
  const sum = counts.reduce((all, count) => all + count, 0);
  return sum === 0 ? undefined : sum;
}

function countOf(cost: unknown): number {
  if (typeof cost !== "object" || cost === null || !("count" in cost)) return 0;
  return typeof cost.count === "number" ? cost.count : 0;
}
