// One record as bytes: envelope, plain header, body (FORMAT "Records"; schema logs.proto). Sealing
// is in sealing.ts.
import type { BlockKey } from "../../dhash/core/index.ts";
import { blockKeyToBytes, bytesToBlockKey } from "../../dhash/core/index.ts";
import { slotMax } from "./dot.ts";
import { ivy } from "./generated/logs.js";
import type { LogId, RecordHash } from "./hash.ts";
import { bytesToLogId, bytesToRecordHash, hashBytes, hexToBytes, logIdBytes } from "./hash.ts";
import { envelopeBytesMax, keyEpochMax, partsMax, safeMax, sequenceMax } from "./limits.ts";
import type { Malformed } from "./message.ts";
import {
  checkTimeFields,
  isMalformed,
  malformed,
  readMessage,
  refuse,
  refuseNewer,
  requireBytes,
  requireInteger,
  requireKnownFields,
} from "./message.ts";
import type { Time } from "./time.ts";
import type { KnownComponent } from "./version-vector.ts";

const { Envelope, EnvelopeHeader, RecordBody } = ivy.logs;

/** Version of everything a record consists of; a higher one is refused as newer. */
export const recordFormatVersion = 1;

export interface Header {
  readonly logId: LogId;
  readonly sequence: number;
  /** Hash of the record before; undefined exactly in the first. */
  readonly previous: RecordHash | undefined;
  /** Which group key seals the body. */
  readonly keyEpoch: number;
}

export interface Body {
  readonly lamport: number;
  /** Ascending by slot. */
  readonly known: readonly KnownComponent[];
  /** `known` is the whole vector: true in the first record of each journal file. */
  readonly isKnownComplete: boolean;
  readonly time: Time;
  /** Opaque here. */
  readonly changes: Uint8Array;
  readonly parts: readonly Uint8Array[];
  /** The view in force from this record on, where it says so. */
  readonly view: BlockKey | undefined;
}

/** An envelope taken apart; header and body are views of it. */
export interface OpenEnvelope {
  readonly header: Header;
  /** Associated data of the body's cipher. */
  readonly headerBytes: Uint8Array;
  readonly sealedBody: Uint8Array;
}

export function encodeHeader(header: Header): Uint8Array {
  return EnvelopeHeader.encode({
    formatVersion: recordFormatVersion,
    logId: hexToBytes(header.logId),
    sequence: header.sequence,
    previous: header.previous === undefined ? null : hexToBytes(header.previous),
    keyEpoch: header.keyEpoch,
  }).finish();
}

export function encodeBody(body: Body): Uint8Array {
  const { known, time, parts, view } = body;
  return RecordBody.encode({
    lamport: body.lamport,
    known: known.map(({ slot, sequence, hash }) => ({ slot, sequence, hash: hexToBytes(hash) })),
    knownComplete: body.isKnownComplete,
    seconds: time.seconds,
    nanoseconds: time.nanoseconds,
    changes: body.changes,
    parts: [...parts],
    view: view === undefined ? null : blockKeyToBytes(view),
  }).finish();
}

/**
 * The bytes of an Envelope with room for the body, a view that the caller fills. This is on the way
 * of every operation, so the two fields are written by hand: the body is never copied.
 */
export function makeEnvelope(
  headerBytes: Uint8Array,
  bodyLength: number,
): { readonly envelope: Uint8Array; readonly body: Uint8Array } {
  const headerEnd = 1 + varintBytes(headerBytes.length) + headerBytes.length;
  const bodyStart = headerEnd + 1 + varintBytes(bodyLength);
  const envelope = Buffer.allocUnsafe(bodyStart + bodyLength);
  envelope[0] = headerTag;
  envelope.set(headerBytes, writeVarint(envelope, 1, headerBytes.length));
  envelope[headerEnd] = bodyTag;
  writeVarint(envelope, headerEnd + 1, bodyLength);
  return { envelope, body: envelope.subarray(bodyStart) };
}

/** Field numbers 1 and 2 with protobuf's wire type for bytes. */
const headerTag = 0x0a;
const bodyTag = 0x12;

