// How often own records are made durable and shown. A lone change goes out at once; while many are
// made they go in batches, so that syncs for peers take little of this thread's time.

/** Of the time of this thread, syncs for peers take no more than a quarter. */
const restPerSync = 3;

/**
 * A sync beside this thread keeps only the device from others: it may do nothing else for half of
 * the time, but who waits for one slow sync does not wait for a rest as long.
 */
const restMillisecondsMax = 10;

/** Shows that may follow each other at once; one more is allowed after each pause. */
const showsAtOnce = 8;
const pauseMilliseconds = 10;

/** A sync that took longer is too long for those who wait for this thread. */
const quickMilliseconds = 5;

/**
 * After such a one so many are made with the device's work done beside this thread first, then one
 * is tried again without; twice as many each time that is slow, too.
 */
const settledShowsMin = 2;
const settledShowsMax = 64;

/**
 * A program that has changed something changes the next thing within this: what it does to one file
 * goes out together. But nothing waits longer than that for it.
 */
const lullMilliseconds = 0.15;
const waitedMillisecondsMax = 5;

/** Finds the moment after a change at which no other one follows at once. */
export class Lull {
  #newest = 0;
  #newestAt = 0;
  /** When the first change was seen that was not shown. */
  #since: number | undefined;

  /** How long it may not have come yet; `newest` is the number of the newest change. */
  waitMilliseconds(now: number, newest: number): number {
    if (newest !== this.#newest) {
      this.#newest = newest;
      this.#newestAt = now;
      this.#since ??= now;
    }
    const end = Math.min(this.#newestAt + lullMilliseconds, this.#endOfPatience());
    return Math.max(0, end - now);
  }

  /** All changes until now were shown. */
  shown(): void {
    this.#since = undefined;
  }

  #endOfPatience(): number {
    return (this.#since ?? Number.NEGATIVE_INFINITY) + waitedMillisecondsMax;
  }
}

export class ShowPace {
  #allowed = showsAtOnce;
  #countedAt: number;
  #restUntil = 0;
  #settledLeft = 0;
  #settledNext = settledShowsMin;

  constructor(now: number) {
    this.#countedAt = now;
  }

  /** How long nothing is to be shown yet; 0: now. */
  waitMilliseconds(now: number): number {
    this.#count(now);
    const pause = this.#allowed > 0 ? 0 : this.#countedAt + pauseMilliseconds - now;
    return Math.max(0, pause, this.#restUntil - now);
  }

  /** The device is to take what waits for it beside this thread before the sync. */
  get isSettledFirst(): boolean {
    return this.#settledLeft > 0;
  }

  /** A sync was made on this thread. */
  synced(begun: number, end: number): void {
    const took = end - begun;
    this.#count(end);
    this.#allowed = Math.max(0, this.#allowed - 1);
    this.#restUntil = end + restPerSync * took;
    if (this.#settledLeft > 0) this.#settledLeft--;
    else if (took <= quickMilliseconds) this.#settledNext = settledShowsMin;
    else {
      this.#settledLeft = this.#settledNext;
      this.#settledNext = Math.min(settledShowsMax, 2 * this.#settledNext);
    }
  }

  /** A sync was made beside this thread. */
  syncedBeside(begun: number, end: number): void {
    this.#count(end);
    this.#allowed = Math.max(0, this.#allowed - 1);
    this.#restUntil = end + Math.min(restMillisecondsMax, end - begun);
  }

  #count(now: number): void {
    const pauses = Math.floor((now - this.#countedAt) / pauseMilliseconds);
    if (pauses <= 0) return;
    this.#allowed = Math.min(showsAtOnce, this.#allowed + pauses);
    this.#countedAt += pauses * pauseMilliseconds;
  }
}
