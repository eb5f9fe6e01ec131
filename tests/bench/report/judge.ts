// From samples to a report: medians, Ivy's ratios to the others, and which targets are reached.
import type { SubjectName } from "../subjects/subject.ts";
import { isRate, type Row } from "../workloads/workload.ts";
import type { Comparison, Target } from "./targets.ts";

export interface Measured {
  readonly row: Row;
  /** Of all rounds that count; those without a figure are absent. */
  readonly samples: ReadonlyMap<SubjectName, readonly number[]>;
}

export interface Judgement {
  readonly target: Target;
  /** What the bound is held against. */
  readonly amount: number;
  readonly reached: boolean;
}

export interface ReportedRow extends Row {
  readonly medians: Readonly<Partial<Record<SubjectName, number>>>;
  readonly samples: Readonly<Partial<Record<SubjectName, readonly number[]>>>;
  /** Ivy's median divided by the other's. */
  readonly ratios: Readonly<Partial<Record<Comparison, number>>>;
  /** The widest range of samples of any subject, as a share of its median. */
  readonly spread: number;
  readonly judgements: readonly Judgement[];
}

const comparisons: readonly Comparison[] = ["ext4", "bindfs", "sshfs"];

export function judge({ row, samples }: Measured, targets: readonly Target[]): ReportedRow {
  const medians: Partial<Record<SubjectName, number>> = {};
  for (const [name, values] of samples) medians[name] = median(values);
  const ratios: Partial<Record<Comparison, number>> = {};
  for (const comparison of comparisons) {
    const other = figureOf(comparison, row, medians);
    if (medians.ivy !== undefined && other !== undefined) ratios[comparison] = medians.ivy / other;
  }
  const judgements = targets
    .filter((target) => target.row === row.name)
    .flatMap((target) => judgeTarget(target, { ivy: medians.ivy, ratios }));
  const spread = Math.max(...[...samples.values()].map(spreadOf));
  return { ...row, medians, samples: Object.fromEntries(samples), ratios, spread, judgements };
}

function figureOf(
  comparison: Comparison,
  row: Row,
  medians: Readonly<Partial<Record<SubjectName, number>>>,
): number | undefined {
  if (comparison !== "bindfs") return medians[comparison];
  const both = [medians.bindfs, medians["bindfs -s"]].filter((figure) => figure !== undefined);
  if (both.length === 0) return undefined;
  return isRate(row.unit) ? Math.max(...both) : Math.min(...both);
}

interface IvyFigures {
  readonly ivy: number | undefined;
  readonly ratios: Readonly<Partial<Record<Comparison, number>>>;
}

/** Nothing if what it needs was not measured. */
function judgeTarget(target: Target, { ivy, ratios }: IvyFigures): Judgement[] {
  const amount = target.of === undefined ? ivy : ratios[target.of];
  if (amount === undefined || Number.isNaN(amount)) return [];
  const { bound } = target;
  const reached = "atLeast" in bound ? amount >= bound.atLeast : amount <= bound.atMost;
  return [{ target, amount, reached }];
}

/** Of two in the middle their mean. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}

function spreadOf(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}
