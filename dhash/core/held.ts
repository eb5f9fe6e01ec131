// What a keeper holds that can grow, beside the named limit of it. Whoever watches a keeper asks.

export interface Held {
  readonly what: string;
  readonly size: number;
  readonly max: number;
}

/** The largest of some that have the same limit. */
export function largest(what: string, sizes: Iterable<number>, max: number): Held {
  let size = 0;
  for (const each of sizes) size = Math.max(size, each);
  return { what, size, max };
}
