// When own records go to others: as soon as they are durable. If a loss of power took what others
// have, new records under the same numbers would be another history of this log.
import { isTrouble, type Trouble } from "../../../dhash/index.ts";
import type { HomeParts } from "../home-parts.ts";

/** Of the time of this thread, syncs for peers take no more than a quarter. */
const restPerSync = 3;

export interface OwnRecordsOptions {
  readonly parts: HomeParts;
  /** All records of the own log may be shown now. */
  readonly show: () => void;
  readonly report: (trouble: Trouble) => void;
}

export class OwnRecords {
  readonly #options: OwnRecordsOptions;
  /** The own log up to here is durable and shown to peers. */
  #shown = 0;
  /** The next ones are shown no earlier; infinite while a sync is under way. */
  #nextShowAt = 0;
  #isClosed = false;

  constructor(options: OwnRecordsOptions) {
    this.#options = options;
  }

  /** There are records that were not shown. */
  get isBehind(): boolean {
    return this.#sequence() > this.#shown;
  }

  /** The own records up to this one may be shown to others. */
  get durable(): number {
    return this.#shown;
  }

  /** They are to be shown now. */
  get isDue(): boolean {
    return this.isBehind && this.#now() >= this.#nextShowAt;
  }

  /**
   * How soon `turn` is to be called while `isBehind`: a sync that is under way ends on this thread.
   */
  restMilliseconds(atMost: number): number {
    const isUnderWay = this.#nextShowAt === Number.POSITIVE_INFINITY;
    const wait = isUnderWay ? 1 : this.#nextShowAt - this.#now();
    return Math.max(1, Math.min(atMost, Math.ceil(wait)));
  }

  turn(): void {
    if (!this.isDue) return;
    const { around, file } = this.#options.parts;
    this.#nextShowAt = Number.POSITIVE_INFINITY;
    void around.settle(file.logId).then(() => {
      if (!this.#isClosed) this.#show();
    });
  }

  close(): void {
    this.#isClosed = true;
  }

  #show(): void {
    const { data, logs } = this.#options.parts;
    const sequence = this.#sequence();
    const begun = this.#now();
    const trouble = data.sync() ?? logs.sync();
    const end = this.#now();
    this.#nextShowAt = end + restPerSync * (end - begun);
    if (isTrouble(trouble)) return this.#options.report(trouble);
    this.#shown = sequence;
    this.#options.show();
  }

  #sequence(): number {
    return this.#options.parts.logs.head()?.sequence ?? 0;
  }

  #now(): number {
    return this.#options.parts.around.milliseconds();
  }
}
