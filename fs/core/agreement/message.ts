// What connected participants say to each other to agree on names (FORMAT "Agreement"): the
// messages and their bytes. Bytes of a peer are checked here once; whatever they are, the answer is
// a message or why there is none.
import { invariant } from "../../../dhash/core/index.ts";
import type { KnownSequences } from "../../../logs/core/index.ts";
import { sequenceMax, slotMax } from "../../../logs/core/index.ts";
import type { InodeNumber } from "../inode-number.ts";
import { isInodeNumber } from "../inode-number.ts";
import type { Name } from "../name.ts";
import { isName, nameBytesMax } from "../name.ts";
import { vectorLogsMax } from "./limits.ts";

/** `number` is the sender's for a "prepare", and names that in all that follows. */
export type AgreementMessage =
  | {
      /** The sender is about to make this name. */
      readonly kind: "prepare";
      readonly number: number;
      /** Of a logical clock: the smaller one comes first. */
      readonly time: number;
      /** Nobody else is asked. */
      readonly isSole: boolean;
      readonly directory: InodeNumber;
      readonly name: Name;
    }
  /** Somebody else comes first; a promise follows. */
  | { readonly kind: "wait"; readonly number: number }
  | {
      /** Nobody else gets the name from here. */
      readonly kind: "promise";
      readonly number: number;
      /** The name stands in the tree here. */
      readonly isTaken: boolean;
      /** What is in the tree here. */
      readonly known: KnownSequences;
    }
  /** The sender does not make it. */
  | { readonly kind: "cancel"; readonly number: number }
  /** It did, with this record of its log. */
  | { readonly kind: "made"; readonly number: number; readonly sequence: number };

export interface MalformedAgreement {
  readonly kind: "malformed";
  readonly why: string;
}

const kindBytes = { prepare: 1, wait: 2, promise: 3, cancel: 4, made: 5 } as const;
const headerBytes = 5;
const prepareBytes = headerBytes + 8 + 1 + 8;
const promiseBytes = headerBytes + 1 + 2;
const vectorEntryBytes = 2 + 8;
const madeBytes = headerBytes + 8;
export const claimNumberMax = 2 ** 32 - 1;

export function encodeAgreement(message: AgreementMessage): Uint8Array {
  switch (message.kind) {
    case "prepare": {
      const bytes = begin(message, prepareBytes + message.name.length);
      writeNumber(bytes, headerBytes, message.time);
      bytes[headerBytes + 8] = Number(message.isSole);
      writeNumber(bytes, headerBytes + 9, message.directory);
      bytes.write(message.name, prepareBytes, "latin1");
      return bytes;
    }
    case "promise":
      return encodePromise(message);
    case "made": {
      const bytes = begin(message, madeBytes);
      writeNumber(bytes, headerBytes, message.sequence);
      return bytes;
    }
    case "wait":
    case "cancel":
      return begin(message, headerBytes);
  }
}

function begin({ kind, number }: AgreementMessage, length: number): Buffer {
  invariant(number >= 1 && number <= claimNumberMax, "a claim has a number");
  const bytes = Buffer.alloc(length);
  bytes[0] = kindBytes[kind];
  bytes.writeUInt32LE(number, 1);
  return bytes;
}

function encodePromise(message: Extract<AgreementMessage, { kind: "promise" }>): Uint8Array {
  const known = [...message.known].slice(0, vectorLogsMax);
  const bytes = begin(message, promiseBytes + known.length * vectorEntryBytes);
  bytes[headerBytes] = Number(message.isTaken);
  bytes.writeUInt16LE(known.length, headerBytes + 1);
  known.forEach(([slot, sequence], at) => {
    const start = promiseBytes + at * vectorEntryBytes;
    bytes.writeUInt16LE(slot, start);
    writeNumber(bytes, start + 2, sequence);
  });
  return bytes;
}

