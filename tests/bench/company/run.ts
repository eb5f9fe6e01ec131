// Runs what is measured of several participants. What fails is told in a remark and costs its own
// figures, nobody else's.
import { whyNoCompany } from "../../mounted/company/people.ts";
import type { BenchResult } from "../bench.ts";
import type { Measured } from "../report/judge.ts";
import { Samples } from "../report/samples.ts";
import type { SubjectName } from "../subjects/subject.ts";
import { companyMeasures } from "./all.ts";
import type { CompanyScene } from "./measure.ts";

export interface CompanyOptions extends Omit<CompanyScene, "isWanted" | "remark"> {
  readonly subjects: readonly SubjectName[];
  /** Names of what is measured; empty for all. */
  readonly only: readonly string[];
}

export async function runCompany(options: CompanyOptions): Promise<BenchResult> {
  const { only, sizes, subjects } = options;
  const names = companyMeasures.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`no row "${unknown}"; there are ${names.join(", ")}`);
  if (whyNoCompany !== undefined) return { measured: [], remarks: [`left out: ${whyNoCompany}`] };
  const remarks: string[] = [];
  const measured: Measured[] = [];
  const isWanted = (subject: SubjectName): boolean => subjects.includes(subject);
  const scene = { ...options, isWanted, remark: (text: string) => remarks.push(text) };
  for (const { name, rows, measure } of companyMeasures) {
    if (only.length > 0 && !only.includes(name)) continue;
    const samples = new Samples();
    try {
      for (const figure of await measure(scene)) samples.add(figure.subject, figure);
    } catch (error) {
      remarks.push(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
    measured.push(...samples.measured(rows(sizes)));
  }
  return { measured, remarks };
}
