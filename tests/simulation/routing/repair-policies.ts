// The rules of repair that are compared: the one of the core, and two to measure it by.
import {
  type Contact,
  type NodeId,
  planRepair,
  type RepairFacts,
  type RepairPlan,
  type Ring,
} from "../../../dhash/core/routing-index.ts";

export interface PolicyFacts extends RepairFacts {
  readonly copies: number;
  readonly holders: ReadonlySet<NodeId>;
  /** The members that are present. */
  readonly present: Ring;
}

export type Policy = (facts: PolicyFacts) => RepairPlan;

/** Copies of members that come back are counted: the rule of the core. */
export const countReturning: Policy = planRepair;

/** The first DHash: exactly the nearest that are present hold a key, and whoever else does deletes
 *  it. */
export const copyOnEveryAbsence: Policy = ({ key, present, copies, holders }) => {
  const homes = nearestMachines(present, { key, copies });
  const to = homes.filter(({ id }) => !holders.has(id));
  const there = [...holders].filter((id) => present.get(id) !== undefined);
  const homeIds = new Set(homes.map(({ id }) => id));
  const drop = to.length > 0 ? [] : there.filter((id) => !homeIds.has(id));
  return { from: there[0], to, drop };
};

/** An oracle: it knows which disks are lost and copies only for them. */
export const copyOnLossOnly: Policy = ({ key, members, present, copies, holders }) => {
  const there = [...holders].filter((id) => present.get(id) !== undefined);
  const machines = new Set([...holders].map((id) => members.get(id)?.machine));
  const to: Contact[] = [];
  const walk = present.walk(key);
  while (machines.size < copies) {
    const contact = walk.next();
    if (contact === undefined) break;
    if (machines.has(contact.machine)) continue;
    machines.add(contact.machine);
    to.push(contact);
  }
  return { from: there[0], to, drop: [] };
};

function nearestMachines(
  ring: Ring,
  { key, copies }: Pick<PolicyFacts, "key" | "copies">,
): readonly Contact[] {
  const found: Contact[] = [];
  const walk = ring.walk(key);
  while (found.length < copies) {
    const contact = walk.next();
    if (contact === undefined) break;
    if (found.every(({ machine }) => machine !== contact.machine)) found.push(contact);
  }
  return found;
}
