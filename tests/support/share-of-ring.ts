// How much of the ring an arc covers: the load of the node that is at home there.

import { stepsFromTo } from "../../dhash/core/routing/ring-point.ts";
import type { Arc } from "../../dhash/core/routing-index.ts";

/** Points of an arc, as a share of the ring. */
export function shareOfRing({ from, to }: Arc): number {
  return Number((stepsFromTo(from, to) + 1n) >> 200n) / 2 ** 56;
}
