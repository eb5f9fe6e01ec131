// What is known here of the locks of others: on which inodes they may have some, and whose claims
// wait for an own one. Whoever has a lock says so when asked; this is for when it cannot be asked.
import { type Held, largest } from "../dhash/core/index.ts";
import type { Peer } from "./audience.ts";
import { lockGraceMillisecondsMax, peerLocksMax } from "./core/agreement/limits.ts";
import type { LockWish } from "./core/agreement/lock-table.ts";
import type { InodeNumber } from "./core/inode-number.ts";
import type { Turn } from "./name-promises.ts";
import { comesBefore } from "./name-promises.ts";

/** A claim of a peer. */
export interface AskedLock extends Turn {
  readonly peer: Peer;
  readonly number: number;
  readonly wish: LockWish;
}

export class PeerLocks {
  /** By peer, inodes on which it has claimed a lock and not said that it has none. */
  readonly #claimed = new Map<Peer, Set<InodeNumber>>();
  /** By inode and peer, until when others get no lock: the peer cannot be asked. */
  readonly #kept = new Map<InodeNumber, Map<Peer, number>>();
  readonly #waiting = new Map<Peer, Map<number, AskedLock>>();

  get size(): number {
    return this.#waiting.size + this.#kept.size;
  }

  held(): readonly Held[] {
    const claimed = [...this.#claimed.values()].map(({ size }) => size);
    const waiting = [...this.#waiting.values()].map(({ size }) => size);
    return [
      largest("inodes that a peer has locked", claimed, peerLocksMax),
      largest("claims of a peer that wait", waiting, peerLocksMax),
    ];
  }

  claims(peer: Peer, inode: InodeNumber): void {
    const inodes = this.#claimed.get(peer) ?? new Set();
    const [oldest] = inodes.size >= peerLocksMax ? inodes : [];
    if (oldest !== undefined) inodes.delete(oldest);
    this.#claimed.set(peer, inodes.add(inode));
  }

  /** It has no lock and no claim on the inode. */
  release(peer: Peer, inode: InodeNumber): void {
    this.#claimed.get(peer)?.delete(inode);
    const kept = this.#kept.get(inode);
    if (kept?.delete(peer) === true && kept.size === 0) this.#kept.delete(inode);
    const waiting = this.#waiting.get(peer);
    for (const { number, wish } of waiting?.values() ?? []) {
      if (wish.inode === inode) waiting?.delete(number);
    }
  }

  /** It cannot be asked from now on: what it may have is kept for it for some time. */
  keep(peer: Peer, now: number): void {
    for (const inode of this.#claimed.get(peer) ?? []) {
      const kept = this.#kept.get(inode) ?? new Map<Peer, number>();
      this.#kept.set(inode, kept.set(peer, now + lockGraceMillisecondsMax));
    }
    this.#claimed.delete(peer);
  }

  /** It is gone, and its claims with it. */
  part(peer: Peer, now: number): void {
    this.keep(peer, now);
    this.#waiting.delete(peer);
  }

  /** It is connected again, and can be asked. */
  meet(name: string): void {
    for (const [inode, kept] of this.#kept) {
      for (const peer of kept.keys()) if (peer.name === name) kept.delete(peer);
      if (kept.size === 0) this.#kept.delete(inode);
    }
  }

  isKept(inode: InodeNumber): boolean {
    return this.#kept.has(inode);
  }

  expire(now: number): void {
    for (const [inode, kept] of this.#kept) {
      for (const [peer, until] of kept) if (until <= now) kept.delete(peer);
      if (kept.size === 0) this.#kept.delete(inode);
    }
  }

  wait(asked: AskedLock): void {
    const waiting = this.#waiting.get(asked.peer) ?? new Map<number, AskedLock>();
    const [oldest] = waiting.size >= peerLocksMax ? waiting.keys() : [];
    if (oldest !== undefined) waiting.delete(oldest);
    this.#waiting.set(asked.peer, waiting.set(asked.number, asked));
  }

  /** Claims on the inode that wait, in their order; they wait no longer. */
  takeWaiting(inode: InodeNumber): readonly AskedLock[] {
    const taken: AskedLock[] = [];
    for (const [peer, waiting] of this.#waiting) {
      for (const [number, asked] of waiting) {
        if (asked.wish.inode === inode && waiting.delete(number)) taken.push(asked);
      }
      if (waiting.size === 0) this.#waiting.delete(peer);
    }
    return taken.sort((a, b) => (comesBefore(a, b) ? -1 : 1));
  }
}
