// Declares the suite for one subject: a test for each case, skipped with a reason where the subject
// or the machine lacks what the case needs.
import test from "ava";
import { allCases } from "./all-cases.ts";
import type { ConformanceCase, Need } from "./case.ts";
import type { CaseReport } from "./report.ts";
import { runCases } from "./run-cases.ts";

/** What a subject lacks, each with the reason. */
export type Lacks = Readonly<Partial<Record<Need, string>>>;

export interface DirectorySubjectPlan {
  /** Undefined to run; otherwise why the whole suite cannot run here. */
  readonly impossible: string | undefined;
  readonly lacks: Lacks;
  /** Makes the directory to try, before the first case. */
  readonly prepare: () => Promise<string>;
  /** Takes it away; runs whatever happened. */
  readonly dispose: () => Promise<void>;
}

/** The suite in a directory of a mounted file system, in child processes. */
export function declareDirectorySuite(plan: DirectorySubjectPlan): void {
  const possible = allCases.filter((one) => whyNot(one, plan) === undefined);
  const reports = new Map<string, CaseReport>();
  test.before(async (t) => {
    if (possible.length === 0) return;
    t.timeout(120_000);
    const directory = await plan.prepare();
    const names = possible.map((one) => one.name);
    for (const report of await runCases(directory, names)) reports.set(report.name, report);
  });
  test.after.always(plan.dispose);
  for (const one of allCases) {
    const reason = whyNot(one, plan);
    if (reason !== undefined) {
      test.skip(`${one.name} (${reason})`, (t) => t.pass());
      continue;
    }
    test(one.name, (t) => {
      const report = reports.get(one.name);
      t.is(report?.failure, undefined);
      t.truthy(report, "the case was tried");
    });
  }
}

export function whyNot(
  one: ConformanceCase,
  plan: Pick<DirectorySubjectPlan, "impossible" | "lacks">,
): string | undefined {
  if (plan.impossible !== undefined) return plan.impossible;
  if (one.needs.includes("root") && process.geteuid?.() !== 0) return "needs root";
  const lacking = one.needs.find((need) => plan.lacks[need] !== undefined);
  return lacking === undefined ? undefined : plan.lacks[lacking];
}
