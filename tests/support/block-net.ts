// Peers that exchange blocks over a network of messages in memory, with a clock of its own. It
// keeps book of the questions on the wire: nobody may have more of them open at a peer than its
// window has.
import { deepStrictEqual } from "node:assert";
import { windowBlocks } from "../../dhash/core/block-exchange-limits.ts";
import { type BlockMessage, decodeBlockMessage } from "../../dhash/core/block-message.ts";
import type { BlockExchangeEvent, BlockKey, BlockOrigin } from "../../dhash/index.ts";
import { BlockExchange, MemoryBlocks, nameBlock, nodeHasher, Trouble } from "../../dhash/index.ts";

const hasher = nodeHasher();
const openMilliseconds = 10_000;

/** Blocks in memory on a disk that can be full. */
class SmallBlocks extends MemoryBlocks {
  isFull = false;

  override put(key: BlockKey, bytes: Uint8Array, origin?: BlockOrigin): Trouble | undefined {
    deepStrictEqual(nameBlock(hasher, [bytes]), key, "nothing is stored under a wrong name");
    return this.isFull ? new Trouble("full", "The disk is full.") : super.put(key, bytes, origin);
  }
}

export class BlockParty {
  readonly name: string;
  readonly blocks = new SmallBlocks(hasher);
  readonly exchange: BlockExchange;
  readonly arrived: BlockKey[] = [];
  readonly closed: string[] = [];
  readonly troubles: string[] = [];

  constructor(name: string, milliseconds: () => number) {
    this.name = name;
    this.exchange = new BlockExchange({ hasher, blocks: this.blocks, milliseconds });
  }

  holds(key: BlockKey): boolean {
    return this.blocks.has(key);
  }
}

export interface Packet {
  readonly from: BlockParty;
  readonly to: BlockParty;
  readonly bytes: Uint8Array;
  readonly sentAt: number;
}

export class BlockNet {
  time = 1000;
  /** On their way, in the order sent. */
  readonly packets: Packet[] = [];
  readonly parties: readonly BlockParty[];
  readonly #links = new Set<string>();
  /** "asker>server": when each key that is not answered was asked. */
  readonly #open = new Map<string, Map<BlockKey, number>>();

  constructor(...names: readonly string[]) {
    this.parties = names.map((name) => new BlockParty(name, () => this.time));
  }

  party(number: number): BlockParty {
    const party = this.parties[number % this.parties.length];
    if (party === undefined) throw new Error("nobody");
    return party;
  }

  isLinked(a: BlockParty, b: BlockParty): boolean {
    return this.#links.has(`${a.name}>${b.name}`);
  }

  link(a: BlockParty, b: BlockParty): void {
    if (a === b || this.isLinked(a, b)) return;
    this.#links.add(`${a.name}>${b.name}`).add(`${b.name}>${a.name}`);
    this.take(a, a.exchange.connect(b.name));
    this.take(b, b.exchange.connect(a.name));
  }

  linkAll(): void {
    for (const a of this.parties) for (const b of this.parties) this.link(a, b);
  }

  /** What is on its way between them is lost. */
  cut(a: BlockParty, b: BlockParty): void {
    for (const name of [`${a.name}>${b.name}`, `${b.name}>${a.name}`]) {
      this.#links.delete(name);
      this.#open.delete(name);
    }
    const isBetween = ({ from, to }: Packet) =>
      (from === a && to === b) || (from === b && to === a);
    this.packets.splice(0, Infinity, ...this.packets.filter((packet) => !isBetween(packet)));
    this.take(a, a.exchange.disconnect(b.name));
    this.take(b, b.exchange.disconnect(a.name));
  }

  take(party: BlockParty, events: readonly BlockExchangeEvent[]): void {
    for (const event of events) {
      switch (event.kind) {
        case "send":
          this.#send(party, event.peer, event.bytes);
          break;
        case "arrived":
          party.arrived.push(event.key);
          break;
        case "close":
          party.closed.push(`${event.peer}: ${event.why}`);
          break;
        case "trouble":
          party.troubles.push(event.trouble.reason);
          break;
      }
    }
  }

  #send(from: BlockParty, name: string, bytes: Uint8Array): void {
    const to = this.parties.find((party) => party.name === name);
    if (to === undefined || !this.isLinked(from, to)) return;
    const message = decodeBlockMessage(bytes);
    if (message.kind === "want") this.#noteAsked(`${from.name}>${name}`, message.keys);
    this.packets.push({ from, to, bytes, sentAt: this.time });
  }

  #noteAsked(name: string, keys: readonly BlockKey[]): void {
    const open = this.#open.get(name) ?? new Map<BlockKey, number>();
    this.#open.set(name, open);
    for (const key of keys) open.set(key, this.time);
    for (const [key, askedAt] of open) {
      if (this.time - askedAt >= openMilliseconds) open.delete(key);
    }
    if (open.size > windowBlocks) throw new Error(`${name}: ${open.size} questions are open`);
  }

  /** A message arrives; others may have been sent before it. */
  deliver(at: number): void {
    const [packet] = this.packets.splice(at, 1);
    if (packet === undefined) return;
    const { from, to, bytes } = packet;
    const message = decodeBlockMessage(bytes);
    const open = this.#open.get(`${to.name}>${from.name}`);
    if (message.kind === "block") open?.delete(message.key);
    if (message.kind === "lack") for (const key of message.keys) open?.delete(key);
    this.take(to, to.exchange.receive(from.name, bytes));
  }

  deliverAll(): void {
    while (this.packets.length > 0) this.deliver(0);
  }

  tick(): void {
    for (const party of this.parties) this.take(party, party.exchange.tick());
  }

  /** Time goes on; each message needs `delay` milliseconds. */
  run(milliseconds: number, delay: (packet: Packet) => number = () => 5, step = 20): void {
    const end = this.time + milliseconds;
    while (this.time < end) {
      this.time += step;
      const isDue = (packet: Packet) => packet.sentAt + delay(packet) <= this.time;
      for (let at = this.packets.findIndex(isDue); at !== -1; at = this.packets.findIndex(isDue)) {
        this.deliver(at);
      }
      this.tick();
    }
  }

  /** Messages on their way, as text. */
  said(): readonly string[] {
    return this.packets.map(({ from, to, bytes }) => {
      const message = decodeBlockMessage(bytes);
      return `${from.name}>${to.name} ${textOf(message)}`;
    });
  }
}

function textOf(message: BlockMessage | { readonly kind: "malformed" }): string {
  switch (message.kind) {
    case "want":
      return `want ${message.urgency} ${message.keys.length}`;
    case "lack":
    case "have":
      return `${message.kind} ${message.keys.length}`;
    case "block":
    case "malformed":
      return message.kind;
  }
}
