// What a home does about its members by itself: an admin takes up what was done aside, and whoever
// is out though somebody thought otherwise is told of.
import { isTrouble, type Trouble } from "../../../dhash/index.ts";
import type { LogId } from "../../../logs/index.ts";
import { Settling } from "../../../logs/index.ts";
import type { HomeParts } from "../home-parts.ts";
import { outsiderTroubles } from "./outsiders.ts";

export class MemberCare {
  readonly #parts: HomeParts;
  readonly #report: (trouble: Trouble) => void;
  readonly #settling: Settling;
  readonly #told = new Set<LogId>();

  constructor(parts: HomeParts, report: (trouble: Trouble) => void) {
    this.#parts = parts;
    this.#report = report;
    this.#settling = new Settling(parts.views, parts.file.logId);
    this.entered();
  }

  /** Something will be done after some ticks. */
  get isBusy(): boolean {
    return this.#settling.isOpen;
  }

  /** True: there is a new view, which others are to get. */
  tick(): boolean {
    const settled = this.#settling.tick();
    if (isTrouble(settled)) this.#report(settled);
    return settled === "settled";
  }

  /** Other members are in force. */
  entered(): void {
    for (const trouble of outsiderTroubles(this.#parts, this.#told)) this.#report(trouble);
  }
}
