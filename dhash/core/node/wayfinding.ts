// How a node comes to know others: it joins by the first it meets, asks each newcomer whom it
// knows, looks up what its table does not reach, and has connections sought.
import { HolderPointers } from "../repair/holder-pointers.ts";
import type { Contact } from "../routing/contact.ts";
import { type Ask, Join, type JoinStep } from "../routing/join.ts";
import { contactsFoundMax, lookupStartsMax } from "../routing/limits.ts";
import { Lookup, type LookupStep } from "../routing/lookup.ts";
import { answerQuestion, type Question, type Reply } from "../routing/questions.ts";
import { refreshQuestion, takeRefresh } from "../routing/refresh.ts";
import { type NodeId, type RingPoint, wholeRing } from "../routing/ring-point.ts";
import { Asking, type Purpose } from "./asking.ts";
import type { KnownNodes } from "./known-nodes.ts";
import {
  forgiveMilliseconds,
  holdersToldMax,
  listPagesMax,
  lookupsMax,
  refreshMilliseconds,
} from "./limits.ts";
import { Seeking } from "./seeking.ts";

export interface WayfindingParts {
  readonly known: KnownNodes;
  readonly copies: number;
  readonly isConnected: (contact: Contact) => boolean;
  readonly send: (to: Contact, number: number, question: Question) => void;
  readonly seek: (contact: Contact) => void;
  /** These may have what is at the point. */
  readonly located: (point: RingPoint, contacts: readonly Contact[]) => void;
}

/** An answer, with the contacts of the holders that it names. */
export interface Answer {
  readonly reply: Reply;
  readonly holders: readonly Contact[];
}

interface OpenLookup {
  readonly lookup: Lookup;
  found: readonly Contact[] | undefined;
}

/** Entries looked at for their end at a turn of upkeep. */
const pointersAtOnce = 256;

export class Wayfinding {
  readonly pointers = new HolderPointers();
  readonly #parts: WayfindingParts;
  readonly #asking: Asking;
  readonly #seeking: Seeking;
  readonly #lookups = new Map<RingPoint, OpenLookup>();
  #join: Join | undefined;
  #now = 0;
  #refreshAt = 0;
  #forgiveAt = 0;

  constructor(parts: WayfindingParts) {
    this.#parts = parts;
    this.#seeking = new Seeking(parts.seek);
    const { isConnected, send } = parts;
    const failed = (purpose: Purpose, to: Contact): void => this.#fail(purpose, to);
    this.#asking = new Asking({ seeking: this.#seeking, isConnected, send, failed });
  }

