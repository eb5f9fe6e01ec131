// Comparisons with the neighbours of a node, one at a time: soon after the ring has changed, and
// then less and less often as long as nothing is found.

import {
  Comparison,
  type ComparisonAnswer,
  type ComparisonQuestion,
} from "../repair/comparison.ts";
import { comparisonPartners, type Partner } from "../repair/comparison-partners.ts";
import type { DigestItem } from "../repair/digest-item.ts";
import type { DigestTree } from "../repair/digest-tree.ts";
import type { Contact } from "../routing/contact.ts";
import type { Arc, NodeId } from "../routing/ring-point.ts";
import type { KnownNodes } from "./known-nodes.ts";
import { askMilliseconds, compareRestMilliseconds, compareSoonMilliseconds } from "./limits.ts";

export interface ComparingParts {
  readonly known: KnownNodes;
  readonly copies: number;
  readonly tree: DigestTree;
  readonly isConnected: (contact: Contact) => boolean;
  readonly ask: (to: Contact, number: number, question: ComparisonQuestion) => void;
}

/** What a comparison with one neighbour has found in all arcs. */
export interface Found {
  readonly partner: Contact;
  readonly missing: readonly DigestItem[];
  readonly surplus: readonly DigestItem[];
  /** The last time as many were found. */
  readonly isAsBefore: boolean;
}

interface Turn {
  at: number;
  pause: number;
  /** Differences found the last time. */
  found: number;
}

interface Session {
  readonly partner: Contact;
  readonly arcs: Arc[];
  readonly missing: DigestItem[];
  readonly surplus: DigestItem[];
  comparison: Comparison;
  number: number;
  until: number;
  isWhole: boolean;
}

export class Comparing {
  readonly #parts: ComparingParts;
  #turns = new Map<NodeId, Turn>();
  #partners: readonly Partner[] = [];
  #ringChanges = -1;
  #session: Session | undefined;
  #number = 0;

  constructor(parts: ComparingParts) {
    this.#parts = parts;
  }

  /** It is back, or says something new: it is compared with soon. */
  hasten(id: NodeId, now: number): void {
    const pause = compareSoonMilliseconds;
    this.#turns.set(id, { at: now + pause, pause, found: Number.POSITIVE_INFINITY });
  }

  lose(id: NodeId): void {
    if (this.#session?.partner.id === id) this.#session = undefined;
  }

  /** Begins a comparison when one is due. */
  tick(now: number): void {
    const { known, copies, isConnected } = this.#parts;
    if (this.#session !== undefined && this.#session.until > now) return;
    this.#session = undefined;
    if (known.changes !== this.#ringChanges) {
      this.#ringChanges = known.changes;
      this.#partners = comparisonPartners(known.ring, { id: known.own.id, copies });
      this.#turns = new Map();
    }
    for (const { contact, arcs } of this.#partners) {
      if (!isConnected(contact)) continue;
      const turn = this.#turns.get(contact.id);
      if (turn === undefined) this.hasten(contact.id, now);
      else if (turn.at <= now) return this.#begin(contact, arcs, now);
    }
  }

  /** What was found, when that was the last answer; undefined when more is asked, or when it was
   *  not asked. */
  answered(
    by: Contact,
    message: { readonly number: number; readonly answers: readonly ComparisonAnswer[] },
    now: number,
  ): Found | undefined {
    const session = this.#session;
    if (session?.partner.id !== by.id || session.number !== message.number) return undefined;
    session.comparison.answered(message.answers);
    return this.#goOn(session, now);
  }

  #begin(partner: Contact, arcs: readonly Arc[], now: number): void {
    const [first, ...rest] = arcs;
    if (first === undefined) return;
    const comparison = new Comparison(this.#parts.tree, first);
    const lists = { arcs: rest, missing: [], surplus: [] };
    this.#session = { partner, ...lists, comparison, number: 0, until: 0, isWhole: true };
    // If it ends without an end, it is tried again after the pause.
    const turn = this.#turns.get(partner.id);
    if (turn !== undefined) turn.at = now + turn.pause;
    this.#goOn(this.#session, now);
  }

  #goOn(session: Session, now: number): Found | undefined {
    for (;;) {
      const question = session.comparison.next();
      if (question !== undefined) {
        this.#number = (this.#number + 1) % 2 ** 32;
        session.number = this.#number;
        session.until = now + askMilliseconds;
        this.#parts.ask(session.partner, session.number, question);
        return undefined;
      }
      const { missing, surplus, isWhole } = session.comparison.difference();
      for (const item of missing) session.missing.push(item);
      for (const item of surplus) session.surplus.push(item);
      session.isWhole &&= isWhole;
      const arc = session.arcs.shift();
      if (arc === undefined) return this.#end(session, now);
      session.comparison = new Comparison(this.#parts.tree, arc);
    }
  }

  #end({ partner, missing, surplus, isWhole }: Session, now: number): Found {
    this.#session = undefined;
    const turn = this.#turns.get(partner.id);
    const found = missing.length + surplus.length;
    const isSame = found === 0 && isWhole;
    // While differences become fewer it goes on soon; those that stay are looked at less and less.
    const isShrinking = turn === undefined || found < turn.found;
    const longer = Math.min(2 * (turn?.pause ?? 0), compareRestMilliseconds);
    const pause = isShrinking ? compareSoonMilliseconds : longer;
    const rest = isSame ? compareRestMilliseconds : pause;
    this.#turns.set(partner.id, { at: now + rest, pause, found });
    return { partner, missing, surplus, isAsBefore: turn?.found === found };
  }
}
