// Somebody else's log on this machine. Its journal may hold more than may be used. In its order:
// records up to `accepted` are folded; up to `proven` they wait for those of others that they
// follow; up to `stored` no signed head covers them yet. To all who read journals it ends with the
// accepted records.
import { BrokenInvariant, isTrouble, Trouble } from "../dhash/core/index.ts";
import type { LogId, RecordHash } from "./core/hash.ts";
import type { LogPlace } from "./core/view.ts";
import type { Journal, JournalDamage, JournalItem, JournalRecord } from "./ports.ts";
import { RecentRecords } from "./recent-records.ts";
import { RecordsInOrder } from "./records-in-order.ts";

/** Hash of a record that is in the journal, of somebody else's also before it is accepted. */
export function hashIn(journal: Journal | undefined, sequence: number): RecordHash | undefined {
  if (journal instanceof ForeignLog) return journal.hashAt(sequence);
  const record = journal?.read(sequence);
  return record === undefined || isTrouble(record) ? undefined : record.hash;
}

export class ForeignLog implements Journal {
  readonly logId: LogId;
  readonly #journal: Journal;
  /** Stored, and about to be accepted. */
  readonly #recent = new RecentRecords();
  readonly #accepting: RecordsInOrder;
  readonly #serving: RecordsInOrder;
  #proven = 0;
  #provenHash: RecordHash | undefined;
  #accepted: LogPlace = { sequence: 0, hash: undefined };
  #isUnsynced = false;
  #isSound: boolean;
  readonly #upTo: () => number;

  /** `upTo`: records beyond are not read back for now, as that accepts them. */
  constructor(journal: Journal, upTo: () => number = () => Number.POSITIVE_INFINITY) {
    this.logId = journal.logId;
    this.#journal = journal;
    this.#accepting = new RecordsInOrder(journal);
    this.#serving = new RecordsInOrder(journal);
    this.#upTo = upTo;
    this.#isSound = journal.damage().length === 0;
  }

  get stored(): LogPlace {
    return this.#journal.newest() ?? { sequence: 0, hash: undefined };
  }

  get proven(): number {
    return this.#proven;
  }

  get accepted(): number {
    return this.#accepted.sequence;
  }

  get acceptedHash(): RecordHash | undefined {
    return this.#accepted.hash;
  }

