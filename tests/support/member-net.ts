// A network between members for tests: messages are on their way until a test says which arrives.
import type { ExchangeEvent } from "../../logs/index.ts";
import { makeKeyPair } from "./logs.ts";
import { found, Party, spread } from "./members.ts";

/** Anna founded, and let Ben and Cleo in as writers. Nobody is connected. */
export function threeMembers(): {
  readonly net: Net;
  readonly anna: Party;
  readonly ben: Party;
  readonly cleo: Party;
  readonly all: readonly Party[];
} {
  const founding = found(makeKeyPair(1), "anna");
  const anna = new Party("anna", 1, founding);
  const ben = new Party("ben", 2, { key: founding.key });
  const cleo = new Party("cleo", 3, { key: founding.key });
  for (const { logId, name } of [ben, cleo]) {
    anna.change({ kind: "admit", logId, name, role: "writer" });
  }
  const all = [anna, ben, cleo];
  spread(all);
  return { net: new Net(), anna, ben, cleo, all };
}

/** Messages on their way; a test says which arrive, and in which order. */
export interface Packet {
  readonly from: Party;
  readonly to: Party;
  readonly bytes: Uint8Array;
}

export class Net {
  readonly packets: Packet[] = [];
  readonly #links = new Set<string>();

  link(a: Party, b: Party): void {
    this.#links.add(`${a.name}|${b.name}`).add(`${b.name}|${a.name}`);
    this.take(a, a.exchange.connect(b.name), [b]);
    this.take(b, b.exchange.connect(a.name), [a]);
  }

  cut(a: Party, b: Party): void {
    this.#links.delete(`${a.name}|${b.name}`);
    this.#links.delete(`${b.name}|${a.name}`);
    a.exchange.disconnect(b.name);
    b.exchange.disconnect(a.name);
  }

  isLinked(a: Party, b: Party): boolean {
    return this.#links.has(`${a.name}|${b.name}`);
  }

  /** Carries out what a participant's exchange says. */
  take(from: Party, events: readonly ExchangeEvent[], parties: readonly Party[]): void {
    for (const event of events) {
      const to = "peer" in event ? parties.find(({ name }) => name === event.peer) : undefined;
      if (event.kind === "send" && to !== undefined) {
        this.packets.push({ from, to, bytes: event.bytes });
      } else if (event.kind === "close" && to !== undefined) this.cut(from, to);
      else if (event.kind === "members") from.recounts.push(...event.recounts);
      if (event.kind !== "send") from.events.push(event);
    }
    from.accept();
    if (from.exchange.isAbsorbing) this.take(from, from.exchange.goOn(), parties);
  }

  /** Delivers one packet that is on its way. */
  deliver(at: number, parties: readonly Party[]): void {
    const [packet] = this.packets.splice(at, 1);
    if (packet === undefined || !this.isLinked(packet.from, packet.to)) return;
    this.take(packet.to, packet.to.exchange.receive(packet.from.name, packet.bytes), parties);
  }

  tick(parties: readonly Party[]): void {
    for (const party of parties) this.take(party, party.exchange.tick(), parties);
  }

  advance(party: Party, parties: readonly Party[]): void {
    this.take(party, party.exchange.advance(), parties);
  }

  /** Delivers everything in order, and lets time pass, until nothing more happens. */
  settle(parties: readonly Party[], ticks = 25): void {
    for (let tick = 0; tick < ticks; tick++) {
      for (let count = 0; this.packets.length > 0; count++) {
        if (count > 20_000) throw new Error("messages never end");
        this.deliver(0, parties);
      }
      this.tick(parties);
    }
  }
}
