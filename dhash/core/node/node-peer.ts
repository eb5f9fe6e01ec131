// A connected peer of a node: what it said of itself, what it was offered, and how much work it may
// make.
import type { BlockKey } from "../block.ts";
import type { PeerId } from "../peer-id.ts";
import type { Contact } from "../routing/contact.ts";
import type { Hello } from "./contact-codec.ts";
import {
  budgetBurst,
  budgetPerSecond,
  offerKeysMax,
  offerMilliseconds,
  offerWindow,
  takenMilliseconds,
} from "./limits.ts";

export class NodePeer {
  readonly peer: PeerId;
  /** Undefined until its hello. */
  contact: Contact | undefined;
  hello: Hello | undefined;
  /** It speaks another version of these messages: it is passed over. */
  isOther = false;
  /** Keys that are being taken because it offered them. */
  takes = 0;
  /** To be offered. */
  readonly #queue = new Set<BlockKey>();
  /** Offered, and when it is given up; in the order in which that is, for each of the two. */
  readonly #offered = new Map<BlockKey, number>();
  readonly #taken = new Map<BlockKey, number>();
  #budget = budgetBurst;
  #budgetAt: number;

  constructor(peer: PeerId, now: number) {
    this.peer = peer;
    this.#budgetAt = now;
  }

  /** Keys that it was offered or will be. */
  get offers(): number {
    return this.#queue.size + this.#offered.size + this.#taken.size;
  }

  /** Keys that it was offered and has not settled. */
  get offersOpen(): number {
    return this.#offered.size + this.#taken.size;
  }

  /** False: it makes more work than it may. */
  spend(units: number, now: number): boolean {
    const earned = ((now - this.#budgetAt) / 1000) * budgetPerSecond;
    this.#budgetAt = now;
    this.#budget = Math.min(budgetBurst, this.#budget + earned) - units;
    return this.#budget >= 0;
  }

  offer(key: BlockKey): void {
    if (!this.#offered.has(key) && !this.#taken.has(key)) this.#queue.add(key);
  }

  /** Nobody needs it to have this any more. */
  withdraw(key: BlockKey): void {
    this.#queue.delete(key);
  }

  /** The next offer to be sent; undefined when there is none, or the window is full. */
  nextOffer(now: number): readonly BlockKey[] | undefined {
    const room = Math.min(offerKeysMax, offerWindow - this.#offered.size - this.#taken.size);
    const keys: BlockKey[] = [];
    for (const key of this.#queue) {
      if (keys.length >= room) break;
      keys.push(key);
    }
    for (const key of keys) {
      this.#queue.delete(key);
      this.#offered.set(key, now + offerMilliseconds);
    }
    return keys.length === 0 ? undefined : keys;
  }

  noteTaken(key: BlockKey, now: number): void {
    if (this.#offered.delete(key)) this.#taken.set(key, now + takenMilliseconds);
  }

  noteSettled(key: BlockKey): void {
    this.#queue.delete(key);
    this.#offered.delete(key);
    this.#taken.delete(key);
  }

  /** Offers that are given up now. */
  overdue(now: number): readonly BlockKey[] {
    const keys: BlockKey[] = [];
    for (const waiting of [this.#offered, this.#taken]) {
      for (const [key, until] of waiting) {
        if (until > now) break;
        waiting.delete(key);
        keys.push(key);
      }
    }
    return keys;
  }

  /** Everything it was offered or will be. */
  open(): readonly BlockKey[] {
    return [...this.#queue, ...this.#offered.keys(), ...this.#taken.keys()];
  }
}
