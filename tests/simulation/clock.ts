// The simulated clock: it moves when the world says so, and a little whenever somebody looks.
import type { Clock } from "../../fs/ports.ts";
import type { Time } from "../../logs/index.ts";

/** A look costs this much, so that a slice of background work ends after some steps. */
const lookMilliseconds = 0.25;
const startSeconds = 1_800_000_000;

export class SimulatedClock implements Clock {
  #milliseconds = 0;
  /** What somebody has set it to show, compared with the right time. */
  aheadSeconds = 0;

  advance(milliseconds: number): void {
    this.#milliseconds += milliseconds;
  }

  now(): Time {
    this.#milliseconds += lookMilliseconds;
    const seconds = Math.floor(this.#milliseconds / 1000);
    const nanoseconds = Math.floor((this.#milliseconds - seconds * 1000) * 1_000_000);
    return { seconds: startSeconds + seconds + this.aheadSeconds, nanoseconds };
  }

  milliseconds(): number {
    this.#milliseconds += lookMilliseconds;
    return this.#milliseconds;
  }
}
