// Locks that hold between connected participants (FORMAT "Agreement"). Each keeps those of its own
// programs. Whoever wants one asks all others; of two who want it at once the older claim comes
// first; and it is taken when what the others have written is here.
import type { Held } from "../dhash/core/index.ts";
import type { Audience, Peer } from "./audience.ts";
import {
  answerMillisecondsMax,
  claimMillisecondsMax,
  claimTimeMax,
  lockRetryMillisecondsMax,
  settledMillisecondsMax,
} from "./core/agreement/limits.ts";
import type { LockMessage } from "./core/agreement/lock-message.ts";
import type { Lock, LockRange } from "./core/agreement/lock-table.ts";
import { conflict, isSameOwner } from "./core/agreement/lock-table.ts";
import type { InodeNumber } from "./core/inode-number.ts";
import type { Claim, LockPurpose } from "./lock-claim.ts";
import { isFirm, lockKey, makeClaim } from "./lock-claim.ts";
import { comesBefore } from "./name-promises.ts";
import { OwnLocks } from "./own-locks.ts";
import type { AskedLock } from "./peer-locks.ts";
import { PeerLocks } from "./peer-locks.ts";

/** A number: ask again when that is settled. "full": there are too many locks on the inode. */
export type LockAnswer = "granted" | "held" | "full" | number;

export class SharedLocks {
  readonly #audience: Audience;
  readonly #own = new OwnLocks();
  readonly #peers = new PeerLocks();
  readonly #claims = new Map<string, Claim>();
  /** By inode, who was told of a claim; and who could not have a lock. */
  readonly #told = new Map<InodeNumber, Set<Peer>>();
  readonly #denied = new Map<InodeNumber, Set<Peer>>();
  #time = 0;

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  /** Claims that are not over. */
  get size(): number {
    return this.#claims.size + this.#peers.size;
  }

  held(): readonly Held[] {
    return this.#peers.held();
  }

