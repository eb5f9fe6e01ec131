// How many refusals are told, so that a flood of them does not fill a log.

/** In a minute. */
export const refusalsTold = 60;

const minuteMilliseconds = 60_000;

export class RefusalBudget {
  #minute = Number.NEGATIVE_INFINITY;
  #told = 0;

  /** Whether this one is told. Times are milliseconds of a clock that never goes back. */
  spend(now: number): boolean {
    const minute = Math.floor(now / minuteMilliseconds);
    if (minute !== this.#minute) [this.#minute, this.#told] = [minute, 0];
    if (this.#told >= refusalsTold) return false;
    this.#told += 1;
    return true;
  }
}
