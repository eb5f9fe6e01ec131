// Whom a node knows: the ring of those that store, as far as it met them itself, and the table of
// all it heard of. Who is not connected keeps its place in the ring for a while, because most come
// back; who stores nothing is in neither.
import { invariant } from "../invariant.ts";
import type { PeerId } from "../peer-id.ts";
import type { Contact } from "../routing/contact.ts";
import { isMachineId } from "../routing/contact.ts";
import { failuresMax } from "../routing/limits.ts";
import { type PresenceChange, Presences } from "../routing/presence.ts";
import { Ring } from "../routing/ring.ts";
import type { NodeId } from "../routing/ring-point.ts";
import { RoutingTable } from "../routing/routing-table.ts";
import { absenceMilliseconds, hearsayMax } from "./limits.ts";

export interface OwnNode {
  readonly contact: Contact;
  readonly peer: PeerId;
  readonly isStoring: boolean;
  readonly tableEntries: number | undefined;
}

export class KnownNodes {
  readonly own: Contact;
  readonly isStoring: boolean;
  readonly table: RoutingTable;
  readonly #presences = new Presences();
  /** Who is not connected, since when. */
  readonly #absentSince = new Map<NodeId, number>();
  /** Heard of and not met. */
  readonly #hearsay = new Set<NodeId>();
  #ring: Ring | undefined;
  #changes = 0;

  constructor({ contact, peer, isStoring, tableEntries: entriesMax }: OwnNode) {
    // A table has its owner in it. One that stores nothing stands for a machine of its own there,
    // so that it hides nobody, and is passed over.
    const machine = isStoring ? contact.machine : peer;
    invariant(isMachineId(machine), "the name of a peer may name a machine");
    this.own = { ...contact, machine };
    this.isStoring = isStoring;
    this.table = new RoutingTable(this.own, entriesMax === undefined ? {} : { entriesMax });
  }

  /** Goes up when other nodes make up the ring. */
  get changes(): number {
    return this.#changes;
  }

  /** Nodes on which blocks are put: present, or absent for a short time. */
  get ring(): Ring {
    this.#ring ??= Ring.of(this.#members());
    return this.#ring;
  }

  get machines(): number {
    return new Set([...this.ring].map(({ machine }) => machine)).size;
  }

  isInRing(id: NodeId): boolean {
    return this.ring.get(id) !== undefined;
  }

  /** A storing node is connected. */
  meet(contact: Contact, now: number): void {
    const before = this.ring.get(contact.id);
    this.#absentSince.delete(contact.id);
    this.#hearsay.delete(contact.id);
    this.table.learn(contact);
    const gone = this.#presences.heard(contact, now).filter(({ change }) => change === "gone");
    this.#forgetGone(gone);
    if (before?.machine !== contact.machine || gone.length > 0) this.#changeRing();
    else if (before !== contact) this.#ring = undefined;
  }

  /** It is connected no more. */
  lose(id: NodeId, now: number): void {
    if (this.#presences.stateOf(id) !== "present") return;
    this.#presences.failed(id);
    this.#absentSince.set(id, now);
  }

  /** It leaves for good, or stores nothing any more. */
  leave(id: NodeId): void {
    this.table.forget(id);
    const changes = this.#presences.left(id);
    this.#forgetGone(changes);
    if (changes.length > 0) this.#changeRing();
  }

  /** Another names it; so many are believed until they were met. True when it is known now. */
  hearOf(contact: Contact): boolean {
    const isKnown = contact.id === this.own.id || this.table.get(contact.id) !== undefined;
    if (isKnown || this.#hearsay.size >= hearsayMax) return isKnown;
    if (this.table.hearOf(contact)) this.#hearsay.add(contact.id);
    return this.table.get(contact.id) !== undefined;
  }

  /** To be called once in a period: others may name again who was silent. */
  forgive(): void {
    this.table.forgive();
    for (const id of this.#hearsay) if (this.table.get(id) === undefined) this.#hearsay.delete(id);
  }

  /** It cannot be reached, or does not answer. */
  fail(id: NodeId): void {
    this.#hearsay.delete(id);
    this.table.forget(id);
  }

  /** Who has been absent for too long loses its place; who has been for weeks, its name. */
  expire(now: number): void {
    for (const [id, since] of this.#absentSince) {
      if (now - since < absenceMilliseconds) break;
      this.#absentSince.delete(id);
      for (let failures = 0; failures < failuresMax; failures++) this.#presences.failed(id);
      this.table.forget(id);
      this.#changeRing();
    }
    this.#forgetGone(this.#presences.expire(now));
  }

  /** One that is not connected, or has lost its place for that, to be looked for again. `chance` is
   *  in [0, 1). */
  absentNode(chance: number): Contact | undefined {
    const absent = [...this.#absentSince.keys()];
    const id = absent[Math.floor(chance * 2 * absent.length)];
    const contact = id === undefined ? undefined : this.ring.get(id);
    return contact ?? this.#presences.awayNode((chance * 2) % 1);
  }

  contactOf(id: NodeId): Contact | undefined {
    return this.ring.get(id) ?? this.table.get(id);
  }

  *#members(): IterableIterator<Contact> {
    if (this.isStoring) yield this.own;
    for (const contact of this.#presences.members()) {
      if (this.#presences.stateOf(contact.id) !== "away") yield contact;
    }
  }

  #forgetGone(changes: readonly PresenceChange[]): void {
    for (const { contact } of changes) this.#absentSince.delete(contact.id);
  }

  #changeRing(): void {
    this.#ring = undefined;
    this.#changes++;
  }
}
