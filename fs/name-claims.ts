// Names that are about to be made here, of which connected participants are told first (Ivy paper,
// "exclusive create"; FORMAT "Agreement"). Whose directory it is decides alone; where that one is
// not connected, all who are must promise not to make the name, and the older claim comes first.
import type { Held } from "../dhash/core/index.ts";
import type { NamePlace } from "./agreement-port.ts";
import type { Audience, Peer } from "./audience.ts";
import {
  answerMillisecondsMax,
  claimMillisecondsMax,
  claimsMax,
  claimTimeMax,
  settledMillisecondsMax,
} from "./core/agreement/limits.ts";
import type { AgreementMessage } from "./core/agreement/message.ts";
import { inodeSlot } from "./core/inode-number.ts";
import type { Turn } from "./name-promises.ts";
import { comesBefore, keyOf, NamePromises } from "./name-promises.ts";

/** "free": make it now. "taken": it exists. A number: ask again when that is settled. */
export type NameAnswer = "free" | "taken" | number;

type NameMessage = Extract<
  AgreementMessage,
  { kind: "prepare" | "wait" | "promise" | "cancel" | "made" }
>;

interface Claim extends Turn {
  /** Names it among the own ones, and is what others wait with. */
  readonly number: number;
  readonly place: NamePlace;
  readonly key: string;
  readonly begun: number;
  /** Everybody who was told. */
  readonly told: Set<Peer>;
  /** Who has not promised yet; since when nothing was heard of it, undefined: it said "wait". */
  readonly asked: Map<Peer, number | undefined>;
  isSole: boolean;
  /** What those who promised have in their trees. */
  readonly known: Map<number, number>;
  isTaken: boolean;
  answer: "free" | "taken" | undefined;
  /** When there was an answer. */
  settled: number;
}

export class NameClaims {
  readonly #audience: Audience;
  readonly #promises: NamePromises;
  readonly #claims = new Map<string, Claim>();
  #time = 0;

