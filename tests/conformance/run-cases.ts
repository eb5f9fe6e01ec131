// Runs conformance cases on a directory in a child process, with a time limit for each case, and
// hands out one report for each. A child that dies or hangs fails the case it was in; the rest goes
// on in a new child, once.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Identity } from "../support/subject-ivy.ts";
import type { CaseReport } from "./report.ts";

/** For one case, if the caller does not say otherwise. */
const caseSecondsMax = 20;
const childrenMax = 4;

export interface RunOptions {
  /** For one case. */
  readonly secondsMax?: number;
  /** Who runs the cases; undefined: who runs the test. */
  readonly identity?: Identity;
}

/** Reports in the order of `names`; every name gets one. */
export async function runCases(
  directory: string,
  names: readonly string[],
  options: RunOptions = {},
): Promise<CaseReport[]> {
  const secondsMax = options.secondsMax ?? caseSecondsMax;
  const { identity } = options;
  const reports: CaseReport[] = [];
  for (let child = 0; child < childrenMax && reports.length < names.length; child++) {
    const left = names.slice(reports.length);
    // Directories of cases that an earlier child began are in the way, so each child gets its own.
    const plan = { directory: `${directory}/run-${child}`, names: left, secondsMax, identity };
    const ended = await runChild(plan, reports);
    const next = names[reports.length];
    if (next !== undefined) reports.push({ name: next, failure: ended, milliseconds: 0 });
  }
  for (const name of names.slice(reports.length)) {
    reports.push({
      name,
      failure: "not tried: earlier cases ended their processes",
      milliseconds: 0,
    });
  }
  return reports;
}

interface ChildPlan {
  readonly directory: string;
  readonly names: readonly string[];
  readonly secondsMax: number;
  readonly identity: Identity | undefined;
}

/** Appends reports until the child ends; says how it ended. */
async function runChild(plan: ChildPlan, reports: CaseReport[]): Promise<string> {
  const { directory, names, secondsMax, identity } = plan;
  const program = fileURLToPath(new URL("child-main.ts", import.meta.url));
  const child = spawn(process.execPath, [program, directory, JSON.stringify(names)], {
    stdio: ["ignore", "pipe", "pipe"],
    ...identity,
  });
  let hung = false;
  const kill = (): void => {
    hung = true;
    child.kill("SIGKILL");
    // A child inside a call that never returns does not die; the pipes must not keep this process
    // waiting.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  let limit = setTimeout(kill, secondsMax * 1000);
  let complaint = "";
  child.stderr.on("data", (data: Buffer) => {
    complaint = (complaint + data.toString()).slice(-2000);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    clearTimeout(limit);
    limit = setTimeout(kill, secondsMax * 1000);
    const report: CaseReport = JSON.parse(line);
    reports.push(report);
  }
  clearTimeout(limit);
  return hung ? `no answer within ${secondsMax} s` : `the child process ended early: ${complaint}`;
}
