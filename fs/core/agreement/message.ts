// What connected participants say to each other to agree on names (FORMAT "Agreement"): the
// messages and their bytes. Bytes of a peer are checked here once; whatever they are, the answer is
// a message or why there is none.
import type { KnownSequences } from "../../../logs/core/index.ts";
import { sequenceMax } from "../../../logs/core/index.ts";
import type { InodeNumber } from "../inode-number.ts";
import { isInodeNumber } from "../inode-number.ts";
import type { Name } from "../name.ts";
import { isName, nameBytesMax } from "../name.ts";
import {
  beginMessage,
  headerBytes,
  numberBytes,
  readFlag,
  readNumber,
  readVector,
  vectorToBytes,
  writeNumber,
} from "./fields.ts";
import type { LockMessage } from "./lock-message.ts";
import { decodeLockMessage, encodeLockMessage, lockKindBytes } from "./lock-message.ts";

/** `number` is the sender's for a "prepare" or "look", and names that in all that follows. */
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
  | { readonly kind: "made"; readonly number: number; readonly sequence: number }
  /** What is in your tree? */
  | { readonly kind: "look"; readonly number: number }
  /** This, in answer to a "look". */
  | { readonly kind: "seen"; readonly number: number; readonly known: KnownSequences }
  | LockMessage;

export interface MalformedAgreement {
  readonly kind: "malformed";
  readonly why: string;
}

const kindBytes = {
  ...{ prepare: 1, wait: 2, promise: 3, cancel: 4, made: 5 },
  ...{ look: 6, seen: 7 },
} as const;
const prepareBytes = headerBytes + numberBytes + 1 + numberBytes;
const madeBytes = headerBytes + numberBytes;

export function encodeAgreement(message: AgreementMessage): Uint8Array {
  switch (message.kind) {
    case "prepare": {
      const bytes = begin(message, prepareBytes + message.name.length);
      writeNumber(bytes, headerBytes, message.time);
      bytes[headerBytes + numberBytes] = Number(message.isSole);
      writeNumber(bytes, headerBytes + numberBytes + 1, message.directory);
      bytes.write(message.name, prepareBytes, "latin1");
      return bytes;
    }
    case "promise": {
      const bytes = begin(message, headerBytes + 1);
      bytes[headerBytes] = Number(message.isTaken);
      return Buffer.concat([bytes, vectorToBytes(message.known)]);
    }
    case "seen":
      return Buffer.concat([begin(message, headerBytes), vectorToBytes(message.known)]);
    case "made": {
      const bytes = begin(message, madeBytes);
      writeNumber(bytes, headerBytes, message.sequence);
      return bytes;
    }
    case "wait":
    case "cancel":
    case "look":
      return begin(message, headerBytes);
    case "lock":
    case "clear":
    case "held":
    case "released":
      return encodeLockMessage(message);
  }
}

function begin(
  { kind, number }: { readonly kind: keyof typeof kindBytes; readonly number: number },
  length: number,
): Buffer {
  return beginMessage(kindBytes[kind], number, length);
}

/** Never throws. */
export function decodeAgreement(bytes: Uint8Array): AgreementMessage | MalformedAgreement {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < headerBytes) return malformed("a message that is cut off");
  const number = view.readUInt32LE(1);
  if (number === 0) return malformed("a question without a number");
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
    case kindBytes.look:
      return decodeShort("look", view, number);
    case kindBytes.seen: {
      const known = readVector(view, headerBytes);
      return known === undefined ? malformed("a strange vector") : { kind: "seen", number, known };
    }
    case lockKindBytes.lock:
    case lockKindBytes.clear:
    case lockKindBytes.held:
    case lockKindBytes.released:
      return decodeLockMessage(view, number) ?? malformed("a strange message about locks");
    default:
      return malformed(`a message of the unknown kind ${view[0]}`);
  }
}

function decodePrepare(view: Buffer, number: number): AgreementMessage | MalformedAgreement {
  const isWhole = view.length > prepareBytes && view.length <= prepareBytes + nameBytesMax;
  if (!isWhole) return malformed(`a claim of ${view.length} bytes`);
  const time = readNumber(view, headerBytes);
  const isSole = readFlag(view, headerBytes + numberBytes);
  const directory = readNumber(view, headerBytes + numberBytes + 1);
  if (time === undefined || isSole === undefined) return malformed("a claim without a time");
  if (directory === undefined || !isInodeNumber(directory)) return malformed("a strange inode");
  const name = view.toString("latin1", prepareBytes);
  if (!isName(name)) return malformed("a claim of what is no name");
  return { kind: "prepare", number, time, isSole, directory, name };
}

function decodePromise(view: Buffer, number: number): AgreementMessage | MalformedAgreement {
  const isTaken = readFlag(view, headerBytes);
  const known = readVector(view, headerBytes + 1);
  if (isTaken === undefined || known === undefined) return malformed("a strange promise");
  return { kind: "promise", number, isTaken, known };
}

function decodeMade(view: Buffer, number: number): AgreementMessage | MalformedAgreement {
  if (view.length !== madeBytes) return malformed(`a message of ${view.length} bytes`);
  const sequence = readNumber(view, headerBytes);
  const isSound = sequence !== undefined && sequence >= 1 && sequence <= sequenceMax;
  return isSound ? { kind: "made", number, sequence } : malformed("a strange record number");
}

function decodeShort(
  kind: "wait" | "cancel" | "look",
  view: Buffer,
  number: number,
): AgreementMessage | MalformedAgreement {
  return view.length === headerBytes
    ? { kind, number }
    : malformed(`a message of ${view.length} bytes`);
}

function malformed(why: string): MalformedAgreement {
  return { kind: "malformed", why };
}