  /** A signed head, or an admin's cut, covers the records up to here. */
  prove(sequence: number): void {
    const proven = Math.min(sequence, this.stored.sequence);
    if (proven <= this.#proven) return;
    this.#proven = proven;
    this.#provenHash = undefined;
  }

  /** The last of the proven records. */
  get provenPlace(): LogPlace {
    this.#provenHash ??= this.hashAt(this.#proven);
    return { sequence: this.#proven, hash: this.#provenHash };
  }

  /** The records up to this one may be used, if they are proven. */
  accept(sequence: number, hash?: RecordHash): void {
    if (sequence <= this.accepted) return;
    const upTo = Math.min(sequence, this.#proven);
    const known = upTo === sequence ? hash : undefined;
    this.#accepted = { sequence: upTo, hash: known ?? this.hashAt(upTo) };
    this.#recent.dropUpTo(upTo);
  }

  /** Those after it are to be accepted again, when what they follow is here. */
  retreat(sequence: number): void {
    if (sequence >= this.accepted) return;
    this.#accepted = { sequence, hash: sequence === 0 ? undefined : this.hashAt(sequence) };
  }

  /** Hash of a stored record, proven or not. */
  hashAt(sequence: number): RecordHash | undefined {
    const { stored } = this;
    if (sequence === stored.sequence) return stored.hash;
    const record = this.#recent.get(sequence) ?? this.#journal.read(sequence);
    return isTrouble(record) ? undefined : record.hash;
  }

  /**
   * Adds records after the stored ones. Damage at the end is set aside: others have the records.
   */
  store(records: readonly JournalRecord[]): Trouble | undefined {
    if (!this.#isSound && records.length > 0) {
      const trouble = this.#journal.acceptDamage();
      if (trouble !== undefined) return trouble;
      this.#isSound = true;
    }
    if (records.length === 0) return undefined;
    this.#isUnsynced = true;
    const trouble = this.#journal.append(...records);
    const { sequence } = this.stored;
    for (const record of records) if (record.sequence <= sequence) this.#recent.add(record);
    return trouble;
  }

  /** To be accepted, or looked at. */
  readProven(sequence: number): JournalRecord | Trouble {
    return this.#read(sequence, this.#accepting, this.#proven);
  }

  /** For a peer that gets those up to `last`, which is proven. */
  serve(sequence: number, last: number): JournalRecord | Trouble {
    return this.#read(sequence, this.#serving, last);
  }

  #read(sequence: number, inOrder: RecordsInOrder, last: number): JournalRecord | Trouble {
    if (sequence > this.#proven) return this.#absent(sequence);
    const ahead = this.#recent.get(sequence) ?? inOrder.read(sequence, last);
    if (sequence === last) inOrder.clear();
    return ahead ?? this.#journal.read(sequence);
  }

  /** Takes back what no head covers: it was not the author's. */
  dropUnproven(): Trouble | undefined {
    this.#forgetRead();
    return this.#journal.cutTail(this.#proven);
  }

  /** Takes back everything: the author showed another history, and that one counts. */
  dropAll(isReadOnly: boolean): Trouble | undefined {
    this.#proven = 0;
    this.#provenHash = undefined;
    this.#accepted = { sequence: 0, hash: undefined };
    this.#forgetRead();
    return isReadOnly ? undefined : this.#journal.cutTail(0);
  }

  #forgetRead(): void {
    this.#recent.clear();
    this.#accepting.clear();
    this.#serving.clear();
  }

  newest(): { readonly sequence: number; readonly hash: RecordHash } | undefined {
    const { sequence, hash } = this.#accepted;
    return hash === undefined ? undefined : { sequence, hash };
  }

  beginsFile(): boolean {
    return this.#journal.beginsFile();
  }

  fileStart(sequence: number): number {
    return this.#journal.fileStart(sequence);
  }

  append(): never {
    throw new BrokenInvariant("only its author appends to a log");
  }

  read(sequence: number): JournalRecord | Trouble {
    return sequence <= this.accepted ? this.#journal.read(sequence) : this.#absent(sequence);
  }

  /** Up to the proven records, so that a start can accept them again in order. */
  scan(from: number): Generator<JournalItem | Trouble> {
    return this.#scanUpTo(() => Math.min(this.#proven, this.#upTo()), from);
  }

  /** Up to the accepted records. */
  scanAccepted(from: number): Generator<JournalItem | Trouble> {
    return this.#scanUpTo(() => this.accepted, from);
  }

  /** `last` is asked at each record: it moves on while somebody reads. */
  *#scanUpTo(last: () => number, from: number): Generator<JournalItem | Trouble> {
    for (const item of this.#journal.scan(from)) {
      if (!isTrouble(item) && item.kind === "record" && item.sequence > last()) return;
      yield item;
    }
  }

  damage(): readonly JournalDamage[] {
    return this.#journal.damage();
  }

  acceptDamage(): Trouble | undefined {
    return this.#journal.acceptDamage();
  }

  sync(): Trouble | undefined {
    if (!this.#isUnsynced) return undefined;
    const trouble = this.#journal.sync();
    if (trouble === undefined) this.#isUnsynced = false;
    return trouble;
  }

  cutTail(): never {
    throw new BrokenInvariant("nobody but its author cuts a log");
  }

  bytesStored(): number {
    return this.#journal.bytesStored();
  }

  close(): void {
    this.#journal.close();
  }

  #absent(sequence: number): Trouble {
    return new Trouble("absent", `log ${this.logId}: record ${sequence} is not here.`);
  }
}
