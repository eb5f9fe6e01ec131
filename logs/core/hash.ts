// Names of logs and records. Both are lowercase hex text, so that they key a map and compare with
// `===`.
import { sha256Id } from "../../dhash/core/index.ts";
import type { Hasher } from "../ports.ts";

declare const recordHashBrand: unique symbol;
/** Algorithm id byte (0x12 = SHA-256) and digest of a record's envelope, 66 hex characters. */
export type RecordHash = string & { readonly [recordHashBrand]: true };

declare const logIdBrand: unique symbol;
/** A participant's ed25519 public key, 64 hex characters: the name of the log. */
export type LogId = string & { readonly [logIdBrand]: true };

/** Domain label of record hashes. */
export const recordLabel = "ivy record 1";

export const hashBytes = 33;
export const logIdBytes = 32;

const recordHashPattern = /^12[0-9a-f]{64}$/;
const logIdPattern = /^[0-9a-f]{64}$/;

export function isRecordHash(text: string): text is RecordHash {
  return recordHashPattern.test(text);
}

export function isLogId(text: string): text is LogId {
  return logIdPattern.test(text);
}

/** The hash of a record: over its envelope as stored. */
export function hashRecord(hasher: Hasher, envelope: Uint8Array): RecordHash {
  const digest = hasher.hash(recordLabel, [envelope]);
  return (sha256Id.toString(16) + bytesToHex(digest)) as RecordHash;
}

/** Undefined when the bytes are no hash of a known algorithm. */
export function bytesToRecordHash(bytes: Uint8Array): RecordHash | undefined {
  if (bytes.length !== hashBytes || bytes[0] !== sha256Id) return undefined;
  return bytesToHex(bytes) as RecordHash;
}

export function bytesToLogId(bytes: Uint8Array): LogId | undefined {
  return bytes.length === logIdBytes ? (bytesToHex(bytes) as LogId) : undefined;
}

export function hexToBytes(hex: string): Uint8Array {
  return Buffer.from(hex, "hex");
}

export function bytesToHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}
