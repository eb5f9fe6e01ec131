// The report as text: a line for each row, what could not be measured, and the targets.
import { type SubjectName, subjectNames } from "../subjects/subject.ts";
import type { Judgement, ReportedRow } from "./judge.ts";
import type { Comparison, Target } from "./targets.ts";

export interface Report {
  /** Machine, sizes, rounds: one line each. */
  readonly circumstances: readonly string[];
  readonly rows: readonly ReportedRow[];
  readonly remarks: readonly string[];
}

const comparisons: readonly Comparison[] = ["ext4", "bindfs", "sshfs"];

export function formatReport({ circumstances, rows, remarks }: Report): string {
  const names = subjectNames.filter((name) =>
    rows.some(({ medians }) => medians[name] !== undefined),
  );
  const header = [
    ...["row", "unit", ...names.map(columnTitle)],
    ...[...comparisons.map((one) => `ivy/${one}`), "spread", "targets"],
  ];
  const lines = [header, ...rows.map((row) => cellsOf(row, names))];
  const judgements = rows.flatMap((row) => row.judgements);
  const sections = [circumstances, alignColumns(lines), remarks, summaryOf(judgements)];
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n");
}

function columnTitle(name: SubjectName): string {
  return name === "ivy fuse-native" ? "fuse-native" : name;
}

function cellsOf(row: ReportedRow, names: readonly SubjectName[]): string[] {
  return [
    ...[row.name, row.unit, ...names.map((name) => formatFigure(row.medians[name]))],
    ...comparisons.map((comparison) => formatFigure(row.ratios[comparison])),
    Number.isFinite(row.spread) ? `${Math.round(row.spread * 100)} %` : "-",
    row.judgements.map(formatJudgement).join("; "),
  ];
}

export function formatFigure(figure: number | undefined): string {
  if (figure === undefined || Number.isNaN(figure)) return "-";
  if (Math.abs(figure) >= 100) return Math.round(figure).toLocaleString("en");
  return figure.toPrecision(figure === 0 ? 1 : 3).replace(/e.*$/, "");
}

function formatJudgement({ target, reached }: Judgement): string {
  return `${formatTarget(target)} ${reached ? "reached" : "MISSED"}`;
}

function formatTarget({ of, bound }: Target): string {
  const [sign, amount] = "atLeast" in bound ? ["≥", bound.atLeast] : ["≤", bound.atMost];
  const text = amount.toLocaleString("en");
  return of === undefined ? `${sign} ${text}` : `${sign} ${text} × ${of}`;
}

function summaryOf(judgements: readonly Judgement[]): string[] {
  if (judgements.length === 0) return [];
  const missed = judgements.filter(({ reached }) => !reached);
  const reached = judgements.length - missed.length;
  const lines = missed.map(({ target, amount }) => {
    return `  missed: ${target.row} ${formatTarget(target)}: ${formatFigure(amount)}`;
  });
  return [`${reached} of ${judgements.length} targets measured here are reached.`, ...lines];
}

/** Names to the left, figures to the right; what comes last is as long as it is. */
function alignColumns(lines: readonly (readonly string[])[]): string[] {
  const count = Math.max(...lines.map((cells) => cells.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  return lines.map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        if (column < 2 || column === count - 1) return cell.padEnd(width);
        return cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
