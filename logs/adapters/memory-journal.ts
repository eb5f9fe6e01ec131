// A journal in memory: for tests, the simulation and records of others that need not be kept.
import { invariant, Trouble } from "../../dhash/core/index.ts";
import type { LogId } from "../core/hash.ts";
import type { Journal, JournalDamage, JournalItem, JournalRecord } from "../ports.ts";

export class MemoryJournal implements Journal {
  readonly logId: LogId;
  readonly #recordsPerFile: number;
  #records: JournalRecord[] = [];

  /** It begins a "file" every `recordsPerFile` records. */
  constructor(logId: LogId, recordsPerFile = 1000) {
    this.logId = logId;
    this.#recordsPerFile = recordsPerFile;
  }

  newest(): JournalRecord | undefined {
    return this.#records.at(-1);
  }

  beginsFile(): boolean {
    return this.#records.length % this.#recordsPerFile === 0;
  }

  fileStart(sequence: number): number {
    return sequence - ((sequence - 1) % this.#recordsPerFile);
  }

  append(...records: readonly JournalRecord[]): Trouble | undefined {
    for (const { sequence, hash, envelope } of records) {
      const due = this.#records.length + 1;
      invariant(sequence === due, `record ${sequence} is appended where ${due} is due`);
      this.#records.push({ sequence, hash, envelope: Uint8Array.from(envelope) });
    }
    return undefined;
  }

  read(sequence: number): JournalRecord | Trouble {
    const absent = `log ${this.logId}: there is no record ${sequence} here.`;
    return this.#records[sequence - 1] ?? new Trouble("absent", absent);
  }

  *scan(sequence: number): Generator<JournalItem> {
    for (let at = Math.max(0, sequence - 1); at < this.#records.length; at++) {
      const record = this.#records[at];
      if (record !== undefined) yield { kind: "record", ...record };
    }
  }

  damage(): readonly JournalDamage[] {
    return [];
  }

  acceptDamage(): Trouble | undefined {
    return undefined;
  }

  sync(): Trouble | undefined {
    return undefined;
  }

  cutTail(sequence: number): Trouble | undefined {
    this.#records = this.#records.slice(0, sequence);
    return undefined;
  }

  bytesStored(): number {
    return this.#records.reduce((sum, { envelope }) => sum + envelope.length, 0);
  }

  close(): void {}
}
