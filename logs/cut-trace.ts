// The way back from where an admin closed a log (FORMAT "Exchange"): of two histories the one
// counts that has the record of the cut. That record names by hash the one before it, and so on: so
// of whatever comes can be said whether it counts, however long the log is and whoever sends it.
import { traceAskedFirst, traceAskedMax, tracePlacesMax } from "./core/limits.ts";
import type { RunRecord } from "./core/log-run.ts";
import type { LogPlace } from "./core/view.ts";

export class CutTrace {
  readonly cut: LogPlace;
  /** Records of the history that counts, later ones first; all are beyond what is stored. */
  readonly #places: LogPlace[];
  /** How many records are asked for at one time. */
  #asked = traceAskedFirst;

  constructor(cut: LogPlace) {
    this.cut = cut;
    this.#places = [cut];
  }

  /** The earliest record whose hash is known. */
  get target(): LogPlace {
    return this.#places.at(-1) ?? this.cut;
  }

  /** What leads from there to what is stored, or a part of it. */
  wanted(stored: number): { readonly first: number; readonly last: number } {
    const last = this.target.sequence;
    return { first: Math.max(stored + 1, last - this.#asked + 1), last };
  }

  /** An earlier one is known. */
  reach(place: LogPlace): void {
    this.#asked = Math.min(2 * this.#asked, traceAskedMax);
    this.#places.push(place);
    // What is forgotten is found again when the records before it are stored.
    if (this.#places.length > tracePlacesMax) this.#places.splice(0, tracePlacesMax / 2);
  }

  /** What was known of the target is made use of. */
  pass(): void {
    this.#asked = Math.min(2 * this.#asked, traceAskedMax);
    this.#places.pop();
  }

  /** An answer began as asked and ended before the target: fewer fit. False: it cannot be fewer. */
  narrow(records: readonly RunRecord[], stored: number): boolean {
    const isAnswer = records[0]?.sequence === this.wanted(stored).first;
    if (!isAnswer || this.#asked === 1) return false;
    this.#asked = Math.max(1, Math.min(records.length, Math.floor(this.#asked / 2)));
    return true;
  }
}
