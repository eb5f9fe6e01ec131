// Segments: runs of consecutive records of one log as one block, so that reading a log takes no
// round trip for each record; and the index that names a log's segments (FORMAT "Segments").
//
//   "ivy-segm" | format version u32 | log id 32 | first sequence u64 | count u32 | hash of the last
//   33 | frames
import type { BlockKey } from "../../dhash/core/index.ts";
import { blockKeyToBytes, invariant } from "../../dhash/core/index.ts";
import type { Hasher } from "../ports.ts";
import { encodeFrameHeader, readFrame } from "./frame-codec.ts";
import { ivy } from "./generated/logs.js";
import type { LogId, RecordHash } from "./hash.ts";
import { bytesToLogId, bytesToRecordHash, hashBytes, hexToBytes } from "./hash.ts";
import { segmentBytesMax, segmentEntriesMax, sequenceMax } from "./limits.ts";
import type { Malformed } from "./message.ts";
import {
  isMalformed,
  malformed,
  readMessage,
  refuse,
  requireInteger,
  requireKnownFields,
} from "./message.ts";
import {
  checkBlockKey,
  checkLogId,
  decodeEnvelope,
  isPresent,
  recordFormatVersion,
  requireFormatVersion,
} from "./record-codec.ts";

const magic = "ivy-segm";
const segmentFormatVersion = 1;
const lastHashAt = 56;
const segmentHeaderBytes = lastHashAt + hashBytes;

export interface SegmentRecord {
  readonly sequence: number;
  readonly hash: RecordHash;
  readonly envelope: Uint8Array;
}

/**
 * At least one record, consecutive, of one log; the caller keeps the sum within segmentBytesMax.
 */
export function encodeSegment(logId: LogId, records: readonly SegmentRecord[]): Uint8Array {
  const [first] = records;
  const last = records.at(-1);
  invariant(first !== undefined && last !== undefined, "a segment has records");
  const header = Buffer.alloc(segmentHeaderBytes);
  header.write(magic, 0, "latin1");
  header.writeUInt32LE(segmentFormatVersion, 8);
  header.set(hexToBytes(logId), 12);
  header.writeUInt32LE(first.sequence % 2 ** 32, 44);
  header.writeUInt32LE(Math.floor(first.sequence / 2 ** 32), 48);
  header.writeUInt32LE(records.length, 52);
  header.set(hexToBytes(last.hash), lastHashAt);
  const frames = records.flatMap(({ hash, envelope }) => [
    encodeFrameHeader(hash, envelope.length),
    envelope,
  ]);
  const bytes = Buffer.concat([header, ...frames]);
  invariant(bytes.length <= segmentBytesMax, "a segment is within its limit");
  return bytes;
}

export interface Segment {
  readonly logId: LogId;
  /** Consecutive and chained by hash; the first one's predecessor is for the caller to compare. */
  readonly records: readonly SegmentRecord[];
}

/** Checks everything that needs no key: hashes, sequence numbers, the chain within. */
export function decodeSegment(bytes: Uint8Array, hasher: Hasher): Segment | Malformed {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.length < segmentHeaderBytes || buffer.length > segmentBytesMax) {
    return malformed(`segment: ${bytes.length} bytes`);
  }
  if (buffer.toString("latin1", 0, magic.length) !== magic) return malformed("segment: no segment");
  const version = buffer.readUInt32LE(8);
  if (version !== segmentFormatVersion) return malformed(`segment: format version ${version}`);
  const logId = bytesToLogId(buffer.subarray(12, 44));
  const last = bytesToRecordHash(buffer.subarray(lastHashAt, segmentHeaderBytes));
  if (logId === undefined || last === undefined)
    return malformed("segment: unknown hash algorithm");
  const first = buffer.readUInt32LE(44) + buffer.readUInt32LE(48) * 2 ** 32;
  const count = buffer.readUInt32LE(52);
  const records = readSegmentRecords(buffer, { logId, first, hasher });
  if (isMalformed(records)) return records;
  if (records.length !== count || count === 0) return malformed("segment: its count is wrong");
  if (records.at(-1)?.hash !== last) return malformed("segment: its last hash is wrong");
  return { logId, records };
}

function readSegmentRecords(
  bytes: Buffer,
  due: { readonly logId: LogId; readonly first: number; readonly hasher: Hasher },
): readonly SegmentRecord[] | Malformed {
  const records: SegmentRecord[] = [];
  let position = segmentHeaderBytes;
  while (position < bytes.length) {
    const frame = readFrame(bytes, position, due.hasher);
    if (frame === undefined) return malformed(`segment: no sound frame at ${position}`);
    const { hash, envelope, end } = frame;
    const opened = decodeEnvelope(envelope);
    if (isMalformed(opened)) return opened;
    const { header } = opened;
    const sequence = due.first + records.length;
    if (header.logId !== due.logId || header.sequence !== sequence) {
      return malformed(`segment: record ${sequence} is another one`);
    }
    const previous = records.at(-1)?.hash;
    if (previous !== undefined && header.previous !== previous) {
      return malformed(`segment: record ${sequence} does not follow the one before`);
    }
    records.push({ sequence, hash, envelope });
    position = end;
  }
  return records;
}

const { SegmentIndex: IndexMessage } = ivy.logs;

export interface SegmentEntry {
  readonly first: number;
  readonly count: number;
  /** Length of the segment. */
  readonly bytes: number;
  readonly key: BlockKey;
}

/** The segments of a log, ascending and without gaps. */
export interface SegmentIndex {
  readonly logId: LogId;
  /** Index of what comes before the first entry; undefined when that begins with record 1. */
  readonly older: BlockKey | undefined;
  readonly entries: readonly SegmentEntry[];
}

export function encodeSegmentIndex({ logId, older, entries }: SegmentIndex): Uint8Array {
  return IndexMessage.encode({
    formatVersion: recordFormatVersion,
    logId: hexToBytes(logId),
    older: older === undefined ? null : blockKeyToBytes(older),
    entries: entries.map(({ first, count, bytes, key }) => ({
      first,
      count,
      bytes,
      key: blockKeyToBytes(key),
    })),
  }).finish();
}

export function decodeSegmentIndex(bytes: Uint8Array): SegmentIndex | Malformed {
  return readMessage({ what: "segment index", decode: IndexMessage.decode }, bytes, checkIndex);
}

function checkIndex(message: ivy.logs.SegmentIndex.$Properties): SegmentIndex {
  requireFormatVersion(message.formatVersion);
  const older = isPresent(message.older) ? checkBlockKey(message.older, "older index") : undefined;
  const messages = message.entries ?? [];
  if (messages.length > segmentEntriesMax) refuse(`${messages.length} entries`);
  let next = older === undefined ? 1 : undefined;
  const entries = messages.map((each) => {
    const entry = checkEntry(each, next);
    next = entry.first + entry.count;
    return entry;
  });
  if (entries.length === 0) refuse("no entries");
  return { logId: checkLogId(message.logId), older, entries };
}

function checkEntry(
  message: ivy.logs.SegmentEntry.$Properties,
  due: number | undefined,
): SegmentEntry {
  requireKnownFields(message);
  const first = requireInteger(message.first, "first record", {
    min: due ?? 2,
    max: due ?? sequenceMax,
  });
  const count = requireInteger(message.count, "count", { min: 1, max: sequenceMax - first + 1 });
  const bytes = requireInteger(message.bytes, "bytes", {
    min: segmentHeaderBytes,
    max: segmentBytesMax,
  });
  return { first, count, bytes, key: checkBlockKey(message.key, "segment") };
}
