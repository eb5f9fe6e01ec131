// Random reads in journal files: for each file that is asked for, a table of where its records
// start, built by walking over the frame headers. The tables and open files are few; the least
// recently used go first.

import { isTrouble, Trouble } from "../../dhash/core/index.ts";
import type { Disk, DiskFile } from "../../dhash/index.ts";
import { frameHeaderBytes, lookAtFrame, readFrame } from "../core/frame-codec.ts";
import type { LogId } from "../core/hash.ts";
import { journalHeaderBytes, scanJournalFile } from "../core/journal-scan.ts";
import { isMalformed } from "../core/message.ts";
import { decodeEnvelope } from "../core/record-codec.ts";
import type { Hasher, JournalRecord } from "../ports.ts";

/** A table has at most some 40,000 entries of a few bytes. */
const tablesMax = 32;
/** Where the length is not known, most records are read with one call of this length. */
const firstReadBytes = 12 * 1024;

export interface TablesOptions {
  readonly disk: Disk;
  readonly hasher: Hasher;
  readonly logId: LogId;
}

interface OpenTable {
  readonly file: DiskFile;
  /** Position of record `first + index`; absent where the file does not have it. */
  starts: readonly (number | undefined)[];
  /** The starts do not come from a walk over headers, which damage may mislead. */
  isScanned: boolean;
}

export interface JournalFilePlace {
  readonly path: string;
  readonly first: number;
}

export interface RecordPosition {
  readonly place: JournalFilePlace;
  readonly start: number;
  /** Where the record after it starts, if that is known: saves guessing the length. */
  readonly next: number | undefined;
}

export class JournalTables {
  readonly #options: TablesOptions;
  readonly #tables = new Map<string, OpenTable>();

  constructor(options: TablesOptions) {
    this.#options = options;
  }

  /** One record of a file that nobody appends to. */
  read(place: JournalFilePlace, sequence: number): JournalRecord | Trouble {
    const table = this.#table(place);
    if (isTrouble(table)) return table;
    const index = sequence - place.first;
    const start = table.starts[index];
    const next = table.starts[index + 1];
    const record =
      start === undefined ? undefined : this.readAt(table.file, { place, start, next });
    if (isTrouble(record)) return record;
    if (record?.sequence === sequence) return record;
    if (table.isScanned) return damaged(place, sequence);
    // The walk was misled by damage: find out what is sound, once.
    const starts = scanStarts(table.file, place, this.#options);
    if (isTrouble(starts)) return starts;
    table.starts = starts;
    table.isScanned = true;
    return this.read(place, sequence);
  }

  /** The record that starts there; undefined when there is no sound one. */
  readAt(
    file: DiskFile,
    { place, start, next }: RecordPosition,
  ): JournalRecord | Trouble | undefined {
    const length = next === undefined ? firstReadBytes : next - start;
    let bytes = readBytes(file, start, length);
    if (isTrouble(bytes)) return bytes;
    if (bytes.length === length && lookAtFrame(bytes, 0).kind === "cut") {
      bytes = readBytes(file, start, frameHeaderBytes + bytes.readUInt32LE(0));
      if (isTrouble(bytes)) return bytes;
    }
    const frame = readFrame(bytes, 0, this.#options.hasher);
    const opened = frame === undefined ? undefined : decodeEnvelope(frame.envelope);
    if (frame === undefined || opened === undefined || isMalformed(opened)) return undefined;
    const { logId, sequence } = opened.header;
    if (logId !== this.#options.logId || sequence < place.first) return undefined;
    return { sequence, hash: frame.hash, envelope: frame.envelope };
  }

  /** A file to which nobody will append any more; it is closed here some day. */
  adopt(place: JournalFilePlace, { file, starts }: Pick<OpenTable, "file" | "starts">): void {
    this.#tables.set(place.path, { file, starts, isScanned: true });
    this.#dropOldest();
  }

  /** Where the records of a file start, if that is known for certain without a look at the file. */
  startsOf({ path }: JournalFilePlace): OpenTable["starts"] {
    const table = this.#tables.get(path);
    return table?.isScanned === true ? table.starts : [];
  }

  /** Forgets what it knows of all files. */
  close(): void {
    for (const { file } of this.#tables.values()) file.close();
    this.#tables.clear();
  }

  #table(place: JournalFilePlace): OpenTable | Trouble {
    const known = this.#tables.get(place.path);
    if (known !== undefined) {
      this.#tables.delete(place.path);
      this.#tables.set(place.path, known);
      return known;
    }
    const file = this.#options.disk.openForReading(place.path);
    if (isTrouble(file)) return file;
    if (file === undefined) return new Trouble("absent", `${place.path}: the file is gone.`);
    const starts = walkStarts(file);
    if (isTrouble(starts)) {
      file.close();
      return starts;
    }
    const table = { file, starts, isScanned: false };
    this.#tables.set(place.path, table);
    this.#dropOldest();
    return table;
  }

  #dropOldest(): void {
    for (const [path, { file }] of this.#tables) {
      if (this.#tables.size <= tablesMax) return;
      file.close();
      this.#tables.delete(path);
    }
  }
}

export function damaged(place: JournalFilePlace, sequence: number): Trouble {
  const step = "Run `ivy verify` to see what is lost.";
  return new Trouble("damaged", `${place.path}: record ${sequence} is damaged. ${step}`);
}

/** The bytes of a file, whole; journal files are small enough for that. */
export function readWhole(file: DiskFile): Buffer | Trouble {
  return readBytes(file, 0, file.size());
}

function readBytes(file: DiskFile, position: number, length: number): Buffer | Trouble {
  const bytes = Buffer.allocUnsafe(length);
  const read = file.read(position, bytes);
  return isTrouble(read) ? read : bytes.subarray(0, read);
}

/** Positions by frame headers alone; each record is checked when it is read. */
function walkStarts(file: DiskFile): readonly number[] | Trouble {
  const bytes = readWhole(file);
  if (isTrouble(bytes)) return bytes;
  const starts: number[] = [];
  let position = journalHeaderBytes;
  for (;;) {
    const look = lookAtFrame(bytes, position);
    if (look.kind !== "frame") return starts;
    starts.push(position);
    position += frameHeaderBytes + look.envelopeLength;
  }
}

function scanStarts(
  file: DiskFile,
  place: JournalFilePlace,
  { hasher, logId }: TablesOptions,
): readonly (number | undefined)[] | Trouble {
  const bytes = readWhole(file);
  if (isTrouble(bytes)) return bytes;
  const starts: (number | undefined)[] = [];
  const name = { logId, first: place.first };
  for (const item of scanJournalFile({ name, bytes, hasher, mayBeTorn: false })) {
    if (item.kind !== "record") continue;
    const index = item.sequence - place.first;
    while (starts.length < index) starts.push(undefined);
    starts.push(item.position);
  }
  return starts;
}
