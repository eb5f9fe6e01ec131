// What the buckets of requests tell: quantiles, means, and the requests between two looks.
import type { Bucket, RequestFigures } from "./figures.ts";

export type Requests = Readonly<Record<string, RequestFigures>>;

export interface Latencies {
  /** Undefined without a request. */
  readonly mean: number | undefined;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly max: number | undefined;
}

/** In microseconds. A quantile is where its bucket ends, so it may be up to a quarter too high and
 *  is never too low. */
export function latencies(figures: RequestFigures): Latencies {
  const { count, microseconds, microsecondsMax } = figures;
  if (count === 0) return { mean: undefined, p50: undefined, p99: undefined, max: undefined };
  return {
    mean: Math.round((1000 * microseconds) / count) / 1000,
    p50: quantile(figures, 0.5),
    p99: quantile(figures, 0.99),
    max: microsecondsMax,
  };
}

/** The smallest bucket's end below which the share `share` of all requests lies. */
function quantile({ count, buckets, microsecondsMax }: RequestFigures, share: number): number {
  let left = Math.max(1, Math.ceil(count * share));
  for (const [end, some] of buckets) {
    left -= some;
    if (left <= 0) return Math.min(end, microsecondsMax);
  }
  return microsecondsMax;
}

/** What came after `before`. The longest of it is known by the bucket that it is in. */
export function requestsSince(before: Requests, now: Requests): Requests {
  const differences = Object.entries(now).map(([name, figures]) => {
    const former = before[name];
    return [name, former === undefined ? figures : difference(former, figures)] as const;
  });
  return Object.fromEntries(differences);
}

function difference(before: RequestFigures, now: RequestFigures): RequestFigures {
  const counts = new Map(before.buckets);
  const buckets = now.buckets
    .map(([end, count]): Bucket => [end, count - (counts.get(end) ?? 0)])
    .filter(([, count]) => count > 0);
  return {
    count: now.count - before.count,
    refused: now.refused - before.refused,
    microseconds: now.microseconds - before.microseconds,
    microsecondsMax: Math.min(buckets.at(-1)?.[0] ?? 0, now.microsecondsMax),
    buckets,
  };
}

/** With the quantiles, for programs that do not want to compute them. */
export function withLatencies(requests: Requests): Readonly<Record<string, object>> {
  const all = Object.entries(requests).map(([name, figures]) => {
    const { buckets, ...rest } = figures;
    const { mean, p50, p99 } = latencies(figures);
    const quantiles = { microsecondsMean: mean, microsecondsP50: p50, microsecondsP99: p99 };
    return [name, { ...rest, ...quantiles, buckets }] as const;
  });
  return Object.fromEntries(all);
}
