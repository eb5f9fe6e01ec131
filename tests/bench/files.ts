// Rates of file operations: rows by subjects, medians over interleaved rounds.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TemporaryDirectory } from "../support/temporary.ts";
import type { LoadAnswer, LoadRequest, RowName } from "./files-load.ts";
import { type BenchSubject, type SubjectName, startSubjects } from "./files-subjects.ts";

export interface Row {
  readonly name: RowName;
  readonly unit: "/s" | "MiB/s";
  readonly count: number;
  readonly needsRoot: boolean;
  /** Rows of one phase take turns; the next phase begins when all rounds of this one are done. */
  readonly phase: 1 | 2 | 3;
}

/**
 * In this order: each row leaves what the next ones use. The phases are apart because ext4 creates
 * slowly for seconds after many removals, and after it has lost its bitmaps with the page cache.
 */
export const rows: readonly Row[] = [
  { name: "create", unit: "/s", count: 3000, needsRoot: false, phase: 1 },
  { name: "stat-uncached", unit: "/s", count: 3000, needsRoot: true, phase: 1 },
  { name: "stat-cached", unit: "/s", count: 3000, needsRoot: false, phase: 1 },
  { name: "stat-miss", unit: "/s", count: 6000, needsRoot: false, phase: 1 },
  { name: "unlink", unit: "/s", count: 3000, needsRoot: false, phase: 2 },
  { name: "write", unit: "MiB/s", count: 128, needsRoot: false, phase: 3 },
  { name: "read-cold", unit: "MiB/s", count: 128, needsRoot: true, phase: 3 },
];

/** What a row needs to have run before it. */
const prerequisites: Readonly<Partial<Record<RowName, RowName>>> = {
  "stat-uncached": "create",
  "stat-cached": "create",
  "stat-miss": "create",
  unlink: "create",
  "read-cold": "write",
};

export interface Measurement {
  readonly row: Row;
  /** Median rate of each subject. */
  readonly rates: ReadonlyMap<SubjectName, number>;
}

export interface FilesBenchOptions {
  readonly rounds: number;
  /** Names of rows; empty for all. */
  readonly only: readonly string[];
  readonly progress: (text: string) => void;
}

export async function benchFiles(
  temporary: TemporaryDirectory,
  options: FilesBenchOptions,
): Promise<Measurement[]> {
  const isRoot = process.geteuid?.() === 0;
  const wanted = chooseRows(options.only).filter((row) => isRoot || !row.needsRoot);
  const subjects = await startSubjects(temporary);
  const load = new Load();
  const samples = new Map<string, number[]>();
  for (const { row, subject, round } of planSteps(wanted, subjects, options.rounds)) {
    options.progress(`${row.name}: round ${round} of ${options.rounds} (0 warms up)`);
    const request = { row: row.name, directory: subject.directory, round, count: row.count };
    const { seconds } = await load.ask(request);
    const key = `${row.name} ${subject.name}`;
    if (round > 0) samples.set(key, [...(samples.get(key) ?? []), row.count / seconds]);
  }
  load.end();
  return wanted.map((row) => ({
    row,
    rates: new Map(
      subjects.map(({ name }) => [name, median(samples.get(`${row.name} ${name}`) ?? [])]),
    ),
  }));
}

interface Step {
  readonly row: Row;
  readonly subject: BenchSubject;
  /** 0 warms up: caches, and code that is compiled when it has run often enough. */
  readonly round: number;
}

function* planSteps(
  wanted: readonly Row[],
  subjects: readonly BenchSubject[],
  rounds: number,
): Generator<Step> {
  for (const phase of [1, 2, 3]) {
    for (let round = 0; round <= rounds; round++) {
      for (const row of wanted.filter((one) => one.phase === phase)) {
        for (const subject of rotated(subjects, round)) yield { row, subject, round };
      }
    }
  }
}

function chooseRows(only: readonly string[]): Row[] {
  const unknown = only.find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined)
    throw new Error(`no row "${unknown}": ${rows.map((row) => row.name).join(", ")}`);
  if (only.length === 0) return [...rows];
  return rows.filter((row) => {
    return (
      only.includes(row.name) || only.some((name) => prerequisites[rowNamed(name)] === row.name)
    );
  });
}

function rowNamed(name: string): RowName {
  const row = rows.find((one) => one.name === name);
  if (row === undefined) throw new Error(`no row "${name}"`);
  return row.name;
}

/** Nobody is always the first: what one leaves in the caches helps or harms each in turn. */
function rotated(subjects: readonly BenchSubject[], by: number): BenchSubject[] {
  const start = by % subjects.length;
  return [...subjects.slice(start), ...subjects.slice(0, start)];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The child process that makes the calls. */
class Load {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor() {
    const program = fileURLToPath(new URL("files-load.ts", import.meta.url));
    this.#child = spawn(process.execPath, [program, "serve"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const output = this.#child.stdout;
    if (output === null) throw new Error("the load has no output");
    this.#answers = createInterface({ input: output })[Symbol.asyncIterator]();
  }

  async ask(request: LoadRequest): Promise<LoadAnswer> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error("the load ended early");
    return JSON.parse(value);
  }

  end(): void {
    this.#child.stdin?.end();
  }
}
