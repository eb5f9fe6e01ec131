// The plots of docs/routing.md.
import type { LookupFigures } from "./lookup-figures.ts";
import { goneShares, type Measured } from "./measure.ts";
import { chordHops, pastryHops } from "./papers.ts";
import { drawBars, drawLines, type Series } from "./svg.ts";

/** Name of the file, and its text. */
export function drawPlots(measured: Measured): readonly (readonly [name: string, svg: string])[] {
  const sizes = [...new Set(measured.lookups.map(({ nodes }) => nodes))];
  const nodes = { label: "nodes", ticks: sizes, isLogarithmic: true };
  const reference = (name: string, hops: (size: number) => number): Series => ({
    name,
    isReference: true,
    points: sizes.map((size) => [size, hops(size)]),
  });
  const hops = drawLines({
    title: "Hops of a look-up",
    x: nodes,
    y: { label: "mean hops", ticks: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], isLogarithmic: false },
    series: [
      ...byBudget(measured.lookups, ({ hops }) => hops.mean),
      reference("Chord, ½ log2 N", chordHops),
      reference("Pastry, log16 N", pastryHops),
    ],
  });
  const stretch = drawLines({
    title: "Look-up and fetch, over a direct round trip to the nearest copy",
    x: nodes,
    y: { label: "stretch", ticks: [0, 1, 2, 3, 4, 5, 6], isLogarithmic: false },
    series: byBudget(measured.lookups, ({ stretch }) => stretch),
  });
  const churn = drawBars({
    title: "Repair traffic in a month of churn",
    label: "bytes copied for each byte stored",
    bars: measured.churn.map(({ name, copiedPerByte }) => ({ name, value: copiedPerByte })),
  });
  return [
    ["routing-hops.svg", hops],
    ["routing-stretch.svg", stretch],
    ["routing-failures.svg", drawFailures(measured.gone)],
    ["routing-repair.svg", churn],
  ];
}

function drawFailures(gone: readonly LookupFigures[]): string {
  const groups = groupBy(gone, ({ nodes, entriesMax }) => `${nodes} nodes, ${entriesMax}`);
  const series = [...groups].map(([name, figures]): Series => {
    const points = figures.map((each) => [each.gone * 100, each.succeeded * 100] as const);
    return { name, isReference: false, points };
  });
  const copies = goneShares.map((share) => [share * 100, (1 - share ** 3) * 100] as const);
  return drawLines({
    title: "Look-ups that find every live home, nodes gone at once",
    x: { label: "nodes gone, %", ticks: goneShares.map((s) => s * 100), isLogarithmic: false },
    y: { label: "% of look-ups", ticks: [80, 85, 90, 95, 100], isLogarithmic: false },
    series: [...series, { name: "keys with a live copy", isReference: true, points: copies }],
  });
}

function byBudget(
  figures: readonly LookupFigures[],
  heightOf: (figures: LookupFigures) => number,
): readonly Series[] {
  return [...groupBy(figures, ({ entriesMax }) => `tables of ${entriesMax}`)].map(
    ([name, group]): Series => ({
      name,
      isReference: false,
      points: group.map((each) => [each.nodes, heightOf(each)]),
    }),
  );
}

function groupBy<Value>(
  values: readonly Value[],
  nameOf: (value: Value) => string,
): ReadonlyMap<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(nameOf(value));
    if (group === undefined) groups.set(nameOf(value), [value]);
    else group.push(value);
  }
  return groups;
}
