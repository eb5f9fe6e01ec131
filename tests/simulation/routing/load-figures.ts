// How evenly keys fall on nodes: by the share of the ring of which each is a home, which is exact,
// and by keys that were placed. A machine may take several ids (the virtual servers of CFS).
import {
  type Contact,
  copiesDefault,
  homeArc,
  type NodeId,
  placeKey,
  Ring,
} from "../../../dhash/core/routing-index.ts";
import { shareOfRing } from "../../support/share-of-ring.ts";
import { machineOf } from "./population.ts";
import { meanOf, quantileOf } from "./quantiles.ts";
import { Random } from "./random.ts";

export interface LoadFigures {
  readonly machines: number;
  readonly idsPerMachine: number;
  readonly keys: number;
  /** Share of a machine, over the mean share. */
  readonly maxShare: number;
  readonly p99Share: number;
  readonly minShare: number;
  /** Keys of a machine, over the mean. */
  readonly maxKeys: number;
}

export function measureLoad(plan: {
  readonly machines: number;
  readonly idsPerMachine: number;
  readonly keys: number;
  readonly seed: number;
}): LoadFigures {
  const random = new Random(plan.seed);
  const owners = new Map<NodeId, number>();
  const nodes = Array.from({ length: plan.machines * plan.idsPerMachine }, (_, index): Contact => {
    const id = random.point();
    const machine = index % plan.machines;
    owners.set(id, machine);
    return { id, machine: machineOf(machine), addresses: [] };
  });
  const ring = Ring.of(nodes);
  const shares = new Float64Array(plan.machines);
  const keys = new Float64Array(plan.machines);
  const add = (to: Float64Array, id: NodeId, amount: number) => {
    const machine = owners.get(id) ?? 0;
    to[machine] = (to[machine] ?? 0) + amount;
  };
  for (const { id } of nodes) {
    const arc = homeArc(ring, { id, copies: copiesDefault });
    if (arc !== undefined) add(shares, id, shareOfRing(arc));
  }
  for (let count = 0; count < plan.keys; count++) {
    const homes = placeKey({ ring, key: random.point(), copies: copiesDefault });
    for (const { id } of homes) add(keys, id, 1);
  }
  const sorted = shares.slice().sort();
  const mean = meanOf(sorted);
  return {
    machines: plan.machines,
    idsPerMachine: plan.idsPerMachine,
    keys: plan.keys,
    maxShare: quantileOf(sorted, 1) / mean,
    p99Share: quantileOf(sorted, 0.99) / mean,
    minShare: quantileOf(sorted, 0) / mean,
    maxKeys: quantileOf(keys.slice().sort(), 1) / meanOf(keys),
  };
}
