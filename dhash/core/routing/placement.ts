// Placement: which nodes a block belongs on. A key's homes are the nearest nodes on different
// machines (PAST's numerically nearest nodes, CFS's distinct servers). It depends on the members
// alone, so everyone who knows the same members computes the same homes, and a member who comes or
// goes changes only the homes that are its own.
import type { Contact } from "./contact.ts";
import type { Ring } from "./ring.ts";
import {
  type Arc,
  type NodeId,
  pointAfter,
  type RingPoint,
  stepsFromTo,
  wholeRing,
} from "./ring-point.ts";

export interface Placement {
  readonly ring: Ring;
  readonly key: RingPoint;
  readonly copies: number;
}

/** The homes of a key, nearest first; fewer than `copies` when there are fewer machines. */
export function placeKey({ ring, key, copies }: Placement): readonly Contact[] {
  const homes: Contact[] = [];
  const walk = ring.walk(key);
  while (homes.length < copies) {
    const contact = walk.next();
    if (contact === undefined) break;
    if (homes.every(({ machine }) => machine !== contact.machine)) homes.push(contact);
  }
  return homes;
}

/** The keys of which a member is a home: one arc around its id. Undefined for one who is not in the
 *  ring. */
export function homeArc(
  ring: Ring,
  { id, copies }: { readonly id: NodeId; readonly copies: number },
): Arc | undefined {
  const index = ring.indexOf(id);
  if (index === undefined) return undefined;
  const after = rivalOf(ring, { index, copies, step: 1 });
  const before = rivalOf(ring, { index, copies, step: -1 });
  if (after === undefined || before === undefined) return wholeRing;
  // Halfway belongs to the one after it.
  const forward = stepsFromTo(id, after);
  const backward = stepsFromTo(before, id);
  return { from: pointAfter(id, -(backward / 2n)), to: pointAfter(id, (forward - 1n) / 2n) };
}

/** Going one way, the first node that, once it is nearer to a key than this one, makes it no home:
 *  another of its machine, or one of the last machine needed. */
function rivalOf(
  ring: Ring,
  {
    index,
    copies,
    step,
  }: { readonly index: number; readonly copies: number; readonly step: 1 | -1 },
): NodeId | undefined {
  const own = ring.at(index);
  const machines = new Set([own.machine]);
  for (let distance = 1; distance < ring.size; distance++) {
    const { id, machine } = ring.at(index + step * distance);
    if (machine === own.machine) return id;
    machines.add(machine);
    if (machines.size > copies) return id;
  }
  return undefined;
}
