// Reading one journal file (FORMAT "Journal files"): its header, its frames, and the difference
// between a torn end, which is normal after a crash, and damage, which is not.
import { hasUnwrittenPage } from "../../dhash/core/index.ts";
import type { Hasher } from "../ports.ts";
import { FrameSearch, lookAtFrame, readFrame } from "./frame-codec.ts";
import type { LogId, RecordHash } from "./hash.ts";
import { hexToBytes } from "./hash.ts";
import { sequenceMax } from "./limits.ts";
import { isMalformed } from "./message.ts";
import { decodeEnvelope } from "./record-codec.ts";

export const journalHeaderBytes = 64;
const journalMagic = "ivy-jrnl";
export const journalFormatVersion = 1;
/** Domain label of the header's check value. */
const journalLabel = "ivy journal 1";
const checkedBytes = 52;
/** What a disk that lost power may leave in place of bytes comes in whole sectors of zeros. */
const sectorBytes = 512;

export interface JournalFileName {
  readonly logId: LogId;
  /** Sequence of the file's first record. */
  readonly first: number;
}

/**
 * magic 8 | format version u32 LE | log id 32 | first sequence u64 LE | first 12 bytes of a hash of
 * all that.
 */
export function encodeJournalHeader({ logId, first }: JournalFileName, hasher: Hasher): Uint8Array {
  const header = Buffer.alloc(journalHeaderBytes);
  header.write(journalMagic, 0, "latin1");
  header.writeUInt32LE(journalFormatVersion, 8);
  header.set(hexToBytes(logId), 12);
  header.writeUInt32LE(first % 2 ** 32, 44);
  header.writeUInt32LE(Math.floor(first / 2 ** 32), 48);
  const check = hasher.hash(journalLabel, [header.subarray(0, checkedBytes)]);
  header.set(check.subarray(0, journalHeaderBytes - checkedBytes), checkedBytes);
  return header;
}

export type JournalHeaderCheck = "sound" | "newer" | "damaged";

/** Is this the header of the file that its place says it is? */
export function checkJournalHeader(
  bytes: Uint8Array,
  name: JournalFileName,
  hasher: Hasher,
): JournalHeaderCheck {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const expected = encodeJournalHeader(name, hasher);
  if (header.subarray(0, journalHeaderBytes).equals(expected)) return "sound";
  if (header.length < journalHeaderBytes) return "damaged";
  const check = hasher.hash(journalLabel, [header.subarray(0, checkedBytes)]);
  const hasCheck = header
    .subarray(checkedBytes, journalHeaderBytes)
    .equals(check.subarray(0, journalHeaderBytes - checkedBytes));
  const isOurs = header.toString("latin1", 0, 8) === journalMagic;
  return hasCheck && isOurs && header.readUInt32LE(8) > journalFormatVersion ? "newer" : "damaged";
}

export type ScannedItem =
  | {
      readonly kind: "record";
      readonly sequence: number;
      readonly hash: RecordHash;
      /** A view of the file's bytes. */
      readonly envelope: Uint8Array;
      readonly position: number;
      readonly end: number;
    }
  | {
      readonly kind: "damage";
      readonly position: number;
      readonly bytes: number;
      readonly next: number | undefined;
      readonly why: string;
    }
  /** The end of an append that did not complete. Only ever last, and only where `mayBeTorn`. */
  | { readonly kind: "torn"; readonly position: number }
  /** Appends of which a loss of power kept some pages and not others. Only ever last. */
  | { readonly kind: "lost"; readonly position: number; readonly sequence: number };

export interface ScannedFile {
  readonly name: JournalFileName;
  readonly bytes: Buffer;
  readonly hasher: Hasher;
  /** It is the newest file of its log. */
  readonly mayBeTorn: boolean;
  /**
   * Records after this one may never have been durable: where zeros are in place of them, the disk
   * lost them, and what it kept of those that follow is no more than that. Undefined: not known.
   */
  readonly durableSequence?: number | undefined;
  /** A record that is known to start there: those before it are left out. */
  readonly from?: { readonly position: number; readonly sequence: number } | undefined;
}

/**
 * All that is in a file, in order and without gaps: each byte belongs to exactly one item or to the
 * header.
 */
