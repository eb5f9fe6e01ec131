// Who is there: nodes are suspected when they do not answer, away when they go on not answering,
// and gone only after weeks or when they say so. Absent is not gone (Carbonite): a node that is
// away keeps its homes and its copies count again when it comes back.
import type { Contact } from "./contact.ts";
import { failuresMax, goneAfterMilliseconds, presencesMax } from "./limits.ts";
import type { NodeId } from "./ring-point.ts";

export type PresenceState = "present" | "suspected" | "away";

export interface PresenceChange {
  readonly contact: Contact;
  /** "new" and "returned" are present; "gone" is not followed any longer. */
  readonly change: "new" | "returned" | "suspected" | "away" | "gone";
}

interface Followed {
  readonly contact: Contact;
  readonly state: PresenceState;
  /** When it was last heard, in milliseconds. */
  readonly heard: number;
  /** Unanswered questions since. */
  readonly failures: number;
}

export interface PresenceOptions {
  readonly goneAfter?: number;
  readonly nodesMax?: number;
}

export class Presences {
  /** In the order in which they were last heard. */
  readonly #followed = new Map<NodeId, Followed>();
  readonly #goneAfter: number;
  readonly #nodesMax: number;

  constructor({
    goneAfter = goneAfterMilliseconds,
    nodesMax = presencesMax,
  }: PresenceOptions = {}) {
    this.#goneAfter = goneAfter;
    this.#nodesMax = nodesMax;
  }

  get size(): number {
    return this.#followed.size;
  }

  /** Undefined for one who is not followed. */
  stateOf(id: NodeId): PresenceState | undefined {
    return this.#followed.get(id)?.state;
  }

  /** Members: everyone who is not gone. */
  *members(): IterableIterator<Contact> {
    for (const { contact } of this.#followed.values()) yield contact;
  }

  /** One of those that are away, to be asked whether it is back: a link that was down for all of
   *  them leaves no other trace of them. `chance` is in [0, 1). */
  awayNode(chance: number): Contact | undefined {
    const away = [...this.#followed.values()].filter(({ state }) => state === "away");
    return away[Math.floor(chance * away.length)]?.contact;
  }

  /** It answered, or asked something. */
  heard(contact: Contact, now: number): readonly PresenceChange[] {
    const before = this.#followed.get(contact.id);
    this.#followed.delete(contact.id);
    this.#followed.set(contact.id, { contact, state: "present", heard: now, failures: 0 });
    if (before === undefined) return [{ contact, change: "new" }, ...this.#forgetSurplus()];
    return before.state === "present" ? [] : [{ contact, change: "returned" }];
  }

  /** A question to it was not answered in time. */
  failed(id: NodeId): readonly PresenceChange[] {
    const before = this.#followed.get(id);
    if (before === undefined) return [];
    const failures = before.failures + 1;
    const state = failures >= failuresMax ? "away" : "suspected";
    this.#followed.set(id, { ...before, failures, state });
    return before.state === state ? [] : [{ contact: before.contact, change: state }];
  }

  /** It says that it leaves for good. */
  left(id: NodeId): readonly PresenceChange[] {
    const before = this.#followed.get(id);
    if (before === undefined) return [];
    this.#followed.delete(id);
    return [{ contact: before.contact, change: "gone" }];
  }

  /** Those who have been away for so long that they will not come back. */
  expire(now: number): readonly PresenceChange[] {
    const changes: PresenceChange[] = [];
    for (const { contact, state, heard } of [...this.#followed.values()]) {
      if (now - heard < this.#goneAfter) break;
      if (state === "away") changes.push(...this.left(contact.id));
    }
    return changes;
  }

  /** Of too many the one heard longest ago goes; those that are away stay longest, since their
   *  copies are what is remembered. */
  #forgetSurplus(): readonly PresenceChange[] {
    if (this.#followed.size <= this.#nodesMax) return [];
    const all = [...this.#followed.values()];
    const oldest = all.find(({ state }) => state !== "away") ?? all[0];
    return oldest === undefined ? [] : this.left(oldest.contact.id);
  }
}
