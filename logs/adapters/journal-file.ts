// The journal of one log as files of frames (FORMAT "Journal files"). The newest file is read whole
// at open: a torn end is cut, damage is reported and stops appending until somebody accepts it.
import { invariant, isTrouble, Trouble } from "../../dhash/core/index.ts";
import type { LogId } from "../core/hash.ts";
import { encodeJournalHeader, scanJournalFile } from "../core/journal-scan.ts";
import { journalFileBytesMax } from "../core/limits.ts";
import type { Journal, JournalDamage, JournalItem, JournalRecord } from "../ports.ts";
import { framesOf, refuseForDamage } from "./journal-append.ts";
import type {
  CurrentFile,
  JournalFileOptions,
  LoadedJournal,
  NewestRecord,
} from "./journal-load.ts";
import {
  journalFileName,
  loadJournal,
  noteStart,
  setAside,
  sumSizes,
  truncateFile,
} from "./journal-load.ts";
import type { JournalFilePlace } from "./journal-tables.ts";
import { damaged, JournalTables, readWhole } from "./journal-tables.ts";

/** Opens the journal, or creates it; Trouble "newer" when a newer program wrote it. */
export function openJournal(options: JournalFileOptions): Journal | Trouble {
  const loaded = loadJournal(options);
  return isTrouble(loaded) ? loaded : new FileJournal(options, loaded);
}

/** Is it before record `from`? A damaged header is told whoever reads its file. */
function isBefore(item: JournalItem, from: number): boolean {
  if (item.kind === "record") return item.sequence < from;
  return item.next !== undefined && item.next <= from && item.position > 0;
}

class FileJournal implements Journal {
  readonly logId: LogId;
  readonly #options: JournalFileOptions;
  readonly #fileBytesMax: number;
  readonly #tables: JournalTables;
  #places: JournalFilePlace[];
  #current: CurrentFile | undefined;
  #newest: NewestRecord | undefined;
  #damage: readonly JournalDamage[];
  #isDamageAccepted = false;
  /** Bytes of all files but the newest; there may be hundreds, so undefined until it is asked. */
  #olderBytes: number | undefined;

  constructor(options: JournalFileOptions, loaded: LoadedJournal) {
    this.logId = options.logId;
    this.#options = options;
    this.#fileBytesMax = options.fileBytesMax ?? journalFileBytesMax;
    this.#tables = new JournalTables(options);
    this.#places = loaded.places;
    this.#current = loaded.current;
    this.#newest = loaded.newest;
    this.#damage = loaded.damage;
  }

  newest(): NewestRecord | undefined {
    return this.#newest;
  }

  damage(): readonly JournalDamage[] {
    return this.#damage;
  }

  bytesStored(): number {
    this.#olderBytes ??= sumSizes(this.#options.disk, this.#places.slice(0, -1));
    return this.#olderBytes + (this.#current?.file.size() ?? 0);
  }

  beginsFile(): boolean {
    const current = this.#current;
    if (current === undefined || current.starts.length === 0) return true;
    return current.file.size() >= this.#fileBytesMax;
  }

  fileStart(sequence: number): number {
    const isNew = this.#newest === undefined || sequence > this.#newest.sequence;
    if (isNew && this.beginsFile()) return sequence;
    return this.#placeOf(sequence)?.first ?? sequence;
  }

