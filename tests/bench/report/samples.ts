// Figures as they come in, by row and subject.
import type { SubjectName } from "../subjects/subject.ts";
import type { Figure, Row } from "../workloads/workload.ts";
import type { Measured } from "./judge.ts";

export class Samples {
  readonly #byRow = new Map<string, Map<SubjectName, number[]>>();

  add(subject: SubjectName, { row, value }: Figure): void {
    const bySubject = this.#byRow.get(row) ?? new Map<SubjectName, number[]>();
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), value]);
    this.#byRow.set(row, bySubject);
  }

  /** In the order of the rows; those that nobody has a figure for are left out. */
  measured(rows: readonly Row[]): readonly Measured[] {
    return rows.flatMap((row) => {
      const samples = this.#byRow.get(row.name);
      return samples === undefined ? [] : [{ row, samples }];
    });
  }
}
