// Participants who agree on names over a simulated network, each with a tree that is a set of names
// and a log that makes them. Time is simulated; connections can be cut, and processes stand still.
import { Agreement } from "../../fs/agreement.ts";
import type { NamePlace } from "../../fs/agreement-port.ts";
import type { InodeNumber } from "../../fs/index.ts";
import { isName, makeInodeNumber } from "../../fs/index.ts";
import type { Chance } from "./chance.ts";

export type Answer = "made" | "exists";

/** One try to make a name, as a program sees it. */
export interface Try {
  readonly party: Party;
  readonly place: NamePlace;
  readonly begun: number;
  answer: Answer | undefined;
  ended: number;
}

/** What is in the tree of a party when all is folded that others had when it asked. */
export interface Look {
  readonly party: Party;
  readonly begun: number;
  seen: ReadonlySet<string> | undefined;
  ended: number;
}

export class Party {
  readonly slot: number;
  readonly agreement: Agreement;
  /** What its own log made, in order. */
  readonly log: string[] = [];
  readonly tree = new Set<string>();
  readonly reached = new Map<number, number>();
  readonly waiting = new Map<number, Try[]>();
  /** Told of every ticket that is settled. */
  readonly listeners: ((ticket: number) => void)[] = [];
  readonly looking = new Map<number, Look[]>();
  sent = 0;
  /** Its process stands still until then. */
  stillUntil = 0;
  readonly late: (() => void)[] = [];

  constructor(slot: number, milliseconds: () => number) {
    this.slot = slot;
    this.agreement = new Agreement({
      slot,
      milliseconds,
      knowledge: {
        known: () => new Map([...this.reached, [slot, this.log.length]]),
        reached: (of) => (of === slot ? this.log.length : (this.reached.get(of) ?? 0)),
        acting: (directory) => directory,
        hasName: (place) => this.tree.has(keyOf(place)),
      },
    });
  }

  get name(): string {
    return `party ${this.slot}`;
  }
}

export interface Delays {
  /** Of a message, and of a record until it is in another's tree. */
  readonly messageMax: number;
  readonly recordMax: number;
}

interface Timed {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

const tickMilliseconds = 50;

export class AgreementNet {
  time = 1000;
  readonly parties: readonly Party[];
  readonly #chance: Chance;
  readonly #delays: Delays;
  readonly #links = new Map<string, number>();
  /** When the last message of a link arrives: links keep their order. */
  readonly #arrivals = new Map<string, number>();
  #events: Timed[] = [];
  #order = 0;

  constructor(count: number, chance: Chance, delays: Delays) {
    this.#chance = chance;
    this.#delays = delays;
    this.parties = Array.from({ length: count }, (_, at) => new Party(at + 1, () => this.time));
    for (const party of this.parties) this.#tickAgain(party);
  }

  party(number: number): Party {
    const party = this.parties[number % this.parties.length];
    if (party === undefined) throw new Error("nobody");
    return party;
  }

  linkAll(): void {
    for (const a of this.parties)
      for (const b of this.parties) if (a.slot < b.slot) this.link(a, b);
  }

  link(a: Party, b: Party): void {
    const generation = ++this.#order;
    for (const [one, other] of pairs(a, b)) this.#links.set(linkOf(one, other), generation);
    for (const [one, other] of pairs(a, b)) {
      one.agreement.connect(other.name, other.slot);
      // What was made apart comes at once.
      for (let at = one.reached.get(other.slot) ?? 0; at < other.log.length; at++) {
        this.#sendRecord(other, one, at);
      }
      this.take(one);
    }
  }

  cut(a: Party, b: Party): void {
    for (const [one, other] of pairs(a, b)) {
      if (!this.#links.delete(linkOf(one, other))) continue;
      this.at(this.#chance.below(500), one, () => {
        if (!this.#links.has(linkOf(one, other))) one.agreement.disconnect(other.name);
        this.take(one);
      });
    }
  }

  /** The process of a party stands still. */
  stop(party: Party, milliseconds: number): void {
    party.stillUntil = this.time + milliseconds;
  }

  /** Asks what others have made; the answer is what is in the tree then. */
  look(party: Party): Look {
    const look: Look = { party, begun: this.time, seen: undefined, ended: 0 };
    const ticket = party.agreement.looks.ask();
    if (ticket === undefined) this.#see(look);
    else party.looking.set(ticket, [...(party.looking.get(ticket) ?? []), look]);
    this.take(party);
    return look;
  }

  #see(look: Look): void {
    look.seen = new Set(look.party.tree);
    look.ended = this.time;
  }