  /** To be asked again with the same lock when a ticket is settled. */
  ask(lock: Lock, purpose: LockPurpose): LockAnswer {
    const key = lockKey(lock, purpose);
    const before = this.#claims.get(key);
    if (before !== undefined) {
      return before.answer === undefined ? before.ticket : this.#conclude(before, before.answer);
    }
    if (purpose !== "test" && this.#own.isHeld(lock)) return "granted";
    if (this.#own.isFull(lock.inode)) return "full";
    const claim = makeClaim({ ticket: this.#audience.nextTicket(), lock, purpose, key });
    this.#claims.set(key, claim);
    this.#try(claim);
    if (claim.answer === undefined) return claim.ticket;
    return this.#conclude(claim, claim.answer);
  }

  /** A lock of a program on this machine that is in the way. */
  inTheWayOf(lock: Lock): Lock | undefined {
    return this.#own.inTheWayOf(lock);
  }

  unlock(inode: InodeNumber, range: LockRange): void {
    if (this.#own.remove(inode, range)) this.#review(inode, true);
  }

  /** The open file is closed. */
  close(inode: InodeNumber, handle: number): void {
    if (this.#own.close(inode, handle)) this.#review(inode, true);
  }

  /** Whoever waited with this ticket does so no more. */
  abandon(ticket: number): void {
    for (const claim of this.#claims.values()) if (claim.ticket === ticket) this.#drop(claim);
  }

  hear(
    peer: Peer,
    message: LockMessage | { readonly kind: "wait"; readonly number: number },
  ): void {
    switch (message.kind) {
      case "lock": {
        const { number, time, wish } = message;
        this.#time = Math.min(claimTimeMax, Math.max(this.#time, time));
        this.#peers.claims(peer, wish.inode);
        return this.#reply({ peer, number, time, slot: peer.slot, wish });
      }
      case "wait": {
        const asked = this.#find(message.number)?.asked;
        if (asked?.has(peer) === true) asked.set(peer, undefined);
        return;
      }
      case "clear": {
        const claim = this.#find(message.number);
        if (claim?.asked.delete(peer) !== true) return;
        for (const [slot, sequence] of message.known) {
          claim.known.set(slot, Math.max(sequence, claim.known.get(slot) ?? 0));
        }
        return this.#look(claim);
      }
      case "held": {
        const claim = this.#find(message.number);
        if (claim?.asked.has(peer) === true) this.#deny(claim);
        return;
      }
      case "released":
        if (message.isLast) this.#peers.release(peer, message.inode);
        return this.#retry(message.inode);
    }
  }

  /** A newcomer may have locks. */
  meet(peer: Peer): void {
    this.#peers.meet(peer.name);
    for (const claim of this.#claims.values()) if (claim.state === "asks") this.#tell(claim, peer);
  }

  part(peer: Peer): void {
    this.#peers.part(peer, this.#audience.time());
    for (const peers of [...this.#told.values(), ...this.#denied.values()]) peers.delete(peer);
    for (const claim of [...this.#claims.values()]) {
      if (claim.asked.delete(peer)) this.#look(claim);
    }
  }

  /** Records of others are in the tree now. */
  folded(): void {
    for (const claim of [...this.#claims.values()]) this.#look(claim);
  }

  tick(): void {
    if (this.size === 0) return;
    const now = this.#audience.time();
    this.#peers.expire(now);
    for (const claim of [...this.#claims.values()]) {
      switch (claim.state) {
        case "asks":
          this.#goWithout(claim, now);
          break;
        case "waits":
          if (now - claim.since >= lockRetryMillisecondsMax) this.#try(claim);
          break;
        case "settled":
          if (now - claim.since >= settledMillisecondsMax) this.#drop(claim);
          break;
      }
    }
  }

  #try(claim: Claim): void {
    const { lock } = claim;
    claim.since = this.#audience.time();
    if (this.#own.inTheWayOf(lock) !== undefined) return this.#deny(claim);
    claim.state = "waits";
    // One after the other among those of this machine: who is refused must have been so by a lock.
    for (const other of this.#claims.values()) {
      const isOther = other !== claim && isFirm(other) && !isSameOwner(other.lock, lock);
      if (isOther && conflict(other.lock, lock)) return;
    }
    claim.state = "asks";
    claim.number = this.#audience.nextTicket();
    // After all that it let pass while it waited.
    this.#time++;
    claim.turn = { time: this.#time, slot: this.#audience.slot };
    claim.asked.clear();
    claim.known.clear();
    for (const peer of this.#audience.present()) this.#tell(claim, peer);
    this.#look(claim);
  }

  #tell(claim: Claim, peer: Peer): void {
    const { number, lock, turn } = claim;
    const { inode, space, isExclusive, start, end } = lock;
    claim.asked.set(peer, this.#audience.time());
    this.#told.set(inode, (this.#told.get(inode) ?? new Set()).add(peer));
    const wish = { inode, space, isExclusive, start, end };
    this.#audience.send(peer, { kind: "lock", number, time: turn.time, wish });
  }

  /** Answers a claim of somebody else, or has it wait for an own one. */
  #reply(asked: AskedLock): void {
    const { peer, number, wish } = asked;
    if (this.#own.keepsOut(wish)) {
      const { inode } = wish;
      this.#denied.set(inode, (this.#denied.get(inode) ?? new Set()).add(peer));
      return this.#audience.send(peer, { kind: "held", number });
    }
    for (const claim of this.#claims.values()) {
      const isFirst = claim.answer === "granted" || comesBefore(claim.turn, asked);
      if (!isFirm(claim) || !isFirst || !conflict(claim.lock, wish)) continue;
      this.#peers.wait(asked);
      return this.#audience.send(peer, { kind: "wait", number });
    }
    const known = this.#audience.knowledge.known();
    return this.#audience.send(peer, { kind: "clear", number, known });
  }

  #look(claim: Claim): void {
    if (claim.state !== "asks" || claim.asked.size > 0) return;
    if (this.#peers.isKept(claim.lock.inode) || !this.#audience.holds(claim.known)) return;
    this.#settle(claim, "granted");
  }

  /** Somebody has a lock that keeps it out. */
  #deny(claim: Claim): void {
    if (claim.purpose !== "wait") return this.#settle(claim, "held");
    claim.state = "waits";
    claim.asked.clear();
    return this.#review(claim.lock.inode, false);
  }

  /** Who says nothing is not waited for, but for what it may have locked. */
  #goWithout(claim: Claim, now: number): void {
    const isLate = now - claim.since >= claimMillisecondsMax;
    for (const [peer, since] of [...claim.asked]) {
      if (since === undefined || now - since < answerMillisecondsMax) continue;
      peer.isSilent = true;
      this.#peers.keep(peer, now);
      claim.asked.delete(peer);
    }
    this.#look(claim);
    if (!isLate || claim.state !== "asks") return;
    const isOpen = claim.asked.size === 0 && !this.#peers.isKept(claim.lock.inode);
    // What is lacking comes from who is connected, or it does not come.
    const isComing = this.#audience.present().some(({ slot }) => {
      return (claim.known.get(slot) ?? 0) > this.#audience.knowledge.reached(slot);
    });
    if (isOpen && !isComing) this.#settle(claim, "granted");
    else if (claim.purpose !== "wait") this.#settle(claim, "held");
  }

  #settle(claim: Claim, answer: "granted" | "held"): void {
    claim.state = "settled";
    claim.answer = answer;
    claim.since = this.#audience.time();
    this.#audience.tell({ kind: "settled", ticket: claim.ticket });
  }

  #conclude(claim: Claim, answer: "granted" | "held"): "granted" | "held" {
    this.#claims.delete(claim.key);
    if (answer === "granted" && claim.purpose !== "test") this.#own.add(claim.lock);
    // A lock that was exclusive may be shared now.
    this.#review(claim.lock.inode, true);
    return answer;
  }

  #drop(claim: Claim): void {
    this.#claims.delete(claim.key);
    this.#review(claim.lock.inode, true);
  }

  /** Something on this inode has ended: others may be next. */
  #review(inode: InodeNumber, isLess: boolean): void {
    for (const asked of this.#peers.takeWaiting(inode)) this.#reply(asked);
    const isHere = this.#own.has(inode) || this.#hasFirmClaim(inode);
    if (isLess || !isHere) {
      const told = isHere ? undefined : this.#told.get(inode);
      for (const peer of new Set([...(this.#denied.get(inode) ?? []), ...(told ?? [])])) {
        const number = this.#audience.nextTicket();
        this.#audience.send(peer, { kind: "released", number, inode, isLast: !isHere });
      }
      this.#denied.delete(inode);
    }
    if (!isHere) this.#told.delete(inode);
    if (isLess) this.#retry(inode);
  }

  #retry(inode: InodeNumber): void {
    for (const claim of [...this.#claims.values()]) {
      if (claim.state === "waits" && claim.lock.inode === inode) this.#try(claim);
    }
  }

  #hasFirmClaim(inode: InodeNumber): boolean {
    return [...this.#claims.values()].some((claim) => {
      return isFirm(claim) && claim.lock.inode === inode;
    });
  }

  #find(number: number): Claim | undefined {
    for (const claim of this.#claims.values()) {
      if (claim.state === "asks" && claim.number === number) return claim;
    }
    return undefined;
  }
}