/** Never throws. */
export function decodeAgreement(bytes: Uint8Array): AgreementMessage | MalformedAgreement {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < headerBytes) return malformed("a message that is cut off");
  const number = view.readUInt32LE(1);
  if (number === 0) return malformed("a claim without a number");
  switch (view[0]) {
    case kindBytes.prepare:
      return decodePrepare(view, number);
    case kindBytes.wait:
      return decodeShort("wait", view, number);
    case kindBytes.promise:
      return decodePromise(view, number);
    case kindBytes.cancel:
      return decodeShort("cancel", view, number);
    case kindBytes.made:
      return decodeMade(view, number);
    default:
      return malformed(`a message of the unknown kind ${view[0]}`);
  }
}

function decodePrepare(view: Buffer, number: number): AgreementMessage | MalformedAgreement {
  const isWhole = view.length > prepareBytes && view.length <= prepareBytes + nameBytesMax;
  if (!isWhole) return malformed(`a claim of ${view.length} bytes`);
  const time = readNumber(view, headerBytes);
  const isSole = readFlag(view, headerBytes + 8);
  const directory = readNumber(view, headerBytes + 9);
  if (time === undefined || isSole === undefined) return malformed("a claim without a time");
  if (directory === undefined || !isInodeNumber(directory)) return malformed("a strange inode");
  const name = view.toString("latin1", prepareBytes);
  if (!isName(name)) return malformed("a claim of what is no name");
  return { kind: "prepare", number, time, isSole, directory, name };
}

function decodePromise(view: Buffer, number: number): AgreementMessage | MalformedAgreement {
  const isTaken = readFlag(view, headerBytes);
  if (view.length < promiseBytes || isTaken === undefined) return malformed("a strange promise");
  const count = view.readUInt16LE(headerBytes + 1);
  const isWhole = view.length === promiseBytes + count * vectorEntryBytes;
  if (count > vectorLogsMax || !isWhole) return malformed(`a vector of ${count} logs`);
  const known = new Map<number, number>();
  for (let at = promiseBytes; at < view.length; at += vectorEntryBytes) {
    const slot = view.readUInt16LE(at);
    const sequence = readNumber(view, at + 2);
    const isSound = sequence !== undefined && sequence <= sequenceMax && slot >= 1;
    if (!isSound || slot > slotMax || known.has(slot)) return malformed("a strange vector");
    known.set(slot, sequence);
  }
  return { kind: "promise", number, isTaken, known };
}

function decodeMade(view: Buffer, number: number): AgreementMessage | MalformedAgreement {
  if (view.length !== madeBytes) return malformed(`a message of ${view.length} bytes`);
  const sequence = readNumber(view, headerBytes);
  const isSound = sequence !== undefined && sequence >= 1 && sequence <= sequenceMax;
  return isSound ? { kind: "made", number, sequence } : malformed("a strange record number");
}

function decodeShort(
  kind: "wait" | "cancel",
  view: Buffer,
  number: number,
): AgreementMessage | MalformedAgreement {
  return view.length === headerBytes
    ? { kind, number }
    : malformed(`a message of ${view.length} bytes`);
}

function writeNumber(bytes: Buffer, at: number, value: number): void {
  invariant(Number.isSafeInteger(value) && value >= 0, "numbers on the wire are exact");
  bytes.writeUInt32LE(value % 2 ** 32, at);
  bytes.writeUInt32LE(Math.floor(value / 2 ** 32), at + 4);
}

/** Undefined from 2^53 on. */
function readNumber(view: Buffer, at: number): number | undefined {
  const value = view.readUInt32LE(at + 4) * 2 ** 32 + view.readUInt32LE(at);
  return Number.isSafeInteger(value) ? value : undefined;
}

function readFlag(view: Buffer, at: number): boolean | undefined {
  const byte = view[at];
  return byte === 0 || byte === 1 ? byte === 1 : undefined;
}

function malformed(why: string): MalformedAgreement {
  return { kind: "malformed", why };
}
