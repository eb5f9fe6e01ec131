// When own records go to others: as soon as they are durable. If a loss of power took what others
// have, new records under the same numbers would be another history of this log.
import { isTrouble, type PendingSync, type Trouble } from "../../../dhash/index.ts";
import type { HomeParts } from "../home-parts.ts";
import { Lull, ShowPace } from "./show-pace.ts";
import { syncInOrder } from "./syncs-in-order.ts";

export interface OwnRecordsOptions {
  readonly parts: HomeParts;
  /** All records of the own log may be shown now. */
  readonly show: () => void;
  readonly report: (trouble: Trouble) => void;
}

/** A sync beside this thread, of the own log as it was when it began. */
interface Syncing {
  readonly sync: PendingSync;
  readonly state: ReturnType<HomeParts["logs"]["state"]>;
  readonly begun: number;
}

export class OwnRecords {
  readonly #options: OwnRecordsOptions;
  readonly #pace: ShowPace;
  readonly #lull = new Lull();
  /** The own log up to here is durable and shown to peers. */
  #shown = 0;
  #syncing: Syncing | undefined;
  /** The device is taking what there is, beside this thread, before the sync on it. */
  #isSettling = false;
  #isClosed = false;
  /** Ends the sleep of this thread when a sync beside it is over. */
  #wake: number | undefined;

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

  /** From now on writing to this eventfd wakes this thread. */
  serve(wakeDescriptor: number | undefined): void {
    this.#wake = wakeDescriptor;
  }

  /**
   * How soon `turn` is to be called while `isBehind`: what is under way ends on this thread.
   */
  restMilliseconds(atMost: number): number {
    if (this.#syncing !== undefined && this.#wake !== undefined) return atMost;
    const isUnderWay = this.#isSettling || this.#syncing !== undefined;
    return Math.min(atMost, isUnderWay ? 1 : this.#waitMilliseconds());
  }

  turn(): void {
    if (this.#syncing !== undefined) return this.#goOn(this.#syncing);
    if (!this.isBehind || this.#isSettling || this.#waitMilliseconds() > 0) return;
    this.#syncing = this.#begin();
    if (this.#syncing !== undefined) return;
    if (!this.#pace.isSettledFirst) return this.#syncHere();
    const { around, file } = this.#options.parts;
    this.#isSettling = true;
    void around.settle(file.logId).then(() => {
      this.#isSettling = false;
      if (!this.#isClosed) this.#syncHere();
    });
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Undefined where nothing is synced beside this thread, and the first time: files that an
   * earlier process left without a sync are not open in this one. */
  #begin(): Syncing | undefined {
    if (this.#shown === 0) return undefined;
    const { parts } = this.#options;
    const [state, begun] = [parts.logs.state(), this.#now()];
    const sync = syncInOrder(parts, this.#wake);
    if (sync === undefined) return undefined;
    this.#lull.shown();
    parts.logs.peers()?.prepareHead(parts.around.clock.now());
    return { sync, state, begun };
  }

  #goOn({ sync, state, begun }: Syncing): void {
    const answer = sync();
    if (answer === "waiting") return;
    this.#syncing = undefined;
    this.#pace.syncedBeside(begun, this.#now());
    if (isTrouble(answer)) return this.#options.report(answer);
    this.#options.parts.logs.noteDurable(state);
    this.#show(state.sequence);
  }

  #syncHere(): void {
    const { data, logs } = this.#options.parts;
    const sequence = this.#sequence();
    const begun = this.#now();
    const trouble = data.sync() ?? logs.sync();
    this.#pace.synced(begun, this.#now());
    if (isTrouble(trouble)) return this.#options.report(trouble);
    this.#lull.shown();
    this.#show(sequence);
  }

  #show(sequence: number): void {
    this.#shown = sequence;
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
