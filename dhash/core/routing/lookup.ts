// An iterative look-up: candidates sorted by distance to the key; the nearest are asked, their
// answers bring nearer ones, until one answers who knows everyone there (Pastry: the key is within
// its leaf set) or the nearest have all answered (Kademlia). Answers, failures and slowness go in,
// whom to ask comes out; the keeper has the clock and the network.
import { invariant } from "../invariant.ts";
import type { Contact } from "./contact.ts";
import { lookupAsksMax, lookupCandidatesMax, lookupParallel, lookupWidth } from "./limits.ts";
import { distanceBetween, type NodeId, type RingPoint, stepsFromTo } from "./ring-point.ts";
import type { Nearest } from "./routing-table.ts";

export interface LookupStart {
  readonly key: RingPoint;
  /** Homes wanted, on different machines. */
  readonly copies: number;
  /** What the table of `own` says of the key. */
  readonly nearest: Nearest;
  readonly own: Contact;
  /** Milliseconds, of those in the table: of candidates about equally near, the nearest in the
   *  network is asked first. */
  readonly roundTripOf: (id: NodeId) => number | undefined;
  /** Questions that are unanswered and not yet slow. */
  readonly parallel?: number;
}

export interface LookupStep {
  /** Ask these "find" for the key. Each is followed by one `answered` or `failed`, and perhaps a
   *  `slow` before it. */
  readonly ask: readonly Contact[];
  /** "found": the homes are known. "spent": no more may be asked; what is found is a best guess. */
  readonly state: "asking" | "found" | "spent";
}

type CandidateState = "new" | "asked" | "slow" | "answered" | "failed";

interface Candidate {
  readonly contact: Contact;
  readonly distance: bigint;
  /** Hex digits of the distance: a step of the way is one less. */
  readonly digits: number;
  readonly roundTrip: number;
  /** Answers on the way to it: 0 for those of the own table. */
  readonly hops: number;
  state: CandidateState;
}

export class Lookup {
  readonly #key: RingPoint;
  readonly #copies: number;
  readonly #parallel: number;
  readonly #ownId: NodeId;
  readonly #roundTripOf: LookupStart["roundTripOf"];
  /** Nearest first. Failed ones stay, so that nobody brings them back. */
  #candidates: Candidate[] = [];
  /** Up to this distance somebody has named every node. */
  #certainTo = -1n;
  #knowsEveryone = false;
  #asks = 0;
  #hops = 0;

  constructor(start: LookupStart) {
    const { key, copies, nearest, own, roundTripOf, parallel = lookupParallel } = start;
    this.#key = key;
    this.#copies = copies;
    this.#parallel = parallel;
    this.#ownId = own.id;
    this.#roundTripOf = roundTripOf;
    this.#enter(nearest.contacts, 0);
    this.#noteCertain(nearest);
  }

  /** Answers that followed from one another until the homes were known. */
  get hops(): number {
    return this.#hops;
  }

  start(): LookupStep {
    return this.#step();
  }

  answered(id: NodeId, nearest: Nearest): LookupStep {
    const candidate = this.#find(id);
    if (candidate === undefined || !isWaiting(candidate)) return this.#step();
    candidate.state = "answered";
    const wasFound = this.#isFound();
    this.#enter(nearest.contacts, candidate.hops + 1);
    this.#noteCertain(nearest);
    if (!wasFound) this.#hops = candidate.hops + 1;
    return this.#step();
  }

  /** It does not answer, or did not when it was asked for the block: others take its place. */
  failed(id: NodeId): LookupStep {
    const candidate = this.#find(id);
    if (candidate !== undefined) candidate.state = "failed";
    return this.#step();
  }

  /** It takes longer than expected: another is asked beside it. */
  slow(id: NodeId): LookupStep {
    const candidate = this.#find(id);
    if (candidate?.state === "asked") candidate.state = "slow";
    return this.#step();
  }

  /** The nearest on different machines that have not failed, nearest first; who looks up may be
   *  among them. */
  homes(): readonly Contact[] {
    return this.#homes().map(({ contact }) => contact);
  }

