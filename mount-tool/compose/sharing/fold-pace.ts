// How many records of others are folded in one go. Each go has a price of its own, the path from
// the root to what has changed and the comparison of two roots; but requests wait until it is over.

/** A few milliseconds, also before the code is warm. */
const recordsMin = 16;
const recordsMax = 512;

/** Of one go. */
const wishedMilliseconds = 4;

export class FoldPace {
  #records = recordsMin;
  #begun = 0;
  #hasEnded = false;
  /** The go before was not in vain either. */
  #isAnother = false;

  /** How many are to be folded now. */
  begin(now: number): number {
    this.#begun = now;
    this.#isAnother = this.#hasEnded;
    this.#hasEnded = false;
    return this.#records;
  }

  /** So many were; not called when none were. True: these were all, and came alone: requests come
   * before other work now. */
  end(now: number, records: number): boolean {
    const milliseconds = now - this.#begun;
    const isAll = records < this.#records;
    this.#hasEnded = true;
    if (milliseconds > wishedMilliseconds) {
      this.#records = Math.max(recordsMin, this.#records / 2);
    } else if (!isAll && 2 * milliseconds < wishedMilliseconds) {
      this.#records = Math.min(recordsMax, this.#records * 2);
    }
    return isAll && !this.#isAnother;
  }
}