  append(...records: readonly JournalRecord[]): Trouble | undefined {
    invariant(this.#options.mode === "append", "a journal opened for reading is not appended to");
    if (this.#damage.length > 0 && !this.#isDamageAccepted) return refuseForDamage(this.#damage);
    for (let rest = records; rest.length > 0; ) {
      const appended = this.#appendSome(rest);
      if (isTrouble(appended)) return appended;
      rest = rest.slice(appended);
    }
    return undefined;
  }

  #appendSome(records: readonly JournalRecord[]): number | Trouble {
    const due = (this.#newest?.sequence ?? 0) + 1;
    const current = this.beginsFile() ? this.#beginFile(due) : this.#current;
    invariant(current !== undefined, "a journal that does not begin a file has one");
    if (isTrouble(current)) return current;
    const room = { due, size: current.file.size(), bytesMax: this.#fileBytesMax };
    const { parts, starts, last } = framesOf(records, room);
    const trouble = current.file.append(parts);
    if (trouble !== undefined) return trouble;
    for (const [index, start] of starts.entries())
      noteStart(current.starts, due + index - current.place.first, start);
    this.#newest = { sequence: last.sequence, hash: last.hash };
    return starts.length;
  }

  read(sequence: number): JournalRecord | Trouble {
    const place = this.#placeOf(sequence);
    if (place === undefined || this.#newest === undefined || sequence > this.#newest.sequence) {
      return new Trouble("absent", `log ${this.logId}: there is no record ${sequence} here.`);
    }
    const current = this.#current;
    if (current?.place !== place) return this.#tables.read(place, sequence);
    const index = sequence - place.first;
    const start = current.starts[index];
    if (start === undefined) return damaged(place, sequence);
    const next = current.starts[index + 1];
    const record = this.#tables.readAt(current.file, { place, start, next });
    if (isTrouble(record)) return record;
    return record?.sequence === sequence ? record : damaged(place, sequence);
  }

  *scan(from: number): Generator<JournalItem | Trouble> {
    // The newest file was read at open: when it ends before `from` it need not be read again.
    if (from > (this.#newest?.sequence ?? from) && this.#damage.length === 0) return;
    const firstNeeded = this.#placeOf(from)?.first ?? 0;
    /** The record that is due next; undefined after damage, which may have held any number. */
    let due: number | undefined = from;
    for (const place of [...this.#places]) {
      if (place.first < firstNeeded) continue;
      if (due !== undefined && place.first > due) {
        const why = `records ${due} to ${place.first - 1} are not here`;
        yield { kind: "damage", file: place.path, position: 0, bytes: 0, next: place.first, why };
      }
      for (const item of this.#scanPlace(place, from)) {
        if (this.#isLater(item)) return;
        if (isTrouble(item) || item.kind === "damage") due = undefined;
        else due = item.sequence + 1;
        if (isTrouble(item) || !isBefore(item, from)) yield item;
      }
    }
  }

  /** A record that its writer has appended since this journal was opened for reading. */
  #isLater(item: JournalItem | Trouble): boolean {
    if (this.#options.mode === "append" || isTrouble(item) || item.kind === "damage") return false;
    return item.sequence > (this.#newest?.sequence ?? 0);
  }

  acceptDamage(): Trouble | undefined {
    const current = this.#current;
    const last = this.#damage.at(-1);
    const isAtEnd = last !== undefined && last.next === undefined;
    if (current !== undefined && isAtEnd && last.file === current.place.path) {
      const { disk, directory } = this.#options;
      const { file } = current;
      const trouble =
        setAside({ disk, directory, ...current }, last.position) ?? file.truncate(last.position);
      if (trouble !== undefined) return trouble;
    }
    this.#isDamageAccepted = true;
    return undefined;
  }

  sync(): Trouble | undefined {
    return this.#current?.file.sync();
  }

  cutTail(sequence: number): Trouble | undefined {
    invariant(this.#options.mode === "append", "a journal opened for reading is not cut");
    if (this.#newest === undefined || this.#newest.sequence <= sequence) return undefined;
    const place = this.#placeOf(sequence + 1);
    invariant(place !== undefined, "a record that is there has a file");
    const isWholeFile = place.first > sequence;
    const position = isWholeFile ? 0 : this.#positionOf(place, sequence + 1);
    if (isTrouble(position)) return position;
    this.close();
    for (const each of this.#places.toReversed()) {
      if (each.first <= sequence) break;
      const trouble = this.#options.disk.removeFile(each.path);
      if (trouble !== undefined) return trouble;
    }
    const trouble = isWholeFile ? undefined : truncateFile(this.#options.disk, place, position);
    return trouble ?? this.#reload();
  }

  close(): void {
    this.#tables.close();
    this.#current?.file.close();
    this.#current = undefined;
  }

  /** The file in which the record is, or would be. */
  #placeOf(sequence: number): JournalFilePlace | undefined {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#places[middle]?.first ?? 0) <= sequence) low = middle + 1;
      else high = middle;
    }
    return this.#places[low - 1];
  }

  /** A new file, whose predecessor is durable: only the newest file may ever have a torn end. */
  #beginFile(first: number): CurrentFile | Trouble {
    const { disk, hasher, directory } = this.#options;
    const unused = this.#current?.starts.length === 0 ? this.#current : undefined;
    if (unused?.place.first === first) return unused;
    const unusedTrouble = unused === undefined ? undefined : this.#removeUnused(unused);
    const before = this.#current;
    const trouble = unusedTrouble ?? before?.file.sync();
    if (trouble !== undefined) return trouble;
    const place = { path: `${directory}/${journalFileName(first)}`, first };
    const file = disk.openFile(place.path);
    if (isTrouble(file)) return file;
    const header = encodeJournalHeader({ logId: this.logId, first }, hasher);
    const headerTrouble = file.truncate(0) ?? file.append([header]);
    if (headerTrouble !== undefined) {
      file.close();
      return headerTrouble;
    }
    if (before !== undefined) {
      if (this.#olderBytes !== undefined) this.#olderBytes += before.file.size();
      this.#tables.adopt(before.place, before);
    }
    this.#current = { place, file, starts: [] };
    this.#places.push(place);
    return this.#current;
  }

  *#scanPlace(place: JournalFilePlace, sequence: number): Generator<JournalItem | Trouble> {
    const bytes = this.#readPlace(place);
    if (isTrouble(bytes)) {
      yield bytes;
      return;
    }
    const name = { logId: this.logId, first: place.first };
    const mayBeTorn = place === this.#places.at(-1);
    const { hasher } = this.#options;
    const current = this.#current?.place === place ? this.#current.starts : undefined;
    const position = (current ?? this.#tables.startsOf(place))[sequence - place.first];
    const from = position === undefined ? undefined : { position, sequence };
    for (const item of scanJournalFile({ name, bytes, hasher, mayBeTorn, from })) {
      if (item.kind === "damage") yield { ...item, file: place.path };
      if (item.kind === "record") yield item;
    }
  }

  #readPlace(place: JournalFilePlace): Buffer | Trouble {
    if (this.#current?.place === place) return readWhole(this.#current.file);
    const file = this.#options.disk.openForReading(place.path);
    if (isTrouble(file)) return file;
    if (file === undefined) return new Trouble("absent", `${place.path}: the file is gone.`);
    const bytes = readWhole(file);
    file.close();
    return bytes;
  }

  /** A file without records whose name promises another first record than the one that comes. */
  #removeUnused(unused: CurrentFile): Trouble | undefined {
    unused.file.close();
    this.#current = undefined;
    this.#places.pop();
    return this.#options.disk.removeFile(unused.place.path);
  }

  #positionOf(place: JournalFilePlace, sequence: number): number | Trouble {
    const bytes = this.#readPlace(place);
    if (isTrouble(bytes)) return bytes;
    const name = { logId: this.logId, first: place.first };
    const { hasher } = this.#options;
    for (const item of scanJournalFile({ name, bytes, hasher, mayBeTorn: true })) {
      if (item.kind === "record" && item.sequence === sequence) return item.position;
    }
    return damaged(place, sequence);
  }

  #reload(): Trouble | undefined {
    const loaded = loadJournal(this.#options);
    if (isTrouble(loaded)) return loaded;
    this.#places = loaded.places;
    this.#current = loaded.current;
    this.#newest = loaded.newest;
    this.#damage = loaded.damage;
    this.#olderBytes = undefined;
    return undefined;
  }
}
