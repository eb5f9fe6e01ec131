// A distribution given by some of its quantiles, as papers print it.

/** Probability and value, both ascending; the first probability is 0, the last 1. */
export type Quantiles = readonly (readonly [probability: number, value: number])[];

/** The value at a probability, straight between the quantiles. */
export function linearQuantile(quantiles: Quantiles, probability: number): number {
  const { low, high, part } = around(quantiles, probability);
  return low + (high - low) * part;
}

/** The value at a probability, straight on a logarithmic scale: for what spans orders of
 *  magnitude. */
export function logarithmicQuantile(quantiles: Quantiles, probability: number): number {
  const { low, high, part } = around(quantiles, probability);
  return low * (high / low) ** part;
}

/** Of sorted values, without interpolation. */
export function quantileOf(sorted: ArrayLike<number>, probability: number): number {
  const index = Math.min(sorted.length - 1, Math.floor(probability * sorted.length));
  return sorted[index] ?? 0;
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
}

function around(quantiles: Quantiles, probability: number) {
  let before = quantiles[0];
  for (const after of quantiles) {
    if (before !== undefined && probability <= after[0] && after[0] > before[0]) {
      const part = Math.max(0, (probability - before[0]) / (after[0] - before[0]));
      return { low: before[1], high: after[1], part };
    }
    before = after;
  }
  const last = quantiles.at(-1)?.[1] ?? 0;
  return { low: last, high: last, part: 0 };
}
