// Opening a journal (FORMAT "Journal files"): finds its files, reads the newest one whole, cuts a
// torn end.

import { isTrouble, Trouble } from "../../dhash/core/index.ts";
import type { Disk, DiskFile } from "../../dhash/index.ts";
import type { LogId, RecordHash } from "../core/hash.ts";
import { checkJournalHeader, journalFormatVersion, scanJournalFile } from "../core/journal-scan.ts";
import type { Hasher, JournalDamage } from "../ports.ts";
import type { JournalFilePlace } from "./journal-tables.ts";
import { readWhole } from "./journal-tables.ts";
import { newerFormat } from "./newer-format.ts";

export interface JournalFileOptions {
  readonly disk: Disk;
  readonly hasher: Hasher;
  /** Holds the files of this log alone. */
  readonly directory: string;
  readonly logId: LogId;
  /** "read" changes nothing, not even a torn end: another process may be appending. */
  readonly mode: "append" | "read";
  /** A file that has grown to this is followed by another. */
  readonly fileBytesMax?: number | undefined;
  /** Records up to here survived power loss for certain; undefined when nobody can say. */
  readonly durableSequence?: number | undefined;
  /** Told of records that a loss of power took, or took parts of: they are set aside and cut. */
  readonly onLost?: ((lost: LostRecords) => void) | undefined;
}

export interface LostRecords {
  readonly file: string;
  readonly position: number;
  /** The first of them. */
  readonly sequence: number;
}

export interface NewestRecord {
  readonly sequence: number;
  readonly hash: RecordHash;
}

/** The newest file, to which records are appended. */
export interface CurrentFile {
  readonly place: JournalFilePlace;
  readonly file: DiskFile;
  /** Position of record `first + index`. */
  readonly starts: (number | undefined)[];
}

export interface LoadedJournal {
  /** Ascending; the last one is that of `current`. */
  readonly places: JournalFilePlace[];
  readonly current: CurrentFile | undefined;
  readonly newest: NewestRecord | undefined;
  /** In the files that were read. */
  readonly damage: readonly JournalDamage[];
}

const namePattern = /^journal-(\d{16})\.ivj$/;

export function journalFileName(first: number): string {
  return `journal-${String(first).padStart(16, "0")}.ivj`;
}

export function loadJournal(options: JournalFileOptions): LoadedJournal | Trouble {
  const places = findPlaces(options);
  if (isTrouble(places)) return places;
  const scanned = scanNewestFile(options, places);
  if (isTrouble(scanned)) return scanned;
  const older = places.slice(0, -1);
  const damage = scanned === undefined ? [] : [...scanned.damage];
  let newest = scanned?.newest;
  for (const place of older.toReversed()) {
    if (newest !== undefined) break;
    const previous = scanPlace(options, place);
    if (isTrouble(previous)) return closeAnd(scanned, previous);
    damage.unshift(...previous.damage);
    newest = previous.newest;
  }
  return { places, current: scanned?.current, newest, damage };
}

function findPlaces({ disk, directory, mode }: JournalFileOptions): JournalFilePlace[] | Trouble {
  if (mode === "append") {
    const trouble = disk.makeDirectory(directory);
    if (trouble !== undefined) return trouble;
  }
  const names = disk.list(directory);
  if (isTrouble(names)) return names;
  return names.flatMap((name) => {
    const first = namePattern.exec(name)?.[1];
    return first === undefined ? [] : [{ path: `${directory}/${name}`, first: Number(first) }];
  });
}

interface ScannedCurrent {
  readonly current: CurrentFile;
  readonly newest: NewestRecord | undefined;
  readonly damage: readonly JournalDamage[];
}

/**
 * Reads the newest file; one whose very header is torn holds nothing and goes, from `places` too.
 */
function scanNewestFile(
  options: JournalFileOptions,
  places: JournalFilePlace[],
): ScannedCurrent | Trouble | undefined {
  for (;;) {
    const place = places.at(-1);
    if (place === undefined) return undefined;
    const { disk, mode } = options;
    const file =
      mode === "append"
        ? disk.openFile(place.path)
        : (disk.openForReading(place.path) ?? gone(place));
    if (isTrouble(file)) return file;
    const scan = scanFile(options, { place, file, mayBeTorn: true });
    if (isTrouble(scan)) return closeFile(file, scan);
    const cut = mode === "append" ? cutEnd(options, { place, file, scan }) : undefined;
    if (cut !== undefined) return closeFile(file, cut);
    const isEmpty = scan.torn === 0 || scan.lost?.position === 0;
    if (!isEmpty) return { ...scan, current: { place, file, starts: scan.starts } };
    file.close();
    places.pop();
    const trouble = mode === "append" ? disk.removeFile(place.path) : undefined;
    if (trouble !== undefined) return trouble;
  }
}

