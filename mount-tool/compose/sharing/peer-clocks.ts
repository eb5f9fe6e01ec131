// How far the clocks of connected peers are from this one's. Nothing is decided by it: files carry
// the time of whoever wrote them, so a person should know of a clock that is wrong.
import { clockApartSecondsMax } from "../../network-options.ts";

export class PeerClocks {
  readonly #aheadByPeer = new Map<string, number>();
  readonly #now: () => number;

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** What this side says of its own. */
  get time(): number {
    return Math.max(0, Math.floor(this.#now()));
  }

  /** A peer has said its time. What a person should know, once for each connection. */
  hear(peer: string, time: number | undefined): string | undefined {
    if (time === undefined) return undefined;
    const wasTold = this.#isApart(peer);
    this.#aheadByPeer.set(peer, (time - this.#now()) / 1000);
    if (wasTold || !this.#isApart(peer)) return undefined;
    const theirs = new Date(time);
    const when = Number.isNaN(theirs.getTime()) ? `${time} ms after 1970` : theirs.toISOString();
    return `says that it is ${when}; one of the two clocks is wrong`;
  }

  /** Seconds; negative where it is behind. */
  aheadOf(peer: string): number | undefined {
    return this.#aheadByPeer.get(peer);
  }

  forget(peer: string): void {
    this.#aheadByPeer.delete(peer);
  }

  #isApart(peer: string): boolean {
    return Math.abs(this.#aheadByPeer.get(peer) ?? 0) > clockApartSecondsMax;
  }
}
