// With whom a home compares what it keeps, and where: the members that share homes with it, and the
// keys of which both are homes. Everything else each of them keeps differs by right.
import type { Contact } from "../routing/contact.ts";
import { homeArc } from "../routing/placement.ts";
import type { Ring } from "../routing/ring.ts";
import { type Arc, isInArc, type NodeId } from "../routing/ring-point.ts";

export interface Partner {
  readonly contact: Contact;
  /** The keys of which both are homes: one arc, or two when they meet at both ends. */
  readonly arcs: readonly Arc[];
}

/** Partners of a member; each pair needs to compare once, since a comparison tells both ways. */
export function comparisonPartners(
  ring: Ring,
  { id, copies }: { readonly id: NodeId; readonly copies: number },
): readonly Partner[] {
  const own = homeArc(ring, { id, copies });
  if (own === undefined) return [];
  const partners: Partner[] = [];
  for (const contact of neighbours(ring, { id, copies })) {
    const other = homeArc(ring, { id: contact.id, copies });
    const arcs = other === undefined ? [] : sharedArcs(own, other);
    if (arcs.length > 0) partners.push({ contact, arcs });
  }
  return partners;
}

/** Points of both arcs. */
export function sharedArcs(a: Arc, b: Arc): readonly Arc[] {
  // A part that is shared begins where one of the two begins, inside the other.
  const starts = new Set([b.from, a.from].filter((from) => isInArc(from, a) && isInArc(from, b)));
  return [...starts].map((from) => ({ from, to: firstEnd(from, a, b) }));
}

/** Of the two ends, the first that is met going clockwise. */
function firstEnd(from: Arc["from"], a: Arc, b: Arc): Arc["to"] {
  return isInArc(a.to, { from, to: b.to }) ? a.to : b.to;
}

/** Those on both sides beyond whom nobody shares a key: as many machines as there are copies lie
 *  between. */
function neighbours(
  ring: Ring,
  { id, copies }: { readonly id: NodeId; readonly copies: number },
): ReadonlySet<Contact> {
  const found = new Set<Contact>();
  const index = ring.indexOf(id);
  if (index === undefined) return found;
  for (const step of [1, -1]) {
    const machines = new Set<string>();
    for (let distance = 1; distance < ring.size && machines.size < copies; distance++) {
      const contact = ring.at(index + step * distance);
      machines.add(contact.machine);
      found.add(contact);
    }
  }
  return found;
}