/**
 * Cuts what an append or a loss of power left, durably: it must not come back where the next
 * records are lost in their turn.
 */
function cutEnd(
  { disk, directory, onLost }: JournalFileOptions,
  {
    place,
    file,
    scan,
  }: { readonly place: JournalFilePlace; readonly file: DiskFile; readonly scan: FileScan },
): Trouble | undefined {
  const { torn, lost } = scan;
  if (lost !== undefined) {
    const trouble = setAside({ disk, directory, file, place }, lost.position);
    if (trouble !== undefined) return trouble;
    onLost?.({ file: place.path, ...lost });
  }
  const end = torn ?? lost?.position;
  return end === undefined ? undefined : (file.truncate(end) ?? file.sync());
}

/** Copies the bytes from `position` on to a file of their own. */
export function setAside(
  from: {
    readonly disk: Disk;
    readonly directory: string;
    readonly file: DiskFile;
    readonly place: JournalFilePlace;
  },
  position: number,
): Trouble | undefined {
  const bytes = readWhole(from.file);
  if (isTrouble(bytes)) return bytes;
  const copy = `${from.directory}/damaged-${from.place.first}-${position}.bin`;
  return from.disk.replaceFile(copy, bytes.subarray(position));
}

interface FileScan {
  readonly starts: (number | undefined)[];
  readonly newest: NewestRecord | undefined;
  readonly damage: readonly JournalDamage[];
  /** Where an append that did not complete begins. */
  readonly torn: number | undefined;
  /** Where what a loss of power took begins. */
  readonly lost: { readonly position: number; readonly sequence: number } | undefined;
}

function scanPlace(options: JournalFileOptions, place: JournalFilePlace): FileScan | Trouble {
  const file = options.disk.openForReading(place.path) ?? gone(place);
  if (isTrouble(file)) return file;
  const scan = scanFile(options, { place, file, mayBeTorn: false });
  file.close();
  return scan;
}

function scanFile(
  { logId, hasher, mode, durableSequence }: JournalFileOptions,
  looked: {
    readonly place: JournalFilePlace;
    readonly file: DiskFile;
    readonly mayBeTorn: boolean;
  },
): FileScan | Trouble {
  const { place, file, mayBeTorn } = looked;
  const bytes = readWhole(file);
  if (isTrouble(bytes)) return bytes;
  const name = { logId, first: place.first };
  if (checkJournalHeader(bytes, name, hasher) === "newer") {
    return newerFormat(place.path, bytes.readUInt32LE(8), journalFormatVersion);
  }
  const starts: (number | undefined)[] = [];
  const damage: JournalDamage[] = [];
  let newest: NewestRecord | undefined;
  let torn: number | undefined;
  let lost: FileScan["lost"];
  const known = mode === "append" ? { durableSequence } : {};
  for (const item of scanJournalFile({ name, bytes, hasher, mayBeTorn, ...known })) {
    switch (item.kind) {
      case "record":
        noteStart(starts, item.sequence - place.first, item.position);
        newest = { sequence: item.sequence, hash: item.hash };
        break;
      case "damage": {
        const { position, bytes: length, next, why } = item;
        damage.push({ file: place.path, position, bytes: length, next, why });
        break;
      }
      case "torn":
        torn = item.position;
        break;
      case "lost":
        lost = { position: item.position, sequence: item.sequence };
        break;
    }
  }
  return { starts, newest, damage, torn, lost };
}

/** Records that the file does not have leave their places empty. */
export function noteStart(starts: (number | undefined)[], index: number, position: number): void {
  while (starts.length < index) starts.push(undefined);
  starts.push(position);
}

/** The file ends there once it returns undefined, also after a loss of power. */
export function truncateFile(
  disk: Disk,
  { path }: JournalFilePlace,
  size: number,
): Trouble | undefined {
  const file = disk.openFile(path);
  if (isTrouble(file)) return file;
  const trouble = file.truncate(size) ?? file.sync();
  file.close();
  return trouble;
}

/** Bytes of files; those that cannot be opened do not count. */
export function sumSizes(disk: Disk, places: readonly JournalFilePlace[]): number {
  let sum = 0;
  for (const place of places) {
    const file = disk.openForReading(place.path);
    if (file === undefined || isTrouble(file)) continue;
    sum += file.size();
    file.close();
  }
  return sum;
}

function gone(place: JournalFilePlace): Trouble {
  return new Trouble("absent", `${place.path}: the file is gone.`);
}

function closeAnd(scanned: ScannedCurrent | undefined, trouble: Trouble): Trouble {
  return scanned === undefined ? trouble : closeFile(scanned.current.file, trouble);
}

function closeFile(file: DiskFile, trouble: Trouble): Trouble {
  file.close();
  return trouble;
}
