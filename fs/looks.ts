// Before something is opened or looked up, what others have written is asked for and folded (strict
// close-to-open, as in the Ivy paper; FORMAT "Agreement"). A question is good for whoever waited
// when it was sent; whoever comes later needs the next one, which all of them share.
import type { Held } from "../dhash/core/index.ts";
import type { Audience, Peer } from "./audience.ts";
import { answerMillisecondsMax, lookMillisecondsMax, looksMax } from "./core/agreement/limits.ts";
import type { AgreementMessage } from "./core/agreement/message.ts";

interface Look {
  /** Names it among the own ones, and is what those wait with who need it. */
  readonly number: number;
  readonly begun: number;
  /** When the first of those who wait for it began to. */
  readonly since: number;
  /** Who has not answered. */
  readonly asked: Set<Peer>;
  readonly known: Map<number, number>;
}

export class Looks {
  readonly #audience: Audience;
  readonly #looks = new Map<number, Look>();
  /** The question that is sent when another one is over. */
  #next: { readonly number: number; readonly since: number } | undefined;

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  get size(): number {
    return this.#looks.size;
  }

  held(): Held {
    return { what: "looks", size: this.size, max: looksMax };
  }

  /** A number: go on when that is settled. Undefined: there is nobody to ask. */
  ask(): number | undefined {
    if (this.#audience.answering().length === 0) return undefined;
    if (this.#looks.size >= looksMax) {
      this.#next ??= { number: this.#audience.nextTicket(), since: this.#audience.time() };
      return this.#next.number;
    }
    const number = this.#audience.nextTicket();
    this.#begin(number, this.#audience.time());
    return number;
  }

  hear(peer: Peer, message: Extract<AgreementMessage, { kind: "look" | "seen" }>): void {
    const { number } = message;
    if (message.kind === "look") {
      const known = this.#audience.knowledge.known();
      return this.#audience.send(peer, { kind: "seen", number, known });
    }
    const look = this.#looks.get(number);
    if (look?.asked.delete(peer) !== true) return;
    for (const [slot, sequence] of message.known) {
      look.known.set(slot, Math.max(sequence, look.known.get(slot) ?? 0));
    }
    return this.#look(look);
  }

  part(peer: Peer): void {
    for (const look of [...this.#looks.values()]) {
      if (look.asked.delete(peer)) this.#look(look);
    }
  }

  /** Records of others are in the tree now. */
  folded(): void {
    for (const look of [...this.#looks.values()]) this.#look(look);
  }

  tick(): void {
    // Whoever answers is waited for again, also one that was asked before it knew this one.
    for (const peer of this.#audience.silent()) {
      this.#audience.send(peer, { kind: "look", number: this.#audience.nextTicket() });
    }
    if (this.#looks.size === 0) return;
    const now = this.#audience.time();
    for (const look of [...this.#looks.values()]) {
      if (now - look.since >= lookMillisecondsMax) this.#settle(look);
      if (now - look.begun < answerMillisecondsMax) continue;
      for (const peer of look.asked) peer.isSilent = true;
      look.asked.clear();
      this.#look(look);
    }
  }

  #begin(number: number, since: number): void {
    const peers = this.#audience.answering();
    const begun = this.#audience.time();
    const look: Look = { number, begun, since, asked: new Set(peers), known: new Map() };
    this.#looks.set(number, look);
    for (const peer of peers) this.#audience.send(peer, { kind: "look", number });
    // All have parted or fallen silent since somebody began to wait for it.
    this.#look(look);
  }

  #look(look: Look): void {
    if (look.asked.size === 0 && this.#audience.holds(look.known)) this.#settle(look);
  }

  #settle(look: Look): void {
    if (!this.#looks.delete(look.number)) return;
    this.#audience.tell({ kind: "settled", ticket: look.number });
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined) this.#begin(next.number, next.since);
  }
}
