// The figures as tables of text, in Markdown.
import type { ChurnFigures } from "./churn-run.ts";
import type { JoinFigures } from "./join-run.ts";
import type { LoadFigures } from "./load-figures.ts";
import type { LookupFigures, Spread } from "./lookup-figures.ts";
import { chordHops, type PaperFigure, pastryHops } from "./papers.ts";

export type Row = readonly string[];

export function markdownTable(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export function lookupTable(figures: readonly LookupFigures[]): string {
  const head = [
    "nodes",
    "table",
    "entries kept",
    "KiB kept",
    "hops mean / p50 / p99",
    "questions",
    "look-up ms mean / p50 / p99",
    "with fetch ms",
    "stretch",
    "right",
    "½ log2 N",
    "log16 N",
  ];
  const rows = figures.map((each) => [
    count(each.nodes),
    count(each.entriesMax),
    count(Math.round(each.entries)),
    (each.bytes / 1024).toFixed(1),
    spread(each.hops, 2),
    each.asks.mean.toFixed(1),
    spread(each.lookupMilliseconds, 0),
    each.fetchMilliseconds.mean.toFixed(0),
    each.stretch.toFixed(2),
    percent(each.succeeded),
    chordHops(each.nodes).toFixed(1),
    pastryHops(each.nodes).toFixed(1),
  ]);
  return markdownTable(head, rows);
}

export function parallelTable(figures: readonly LookupFigures[]): string {
  const head = ["questions at once", "hops", "questions in all", "look-up ms mean / p50 / p99"];
  const rows = figures.map((each) => [
    String(each.parallel),
    each.hops.mean.toFixed(2),
    each.asks.mean.toFixed(1),
    spread(each.lookupMilliseconds, 0),
  ]);
  return markdownTable(head, rows);
}

export function goneTable(figures: readonly LookupFigures[]): string {
  const head = [
    "nodes",
    "table",
    "gone",
    "all live homes found",
    "keys read",
    "keys without a live copy",
    "hops mean / p99",
    "questions mean / p99",
    "look-up and fetch ms mean / p99",
  ];
  const rows = figures.map((each) => [
    count(each.nodes),
    count(each.entriesMax),
    `${Math.round(each.gone * 100)} %`,
    percent(each.succeeded),
    percent(each.read),
    percent(each.lost),
    `${each.hops.mean.toFixed(2)} / ${each.hops.p99}`,
    `${each.asks.mean.toFixed(1)} / ${each.asks.p99}`,
    `${each.fetchMilliseconds.mean.toFixed(0)} / ${each.fetchMilliseconds.p99.toFixed(0)}`,
  ]);
  return markdownTable(head, rows);
}

export function loadTable(figures: readonly LoadFigures[]): string {
  const head = [
    "machines",
    "ids a machine",
    "share of the ring max / mean",
    "p99 / mean",
    "min / mean",
    "keys max / mean",
    "keys placed",
  ];
  const rows = figures.map((each) => [
    count(each.machines),
    String(each.idsPerMachine),
    each.maxShare.toFixed(2),
    each.p99Share.toFixed(2),
    each.minShare.toFixed(2),
    each.maxKeys.toFixed(2),
    count(each.keys),
  ]);
  return markdownTable(head, rows);
}

export function joinTable(figures: readonly JoinFigures[]): string {
  const head = [
    "nodes",
    "table",
    "messages a join",
    "entries",
    "leaf sets right at first",
    "after upkeep",
    "look-ups right",
    "hops",
    "look-up ms",
  ];
  const rows = figures.map((each) => [
    count(each.nodes),
    count(each.entriesMax),
    each.messagesPerJoin.toFixed(0),
    count(Math.round(each.entries)),
    percent(each.leavesRightAtFirst),
    percent(each.leavesRight),
    percent(each.succeeded),
    each.hops.toFixed(2),
    each.lookupMilliseconds.toFixed(0),
  ]);
  return markdownTable(head, rows);
}

export function churnTable(figures: readonly ChurnFigures[]): string {
  const head = [
    "rule",
    "copied in a month, per byte stored",
    "over the oracle",
    "in the first month",
    "copies kept",
    "unreadable",
    "keys lost",
  ];
  const rows = figures.map((each) => [
    each.name,
    each.copiedPerByte.toFixed(2),
    Number.isFinite(each.overOracle) ? `${each.overOracle.toFixed(1)} x` : "",
    each.copiedPerByteFirst.toFixed(2),
    each.copiesKept.toFixed(2),
    `${(each.unreadable * 1e6).toFixed(1)} ppm`,
    String(each.keysLost),
  ]);
  return markdownTable(head, rows);
}

export function paperTable(figures: readonly PaperFigure[]): string {
  const rows = figures.map(({ system, figure, source }) => [system, figure, source]);
  return markdownTable(["system", "figure", "source"], rows);
}

function spread({ mean, p50, p99 }: Spread, digits: number): string {
  return `${mean.toFixed(digits)} / ${p50.toFixed(0)} / ${p99.toFixed(0)}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share === 1 || share === 0 ? 0 : 1)} %`;
}

function count(value: number): string {
  return value.toLocaleString("en-GB");
}
