// One look-up in simulated time: the look-up of the core, tables that answer, round trips, and
// nodes that do not answer any more.
import {
  type Contact,
  contactsFoundMax,
  Lookup,
  type LookupStep,
  lookupStartsMax,
  type NodeId,
  type RingPoint,
  type RoutingTable,
} from "../../../dhash/core/routing-index.ts";
import { EventQueue } from "./event-queue.ts";
import type { Population } from "./population.ts";

/** A question without an answer for so long is slow, and another is asked beside it. */
const slowMilliseconds = 500;
/** And for so long, failed. */
const failedMilliseconds = 1500;

export interface Tables {
  tableOf(id: NodeId): RoutingTable;
}

export interface LookupRun {
  readonly from: Contact;
  readonly key: RingPoint;
  readonly copies: number;
  readonly parallel: number;
}

export interface LookupOutcome {
  /** Nearest first; each has answered. */
  readonly homes: readonly Contact[];
  readonly isSpent: boolean;
  readonly hops: number;
  readonly asks: number;
  /** Until the homes were known. */
  readonly lookupMilliseconds: number;
  /** Until the nearest of them had answered. */
  readonly fetchMilliseconds: number;
}

type Event =
  | { readonly kind: "answer" | "slow" | "failed"; readonly contact: Contact }
  /** A home is asked for the block. */
  | { readonly kind: "fetched" | "missed"; readonly contact: Contact };

export function runLookup(
  run: LookupRun,
  { population, tables }: { readonly population: Population; readonly tables: Tables },
): LookupOutcome {
  return new SimulatedLookup(run, population, tables).run();
}

class SimulatedLookup {
  readonly #run: LookupRun;
  readonly #population: Population;
  readonly #tables: Tables;
  readonly #lookup: Lookup;
  readonly #events = new EventQueue<Event>();
  readonly #fetching = new Set<NodeId>();
  readonly #fetched = new Set<NodeId>();
  /** Asked, neither answered nor failed. */
  readonly #waiting = new Set<NodeId>();
  #foundAt: number | undefined;
  #fetchedAt: number | undefined;
  #hops = 0;
  #asks = 0;
  #isSpent = false;

  constructor(run: LookupRun, population: Population, tables: Tables) {
    this.#run = run;
    this.#population = population;
    this.#tables = tables;
    const { from, key, copies, parallel } = run;
    const table = tables.tableOf(from.id);
    const nearest = table.nearest(key, lookupStartsMax);
    const roundTripOf = (id: NodeId) => table.roundTripOf(id);
    this.#lookup = new Lookup({ key, copies, nearest, own: from, roundTripOf, parallel });
  }

  run(): LookupOutcome {
    this.#follow(this.#lookup.start());
    for (let event = this.#events.take(); event !== undefined; event = this.#events.take()) {
      this.#handle(event);
    }
    const end = this.#events.now;
    return {
      homes: this.#lookup.homes().filter(({ id }) => this.#fetched.has(id)),
      isSpent: this.#isSpent,
      hops: this.#hops,
      asks: this.#asks,
      lookupMilliseconds: this.#foundAt ?? end,
      fetchMilliseconds: this.#fetchedAt ?? end,
    };
  }

  #handle({ kind, contact }: Event): void {
    const { id } = contact;
    switch (kind) {
      case "answer": {
        this.#waiting.delete(id);
        const nearest = this.#tables.tableOf(id).nearest(this.#run.key, contactsFoundMax);
        return this.#follow(this.#lookup.answered(id, nearest));
      }
      case "slow":
        return this.#waiting.has(id) ? this.#follow(this.#lookup.slow(id)) : undefined;
      case "failed":
        if (!this.#waiting.delete(id)) return;
        return this.#follow(this.#lookup.failed(id));
      case "fetched":
        this.#fetched.add(id);
        this.#fetchedAt ??= this.#events.now;
        return;
      case "missed":
        return this.#follow(this.#lookup.failed(id));
    }
  }

  #follow({ ask, state }: LookupStep): void {
    this.#asks += ask.length;
    for (const contact of ask) {
      this.#waiting.add(contact.id);
      this.#send(contact, "answer", "failed");
      this.#events.after(slowMilliseconds, { kind: "slow", contact });
    }
    this.#isSpent = state === "spent";
    if (state !== "found") return;
    if (this.#foundAt === undefined) {
      this.#foundAt = this.#events.now;
      this.#hops = this.#lookup.hops;
    }
    for (const contact of this.#lookup.homes()) {
      if (this.#fetching.has(contact.id)) continue;
      this.#fetching.add(contact.id);
      this.#send(contact, "fetched", "missed");
    }
  }

  #send(contact: Contact, answer: "answer" | "fetched", silence: "failed" | "missed"): void {
    if (this.#population.isGone(contact.id)) {
      this.#events.after(failedMilliseconds, { kind: silence, contact });
      return;
    }
    const roundTrip = this.#population.roundTrip(this.#run.from.id, contact.id);
    this.#events.after(roundTrip, { kind: answer, contact });
  }
}
