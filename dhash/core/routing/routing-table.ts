// The table of a node, with Pastry's plan: a leaf set (the nearest ids on both sides) and rows of
// cells (ids that share so many digits and differ in the next, 16 to a row), each cell filled with
// the nearest by measured round trip. What fits the budget is kept, so a node of a small swarm
// knows everyone; beyond, the fullest cell gives up its farthest entry.
import { invariant } from "../invariant.ts";
import type { Contact } from "./contact.ts";
import { leavesPerSide as leavesDefault, tableEntriesMax } from "./limits.ts";
import { placeKey } from "./placement.ts";
import { Ring } from "./ring.ts";
import type { NodeId, RingPoint } from "./ring-point.ts";
import { Silences } from "./silences.ts";

export interface TableOptions {
  /** Entries beside the owner; at least twice the leaves of a side and one. */
  readonly entriesMax?: number;
  readonly leavesPerSide?: number;
}

/** What a table says of a key. */
export interface Nearest {
  /** Nearest first. */
  readonly contacts: readonly Contact[];
  /** So many of them, from the first on, are certain: as far as the owner was told the truth, no
   *  node that it does not know is nearer than these. */
  readonly certain: number;
  /** They are the whole swarm. */
  readonly isEveryone: boolean;
}

//    own id  3a7f..      cell (row 0, digit c): c...      (row 1, digit 9): 39..
const digits = 16;

/** What a node says of its own table beside a list of it. */
export interface TableState {
  /** It has joined. */
  readonly isSettled: boolean;
  /** It knows the whole swarm. */
  readonly isWhole: boolean;
  /** It never gave up anybody for want of room. */
  readonly hasRoom: boolean;
  /** Nodes it knows, itself included. */
  readonly nodes: number;
}

export class RoutingTable {
  readonly own: Contact;
  readonly entriesMax: number;
  readonly leavesPerSide: number;
  readonly #ring = new Ring();
  /** Milliseconds, at the index of the ring; infinite where none was measured. */
  readonly #roundTrips: number[] = [];
  /** Entries by cell; leaves are counted too. */
  readonly #cellSizes = new Map<number, number>();
  readonly #silences = new Silences();
  #isSettled = false;
  #isWhole = false;
  /** Somebody did not fit. */
  #hasGivenUp = false;

  constructor(own: Contact, options: TableOptions = {}) {
    this.own = own;
    this.entriesMax = options.entriesMax ?? tableEntriesMax;
    this.leavesPerSide = options.leavesPerSide ?? leavesDefault;
    invariant(this.entriesMax > 2 * this.leavesPerSide, "a table has room beside its leaves");
    this.#ring.add(own);
    this.#roundTrips.push(0);
  }

  /** Entries beside the owner. */
  get size(): number {
    return this.#ring.size - 1;
  }

  /** True when the owner knows the whole swarm. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** The owner has joined: its leaf set is what there is. `isWhole` when whoever it learned from
   *  knew the whole swarm, or when it is the first. */
  settle(isWhole: boolean): void {
    this.#isSettled = true;
    this.#isWhole = isWhole && !this.#hasGivenUp;
  }