  #step(): LookupStep {
    if (this.#isFound()) return { ask: [], state: "found" };
    const ask: Contact[] = [];
    let waiting = this.#candidates.filter(({ state }) => state === "asked").length;
    for (const candidate of this.#toAsk()) {
      if (waiting >= this.#parallel || this.#asks >= lookupAsksMax) break;
      candidate.state = "asked";
      this.#asks++;
      waiting++;
      ask.push(candidate.contact);
    }
    if (ask.length > 0 || this.#candidates.some(isWaiting)) return { ask, state: "asking" };
    // Everyone near has answered or failed, and still too few are left: there are no more.
    const isSpent = this.#asks >= lookupAsksMax || this.#homes().length === 0;
    return { ask, state: isSpent ? "spent" : "found" };
  }

  #isFound(): boolean {
    const homes = this.#homes();
    if (this.#knowsEveryone) return homes.length > 0;
    if (homes.length < this.#copies) return false;
    const isCertain = homes.every(({ distance }) => distance <= this.#certainTo);
    return isCertain || homes.every(({ state }) => state === "answered");
  }

  #homes(): readonly Candidate[] {
    const machines = new Set<string>();
    const homes: Candidate[] = [];
    for (const candidate of this.#candidates) {
      if (candidate.state === "failed" || machines.has(candidate.contact.machine)) continue;
      machines.add(candidate.contact.machine);
      homes.push(candidate);
      if (homes.length === this.#copies) break;
    }
    return homes;
  }

  /** Of the nearest that are left, those that were not asked, the best first. When too few homes
   *  are known, of all that are left. */
  #toAsk(): readonly Candidate[] {
    const left = this.#candidates.filter(({ state }) => state !== "failed");
    const isShort = this.#homes().length < this.#copies;
    const width = isShort ? left.length : Math.max(lookupWidth, 2 * this.#copies);
    const fresh = left.slice(0, width).filter(({ state }) => state === "new");
    return fresh.sort((a, b) => a.digits - b.digits || compareTrips(a.roundTrip, b.roundTrip));
  }

  #enter(contacts: readonly Contact[], hops: number): void {
    for (const contact of contacts) {
      if (this.#find(contact.id) !== undefined) continue;
      const state = contact.id === this.#ownId ? "answered" : "new";
      const distance = distanceBetween(this.#key, contact.id);
      const digits = distance.toString(16).length;
      const roundTrip = this.#roundTripOf(contact.id) ?? Number.POSITIVE_INFINITY;
      this.#candidates.push({ contact, distance, digits, roundTrip, hops, state });
    }
    this.#candidates.sort((a, b) => this.#compare(a, b));
    if (this.#candidates.length > lookupCandidatesMax) this.#forgetFarthest();
  }

  #compare(a: Candidate, b: Candidate): number {
    if (a.distance !== b.distance) return a.distance < b.distance ? -1 : 1;
    // Of two at equal distance the one after the key is nearer, as in isBeforeNearer.
    const [aSteps, bSteps] = [a, b].map(({ contact }) => stepsFromTo(this.#key, contact.id));
    return (aSteps ?? 0n) < (bSteps ?? 0n) ? -1 : 1;
  }

  #forgetFarthest(): void {
    const kept = this.#candidates.slice(0, lookupCandidatesMax);
    const waiting = this.#candidates.slice(lookupCandidatesMax).filter(isWaiting);
    this.#candidates = [...kept, ...waiting];
    invariant(this.#candidates.length <= lookupCandidatesMax + lookupAsksMax, "bounded look-up");
  }

  #noteCertain({ contacts, certain, isEveryone }: Nearest): void {
    if (isEveryone) this.#knowsEveryone = true;
    const last = contacts[certain - 1];
    if (last === undefined) return;
    const reach = distanceBetween(this.#key, last.id);
    if (reach > this.#certainTo) this.#certainTo = reach;
  }

  #find(id: NodeId): Candidate | undefined {
    return this.#candidates.find(({ contact }) => contact.id === id);
  }
}

/** Two that are not known are alike. */
function compareTrips(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function isWaiting({ state }: Candidate): boolean {
  return state === "asked" || state === "slow";
}
