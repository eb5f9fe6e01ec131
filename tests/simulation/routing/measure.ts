// All figures of routing at scale, from one seed.
import { lookupParallel, tableEntriesMax } from "../../../dhash/core/routing-index.ts";
import { type ChurnFigures, measureChurn } from "./churn-run.ts";
import { type JoinFigures, type JoinPlan, measureJoins } from "./join-run.ts";
import { type LoadFigures, measureLoad } from "./load-figures.ts";
import { type LookupFigures, measureLookups } from "./lookup-figures.ts";
import { Population } from "./population.ts";
import { SettledTables } from "./settled-tables.ts";

export interface MeasurePlan {
  readonly seed: number;
  readonly sizes: readonly { readonly nodes: number; readonly lookups: number }[];
  readonly loadKeys: number;
  readonly churn: { readonly nodes: number; readonly keys: number };
  readonly joins: readonly Omit<JoinPlan, "seed">[];
  readonly note: (progress: string) => void;
}

export interface Measured {
  readonly seed: number;
  /** Every size with every budget, all nodes present. */
  readonly lookups: readonly LookupFigures[];
  /** The largest size and a bounded table, with 1 to 4 questions at once. */
  readonly parallel: readonly LookupFigures[];
  /** Every size, two budgets, shares of nodes gone at once. */
  readonly gone: readonly LookupFigures[];
  readonly load: readonly LoadFigures[];
  readonly joins: readonly JoinFigures[];
  readonly churn: readonly ChurnFigures[];
}

/** Entries of a table: what plain Pastry would keep, some in between, and the default. */
export const budgets = [128, 512, tableEntriesMax] as const;
const [smallest] = budgets;

export const goneShares = [0.1, 0.3, 0.5] as const;

export function measure(plan: MeasurePlan): Measured {
  const { seed, note } = plan;
  const lookups = plan.sizes.map((size) => measureSize(size, plan));
  note("load");
  const load = plan.sizes.flatMap(({ nodes: machines }) =>
    [1, 8].map((idsPerMachine) =>
      measureLoad({ machines, idsPerMachine, keys: plan.loadKeys, seed }),
    ),
  );
  const joins = plan.joins.map((each) => {
    note(`joins: ${each.nodes} nodes, tables of ${each.entriesMax}`);
    return measureJoins({ ...each, seed });
  });
  note(`churn: ${plan.churn.nodes} nodes, ${plan.churn.keys} keys`);
  const churn = measureChurn({
    ...plan.churn,
    bytesPerKey: 1e12 / plan.churn.keys,
    copies: 3,
    bytesPerSecond: 150_000,
    seed,
  });
  return {
    seed,
    lookups: lookups.flatMap(({ present }) => present),
    gone: lookups.flatMap(({ gone }) => gone),
    parallel: lookups.at(-1)?.parallel ?? [],
    load,
    joins,
    churn,
  };
}

interface SizeFigures {
  readonly present: readonly LookupFigures[];
  readonly gone: readonly LookupFigures[];
  readonly parallel: readonly LookupFigures[];
}

function measureSize(size: MeasurePlan["sizes"][number], plan: MeasurePlan): SizeFigures {
  const { nodes, lookups } = size;
  const { seed, note } = plan;
  const population = new Population(nodes, seed);
  const present: LookupFigures[] = [];
  const gone: LookupFigures[] = [];
  let parallel: readonly LookupFigures[] = [];
  // Beyond the first budget that holds everyone, more room changes nothing.
  const largest = budgets.find((entriesMax) => entriesMax >= nodes - 1) ?? tableEntriesMax;
  for (const entriesMax of budgets.filter((budget) => budget <= largest)) {
    note(`look-ups: ${nodes} nodes, tables of ${entriesMax}`);
    const tables = new SettledTables(population, { entriesMax, seed });
    const run = (parts: { readonly gone?: number; readonly parallel?: number }) =>
      measureLookups(population, tables, {
        entriesMax,
        seed,
        lookups,
        gone: 0,
        parallel: lookupParallel,
        ...parts,
      });
    present.push(run({}));
    if (entriesMax === smallest || entriesMax === largest) {
      gone.push(...goneShares.map((share) => run({ gone: share })));
    }
    if (entriesMax === smallest && size === plan.sizes.at(-1)) {
      parallel = [1, 2, 3, 4].map((questions) => run({ parallel: questions }));
    }
  }
  return { present, gone, parallel };
}
