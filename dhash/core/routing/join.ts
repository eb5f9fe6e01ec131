// Joining: a newcomer looks up its own id, takes over the leaf set and the list of its nearest
// neighbour (whose cells are its own but for the deepest), and says that it is there. Events go in,
// questions come out.
import type { Contact } from "./contact.ts";
import { announcedMax, contactsFoundMax, contactsListedMax } from "./limits.ts";
import { Lookup, type LookupStep } from "./lookup.ts";
import type { Question, Reply } from "./questions.ts";
import { type NodeId, type RingPoint, wholeRing } from "./ring-point.ts";
import type { RoutingTable } from "./routing-table.ts";

export interface Ask {
  readonly to: Contact;
  readonly question: Question;
}

export interface JoinStep {
  /** Each is followed by one `answered` or `failed`, and perhaps a `slow` before it. */
  readonly asks: readonly Ask[];
  /** "alone": nobody answered; the table is settled only if nobody was to be asked. */
  readonly state: "joining" | "joined" | "alone";
}

export class Join {
  readonly #table: RoutingTable;
  readonly #bootstrap: readonly Contact[];
  readonly #lookup: Lookup;
  #phase: "finding" | "listing" | "announcing" | "joined" | "alone" = "finding";
  /** Neighbours whose list may be asked for, nearest first. */
  #sources: Contact[] = [];
  #isWhole = false;
  #pages = 0;
  /** Announcements without an answer. */
  readonly #told = new Set<NodeId>();

  constructor(table: RoutingTable, bootstrap: readonly Contact[]) {
    this.#table = table;
    this.#bootstrap = bootstrap.filter(({ id }) => id !== table.own.id);
    this.#lookup = new Lookup({
      key: table.own.id,
      copies: neighboursAsked,
      nearest: { contacts: this.#bootstrap, certain: 0, isEveryone: false },
      own: table.own,
      roundTripOf: (id) => table.roundTripOf(id),
    });
  }

  start(): JoinStep {
    if (this.#bootstrap.length === 0) {
      this.#table.settle(true);
      this.#phase = "alone";
      return { asks: [], state: "alone" };
    }
    return this.#finding(this.#lookup.start());
  }

  answered(from: Contact, reply: Reply): JoinStep {
    this.#table.learn(from);
    switch (reply.kind) {
      case "nearest":
        for (const contact of reply.contacts) this.#table.hearOf(contact);
        return this.#finding(this.#lookup.answered(from.id, reply));
      case "page":
        return this.#listed(from, reply);
      case "noted":
        return this.#noted(from.id);
    }
  }

  failed(id: NodeId): JoinStep {
    this.#table.forget(id);
    switch (this.#phase) {
      case "finding":
        return this.#finding(this.#lookup.failed(id));
      case "listing":
        return this.#lostSource(id);
      case "announcing":
        return this.#noted(id);
      case "joined":
      case "alone":
        return this.#waiting();
    }
  }

  slow(id: NodeId): JoinStep {
    if (this.#phase !== "finding") return this.#waiting();
    return this.#finding(this.#lookup.slow(id));
  }

  #finding({ ask, state }: LookupStep): JoinStep {
    // What comes after the look-up has ended is learned from, and no more.
    if (this.#phase !== "finding") return this.#waiting();
    if (state === "asking") {
      const question = { kind: "find", key: this.#table.own.id, count: contactsFoundMax } as const;
      return { asks: ask.map((to) => ({ to, question })), state: "joining" };
    }
    const { contacts } = this.#table.nearest(this.#table.own.id, sourcesMax + 1);
    this.#sources = contacts.filter(({ id }) => id !== this.#table.own.id);
    this.#phase = "listing";
    return this.#list(wholeRing.from);
  }

  #list(from: RingPoint): JoinStep {
    const [source] = this.#sources;
    if (source === undefined) {
      this.#phase = "alone";
      return { asks: [], state: "alone" };
    }
    return {
      asks: [{ to: source, question: { kind: "list", prefix: "", from } }],
      state: "joining",
    };
  }

  /** The list of the next neighbour is taken from its beginning. */
  #lostSource(id: NodeId): JoinStep {
    const wasAsked = this.#sources[0]?.id === id;
    this.#sources = this.#sources.filter((source) => source.id !== id);
    return wasAsked ? this.#list(wholeRing.from) : this.#waiting();
  }

  #listed(from: Contact, page: Extract<Reply, { kind: "page" }>): JoinStep {
    if (this.#phase !== "listing" || from.id !== this.#sources[0]?.id) return this.#waiting();
    for (const contact of page.contacts) this.#table.hearOf(contact);
    this.#pages++;
    // Who is joining itself knows few; another may know more.
    if (!page.table.isSettled && this.#sources.length > 1) return this.#lostSource(from.id);
    this.#isWhole = page.table.isWhole;
    // A table has so many pages; who answers with more of them is asked no further.
    const pagesMax = (2 * this.#table.entriesMax) / contactsListedMax + 1;
    if (page.next !== undefined && this.#pages < pagesMax) return this.#list(page.next);
    return this.#announce();
  }

  #announce(): JoinStep {
    this.#table.settle(this.#isWhole);
    this.#phase = "announcing";
    const { own } = this.#table;
    const others = this.#table.isWhole
      ? [...this.#table.contacts()].filter(({ id }) => id !== own.id)
      : this.#nearestAndLeaves();
    for (const { id } of others) this.#told.add(id);
    return { asks: others.map((to) => ({ to, question: { kind: "announce" } })), state: "joining" };
  }

  #nearestAndLeaves(): readonly Contact[] {
    const leaves = new Set(this.#table.leaves());
    const rest = [...this.#table.contacts()].filter(
      (contact) => contact.id !== this.#table.own.id && !leaves.has(contact),
    );
    const far = Number.POSITIVE_INFINITY;
    const roundTrip = ({ id }: Contact) => this.#table.roundTripOf(id) ?? far;
    const sorted = rest
      .map((contact) => ({ contact, away: roundTrip(contact) }))
      .sort((a, b) => (a.away === b.away ? 0 : a.away - b.away))
      .map(({ contact }) => contact);
    return [...leaves, ...sorted].slice(0, announcedMax);
  }

  #noted(id: NodeId): JoinStep {
    this.#told.delete(id);
    if (this.#phase === "announcing" && this.#told.size === 0) this.#phase = "joined";
    return this.#waiting();
  }

  #waiting(): JoinStep {
    switch (this.#phase) {
      case "joined":
      case "alone":
        return { asks: [], state: this.#phase };
      case "finding":
      case "listing":
      case "announcing":
        return { asks: [], state: "joining" };
    }
  }
}

/** Neighbours that the look-up of the own id is to find. */
const neighboursAsked = 3;

/** Neighbours whose list is tried before a join fails. */
const sourcesMax = 8;
