// What to copy where, for one key. Homes follow the members, so an absence moves nothing; copies
// are made only when fewer are present than wanted, and holders that come back count again
// (Carbonite, NSDI 2006). Everyone with the same facts makes the same plan.
import type { Contact } from "../routing/contact.ts";
import { copiesDefault, spareCopiesMax } from "../routing/limits.ts";
import { placeKey } from "../routing/placement.ts";
import { Ring } from "../routing/ring.ts";
import type { NodeId, RingPoint } from "../routing/ring-point.ts";

export interface RepairFacts {
  readonly key: RingPoint;
  /** Everyone who is not gone, present or away. */
  readonly members: Ring;
  readonly isPresent: (id: NodeId) => boolean;
  /** Everyone known to hold the key, present or away. Those that are no members do not count. */
  readonly holders: Iterable<NodeId>;
  readonly copies?: number;
  readonly spareCopies?: number;
}

export interface RepairPlan {
  /** The nearest holder that is present: it carries the plan out. Undefined when none is, and
   *  nothing can be done. */
  readonly from: NodeId | undefined;
  /** Who is to get a copy. */
  readonly to: readonly Contact[];
  /** Who may delete its copy, once the homes have said that they hold theirs. */
  readonly drop: readonly NodeId[];
}

export function planRepair(facts: RepairFacts): RepairPlan {
  const { key, members, isPresent } = facts;
  const { copies = copiesDefault, spareCopies = spareCopiesMax } = facts;
  const present = presentHolders(facts);
  const [nearest] = present;
  if (nearest === undefined) return { from: undefined, to: [], drop: [] };
  const holding = new Set(present.map(({ id }) => id));
  const machines = new Set(present.map(({ machine }) => machine));
  const homes = placeKey({ ring: members, key, copies });
  const to = homes.filter(({ id }) => isPresent(id) && !holding.has(id));
  for (const { machine } of to) machines.add(machine);
  if (machines.size < copies) to.push(...standIns(facts, { machines, copies }));
  const surplus = present.length - copies - spareCopies;
  if (to.length > 0 || surplus <= 0) return { from: nearest.id, to, drop: [] };
  const drop = droppable(present, { homes, copies, count: surplus });
  return { from: nearest.id, to, drop };
}

/** The farthest that are no homes, so many at most, while there are machines enough without
 *  them. */
function droppable(
  present: readonly Contact[],
  limits: { readonly homes: readonly Contact[]; readonly copies: number; readonly count: number },
): readonly NodeId[] {
  const kept = new Set(present);
  const dropped: NodeId[] = [];
  for (const contact of [...present].reverse()) {
    if (dropped.length === limits.count) break;
    if (limits.homes.some(({ id }) => id === contact.id)) continue;
    kept.delete(contact);
    const machines = new Set([...kept].map(({ machine }) => machine));
    if (machines.size < limits.copies) kept.add(contact);
    else dropped.unshift(contact.id);
  }
  return dropped;
}

/** Nearest to the key first. */
function presentHolders({ key, members, isPresent, holders }: RepairFacts): readonly Contact[] {
  const present: Contact[] = [];
  for (const id of holders) {
    const contact = isPresent(id) ? members.get(id) : undefined;
    if (contact !== undefined) present.push(contact);
  }
  return Ring.of(present).nearest(key, present.length);
}

/** The nearest that are present, on other machines than these, until there are enough machines. */
function standIns(
  { key, members, isPresent }: RepairFacts,
  { machines, copies }: { readonly machines: ReadonlySet<string>; readonly copies: number },
): readonly Contact[] {
  const taken = new Set(machines);
  const found: Contact[] = [];
  const walk = members.walk(key);
  while (taken.size < copies) {
    const contact = walk.next();
    if (contact === undefined) break;
    if (!isPresent(contact.id) || taken.has(contact.machine)) continue;
    taken.add(contact.machine);
    found.push(contact);
  }
  return found;
}
