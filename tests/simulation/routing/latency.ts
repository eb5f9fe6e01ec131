// Round trips between nodes. The distribution is measured: 490 PlanetLab nodes, every pair, slice
// 10 of 18 (Zhu, Liu, Niu, Li, Zhao: Network Latency Estimation for Personal Devices, IEEE/ACM ToN
// 2017; NetLatency-Data). Places on a torus and a way to each node's door say who is near whom.
import { linearQuantile, type Quantiles } from "./quantiles.ts";
import { Random } from "./random.ts";

/** Milliseconds. Mean of the data 145.7. */
export const planetLabRoundTrips: Quantiles = [
  [0, 0.087],
  [0.01, 5.95],
  [0.02, 10.65],
  [0.05, 19.25],
  [0.1, 30.93],
  [0.15, 40.12],
  [0.2, 48.7],
  [0.25, 58.56],
  [0.3, 74.49],
  [0.35, 92.09],
  [0.4, 108.2],
  [0.45, 121.87],
  [0.5, 134.58],
  [0.55, 147.53],
  [0.6, 160.6],
  [0.65, 173.92],
  [0.7, 188.64],
  [0.75, 203.28],
  [0.8, 222.74],
  [0.85, 250.39],
  [0.9, 291.71],
  [0.95, 328.27],
  [0.98, 373.13],
  [0.99, 411.46],
  [0.999, 590.49],
  [1, 830.69],
];

/** What the same data says of choosing the nearest of 16 random nodes: the median. */
export const planetLabNearestOf16 = 20.6;

/** Mean way to a node's door, in units of the torus: chosen so that the nearest of 16 random nodes
 *  is as near as in the data. */
const doorMean = 0.11;
const pairsSampled = 200_000;
const steps = 4096;

export class Latency {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #door: Float64Array;
  /** Distances at equal steps of probability. */
  readonly #distances = new Float64Array(steps + 1);
  /** By distance in units of the longest one, in as many parts, the first step not below it. */
  readonly #firstSteps = new Uint16Array(steps + 1);
  /** Round trips at the same steps. */
  readonly #milliseconds = new Float64Array(steps + 1);

  constructor(nodes: number, seed: number) {
    const random = new Random(seed);
    const draw = (mean: number | undefined) =>
      Float64Array.from({ length: nodes }, () =>
        mean === undefined ? random.next() : random.exponential(mean),
      );
    this.#x = draw(undefined);
    this.#y = draw(undefined);
    this.#door = draw(doorMean);
    const sampled = Float64Array.from({ length: pairsSampled }, () => {
      const [a, b] = [random.below(nodes), random.below(nodes)];
      return a === b ? this.#distance(a, (b + 1) % nodes) : this.#distance(a, b);
    }).sort();
    for (let step = 0; step <= steps; step++) {
      const at = Math.min(pairsSampled - 1, Math.floor((step / steps) * pairsSampled));
      this.#distances[step] = sampled[at] ?? 0;
      this.#milliseconds[step] = linearQuantile(planetLabRoundTrips, step / steps);
    }
    let step = 0;
    for (let part = 0; part <= steps; part++) {
      while ((this.#distances[step] ?? 0) < (part / steps) * this.#longest && step < steps) step++;
      this.#firstSteps[part] = step;
    }
  }

  /** The same in both directions and at all times. */
  roundTrip(a: number, b: number): number {
    if (a === b) return 0;
    const distance = this.#distance(a, b);
    const part = Math.min(steps, Math.floor((distance / this.#longest) * steps));
    let step = this.#firstSteps[part] ?? steps;
    while (step < steps && (this.#distances[step] ?? 0) < distance) step++;
    return this.#milliseconds[step] ?? 0;
  }

  get #longest(): number {
    return this.#distances[steps] ?? 0;
  }

  #distance(a: number, b: number): number {
    const across = around(this.#x[a] ?? 0, this.#x[b] ?? 0);
    const along = around(this.#y[a] ?? 0, this.#y[b] ?? 0);
    const doors = (this.#door[a] ?? 0) + (this.#door[b] ?? 0);
    return Math.sqrt(across * across + along * along) + doors;
  }
}

function around(a: number, b: number): number {
  const gap = Math.abs(a - b);
  return Math.min(gap, 1 - gap);
}