  make(party: Party, directory: InodeNumber, name: string): Try {
    if (!isName(name)) throw new Error("no name");
    const place = { directory, name };
    const tried: Try = { party, place, begun: this.time, answer: undefined, ended: 0 };
    this.#perform(tried);
    this.take(party);
    return tried;
  }

  /** A record, which all who are connected get. */
  write(party: Party, name: string): void {
    party.tree.add(name);
    party.log.push(name);
    for (const other of this.parties) {
      if (other !== party) this.#sendRecord(party, other, party.log.length - 1);
    }
  }

  /** Something happens to a party, once its process runs. */
  at(delay: number, party: Party, run: () => void): void {
    const when = this.time + delay;
    this.#events.push({
      at: when,
      order: ++this.#order,
      run: () => {
        if (party.stillUntil <= this.time) return run();
        this.at(party.stillUntil - this.time, party, run);
      },
    });
  }

  run(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      this.#events.sort((a, b) => a.at - b.at || a.order - b.order);
      const [next] = this.#events;
      if (next === undefined || next.at > end) break;
      this.#events.shift();
      this.time = Math.max(this.time, next.at);
      next.run();
    }
    this.time = end;
  }

  #tickAgain(party: Party): void {
    this.at(tickMilliseconds, party, () => {
      party.agreement.tick();
      this.take(party);
      this.#tickAgain(party);
    });
  }

  #perform(tried: Try): void {
    const { party, place } = tried;
    const answer = party.agreement.names.ask(place);
    if (typeof answer === "number") {
      party.waiting.set(answer, [...(party.waiting.get(answer) ?? []), tried]);
      return;
    }
    const isMade = answer === "free" && !party.tree.has(keyOf(place));
    if (isMade) this.write(party, keyOf(place));
    if (answer === "free") {
      party.agreement.names.end(place, isMade ? party.log.length : undefined);
    }
    tried.answer = isMade ? "made" : "exists";
    tried.ended = this.time;
  }

  /** What its agreement has to say is sent. */
  take(party: Party): void {
    for (;;) {
      const events = party.agreement.take();
      if (events.length === 0) return;
      for (const event of events) {
        if (event.kind === "send") this.#send(party, event.peer, event.bytes);
        if (event.kind === "close") throw new Error(`${party.name} closes: ${event.why}`);
        if (event.kind !== "settled") continue;
        for (const hear of party.listeners) hear(event.ticket);
        for (const look of party.looking.get(event.ticket) ?? []) this.#see(look);
        party.looking.delete(event.ticket);
        const waiting = party.waiting.get(event.ticket) ?? [];
        party.waiting.delete(event.ticket);
        for (const tried of waiting) this.#perform(tried);
      }
    }
  }

  #send(from: Party, name: string, bytes: Uint8Array): void {
    const to = this.parties.find((party) => party.name === name);
    if (to === undefined) throw new Error(`nobody is ${name}`);
    from.sent++;
    this.#deliver(from, to, this.#delays.messageMax, () => {
      to.agreement.receive(from.name, bytes);
    });
  }

  #sendRecord(from: Party, to: Party, at: number): void {
    this.#deliver(from, to, this.#delays.recordMax, () => {
      if (at !== (to.reached.get(from.slot) ?? 0)) return;
      to.reached.set(from.slot, at + 1);
      to.tree.add(from.log[at] ?? "");
      to.agreement.folded();
    });
  }

  #deliver(from: Party, to: Party, delayMax: number, run: () => void): void {
    const link = linkOf(from, to);
    const generation = this.#links.get(link);
    if (generation === undefined) return;
    const kind = `${link} ${delayMax === this.#delays.recordMax}`;
    const earliest = this.time + 1 + this.#chance.below(delayMax);
    const when = Math.max(earliest, this.#arrivals.get(kind) ?? 0);
    this.#arrivals.set(kind, when);
    this.at(when - this.time, to, () => {
      if (this.#links.get(link) !== generation) return;
      run();
      this.take(to);
    });
  }
}

function pairs(a: Party, b: Party): readonly (readonly [Party, Party])[] {
  return [
    [a, b],
    [b, a],
  ];
}

function linkOf(from: Party, to: Party): string {
  return `${from.slot}>${to.slot}`;
}

export function keyOf({ directory, name }: NamePlace): string {
  return `${directory}/${name}`;
}

/** A directory that this slot made; 0: the one of the file system. */
export function directoryOf(slot: number): InodeNumber {
  return makeInodeNumber(slot, 1);
}
