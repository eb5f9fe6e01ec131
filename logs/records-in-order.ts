// Records of a journal that are read one after the other, many of them: a whole file is read in one
// go then, and each record costs a third of what a look-up by its number does. One object for each
// use: whoever reads elsewhere in between begins anew.
import { isTrouble, type Trouble } from "../dhash/core/index.ts";
import type { Journal, JournalItem, JournalRecord } from "./ports.ts";

/** To begin means reading a whole file of a journal. */
const recordsMin = 1024;

export class RecordsInOrder {
  readonly #journal: Pick<Journal, "scan">;
  /** The record that comes next, and all after it. */
  #ahead: { next: number; readonly items: Iterator<JournalItem | Trouble> } | undefined;

  constructor(journal: Pick<Journal, "scan">) {
    this.#journal = journal;
  }

  /** A record, of those up to `last` that will be wanted; undefined: it is to be looked up by its
   *  number. */
  read(sequence: number, last: number): JournalRecord | undefined {
    if (this.#ahead?.next !== sequence) {
      this.#ahead = undefined;
      if (last - sequence < recordsMin) return undefined;
      const items = this.#journal.scan(sequence)[Symbol.iterator]();
      this.#ahead = { next: sequence, items };
    }
    const { value: item, done } = this.#ahead.items.next();
    const isRecord = done !== true && !isTrouble(item) && item.kind === "record";
    this.#ahead.next++;
    if (isRecord && item.sequence === sequence) return item;
    // Damage, or what was appended after the file was read.
    this.#ahead = undefined;
    return undefined;
  }

  /** What is behind it may have changed, or nobody reads on: the bytes of a whole file go. */
  clear(): void {
    this.#ahead = undefined;
  }
}
