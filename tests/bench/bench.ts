// Runs workloads on subjects: one warm-up round and then so many that count, in which the subjects
// take turns and nobody is always the first. What fails on one subject is told in a remark and
// costs that subject its figures, nobody else's.
import { mkdirSync, statfsSync } from "node:fs";
import { whyNoProgram, whyNotRoot } from "../support/subject-machine.ts";
import type { TemporaryDirectory } from "../support/temporary.ts";
import { alones } from "./alone/all.ts";
import type { Alone } from "./alone/alone.ts";
import { Load } from "./load/load.ts";
import type { Measured } from "./report/judge.ts";
import { Samples } from "./report/samples.ts";
import { startSubjects } from "./subjects/start.ts";
import type { Subject, SubjectName } from "./subjects/subject.ts";
import { workloads } from "./workloads/all.ts";
import type { Sizes } from "./workloads/sizes.ts";
import type { Figure, Row, Workload } from "./workloads/workload.ts";

export interface BenchOptions {
  readonly temporary: TemporaryDirectory;
  readonly sizes: Sizes;
  readonly rounds: number;
  readonly subjects: readonly SubjectName[];
  /** Names of workloads or of their rows; empty for all. */
  readonly only: readonly string[];
  readonly progress: (text: string) => void;
}

export interface BenchResult {
  readonly measured: readonly Measured[];
  readonly remarks: readonly string[];
}

/** A round that takes longer than this is not repeated after one that counts. */
const slowSeconds = 30;

const ext4Type = 0xef53;

export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const chosen = chooseWorkloads(options.only);
  const chosenAlone = alones.filter((one) => isWanted(one.name, one.rows(options.sizes), options));
  const remarks: string[] = [];
  const measured: Measured[] = [];
  if (chosen.length > 0) {
    const started = await startSubjects(options.temporary, options.subjects);
    const bench = new Bench(options, started.subjects);
    try {
      for (const workload of chosen) measured.push(...(await bench.runWorkload(workload)));
    } finally {
      bench.end();
    }
    remarks.push(...aboutDisk(options.temporary.path), ...started.remarks, ...bench.remarks);
  }
  for (const alone of chosenAlone) {
    const done = alone.whyNot() ?? (await runAlone(alone, options));
    if (typeof done === "string") remarks.push(`${alone.name} is left out: ${done}`);
    else measured.push(...done);
  }
  return { measured, remarks };
}

/** Those that were named, with those whose files they need, in the order of the list. */
export function chooseWorkloads(only: readonly string[]): readonly Workload[] {
  if (only.length === 0) return workloads;
  const known = [...workloads, ...alones].map(({ name }) => name);
  const rows = workloads.flatMap((workload) => workload.rows.map(({ name }) => name));
  const unknown = only.find((name) => !known.includes(name) && !rows.includes(name));
  if (unknown !== undefined) throw new Error(`no row "${unknown}"; there are ${known.join(", ")}`);
  const named = workloads.filter(
    ({ name, rows }) => only.includes(name) || rows.some((row) => only.includes(row.name)),
  );
  return workloads.filter(
    (workload) => named.includes(workload) || named.some(({ after }) => after === workload.name),
  );
}

function isWanted(name: string, rows: readonly Row[], { only }: BenchOptions): boolean {
  return only.length === 0 || only.includes(name) || rows.some((row) => only.includes(row.name));
}

/** Or why it failed. */
async function runAlone(
  alone: Alone,
  options: BenchOptions,
): Promise<readonly Measured[] | string> {
  const samples = new Samples();
  try {
    for (const figure of await alone.measure(options)) samples.add("ivy", figure);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return samples.measured(alone.rows(options.sizes));
}

function aboutDisk(directory: string): string[] {
  if (statfsSync(directory).type === ext4Type) return [];
  return [`the local disk, in the column ext4, has another file system: see stat -f ${directory}`];
}

class Bench {
  readonly remarks: string[] = [];
  readonly #options: BenchOptions;
  readonly #subjects: readonly Subject[];
  readonly #load: Load;
  readonly #materials: string;

  constructor(options: BenchOptions, subjects: readonly Subject[]) {
    this.#options = options;
    this.#subjects = subjects;
    this.#load = new Load(options.temporary.path);
    this.#materials = `${options.temporary.path}/materials`;
    mkdirSync(this.#materials);
  }

  async runWorkload(workload: Workload): Promise<readonly Measured[]> {
    const why = whyLeftOut(workload) ?? (await this.#whyUnprepared(workload));
    if (why !== undefined) {
      this.remarks.push(`${workload.name} is left out: ${why}`);
      return [];
    }
    const samples = new Samples();
    const finished = new Set<Subject>();
    const slow: string[] = [];
    const { rounds } = this.#options;
    for (const { round, subject } of turns(this.#subjects, rounds)) {
      if (finished.has(subject)) continue;
      const started = performance.now();
      const figures = await this.#runOnce(workload, subject, round);
      const isSlow = performance.now() - started > slowSeconds * 1000;
      if (figures === undefined || (isSlow && round > 0)) finished.add(subject);
      if (isSlow && round > 0 && round < rounds) slow.push(`${subject.name} (${round})`);
      if (round > 0) for (const figure of figures ?? []) samples.add(subject.name, figure);
    }
    if (slow.length > 0) {
      const what = `a round takes more than ${slowSeconds} s, so there are fewer`;
      this.remarks.push(`${workload.name}: ${what} on ${slow.join(", ")}`);
    }
    return samples.measured(workload.rows);
  }

  end(): void {
    this.#load.end();
  }

  async #whyUnprepared({ name, prepare }: Workload): Promise<string | undefined> {
    if (prepare === undefined) return undefined;
    const { sizes } = this.#options;
    const request = { kind: "prepare", workload: name, materials: this.#materials, sizes } as const;
    const answer = await this.#load.ask(request);
    return "failed" in answer ? answer.failed : undefined;
  }

  async #runOnce(
    workload: Workload,
    subject: Subject,
    round: number,
  ): Promise<readonly Figure[] | undefined> {
    const { sizes, rounds, progress } = this.#options;
    const where = `${workload.name} on ${subject.name}`;
    progress(`${where}: round ${round} of ${rounds} (0 warms up)`);
    const scene = { subject, materials: this.#materials, round, sizes };
    const answer = await this.#load.ask({ kind: "run", workload: workload.name, scene });
    if ("figures" in answer) return answer.figures;
    this.remarks.push(`${where} failed: ${answer.failed}`);
    return undefined;
  }
}

function whyLeftOut({ programs, needsRoot }: Workload): string | undefined {
  return (needsRoot ? whyNotRoot() : undefined) ?? whyNoProgram(...programs);
}

interface Turn {
  readonly round: number;
  readonly subject: Subject;
}

/** What one subject leaves in the caches helps or harms each other in turn. */
function* turns(subjects: readonly Subject[], rounds: number): Generator<Turn> {
  for (let round = 0; round <= rounds; round++) {
    const start = round % Math.max(subjects.length, 1);
    const inOrder = [...subjects.slice(start), ...subjects.slice(0, start)];
    for (const subject of inOrder) yield { round, subject };
  }
}