  constructor(audience: Audience) {
    this.#audience = audience;
    this.#promises = new NamePromises(audience, (key, turn) => {
      const claim = this.#claims.get(key);
      return claim !== undefined && (claim.answer !== undefined || comesBefore(claim, turn));
    });
  }

  /** Claims that are not over, own ones and those of others. */
  get size(): number {
    return this.#claims.size + this.#promises.size;
  }

  held(): readonly Held[] {
    const claims = { what: "claims of names", size: this.#claims.size, max: claimsMax };
    return [claims, this.#promises.held()];
  }

  /** May this name be made here now? After "free" that is tried at once, and `end` called. */
  ask(wanted: NamePlace): NameAnswer {
    const { knowledge, slot } = this.#audience;
    const place = { ...wanted, directory: knowledge.acting(wanted.directory) };
    const key = keyOf(place);
    const claim = this.#claims.get(key);
    if (claim !== undefined) return claim.answer ?? claim.number;
    const { peers, isSole } = this.#whom(place);
    const isOpen = peers.length === 0 && !this.#promises.has(key);
    if (isOpen || this.#claims.size >= claimsMax || knowledge.hasName(place)) return "free";
    this.#time++;
    const begun = this.#audience.time();
    const number = this.#audience.nextTicket();
    const told = new Set<Peer>();
    const own: Claim = {
      ...{ number, place, key, begun, told, isSole, time: this.#time, slot },
      ...{ asked: new Map(), known: new Map(), isTaken: false, answer: undefined, settled: 0 },
    };
    this.#claims.set(key, own);
    for (const peer of peers) this.#prepare(own, peer);
    return number;
  }

  /** The claim, if there was one, is over: the name was made by this own record, or not. */
  end(place: NamePlace, sequence: number | undefined): void {
    if (this.#claims.size === 0) return;
    const directory = this.#audience.knowledge.acting(place.directory);
    const key = keyOf({ ...place, directory });
    const claim = this.#claims.get(key);
    if (claim !== undefined) this.#end(claim, sequence);
  }

  #end({ key, number, told }: Claim, sequence: number | undefined): void {
    this.#claims.delete(key);
    for (const peer of told) {
      const isMade = sequence !== undefined;
      const over = isMade ? ({ kind: "made", number, sequence } as const) : undefined;
      this.#audience.send(peer, over ?? { kind: "cancel", number });
    }
    this.#promises.review(key);
  }

  hear(peer: Peer, message: NameMessage): void {
    switch (message.kind) {
      case "prepare":
        this.#time = Math.min(claimTimeMax, Math.max(this.#time, message.time));
        return this.#promises.hear(peer, message);
      case "wait": {
        const asked = this.#find(message.number)?.asked;
        if (asked?.has(peer) === true) asked.set(peer, undefined);
        return;
      }
      case "promise":
        return this.#takePromise(peer, message);
      case "cancel":
      case "made":
        return this.#goOn(this.#promises.end(peer, message));
    }
  }

  /** A newcomer may be making one of these names, too. */
  meet(peer: Peer): void {
    for (const claim of this.#claims.values()) {
      if (!claim.isSole && claim.answer === undefined) this.#prepare(claim, peer);
    }
  }

  part(peer: Peer): void {
    for (const claim of this.#claims.values()) {
      claim.told.delete(peer);
      if (claim.asked.has(peer)) this.#doWithout(claim, peer);
    }
    this.#goOn(this.#promises.part(peer.name));
  }

  /** Records of others are in the tree now. */
  folded(): void {
    this.#goOn(this.#promises.folded());
    for (const claim of this.#claims.values()) this.#look(claim);
  }

  tick(): void {
    this.#goOn(this.#promises.expire());
    if (this.#claims.size === 0) return;
    const now = this.#audience.time();
    for (const claim of this.#claims.values()) {
      for (const [peer, since] of claim.asked) {
        if (since === undefined || now - since < answerMillisecondsMax) continue;
        peer.isSilent = true;
        this.#doWithout(claim, peer);
      }
      if (claim.answer !== undefined) this.#giveBack(claim, now);
      else if (now - claim.begun >= claimMillisecondsMax) {
        const isSeen = this.#audience.holds(claim.known);
        this.#settle(claim, claim.isTaken && !isSeen ? "taken" : "free");
      }
    }
  }

  /** Whoever wanted the name was interrupted meanwhile. */
  #giveBack(claim: Claim, now: number): void {
    // Not by its place: another directory may act for that one by now, and have a claim of its own.
    if (now - claim.settled >= settledMillisecondsMax) this.#end(claim, undefined);
  }

  /** Whoever made the directory decides; that of the file system itself was made by nobody. */
  #whom({ directory }: NamePlace): { readonly peers: readonly Peer[]; readonly isSole: boolean } {
    const maker = inodeSlot(directory);
    const present = maker === this.#audience.slot ? [] : this.#audience.present();
    const decider = present.find(({ slot }) => slot === maker);
    return decider === undefined
      ? { peers: present, isSole: false }
      : { peers: [decider], isSole: true };
  }

  #prepare(claim: Claim, peer: Peer): void {
    const { number, time, isSole, place } = claim;
    claim.told.add(peer);
    claim.asked.set(peer, this.#audience.time());
    this.#audience.send(peer, { kind: "prepare", number, time, isSole, ...place });
  }

  #takePromise(peer: Peer, message: Extract<AgreementMessage, { kind: "promise" }>): void {
    const claim = this.#find(message.number);
    if (claim?.asked.delete(peer) !== true) return;
    for (const [slot, sequence] of message.known) {
      claim.known.set(slot, Math.max(sequence, claim.known.get(slot) ?? 0));
    }
    claim.isTaken ||= message.isTaken;
    this.#look(claim);
  }

  #doWithout(claim: Claim, peer: Peer): void {
    claim.asked.delete(peer);
    if (claim.isSole) {
      claim.isSole = false;
      for (const other of this.#audience.present()) {
        if (other !== peer) this.#prepare(claim, other);
      }
    }
    this.#look(claim);
  }

  #goOn(keys: readonly string[]): void {
    for (const key of keys) {
      this.#promises.review(key);
      const claim = this.#claims.get(key);
      if (claim !== undefined) this.#look(claim);
    }
  }

  /** Whoever promised may know the name, or of its end: all that they knew is waited for. */
  #look(claim: Claim): void {
    const isOpen = claim.answer === undefined && claim.asked.size === 0;
    if (!isOpen || this.#promises.has(claim.key) || !this.#audience.holds(claim.known)) return;
    this.#settle(claim, "free");
  }

  #settle(claim: Claim, answer: "free" | "taken"): void {
    claim.answer = answer;
    claim.settled = this.#audience.time();
    this.#audience.tell({ kind: "settled", ticket: claim.number });
  }

  #find(number: number): Claim | undefined {
    for (const claim of this.#claims.values()) if (claim.number === number) return claim;
    return undefined;
  }
}