  get state(): TableState {
    const hasRoom = !this.#hasGivenUp;
    return { isSettled: this.#isSettled, isWhole: this.#isWhole, hasRoom, nodes: this.#ring.size };
  }

  /** Compares itself with another after it took what that one knows: two that joined, had room for
   *  everybody, and know as many know everyone. It mends a swarm in which nobody
   *  dares to say so. */
  agree(other: TableState): void {
    const both = [this.state, other];
    if (!both.every(({ isSettled, hasRoom }) => isSettled && hasRoom)) return;
    if (other.nodes === this.#ring.size) this.#isWhole = true;
  }

  /** It was heard itself: enters or renews; true when it is in the table afterwards. */
  learn(contact: Contact, roundTripMilliseconds?: number): boolean {
    if (contact.id === this.own.id) return false;
    this.#silences.end(contact.id);
    const index = this.#ring.add(contact);
    if (index === undefined) {
      if (roundTripMilliseconds !== undefined) this.measured(contact.id, roundTripMilliseconds);
      return true;
    }
    this.#roundTrips.splice(index, 0, roundTripMilliseconds ?? Number.POSITIVE_INFINITY);
    this.#count(contact.id, 1);
    if (this.size <= this.entriesMax) return true;
    this.#isWhole = false;
    this.#hasGivenUp = true;
    return this.#evict() !== contact.id;
  }

  /** Another names it. What is known at first hand is not replaced, and who was silent lately does
   *  not come back. True when it is news: worth a question, and then `learn` or `forget`. */
  hearOf(contact: Contact): boolean {
    const isKnown = contact.id === this.own.id || this.get(contact.id) !== undefined;
    if (isKnown || this.#silences.has(contact.id)) return false;
    this.learn(contact);
    return true;
  }

  /** Keeps what a round trip took; nothing for one who is not in the table. */
  measured(id: NodeId, milliseconds: number): void {
    const index = this.#ring.indexOf(id);
    if (index !== undefined) this.#roundTrips[index] = milliseconds;
  }

  roundTripOf(id: NodeId): number | undefined {
    const index = this.#ring.indexOf(id);
    const milliseconds = index === undefined ? undefined : this.#roundTrips[index];
    return milliseconds === Number.POSITIVE_INFINITY ? undefined : milliseconds;
  }

  /** It does not answer, or has left. Others cannot bring it back until it is heard itself, or
   *  until `forgive` was called twice. */
  forget(id: NodeId): boolean {
    if (id === this.own.id) return false;
    this.#silences.note(id);
    return this.#remove(id);
  }

  /** To be called less often than every entry is asked something. */
  forgive(): void {
    this.#silences.endPeriod();
  }

  #remove(id: NodeId): boolean {
    const index = this.#ring.remove(id);
    if (index === undefined) return false;
    this.#roundTrips.splice(index, 1);
    this.#count(id, -1);
    return true;
  }

  get(id: NodeId): Contact | undefined {
    return this.#ring.get(id);
  }

  /** Every entry and the owner, in the order of ids. */
  contacts(): IterableIterator<Contact> {
    return this.#ring[Symbol.iterator]();
  }

  /** The nearest ids: those before the owner, farthest first, then those after it. When there are
   *  no others, all, from the owner on. */
  leaves(): readonly Contact[] {
    const own = this.#ring.lowerBound(this.own.id);
    if (this.size <= 2 * this.leavesPerSide) {
      return Array.from({ length: this.size }, (_, index) => this.#ring.at(own + 1 + index));
    }
    const leaves: Contact[] = [];
    for (let offset = -this.leavesPerSide; offset <= this.leavesPerSide; offset++) {
      if (offset !== 0) leaves.push(this.#ring.at(own + offset));
    }
    return leaves;
  }

  /** The homes of a key, in one local step, when the owner knows everyone; otherwise undefined, and
   *  a look-up finds them. */
  homes(key: RingPoint, copies: number): readonly Contact[] | undefined {
    const isCertain = this.#isSettled && this.#isWhole;
    return isCertain ? placeKey({ ring: this.#ring, key, copies }) : undefined;
  }

  /** The contacts nearest to a key, the owner among them. */
  nearest(key: RingPoint, count: number): Nearest {
    const own = this.#ring.lowerBound(this.own.id);
    const walk = this.#ring.walk(key);
    const contacts: Contact[] = [];
    const isAllKnown = this.#isWhole || this.size <= 2 * this.leavesPerSide;
    let isCertain = this.#isSettled;
    let certain = 0;
    while (contacts.length < count) {
      const contact = walk.next();
      if (contact === undefined) break;
      contacts.push(contact);
      // Next on either side is who is farther than all taken. Between two leaves everyone is known.
      isCertain &&= isAllKnown || (this.#isLeaf(walk.before, own) && this.#isLeaf(walk.after, own));
      if (isCertain) certain++;
    }
    const isEveryone = this.#isSettled && isAllKnown && contacts.length === this.#ring.size;
    return { contacts, certain, isEveryone };
  }

  /** Up to `count` contacts, the owner among them, whose id begins with the prefix, from an id
   *  on. */
  list(range: {
    readonly prefix: string;
    readonly from: RingPoint;
    readonly count: number;
  }): readonly Contact[] {
    const start = Math.max(this.#ring.lowerBound(range.prefix), this.#ring.lowerBound(range.from));
    const end = Math.min(this.#endOf(range.prefix), start + range.count);
    const length = Math.max(0, end - start);
    return Array.from({ length }, (_, index) => this.#ring.at(start + index));
  }

  /** Digits shared with the owner, and the next one: the cell of an id. */
  #cellOf(id: NodeId): number {
    const own = this.own.id;
    let row = 0;
    while (id.charCodeAt(row) === own.charCodeAt(row)) row++;
    return row * digits + Number.parseInt(id.charAt(row), digits);
  }

  #count(id: NodeId, change: 1 | -1): void {
    const cell = this.#cellOf(id);
    const size = (this.#cellSizes.get(cell) ?? 0) + change;
    if (size === 0) this.#cellSizes.delete(cell);
    else this.#cellSizes.set(cell, size);
  }

  /** Takes out the farthest entry of the fullest cell that has one which is no leaf. Of equal cells
   *  the one that is found later in the table, of equal round trips the larger id. */
  #evict(): NodeId {
    const passed = new Set<number>();
    for (;;) {
      const cell = this.#fullestCell(passed);
      const index = this.#farthestOf(cell);
      if (index !== undefined) {
        const { id } = this.#ring.at(index);
        this.#remove(id);
        return id;
      }
      passed.add(cell);
    }
  }

  #fullestCell(passed: ReadonlySet<number>): number {
    let [fullest, most] = [-1, 0];
    for (const [cell, size] of this.#cellSizes) {
      if (size < most || (size === most && cell < fullest) || passed.has(cell)) continue;
      [fullest, most] = [cell, size];
    }
    invariant(fullest >= 0, "a table beyond its budget has an entry that is no leaf");
    return fullest;
  }

  #farthestOf(cell: number): number | undefined {
    const row = Math.floor(cell / digits);
    const prefix = this.own.id.slice(0, row) + (cell % digits).toString(digits);
    const end = this.#endOf(prefix);
    const own = this.#ring.lowerBound(this.own.id);
    let farthest: number | undefined;
    let most = -1;
    for (let index = this.#ring.lowerBound(prefix); index < end; index++) {
      const roundTrip = this.#roundTrips[index] ?? 0;
      if (roundTrip < most || this.#isLeaf(index, own)) continue;
      most = roundTrip;
      farthest = index;
    }
    return farthest;
  }

  /** Index after the last id that begins with the prefix. */
  #endOf(prefix: string): number {
    return this.#ring.lowerBound(`${prefix}g`);
  }

  /** The owner, at index `own`, counts as its own leaf. */
  #isLeaf(index: number, own: number): boolean {
    const { size } = this.#ring;
    const offset = (((index - own) % size) + size) % size;
    return offset <= this.leavesPerSide || offset >= size - this.leavesPerSide;
  }
}
