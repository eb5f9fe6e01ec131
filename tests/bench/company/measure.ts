// What is measured of several participants.
import type { TemporaryDirectory } from "../../support/temporary.ts";
import type { SubjectName } from "../subjects/subject.ts";
import type { Figure, Row } from "../workloads/workload.ts";
import type { CompanySizes } from "./sizes.ts";

export interface CompanyScene {
  readonly temporary: TemporaryDirectory;
  readonly sizes: CompanySizes;
  /** Rounds after the one that warms up, where there are rounds. */
  readonly rounds: number;
  /** Others than Ivy that are wanted beside it. */
  readonly isWanted: (subject: SubjectName) => boolean;
  readonly progress: (text: string) => void;
  readonly remark: (text: string) => void;
}

export interface CompanyFigure extends Figure {
  readonly subject: SubjectName;
}

export interface CompanyMeasure {
  readonly name: string;
  readonly rows: (sizes: CompanySizes) => readonly Row[];
  readonly measure: (scene: CompanyScene) => Promise<readonly CompanyFigure[]>;
}

export function ofIvy(row: string, value: number): CompanyFigure {
  return { subject: "ivy", row, value };
}

/** The name of a row at this delay. */
export function withDelay(row: string, delayMilliseconds: number): string {
  return delayMilliseconds === 0 ? row : `${row}-${delayMilliseconds}ms`;
}

export function atDelay(delayMilliseconds: number): string {
  return delayMilliseconds === 0 ? "loopback" : `${delayMilliseconds} ms each way`;
}
