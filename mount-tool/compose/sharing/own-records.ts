// When own records go to others: as soon as they are durable. If a loss of power took what others
// have, new records under the same numbers would be another history of this log.
import { isTrouble, type Trouble } from "../../../dhash/index.ts";
import type { HomeParts } from "../home-parts.ts";
import { Lull, ShowPace } from "./show-pace.ts";

export interface OwnRecordsOptions {
  readonly parts: HomeParts;
  /** All records of the own log may be shown now. */
  readonly show: () => void;
  readonly report: (trouble: Trouble) => void;
}

export class OwnRecords {
  readonly #options: OwnRecordsOptions;
  readonly #pace: ShowPace;
  readonly #lull = new Lull();
  /** The own log up to here is durable and shown to peers. */
  #shown = 0;
  /** The device is taking them, beside this thread. */
  #isSettling = false;
  #isClosed = false;

  constructor(options: OwnRecordsOptions) {
    this.#options = options;
    this.#pace = new ShowPace(this.#now());
  }

  /** There are records that were not shown. */
  get isBehind(): boolean {
    return this.#sequence() > this.#shown;
  }

  /** The own records up to this one may be shown to others. */
  get durable(): number {
    return this.#shown;
  }

  /**
   * How soon `turn` is to be called while `isBehind`: what is under way ends on this thread.
   */
  restMilliseconds(atMost: number): number {
    return Math.min(atMost, this.#isSettling ? 1 : this.#waitMilliseconds());
  }

  turn(): void {
    if (!this.isBehind || this.#isSettling || this.#waitMilliseconds() > 0) return;
    if (!this.#pace.isSettledFirst) return this.#show();
    const { around, file } = this.#options.parts;
    this.#isSettling = true;
    void around.settle(file.logId).then(() => {
      this.#isSettling = false;
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
    this.#pace.synced(begun, this.#now());
    if (isTrouble(trouble)) return this.#options.report(trouble);
    this.#shown = sequence;
    this.#lull.shown();
    this.#options.show();
  }

  #waitMilliseconds(): number {
    const now = this.#now();
    const lull = this.#lull.waitMilliseconds(now, this.#sequence());
    return Math.max(lull, this.#pace.waitMilliseconds(now));
  }

  #sequence(): number {
    return this.#options.parts.logs.head()?.sequence ?? 0;
  }

  #now(): number {
    return this.#options.parts.around.milliseconds();
  }
}
