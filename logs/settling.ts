// An admin's part in bringing branches of the views together: after a short while, so that others
// can be heard first, it signs a view that takes up what lies aside.
import { isTrouble, type Trouble } from "../dhash/core/index.ts";
import type { LogId } from "./core/hash.ts";
import { settleTicks } from "./core/limits.ts";
import type { Membership } from "./core/membership.ts";
import { settlingRank } from "./core/settling.ts";
import type { SharedViews } from "./shared-views.ts";

export class Settling {
  readonly #views: SharedViews;
  readonly #logId: LogId;
  /** What was looked at last: members are another object when anything about them has changed. */
  #looked: Membership | undefined;
  #ticksLeft: number | undefined;

  constructor(views: SharedViews, logId: LogId) {
    this.#views = views;
    this.#logId = logId;
  }

  /** Ticks are counted. */
  get isOpen(): boolean {
    return this.#ticksLeft !== undefined;
  }

  /** To be called many times a second while isOpen, and now and then; "settled" when it made a
   * view, which others are to get. */
  tick(): "settled" | Trouble | undefined {
    const { membership } = this.#views;
    if (membership !== this.#looked) {
      this.#looked = membership;
      const rank = membership && settlingRank(membership, this.#logId);
      this.#ticksLeft = rank === undefined ? undefined : settleTicks * (1 + rank);
    }
    if (this.#ticksLeft === undefined) return undefined;
    this.#ticksLeft -= 1;
    if (this.#ticksLeft > 0) return undefined;
    this.#ticksLeft = undefined;
    // What is refused now is tried again when the members have changed.
    const settled = this.#views.change({ kind: "settle" });
    if (isTrouble(settled)) return settled;
    return "added" in settled ? "settled" : undefined;
  }
}
