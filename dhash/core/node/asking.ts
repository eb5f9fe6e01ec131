// Questions to other nodes and who waits for the answer. Whoever is not connected is sought first;
// what is not answered in time has failed.
import type { Contact } from "../routing/contact.ts";
import type { Ask } from "../routing/join.ts";
import type { Question } from "../routing/questions.ts";
import type { NodeId, RingPoint } from "../routing/ring-point.ts";
import { askMilliseconds, seekMilliseconds } from "./limits.ts";
import type { Seeking } from "./seeking.ts";

/** What an answer is for. */
export type Purpose =
  | { readonly kind: "join" }
  | { readonly kind: "lookup"; readonly point: RingPoint }
  | { readonly kind: "list"; readonly pages: number }
  | { readonly kind: "refresh" }
  | { readonly kind: "locate"; readonly point: RingPoint };

export interface AskingParts {
  readonly seeking: Seeking;
  readonly isConnected: (contact: Contact) => boolean;
  readonly send: (to: Contact, number: number, question: Question) => void;
  /** It was not answered. */
  readonly failed: (purpose: Purpose, to: Contact) => void;
}

interface OpenAsk extends Ask {
  readonly purpose: Purpose;
  isSent: boolean;
  until: number;
}

export class Asking {
  readonly #parts: AskingParts;
  readonly #asks = new Map<number, OpenAsk>();
  #number = 0;

  constructor(parts: AskingParts) {
    this.#parts = parts;
  }

  ask({ to, question }: Ask, purpose: Purpose, now: number): void {
    this.#number = (this.#number + 1) % 2 ** 32;
    const ask = { to, question, purpose, isSent: false, until: now + seekMilliseconds };
    this.#asks.set(this.#number, ask);
    if (this.#parts.isConnected(to)) this.#send(this.#number, ask, now);
    else this.#parts.seeking.seek(to, now);
  }

  /** It is connected now. */
  meet(id: NodeId, now: number): void {
    for (const [number, ask] of this.#asks) {
      if (ask.to.id === id && !ask.isSent) this.#send(number, ask, now);
    }
  }

  /** It is not connected any more, or could not be reached. */
  lose(id: NodeId): void {
    for (const [number, ask] of [...this.#asks]) if (ask.to.id === id) this.#fail(number, ask);
  }

  /** The purpose of the question that is answered; undefined when it waits for none. "Somebody
   *  else's": another was asked it. */
  answered(number: number, by: NodeId): Purpose | "somebody else's" | undefined {
    const ask = this.#asks.get(number);
    if (ask === undefined) return undefined;
    if (ask.to.id !== by) return "somebody else's";
    this.#asks.delete(number);
    return ask.purpose;
  }

  tick(now: number): void {
    for (const [number, ask] of [...this.#asks]) {
      if (ask.until <= now) this.#fail(number, ask);
      else if (!ask.isSent) this.#parts.seeking.seek(ask.to, now);
    }
  }

  #send(number: number, ask: OpenAsk, now: number): void {
    ask.isSent = true;
    ask.until = now + askMilliseconds;
    this.#parts.send(ask.to, number, ask.question);
  }

  #fail(number: number, { to, purpose }: OpenAsk): void {
    this.#asks.delete(number);
    this.#parts.failed(purpose, to);
  }
}