  /** A storing node is connected. */
  meet(contact: Contact, now: number): void {
    this.#now = now;
    this.#seeking.end(contact.id);
    this.#asking.meet(contact.id, now);
    if (this.#join !== undefined) return this.#list(contact, wholeRing.from, 1);
    this.#join = new Join(this.#parts.known.table, [contact]);
    this.#takeJoin(this.#join.start());
  }

  /** It is not connected any more: what it was asked has failed. */
  lose(id: NodeId, now: number): void {
    this.#now = now;
    this.#asking.lose(id);
  }

  /** Undefined: the question is of one who is no node of the ring. */
  answer(asker: Contact | undefined, question: Question, now: number): Answer {
    const { known } = this.#parts;
    const state = { table: known.table, pointers: this.pointers };
    const reply = answerQuestion({ asker, question, now }, state);
    if (reply.kind === "noted") return { reply, holders: [] };
    const contacts = reply.contacts.filter((contact) => this.#isTold(contact));
    if (reply.kind === "page") return { reply: { ...reply, contacts }, holders: [] };
    const holders = reply.holders.flatMap((id) => known.contactOf(id) ?? []);
    const certain = Math.min(reply.certain, contacts.length);
    return { reply: { ...reply, contacts, certain }, holders: holders.slice(0, holdersToldMax) };
  }

  /** False when somebody else was asked. */
  replied(by: Contact, number: number, { reply, holders }: Answer, now: number): boolean {
    this.#now = now;
    const purpose = this.#asking.answered(number, by.id);
    if (purpose === "somebody else's") return false;
    if (purpose !== undefined) this.#take(purpose, by, { reply: this.#heard(reply), holders });
    return true;
  }

  upkeep(now: number, random: () => number): void {
    this.#now = now;
    const { known, isConnected } = this.#parts;
    for (const id of this.#seeking.overdue(now)) {
      known.fail(id);
      this.#asking.lose(id);
    }
    this.#asking.tick(now);
    for (const leaf of known.table.leaves()) {
      if (!isConnected(leaf)) this.#seeking.seek(leaf, now);
    }
    if (now >= this.#forgiveAt) {
      this.#forgiveAt = now + forgiveMilliseconds;
      known.forgive();
    }
    if (now < this.#refreshAt) return;
    this.#refreshAt = now + refreshMilliseconds;
    this.pointers.expire(now, pointersAtOnce);
    const absent = known.absentNode(random());
    if (absent !== undefined) this.#seeking.seek(absent, now);
    const ask = refreshQuestion(known.table, random());
    if (ask !== undefined && isConnected(ask.to)) this.#ask(ask, { kind: "refresh" });
  }

  /** True when the nodes around a point were all met; otherwise they are looked up and sought. */
  reach(point: RingPoint, now: number): boolean {
    this.#now = now;
    const { known, copies } = this.#parts;
    const near = this.#around(point, 2 * copies);
    if (near === undefined) return false;
    const unmet = near.filter(({ id }) => id !== known.own.id && !known.isInRing(id));
    for (const contact of unmet) this.#seeking.seek(contact, now);
    return unmet.length === 0;
  }

  /** Asks the homes of a point who else has copies. */
  locate(point: RingPoint, now: number): void {
    const { known, copies, isConnected } = this.#parts;
    this.reach(point, now);
    const question = { kind: "find", key: point, count: contactsFoundMax } as const;
    const near = known.ring.nearest(point, 2 * copies);
    const homes = near.filter((each) => each.id !== known.own.id && isConnected(each));
    for (const to of homes.slice(0, copies)) this.#ask({ to, question }, { kind: "locate", point });
  }

  #isTold({ id, peer }: Contact): boolean {
    const { own, isStoring } = this.#parts.known;
    return peer !== undefined && (isStoring || id !== own.id);
  }

  /** Undefined while a look-up goes on, or waits for others. */
  #around(point: RingPoint, count: number): readonly Contact[] | undefined {
    const { known } = this.#parts;
    if (known.table.state.hasRoom) return known.table.nearest(point, count).contacts;
    const open = this.#lookups.get(point);
    if (open?.found !== undefined) {
      this.#lookups.delete(point);
      return open.found;
    }
    if (open === undefined && this.#lookups.size < lookupsMax) this.#lookUp(point);
    return undefined;
  }

  #lookUp(point: RingPoint): void {
    const { known, copies } = this.#parts;
    const lookup = new Lookup({
      ...{ key: point, copies, own: known.own },
      nearest: known.table.nearest(point, lookupStartsMax),
      roundTripOf: (id) => known.table.roundTripOf(id),
    });
    this.#lookups.set(point, { lookup, found: undefined });
    this.#takeLookup(point, lookup.start());
  }

  #takeLookup(point: RingPoint, { ask, state }: LookupStep): void {
    const open = this.#lookups.get(point);
    if (open === undefined) return;
    if (state !== "asking") open.found = open.lookup.homes();
    const question = { kind: "find", key: point, count: contactsFoundMax } as const;
    for (const to of ask) this.#ask({ to, question }, { kind: "lookup", point });
  }

  #takeJoin({ asks, state }: JoinStep): void {
    if (state === "alone") this.#join = undefined;
    for (const ask of asks) {
      // A hello says as much.
      if (ask.question.kind !== "announce") this.#ask(ask, { kind: "join" });
    }
  }

  #list(to: Contact, from: RingPoint, pages: number): void {
    this.#ask({ to, question: { kind: "list", prefix: "", from } }, { kind: "list", pages });
  }

  #ask(ask: Ask, purpose: Purpose): void {
    this.#asking.ask(ask, purpose, this.#now);
  }

  /** Without those whom there is no room to believe. */
  #heard(reply: Reply): Reply {
    if (reply.kind === "noted") return reply;
    const { known } = this.#parts;
    const contacts = reply.contacts.filter((contact) => known.hearOf(contact));
    if (reply.kind === "page") return { ...reply, contacts };
    return { ...reply, contacts, certain: Math.min(reply.certain, contacts.length) };
  }

  #take(purpose: Purpose, by: Contact, { reply, holders }: Answer): void {
    const { known, isConnected, located } = this.#parts;
    switch (purpose.kind) {
      case "join":
        if (this.#join !== undefined) this.#takeJoin(this.#join.answered(by, reply));
        break;
      case "lookup": {
        const open = this.#lookups.get(purpose.point);
        if (open === undefined || reply.kind !== "nearest") break;
        this.#takeLookup(purpose.point, open.lookup.answered(by.id, reply));
        break;
      }
      case "list":
        if (reply.kind !== "page") break;
        if (reply.next !== undefined && purpose.pages < listPagesMax) {
          this.#list(by, reply.next, purpose.pages + 1);
        } else known.table.agree(reply.table);
        break;
      case "refresh":
        takeRefresh(known.table, { by, reply });
        break;
      case "locate":
        for (const each of holders) if (!isConnected(each)) this.#seeking.seek(each, this.#now);
        located(purpose.point, [...holders, by]);
    }
  }

  #fail(purpose: Purpose, { id }: Contact): void {
    switch (purpose.kind) {
      case "join":
        if (this.#join !== undefined) this.#takeJoin(this.#join.failed(id));
        break;
      case "lookup": {
        const open = this.#lookups.get(purpose.point);
        if (open !== undefined) this.#takeLookup(purpose.point, open.lookup.failed(id));
        break;
      }
      case "list":
      case "refresh":
      case "locate":
        break;
    }
  }
}
