// How often the parts that know no timer are told that time goes on: many times a second while
// anything is open or has just happened, less often soon after, seldom while nobody does anything.

/** Questions are asked again, and changes told, after some of these. */
const tickMilliseconds = 50;

/** Nothing is open then; what may still be said, such as the hellos of peers, can wait. */
const quietMilliseconds = 2500;

/** What happened is told on within this, then as often as here for as long: what follows it
 * (acknowledgements, saving) has begun by then. */
const newsMilliseconds = 300;
const stirredMilliseconds = 3000;
const stirredTickMilliseconds = 500;

export class TickPace {
  #tickedAt = 0;
  #stirredAt: number;

  constructor(now: number) {
    this.#stirredAt = now;
  }

  /** Something happened. */
  stir(now: number): void {
    this.#stirredAt = now;
  }

  /** How long there is nothing to tell; `isOpen`: something waits for ticks. */
  restMilliseconds(now: number, isOpen: () => boolean): number {
    return Math.max(0, this.#tickedAt + this.#interval(now, isOpen) - now);
  }

  /** True: it is time for a tick. */
  tick(now: number, isOpen: () => boolean): boolean {
    if (this.restMilliseconds(now, isOpen) > 0) return false;
    this.#tickedAt = now;
    return true;
  }

  #interval(now: number, isOpen: () => boolean): number {
    const since = now - this.#stirredAt;
    if (since < newsMilliseconds || isOpen()) return tickMilliseconds;
    return since < stirredMilliseconds ? stirredTickMilliseconds : quietMilliseconds;
  }
}