function varintBytes(value: number): number {
  return value < 0x80 ? 1 : 1 + varintBytes(value >>> 7);
}

/** Returns the position after it. */
function writeVarint(target: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest >= 0x80) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}

export function decodeEnvelope(bytes: Uint8Array): OpenEnvelope | Malformed {
  if (bytes.length > envelopeBytesMax) return malformed(`envelope: ${bytes.length} bytes`);
  const parts = readMessage({ what: "envelope", decode: Envelope.decode }, bytes, (message) => ({
    headerBytes: requireBytes(message.header, "header", { min: 1, max: headerBytesMax }),
    sealedBody: requireBytes(message.body, "body", { min: 1, max: envelopeBytesMax }),
  }));
  if (isMalformed(parts)) return parts;
  const header = readMessage(
    { what: "envelope header", decode: EnvelopeHeader.decode },
    parts.headerBytes,
    checkHeader,
  );
  return isMalformed(header) ? header : { header, ...parts };
}

const headerBytesMax = 256;

function checkHeader(message: ivy.logs.EnvelopeHeader.$Properties): Header {
  requireFormatVersion(message.formatVersion);
  const sequence = requireInteger(message.sequence, "sequence", { min: 1, max: sequenceMax });
  const previous = isPresent(message.previous)
    ? checkHash(message.previous, "previous")
    : undefined;
  if ((sequence === 1) !== (previous === undefined))
    refuse("only the first record has none before");
  const keyEpoch = requireInteger(message.keyEpoch, "key epoch", { min: 1, max: keyEpochMax });
  return { logId: checkLogId(message.logId), sequence, previous, keyEpoch };
}

export function decodeBody(bytes: Uint8Array): Body | Malformed {
  return readMessage({ what: "record body", decode: RecordBody.decode }, bytes, checkBody);
}

function checkBody(message: ivy.logs.RecordBody.$Properties): Body {
  const parts = message.parts ?? [];
  if (parts.length > partsMax) refuse(`${parts.length} parts`);
  return {
    lamport: requireInteger(message.lamport, "Lamport number", { min: 1, max: safeMax }),
    known: checkKnown(message.known ?? []),
    isKnownComplete: message.knownComplete ?? false,
    time: checkTimeFields(message),
    changes: message.changes ?? new Uint8Array(0),
    parts,
    view: isPresent(message.view) ? checkBlockKey(message.view, "view") : undefined,
  };
}

function checkKnown(messages: readonly ivy.logs.Known.$Properties[]): readonly KnownComponent[] {
  let slotBefore = 0;
  return messages.map((message) => {
    requireKnownFields(message);
    const slot = requireInteger(message.slot, "slot", { min: slotBefore + 1, max: slotMax });
    slotBefore = slot;
    const sequence = requireInteger(message.sequence, "sequence", { min: 1, max: sequenceMax });
    return { slot, sequence, hash: checkHash(message.hash, "known hash") };
  });
}

export function requireFormatVersion(value: number | null | undefined): void {
  const version = requireInteger(value, "format version", { min: 1, max: 0xffff_ffff });
  if (version > recordFormatVersion) refuseNewer(version, recordFormatVersion);
}

export function checkHash(bytes: Uint8Array | null | undefined, what: string): RecordHash {
  const hash = bytesToRecordHash(requireBytes(bytes, what, { min: hashBytes, max: hashBytes }));
  return hash ?? refuse(`${what} is of no known hash algorithm`);
}

export function checkBlockKey(bytes: Uint8Array | null | undefined, what: string): BlockKey {
  const key = bytesToBlockKey(requireBytes(bytes, what, { min: hashBytes, max: hashBytes }));
  return key ?? refuse(`${what} is of no known hash algorithm`);
}

export function checkLogId(bytes: Uint8Array | null | undefined): LogId {
  const logId = bytesToLogId(requireBytes(bytes, "log id", { min: logIdBytes, max: logIdBytes }));
  return logId ?? refuse("log id");
}

export function isPresent<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
