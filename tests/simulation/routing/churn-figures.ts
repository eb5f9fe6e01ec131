// How nodes come and go: 632 PlanetLab hosts over 365 days, as Carbonite's table of its trace has
// it (Chun et al., NSDI 2006). 21,255 transient failures; an absence takes 1,208 s in the median,
// 14,242 s at the 90th percentile and 104,647 s in the mean; 219 disk failures.
import { logarithmicQuantile, type Quantiles } from "./quantiles.ts";

const day = 24 * 3600;
const hosts = 632;
const hostSeconds = hosts * 365 * day;

const transientFailures = 21_255;
const diskFailures = 219;

/** Seconds. */
const absenceMedian = 1208;
const absenceP90 = 14_242;
export const absenceMean = 104_647;

/** The trace looks every few minutes and sees no shorter absence. */
const absenceMin = 60;

/** Seconds between two absences; the trace's intervals over all hosts are nearly exponential (305 s
 *  at the median, 1,467 in the mean, 3,306 at the 90th percentile). */
export const sessionMean = hostSeconds / transientFailures - absenceMean;

/** Seconds of a disk's life. */
export const diskLifeMean = hostSeconds / diskFailures;

/** The longest absence is the one with which the mean comes out. */
export const absences: Quantiles = withLongest(longestAbsence());

export function absenceAt(probability: number): number {
  return logarithmicQuantile(absences, probability);
}

function withLongest(longest: number): Quantiles {
  return [
    [0, absenceMin],
    [0.5, absenceMedian],
    [0.9, absenceP90],
    [1, longest],
  ];
}

function longestAbsence(): number {
  let low = absenceP90;
  let high = 400 * day;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (meanOfAbsences(withLongest(middle)) < absenceMean) low = middle;
    else high = middle;
  }
  return high;
}

/** Of a value whose logarithm grows evenly from a to b: (b - a) / ln(b / a). */
function meanOfAbsences(quantiles: Quantiles): number {
  let mean = 0;
  let before = quantiles[0];
  for (const after of quantiles.slice(1)) {
    if (before === undefined) continue;
    mean += ((after[0] - before[0]) * (after[1] - before[1])) / Math.log(after[1] / before[1]);
    before = after;
  }
  return mean;
}
