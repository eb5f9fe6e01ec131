// Fields of the messages by which participants agree (FORMAT "Agreement"): written into a message
// and read from one. What is read is undefined where it is not what it should be.
import { invariant } from "../../../dhash/core/index.ts";
import type { KnownSequences } from "../../../logs/core/index.ts";
import { sequenceMax, slotMax } from "../../../logs/core/index.ts";
import { vectorLogsMax } from "./limits.ts";

export const numberBytes = 8;
/** Kind and number of a message. */
export const headerBytes = 1 + 4;
export const questionNumberMax = 2 ** 32 - 1;
const countBytes = 2;
const entryBytes = 2 + numberBytes;

export function beginMessage(kind: number, number: number, length: number): Buffer {
  invariant(number >= 1 && number <= questionNumberMax, "a question has a number");
  const bytes = Buffer.alloc(length);
  bytes[0] = kind;
  bytes.writeUInt32LE(number, 1);
  return bytes;
}

export function writeNumber(bytes: Buffer, at: number, value: number): void {
  invariant(Number.isSafeInteger(value) && value >= 0, "numbers on the wire are exact");
  bytes.writeUInt32LE(value % 2 ** 32, at);
  bytes.writeUInt32LE(Math.floor(value / 2 ** 32), at + 4);
}

/** Undefined from 2^53 on. */
export function readNumber(view: Buffer, at: number): number | undefined {
  if (view.length < at + numberBytes) return undefined;
  const value = view.readUInt32LE(at + 4) * 2 ** 32 + view.readUInt32LE(at);
  return Number.isSafeInteger(value) ? value : undefined;
}

export function readFlag(view: Buffer, at: number): boolean | undefined {
  const byte = view[at];
  return byte === 0 || byte === 1 ? byte === 1 : undefined;
}

/** By slot, up to where each log is known: to the end of a message. */
export function vectorToBytes(known: KnownSequences): Buffer {
  const entries = [...known].slice(0, vectorLogsMax);
  const bytes = Buffer.alloc(countBytes + entries.length * entryBytes);
  bytes.writeUInt16LE(entries.length, 0);
  entries.forEach(([slot, sequence], index) => {
    const at = countBytes + index * entryBytes;
    bytes.writeUInt16LE(slot, at);
    writeNumber(bytes, at + 2, sequence);
  });
  return bytes;
}

export function readVector(view: Buffer, start: number): KnownSequences | undefined {
  if (view.length < start + countBytes) return undefined;
  const count = view.readUInt16LE(start);
  const isWhole = view.length === start + countBytes + count * entryBytes;
  if (count > vectorLogsMax || !isWhole) return undefined;
  const known = new Map<number, number>();
  for (let at = start + countBytes; at < view.length; at += entryBytes) {
    const slot = view.readUInt16LE(at);
    const sequence = readNumber(view, at + 2);
    const isSound = sequence !== undefined && sequence <= sequenceMax && slot >= 1;
    if (!isSound || slot > slotMax || known.has(slot)) return undefined;
    known.set(slot, sequence);
  }
  return known;
}
