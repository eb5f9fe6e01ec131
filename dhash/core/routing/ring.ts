// The consistent-hash ring (Karger; Chord): contacts in the order of their ids, and the walk from a
// key outward, nearest first.
import { invariant } from "../invariant.ts";
import type { Contact } from "./contact.ts";
import { headOf, isBeforeNearer, type NodeId, type RingPoint } from "./ring-point.ts";

export class Ring {
  readonly #contacts: Contact[] = [];
  /** Heads of the ids, at the same index. */
  readonly #heads: number[] = [];

  /** A ring of contacts with different ids. */
  static of(contacts: Iterable<Contact>): Ring {
    const ring = new Ring();
    for (const contact of [...contacts].sort((a, b) => (a.id < b.id ? -1 : 1))) ring.add(contact);
    return ring;
  }

  get size(): number {
    return this.#contacts.length;
  }

  /** The contact at an index, counted around the ring in both directions. */
  at(index: number): Contact {
    const { length } = this.#contacts;
    const contact = this.#contacts[((index % length) + length) % length];
    invariant(contact !== undefined, "a ring that is walked is not empty");
    return contact;
  }

  headAt(index: number): number {
    const { length } = this.#heads;
    return this.#heads[((index % length) + length) % length] ?? 0;
  }

  /** Index of the first contact whose id is not smaller; `size` when all are. Takes the beginning
   *  of an id as well. */
  lowerBound(start: string): number {
    let low = 0;
    let high = this.#contacts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const contact = this.#contacts[middle];
      if (contact !== undefined && contact.id < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of the id, or undefined. */
  indexOf(id: NodeId): number | undefined {
    const index = this.lowerBound(id);
    return this.#contacts[index]?.id === id ? index : undefined;
  }

  get(id: NodeId): Contact | undefined {
    const contact = this.#contacts[this.lowerBound(id)];
    return contact?.id === id ? contact : undefined;
  }

  /** Enters, or replaces what was known of the id; the index when it is new. */
  add(contact: Contact): number | undefined {
    const index = this.lowerBound(contact.id);
    if (this.#contacts[index]?.id === contact.id) {
      this.#contacts[index] = contact;
      return undefined;
    }
    if (index === this.#contacts.length) {
      this.#contacts.push(contact);
      this.#heads.push(headOf(contact.id));
    } else {
      this.#contacts.splice(index, 0, contact);
      this.#heads.splice(index, 0, headOf(contact.id));
    }
    return index;
  }

  /** Takes out; the index where it was, or undefined. */
  remove(id: NodeId): number | undefined {
    const index = this.indexOf(id);
    if (index === undefined) return undefined;
    this.#contacts.splice(index, 1);
    this.#heads.splice(index, 1);
    return index;
  }

  walk(key: RingPoint): RingWalk {
    return new RingWalk(this, key);
  }

  /** Up to `count` contacts, nearest to the key first. */
  nearest(key: RingPoint, count: number): readonly Contact[] {
    const walk = this.walk(key);
    const found: Contact[] = [];
    while (found.length < count) {
      const contact = walk.next();
      if (contact === undefined) break;
      found.push(contact);
    }
    return found;
  }

  /** In the order of ids. */
  [Symbol.iterator](): IterableIterator<Contact> {
    return this.#contacts[Symbol.iterator]();
  }
}

/** Visits every contact once, nearest to the key first. The ring must not change meanwhile.
 *
 *        before <- ... [already visited] ... -> after
 *  Both sides move away from the key, so the nearer of the two is the nearest left: one that is
 *  more than half the ring ahead is met earlier from behind. */
export class RingWalk {
  readonly #ring: Ring;
  readonly #key: RingPoint;
  readonly #keyHead: number;
  #before: number;
  #after: number;
  #left: number;

  constructor(ring: Ring, key: RingPoint) {
    this.#ring = ring;
    this.#key = key;
    this.#keyHead = headOf(key);
    this.#after = ring.lowerBound(key);
    this.#before = this.#after - 1;
    this.#left = ring.size;
  }

  /** Index, perhaps beyond the ends, of what comes next on the side before the key. */
  get before(): number {
    return this.#before;
  }

  get after(): number {
    return this.#after;
  }

  next(): Contact | undefined {
    if (this.#left === 0) return undefined;
    this.#left--;
    const before = this.#ring.at(this.#before);
    const after = this.#ring.at(this.#after);
    const isBefore = isBeforeNearer({
      key: this.#key,
      before: before.id,
      after: after.id,
      beforeHead: this.#ring.headAt(this.#before),
      afterHead: this.#ring.headAt(this.#after),
      keyHead: this.#keyHead,
    });
    if (isBefore) {
      this.#before--;
      return before;
    }
    this.#after++;
    return after;
  }
}
