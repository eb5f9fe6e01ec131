// Who is connected and may write, as those see it who have something to agree on: what is sent to
// them, who has fallen silent, and a clock that stands still while this process does.
import type { Slot } from "../logs/core/index.ts";
import type { AgreementEvent, Knowledge } from "./agreement-port.ts";
import { questionNumberMax } from "./core/agreement/fields.ts";
import { answerMillisecondsMax, clockStepMillisecondsMax } from "./core/agreement/limits.ts";
import type { AgreementMessage } from "./core/agreement/message.ts";
import { encodeAgreement } from "./core/agreement/message.ts";

export interface AudienceOptions {
  readonly slot: Slot;
  readonly knowledge: Knowledge;
  /** Monotonic. */
  readonly milliseconds: () => number;
}

export interface Peer {
  readonly name: string;
  readonly slot: Slot;
  /** It did not answer; nobody waits for it until it is heard of again. */
  isSilent: boolean;
  /** When it was asked last, being silent. */
  askedAt: number;
}

export function makePeer(name: string, slot: Slot): Peer {
  return { name, slot, isSilent: false, askedAt: 0 };
}

export class Audience {
  readonly slot: Slot;
  readonly knowledge: Knowledge;
  /** This one may write. */
  isWriter = true;
  readonly #milliseconds: () => number;
  readonly #peers = new Map<string, Peer>();
  #events: AgreementEvent[] = [];
  #lookedAt: number;
  #now = 0;
  #tickets = 0;

  constructor({ slot, knowledge, milliseconds }: AudienceOptions) {
    this.slot = slot;
    this.knowledge = knowledge;
    this.#milliseconds = milliseconds;
    this.#lookedAt = milliseconds();
  }

  /** Milliseconds for which this process has run. */
  time(): number {
    const time = this.#milliseconds();
    this.#now += Math.min(clockStepMillisecondsMax, time - this.#lookedAt);
    this.#lookedAt = time;
    return this.#now;
  }

  get size(): number {
    return this.#peers.size;
  }

  add(name: string, slot: Slot): Peer {
    const peer = makePeer(name, slot);
    this.#peers.set(name, peer);
    return peer;
  }

  get(name: string): Peer | undefined {
    return this.#peers.get(name);
  }

  remove(name: string): void {
    this.#peers.delete(name);
  }

  /** Those of whom an answer to a claim can be expected: of a reader nobody hears one. */
  present(): readonly Peer[] {
    return this.isWriter ? this.answering() : [];
  }

  /** Those of whom an answer can be expected. */
  answering(): readonly Peer[] {
    return [...this.#peers.values()].filter(({ isSilent }) => !isSilent);
  }

  /** Those who did not answer and were not asked again for some time: they are asked now. */
  silent(): readonly Peer[] {
    const peers = [...this.#peers.values()].filter(({ isSilent }) => isSilent);
    if (peers.length === 0) return peers;
    const now = this.time();
    const due = peers.filter(({ askedAt }) => now - askedAt >= answerMillisecondsMax);
    for (const peer of due) peer.askedAt = now;
    return due;
  }

  /** Is everything of these records in the tree here that can be? */
  holds(known: ReadonlyMap<Slot, number>): boolean {
    for (const [slot, sequence] of known) {
      if (sequence > this.knowledge.reached(slot)) return false;
    }
    return true;
  }

  /** A number for a question, unlike those that are open. */
  nextTicket(): number {
    this.#tickets = (this.#tickets % questionNumberMax) + 1;
    return this.#tickets;
  }

  send(peer: Peer, message: AgreementMessage): void {
    this.#events.push({ kind: "send", peer: peer.name, bytes: encodeAgreement(message) });
  }

  tell(event: AgreementEvent): void {
    this.#events.push(event);
  }

  take(): readonly AgreementEvent[] {
    const events = this.#events;
    if (events.length > 0) this.#events = [];
    return events;
  }
}
