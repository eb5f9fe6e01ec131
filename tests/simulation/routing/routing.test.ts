// Routing at scale in small: the same simulation with 100 and 1,000 nodes. docs/routing.md has the
// large ones.
import test from "ava";
import { absenceMean, absences } from "./churn-figures.ts";
import { measureChurn } from "./churn-run.ts";
import { writeDocument } from "./document.ts";
import { measureJoins } from "./join-run.ts";
import { Latency, planetLabNearestOf16, planetLabRoundTrips } from "./latency.ts";
import { measureLoad } from "./load-figures.ts";
import { measureLookups } from "./lookup-figures.ts";
import { measure } from "./measure.ts";
import { drawPlots } from "./plots.ts";
import { Population } from "./population.ts";
import { linearQuantile, logarithmicQuantile, quantileOf } from "./quantiles.ts";
import { Random } from "./random.ts";
import { SettledTables } from "./settled-tables.ts";

const seed = 7;

function lookups(nodes: number, entriesMax: number, gone = 0) {
  const population = new Population(nodes, seed);
  const tables = new SettledTables(population, { entriesMax, seed });
  return measureLookups(population, tables, { lookups: 200, entriesMax, parallel: 3, gone, seed });
}

test("who knows everyone finds every key without asking", (t) => {
  const figures = lookups(1000, 4096);
  t.is(figures.succeeded, 1);
  t.is(figures.hops.p99, 0);
  t.is(figures.asks.mean, 0);
  t.true(Math.abs(figures.stretch - 1) < 1e-9);
});

test("with bounded tables every look-up succeeds within log16 N hops", (t) => {
  for (const [nodes, entriesMax] of [
    [100, 48],
    [1000, 64],
    [1000, 128],
  ] as const) {
    const figures = lookups(nodes, entriesMax);
    t.is(figures.succeeded, 1, `${nodes} nodes`);
    t.true(figures.entries <= entriesMax);
    t.true(figures.hops.mean <= Math.log2(nodes) / 4, `${figures.hops.mean} hops`);
    t.true(figures.hops.p99 <= 1 + Math.log2(nodes) / 4, `${figures.hops.p99} hops`);
  }
});

test("with nodes gone at once, nothing that has a copy is out of reach", (t) => {
  for (const gone of [0.1, 0.3, 0.5]) {
    const figures = lookups(1000, 128, gone);
    t.true(figures.succeeded >= 0.99, `${gone}: ${figures.succeeded}`);
    t.is(figures.read + figures.lost, 1, `${gone}`);
    t.true(figures.asks.p99 <= 64);
  }
});

test("a swarm that grew by messages has right leaf sets and finds every key", (t) => {
  const whole = measureJoins({ nodes: 100, entriesMax: 4096, lookups: 100, seed });
  t.is(whole.leavesRight, 1);
  t.is(whole.succeeded, 1);
  t.is(whole.entries, 99);
  t.is(whole.hops, 0);
  const bounded = measureJoins({ nodes: 300, entriesMax: 64, lookups: 100, seed });
  t.is(bounded.leavesRight, 1);
  t.is(bounded.succeeded, 1);
  t.true(bounded.entries <= 64);
  t.true(bounded.hops <= Math.log2(300) / 4);
});

test("keys are spread, and more ids for each machine spread them better", (t) => {
  const plan = { machines: 200, keys: 5000, seed };
  const one = measureLoad({ ...plan, idsPerMachine: 1 });
  const eight = measureLoad({ ...plan, idsPerMachine: 8 });
  t.true(one.maxShare < 4);
  t.true(eight.maxShare < 2);
  t.true(eight.maxShare < one.maxShare && eight.minShare > one.minShare);
});

test("counting those that return costs less than copying on every absence", (t) => {
  const [oracle, every, , returning, patient] = measureChurn({
    nodes: 100,
    keys: 1000,
    bytesPerKey: 1e8,
    copies: 3,
    bytesPerSecond: 150_000,
    seed,
  });
  if (!oracle || !every || !returning || !patient) throw new Error("five rules are measured");
  t.true(every.absences > 100);
  t.true(returning.copiedPerByte < every.copiedPerByte / 2);
  t.true(patient.copiedPerByte <= returning.copiedPerByte);
  t.is(returning.keysLost, 0);
  t.true(returning.copiesKept >= 3);
});

test("round trips are drawn from the measured distribution, both ways alike", (t) => {
  const nodes = 2000;
  const latency = new Latency(nodes, seed);
  const random = new Random(seed);
  const trips = Array.from({ length: 20_000 }, () => {
    const [a, b] = [random.below(nodes), random.below(nodes)];
    t.true(latency.roundTrip(a, b) === latency.roundTrip(b, a));
    return latency.roundTrip(a, b);
  }).sort((a, b) => a - b);
  for (const probability of [0.1, 0.5, 0.9]) {
    const measured = linearQuantile(planetLabRoundTrips, probability);
    t.true(Math.abs(quantileOf(trips, probability) / measured - 1) < 0.05);
  }
  const nearest = Array.from({ length: 4000 }, () => {
    const own = random.below(nodes);
    return Math.min(...random.sample(nodes, 16).map((other) => latency.roundTrip(own, other)));
  }).sort((a, b) => a - b);
  t.true(Math.abs(quantileOf(nearest, 0.5) / planetLabNearestOf16 - 1) < 0.05);
});

test("absences have the quantiles and the mean of the trace", (t) => {
  t.is(Math.round(logarithmicQuantile(absences, 0.5)), 1208);
  t.is(Math.round(logarithmicQuantile(absences, 0.9)), 14_242);
  const random = new Random(seed);
  let sum = 0;
  const draws = 200_000;
  for (let draw = 0; draw < draws; draw++) sum += logarithmicQuantile(absences, random.next());
  t.true(Math.abs(sum / draws / absenceMean - 1) < 0.05);
});

test("one seed gives one document, with a plot for each part", (t) => {
  const plan = {
    seed,
    sizes: [
      { nodes: 64, lookups: 20 },
      { nodes: 200, lookups: 20 },
    ],
    loadKeys: 500,
    churn: { nodes: 20, keys: 50 },
    joins: [{ nodes: 20, entriesMax: 64, lookups: 20 }],
    note: () => undefined,
  };
  const measured = measure(plan);
  const document = writeDocument(measured);
  t.is(writeDocument(measure(plan)), document);
  t.not(writeDocument(measure({ ...plan, seed: 8 })), document);
  const plots = drawPlots(measured);
  for (const [name, svg] of plots) {
    t.true(document.includes(`(${name})`), name);
    t.regex(svg, /^<svg [\s\S]*<\/svg>\n$/);
    t.false(/NaN|Infinity/.test(svg), name);
  }
});
