// How long after close(2) on one mount a change is seen on another one, and on all of three.
import {
  atDelay,
  type CompanyFigure,
  type CompanyMeasure,
  type CompanyScene,
  ofIvy,
  withDelay,
} from "./measure.ts";
import { at } from "./party.ts";
import { probe } from "./probe.ts";

export const visible: CompanyMeasure = {
  name: "visible",
  rows: ({ delays }) => [
    ...delays.flatMap((delay) => rowsOf(withDelay("visible", delay), `another, ${atDelay(delay)}`)),
    ...rowsOf("visible-all", `all others, ${atDelay(0)}`),
  ],
  measure: async (scene) => {
    const figures: CompanyFigure[] = [];
    for (const delay of scene.sizes.delays) {
      const name = withDelay("visible", delay);
      figures.push(...(await measure(scene, { name, count: 2, delayMilliseconds: delay })));
    }
    const all = { name: "visible-all", count: scene.sizes.together, delayMilliseconds: 0 };
    return [...figures, ...(await measure(scene, all))];
  },
};

function rowsOf(name: string, whom: string) {
  const what = `from close(2) until a change is seen by ${whom}`;
  return [
    { name: `${name}-p50`, unit: "ms", what: `${what}: half of them` },
    { name: `${name}-p99`, unit: "ms", what: `${what}: 99 of 100` },
  ] as const;
}

async function measure(
  { temporary, sizes, progress }: CompanyScene,
  wish: { readonly name: string; readonly count: number; readonly delayMilliseconds: number },
): Promise<readonly CompanyFigure[]> {
  progress(`${wish.name}: ${sizes.changes} changes`);
  const { milliseconds } = await at(temporary, wish, async (party) => {
    await party.gather();
    const [from = "", ...to] = party.guests.map(({ path }) => path);
    return probe(temporary, { kind: "changes", from, to, changes: sizes.changes });
  });
  return [
    ofIvy(`${wish.name}-p50`, quantile(milliseconds, 0.5)),
    ofIvy(`${wish.name}-p99`, quantile(milliseconds, 0.99)),
  ];
}

/** So much of all, at least, is not larger. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
