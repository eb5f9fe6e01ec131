// The benchmark's result as text and as JSON.
import type { Measurement } from "./files.ts";
import type { SubjectName } from "./files-subjects.ts";

export interface Comparison {
  readonly row: string;
  readonly unit: string;
  readonly rates: Readonly<Partial<Record<SubjectName, number>>>;
  /** Ivy's rate divided by the better bindfs'; undefined without both. */
  readonly ivyToBindfs: number | undefined;
}

export function compare({ row, rates }: Measurement): Comparison {
  const bindfs = [rates.get("bindfs"), rates.get("bindfs -s")].filter((rate) => rate !== undefined);
  const best = bindfs.length === 0 ? undefined : Math.max(...bindfs);
  const ivy = rates.get("ivy");
  const ivyToBindfs = best === undefined || ivy === undefined ? undefined : ivy / best;
  return { row: row.name, unit: row.unit, rates: Object.fromEntries(rates), ivyToBindfs };
}

const columns = ["disk", "bindfs", "bindfs -s", "ivy"] as const;

export function formatTable(comparisons: readonly Comparison[]): string {
  const header = ["", ...columns, "ivy / bindfs"];
  const lines = comparisons.map(({ row, unit, rates, ivyToBindfs }) => [
    `${row} (${unit})`,
    ...columns.map((column) => formatRate(rates[column])),
    ivyToBindfs === undefined ? "-" : `${ivyToBindfs.toFixed(2)} x`,
  ]);
  return [header, ...lines].map(formatLine).join("\n");
}

function formatLine(cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(22) : cell.padStart(13))).join("");
}

function formatRate(rate: number | undefined): string {
  return rate === undefined ? "-" : Math.round(rate).toLocaleString("en");
}
