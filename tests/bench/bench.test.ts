// The benchmark runs, on every subject that this machine can have, and leaves nothing behind. What
// it measures here is too little to mean anything.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { until } from "../support/ivy.ts";
import { whyNoMounts, whyNoProgram } from "../support/subject-machine.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";
import { runBench } from "./bench.ts";
import { keepCachesVariable } from "./load/kernel-caches.ts";
import { type SubjectName, subjectNames } from "./subjects/subject.ts";
import { tinySizes } from "./workloads/sizes.ts";

process.env[keepCachesVariable] = "1";

const why = whyNoMounts() ?? whyNoProgram("git", "ls", "rm");
const mounted = why === undefined ? test.serial : test.skip;
const suffix = why === undefined ? "" : ` (${why})`;

const rowsOfAll = ["create", "lookup-miss", "readdir-warm", "unlink", "mab-files", "git-clone"];
const names = [...rowsOfAll, "write-1m-stored", "read-1m-warm", "rm-rf"];

mounted(`a few rows are measured on every subject${suffix}`, async (t) => {
  t.timeout(170_000);
  const temporary = makeTemporaryDirectory();
  const { path } = temporary;
  try {
    const { measured, remarks } = await runBench({
      ...{ temporary, sizes: tinySizes, rounds: 1, subjects: subjectNames },
      only: names,
      progress: () => {},
    });
    const absent = subjectNames.filter((name) =>
      remarks.some((remark) => remark.startsWith(`${name} is left out`)),
    );
    const present: SubjectName[] = subjectNames.filter((name) => !absent.includes(name));
    t.deepEqual(
      remarks.filter((remark) => remark.includes("failed")),
      [],
    );
    for (const name of names) {
      const samples = measured.find(({ row }) => row.name === name)?.samples;
      t.deepEqual([...(samples?.keys() ?? [])].toSorted(), present.toSorted(), name);
      for (const [figure] of samples?.values() ?? []) t.true(Number(figure) > 0, name);
    }
  } finally {
    await temporary.remove();
  }
  t.deepEqual(leftBehind(path), []);
});

mounted(`mounting and applying are measured${suffix}`, async (t) => {
  await using temporary = makeTemporaryDirectory();
  const { measured, remarks } = await runBench({
    ...{ temporary, sizes: tinySizes, rounds: 1, subjects: subjectNames },
    only: ["mount", "apply"],
    progress: () => {},
  });
  t.deepEqual(remarks, []);
  for (const name of ["mount-50", "mount-50-memory", "apply", "apply-rename"]) {
    const samples = measured.find(({ row }) => row.name === name)?.samples;
    t.true(Number(samples?.get("ivy")?.[0]) > 0, name);
  }
});

mounted(`a benchmark that is killed leaves nothing behind${suffix}`, async (t) => {
  await using temporary = makeTemporaryDirectory();
  const words = ["--quick", "--subjects", "ext4,ivy", "--directory", temporary.path, "create"];
  const program = join(import.meta.dirname, "main.ts");
  const bench = spawn(process.execPath, [program, ...words], { stdio: "ignore" });
  await until("something is mounted", () =>
    leftBehind(`${temporary.path}/`).some((line) => line.startsWith("ivy ")),
  );
  const ended = once(bench, "exit");
  bench.kill("SIGKILL");
  await ended;
  await until("all is gone", () => leftBehind(`${temporary.path}/`).length === 0);
  await until("the directory is empty", () => readdirSync(temporary.path).length === 0);
  t.pass();
});

/** Mounts below it, and processes that were started on it. */
function leftBehind(path: string): string[] {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return [
    ...mounts.filter((line) => line.includes(path)),
    ...processes.filter((pid) => pid !== String(process.pid) && isStartedOn(pid, path)),
  ];
}

function isStartedOn(pid: string, path: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(path);
  } catch {
    // It has ended meanwhile.
    return false;
  }
}