export function* scanJournalFile(file: ScannedFile): Generator<ScannedItem> {
  const { bytes, hasher, mayBeTorn, from } = file;
  if (mayBeTorn && isTornHeader(bytes)) {
    yield { kind: "torn", position: 0 };
    return;
  }
  let next = from?.sequence ?? file.name.first;
  const mayBeLost = (sequence: number): boolean =>
    mayBeTorn && sequence > (file.durableSequence ?? sequenceMax);
  const header = checkHeaderBytes(file, mayBeLost(next));
  if (header !== undefined) yield header;
  if (header?.kind === "lost") return;
  const search = new FrameSearch(bytes, hasher);
  let position = from?.position ?? journalHeaderBytes;
  while (position < bytes.length) {
    const record = readRecord(file, position, next);
    if (typeof record !== "string") {
      if (record.sequence > next) {
        const why = `records ${next} to ${record.sequence - 1} are not there`;
        yield { kind: "damage", position, bytes: 0, next: record.sequence, why };
      }
      yield record;
      next = record.sequence + 1;
      position = record.end;
      continue;
    }
    const found = findRecord(file, { search, from: position + 1, sequence: next });
    if (found === undefined && mayBeTorn && isTorn(bytes, position)) {
      yield { kind: "torn", position };
      return;
    }
    const end = found?.position ?? bytes.length;
    const region = { bytes: bytes.subarray(position, end), position, isLast: end === bytes.length };
    if (mayBeLost(next) && hasUnwrittenPage(region)) {
      yield { kind: "lost", position, sequence: next };
      return;
    }
    const damaged = { position, bytes: end - position, next: found?.sequence };
    yield { kind: "damage", ...damaged, why: record };
    next = found?.sequence ?? next;
    position = end;
  }
}

/** What is wrong with the header, if anything is. */
function checkHeaderBytes(
  { bytes, name, hasher }: ScannedFile,
  mayBeLost: boolean,
): Exclude<ScannedItem, { kind: "record" | "torn" }> | undefined {
  if (checkJournalHeader(bytes, name, hasher) === "sound") return undefined;
  const next = name.first;
  if (mayBeLost && isZero(bytes.subarray(0, journalHeaderBytes))) {
    return { kind: "lost", position: 0, sequence: next };
  }
  const headerBytes = Math.min(bytes.length, journalHeaderBytes);
  const why = "the file's header is damaged";
  return { kind: "damage", position: 0, bytes: headerBytes, next, why };
}

type RecordItem = Extract<ScannedItem, { kind: "record" }>;

/** The record at `position` whose sequence is at least `from`, or why there is none. */
function readRecord(file: ScannedFile, position: number, from: number): RecordItem | string {
  const frame = readFrame(file.bytes, position, file.hasher);
  if (frame === undefined) return "a record does not have the hash written beside it";
  const opened = decodeEnvelope(frame.envelope);
  if (isMalformed(opened)) return opened.why;
  const { sequence, logId } = opened.header;
  if (logId !== file.name.logId) return "a record of another log";
  if (sequence < from || sequence > sequenceMax) return `record ${sequence} where ${from} is due`;
  const { hash, envelope, end } = frame;
  return { kind: "record", sequence, hash, envelope, position, end };
}

function findRecord(
  file: ScannedFile,
  wanted: { readonly search: FrameSearch; readonly from: number; readonly sequence: number },
): RecordItem | undefined {
  const { search, from, sequence } = wanted;
  let at = search.find(from);
  while (at !== undefined) {
    const record = readRecord(file, at, sequence);
    if (typeof record !== "string") return record;
    at = search.find(at + 1);
  }
  return undefined;
}

function isTornHeader(bytes: Buffer): boolean {
  return bytes.length < journalHeaderBytes || (isZero(bytes) && bytes.length > 0);
}

/**
 * The rest from `position` is an append that did not complete: it ends before its frame does, or in
 * unwritten zeros.
 */
function isTorn(bytes: Buffer, position: number): boolean {
  if (lookAtFrame(bytes, position).kind === "cut") return true;
  const zeros = Math.min(sectorBytes, bytes.length - position);
  return isZero(bytes.subarray(bytes.length - zeros));
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}
