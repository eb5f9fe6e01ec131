// Requests of the kernel that wait for blocks from other machines, each up to a deadline.
import type { BlockKey } from "../../../dhash/index.ts";

/** A reader gets an error after this, rather than hang. */
const deadlineMilliseconds = 30_000;

/** The same where nobody is connected who might have the data. */
const aloneMilliseconds = 3_000;

interface Waiting {
  readonly lacking: Set<BlockKey>;
  readonly until: number;
}

export class ReadersWaiting {
  readonly #milliseconds: () => number;
  readonly #byRequest = new Map<string, Waiting>();

  constructor(milliseconds: () => number) {
    this.#milliseconds = milliseconds;
  }

  get size(): number {
    return this.#byRequest.size;
  }

  park(request: string, lacking: readonly BlockKey[], isConnected: boolean): void {
    const time = isConnected ? deadlineMilliseconds : aloneMilliseconds;
    const until = this.#milliseconds() + time;
    this.#byRequest.set(request, { lacking: new Set(lacking), until });
  }

  /** Requests that lack nothing any more; they wait no longer. */
  arrived(key: BlockKey): readonly string[] {
    return this.#takeAll(({ lacking }) => lacking.delete(key) && lacking.size === 0);
  }

  /** Requests past their deadline; they wait no longer. */
  overdue(): readonly string[] {
    if (this.#byRequest.size === 0) return [];
    const now = this.#milliseconds();
    return this.#takeAll(({ until }) => until <= now);
  }

  #takeAll(isOver: (waiting: Waiting) => boolean): readonly string[] {
    const over = [...this.#byRequest].flatMap(([request, waiting]) =>
      isOver(waiting) ? [request] : [],
    );
    for (const request of over) this.#byRequest.delete(request);
    return over;
  }
}
