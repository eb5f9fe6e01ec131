// The newest records of a log, in memory between their append and their use a moment later: to push
// them to peers, or to accept them, costs no reading and hashing then.
import type { JournalRecord } from "./ports.ts";

/** A slice of records that came in together; one log of a hundred costs no more than that. */
const recentBytesMax = 256 * 1024;

export class RecentRecords {
  readonly #records = new Map<number, JournalRecord>();
  #bytes = 0;

  /** A record that was appended; the oldest go when there is no room. */
  add(record: JournalRecord): void {
    this.#records.set(record.sequence, record);
    this.#bytes += record.envelope.length;
    for (const sequence of this.#records.keys()) {
      if (this.#bytes <= recentBytesMax) return;
      this.#drop(sequence);
    }
  }

  get(sequence: number): JournalRecord | undefined {
    return this.#records.get(sequence);
  }

  /** Those up to this one are of no more use. */
  dropUpTo(sequence: number): void {
    for (const each of this.#records.keys()) {
      if (each > sequence) return;
      this.#drop(each);
    }
  }

  clear(): void {
    this.#records.clear();
    this.#bytes = 0;
  }

  #drop(sequence: number): void {
    this.#bytes -= this.#records.get(sequence)?.envelope.length ?? 0;
    this.#records.delete(sequence);
  }
}
