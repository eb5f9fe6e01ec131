// Connections that are sought: a few at a time, each for some seconds.
import type { Contact } from "../routing/contact.ts";
import type { NodeId } from "../routing/ring-point.ts";
import { seekMilliseconds, seeksMax } from "./limits.ts";

export class Seeking {
  readonly #tell: (contact: Contact) => void;
  readonly #until = new Map<NodeId, number>();

  constructor(tell: (contact: Contact) => void) {
    this.#tell = tell;
  }

  /** Nothing when it is sought already, or too many are: who needs it asks again. */
  seek(contact: Contact, now: number): void {
    if (this.#until.has(contact.id) || this.#until.size >= seeksMax) return;
    this.#until.set(contact.id, now + seekMilliseconds);
    this.#tell(contact);
  }

  /** It is connected. */
  end(id: NodeId): void {
    this.#until.delete(id);
  }

  /** Those who were not reached in time; they are sought no more. */
  overdue(now: number): readonly NodeId[] {
    const over = [...this.#until].filter(([, until]) => until <= now).map(([id]) => id);
    for (const id of over) this.#until.delete(id);
    return over;
  }
}
