// Many look-ups of a swarm, and what they cost.
import { type Contact, copiesDefault, placeKey } from "../../../dhash/core/routing-index.ts";
import { runLookup } from "./lookup-run.ts";
import type { Population } from "./population.ts";
import { meanOf, quantileOf } from "./quantiles.ts";
import { Random } from "./random.ts";
import type { SettledTables } from "./settled-tables.ts";

/** What a table keeps of a contact: id 32, machine 16, one address 24, round trip and time 8. */
const entryBytes = 80;

export interface Spread {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
}

export interface LookupFigures {
  readonly nodes: number;
  readonly entriesMax: number;
  readonly parallel: number;
  /** Share of nodes gone before the look-ups. */
  readonly gone: number;
  readonly lookups: number;
  /** Share of look-ups that ended with exactly the nearest homes that are left. */
  readonly succeeded: number;
  /** Share of keys that lost all homes, and share of keys of which a home was reached: without
   *  repair the two make at most 1. */
  readonly lost: number;
  readonly read: number;
  readonly hops: Spread;
  readonly asks: Spread;
  readonly lookupMilliseconds: Spread;
  readonly fetchMilliseconds: Spread;
  /** Mean time to look up and fetch, over the mean round trip to the copy that was fetched. */
  readonly stretch: number;
  readonly entries: number;
  readonly bytes: number;
}

export interface LookupPlan {
  readonly lookups: number;
  readonly entriesMax: number;
  readonly parallel: number;
  readonly gone: number;
  readonly seed: number;
}

export function measureLookups(
  population: Population,
  tables: SettledTables,
  plan: LookupPlan,
): LookupFigures {
  const random = new Random(plan.seed);
  population.loseShare(plan.gone, random.word());
  const left = population.left();
  const columns: Columns = { hops: [], asks: [], lookup: [], fetch: [], direct: [], entries: [] };
  let [succeeded, lost, read] = [0, 0, 0];
  for (let count = 0; count < plan.lookups; count++) {
    const key = random.point();
    const from = left.at(random.below(left.size));
    const run = { from, key, copies: copiesDefault, parallel: plan.parallel };
    const outcome = runLookup(run, { population, tables });
    const truth = placeKey({ ring: left, key, copies: copiesDefault });
    if (isSame(outcome.homes, truth)) succeeded++;
    const before = placeKey({ ring: population.ring, key, copies: copiesDefault });
    const holders = before.filter(({ id }) => !population.isGone(id));
    if (holders.length === 0) lost++;
    else if (holders.some(({ id }) => outcome.homes.some((home) => home.id === id))) read++;
    columns.hops.push(outcome.hops);
    columns.asks.push(outcome.asks);
    columns.lookup.push(outcome.lookupMilliseconds);
    columns.fetch.push(outcome.fetchMilliseconds);
    columns.direct.push(Math.min(...truth.map(({ id }) => population.roundTrip(from.id, id))));
    columns.entries.push(tables.tableOf(from.id).size);
  }
  const entries = meanOf(columns.entries);
  return {
    nodes: population.size,
    entriesMax: plan.entriesMax,
    parallel: plan.parallel,
    gone: plan.gone,
    lookups: plan.lookups,
    succeeded: succeeded / plan.lookups,
    lost: lost / plan.lookups,
    read: read / plan.lookups,
    hops: spreadOf(columns.hops),
    asks: spreadOf(columns.asks),
    lookupMilliseconds: spreadOf(columns.lookup),
    fetchMilliseconds: spreadOf(columns.fetch),
    stretch: meanOf(columns.fetch) / meanOf(columns.direct),
    entries,
    bytes: entries * entryBytes,
  };
}

interface Columns {
  readonly hops: number[];
  readonly asks: number[];
  readonly lookup: number[];
  readonly fetch: number[];
  readonly direct: number[];
  readonly entries: number[];
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { mean: meanOf(sorted), p50: quantileOf(sorted, 0.5), p99: quantileOf(sorted, 0.99) };
}

function isSame(a: readonly Contact[], b: readonly Contact[]): boolean {
  return a.length === b.length && a.every(({ id }, index) => id === b[index]?.id);
}
