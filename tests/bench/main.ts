// npm run bench [-- OPTIONS] [NAME...]: Ivy beside the local disk, bindfs and sshfs, in one run;
// or, with --company, several participants. NAMEs are workloads or rows; without one everything
// runs. --help has the options.
import { cpus, release, totalmem } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeTemporaryDirectory } from "../support/temporary.ts";
import { alones } from "./alone/all.ts";
import { type BenchResult, runBench } from "./bench.ts";
import { companyMeasures } from "./company/all.ts";
import { runCompany } from "./company/run.ts";
import { type CompanySizes, ordinaryCompany, quickCompany } from "./company/sizes.ts";
import { judge } from "./report/judge.ts";
import { formatReport } from "./report/table.ts";
import { targets } from "./report/targets.ts";
import { isSubjectName, type SubjectName, subjectNames } from "./subjects/subject.ts";
import { workloads } from "./workloads/all.ts";
import { largeSizes, ordinarySizes, quickSizes, type Sizes } from "./workloads/sizes.ts";

const help = `npm run bench -- [OPTIONS] [NAME...]
  --rounds N       rounds that count, after one that warms up (3)
  --quick          less of everything, for a look; figures are rough
  --large          also a million files, and more compiling
  --subjects A,B   of: ${subjectNames.join(", ")} (all)
  --directory DIR  where everything is kept meanwhile (the system's temporary directory)
  --json           all samples, ratios and targets as JSON
  --company        instead: several participants, on loopback and over slow links
  --delays A,B     milliseconds, each way, of those links (${ordinaryCompany.delays.join(",")})
  --list           the workloads and their rows`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    quick: { type: "boolean", default: false },
    large: { type: "boolean", default: false },
    subjects: { type: "string" },
    directory: { type: "string" },
    json: { type: "boolean", default: false },
    company: { type: "boolean", default: false },
    delays: { type: "string" },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(help);
else if (values.list) console.log(formatList());
else await bench();

async function bench(): Promise<void> {
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds needs a whole number");
  const sizes = values.company ? chooseCompany() : chooseSizes();
  await using temporary = makeTemporaryDirectory(parentDirectory());
  const wish = { temporary, rounds, progress, subjects: chooseSubjects(), only: positionals };
  const { measured, remarks }: BenchResult =
    "delays" in sizes ? await runCompany({ ...wish, sizes }) : await runBench({ ...wish, sizes });
  progress("");
  const rows = measured.map((one) => judge(one, targets));
  const report = { circumstances: circumstances(rounds), rows, remarks };
  console.log(
    values.json ? JSON.stringify({ ...report, sizes }, undefined, 2) : formatReport(report),
  );
}

function parentDirectory(): string | undefined {
  return values.directory === undefined ? undefined : resolve(values.directory);
}

function chooseSizes(): Sizes {
  if (values.quick && values.large) throw new Error("--quick and --large exclude each other");
  if (values.quick) return quickSizes;
  return values.large ? largeSizes : ordinarySizes;
}

function chooseCompany(): CompanySizes {
  const sizes = values.quick ? quickCompany : ordinaryCompany;
  if (values.delays === undefined) return sizes;
  const delays = values.delays.split(",").map(Number);
  if (!delays.every((delay) => delay >= 0)) throw new Error("--delays needs milliseconds");
  return { ...sizes, delays };
}

function chooseSubjects(): readonly SubjectName[] {
  if (values.subjects === undefined) return subjectNames;
  const wanted = values.subjects.split(",").map((name) => name.trim());
  const unknown = wanted.find((name) => !isSubjectName(name));
  if (unknown !== undefined) {
    throw new Error(`no subject "${unknown}"; there are ${subjectNames.join(", ")}`);
  }
  return subjectNames.filter((name) => wanted.includes(name));
}

function circumstances(rounds: number): string[] {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpus().length} x ${cpu?.model ?? "CPU"}, ${memory} GiB`;
  return [
    `${machine}, Linux ${release()}, Node ${process.version}`,
    `medians of ${rounds} rounds after one that warms up; ratios are Ivy's figure by the other's;`,
    "/s and MiB/s: more is better, else less; bindfs in ratios: the better one of both",
  ];
}

function formatList(): string {
  const listed = [
    ...workloads.map(({ name, rows }) => ({ name, rows })),
    ...alones.map(({ name, rows }) => ({ name, rows: rows(largeSizes) })),
    ...companyMeasures.map(({ name, rows }) => ({
      name: `--company ${name}`,
      rows: rows(ordinaryCompany),
    })),
  ];
  return listed
    .flatMap(({ name, rows }) => [
      name,
      ...rows.map((row) => `  ${row.name.padEnd(24)} ${row.unit.padEnd(10)} ${row.what}`),
    ])
    .join("\n");
}

/** One line of a terminal that is written over; elsewhere nothing. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(70)}${text === "" ? "\r" : ""}`);
}
