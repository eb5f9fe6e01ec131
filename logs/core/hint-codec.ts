// The state of the own log as JSON, to be kept beside a snapshot: with it the next start does not
// walk through the newest journal file. It is a hint: the journal decides whether it is believed.
import type { ChainState } from "./chain.ts";
import { slotMax } from "./dot.ts";
import type { LogId, RecordHash } from "./hash.ts";
import { isLogId, isRecordHash } from "./hash.ts";
import type { KnownRecord } from "./version-vector.ts";
import { vectorToComponents, vectorToSequences } from "./version-vector.ts";

const format = 1;

export function encodeHint({ slot, logId, sequence, hash, lamport, vector }: ChainState): string {
  const components = vectorToComponents(vector);
  return JSON.stringify({ format, slot, logId, sequence, hash, lamport, vector: components });
}

/** Undefined when the text is no hint of this format: there is then nothing lost but time. */
export function decodeHint(text: string): ChainState | undefined {
  const hint = asRecord(parse(text));
  if (hint?.["format"] !== format) return undefined;
  const { slot, sequence, lamport, logId, hash, vector: components } = hint;
  const isWhole =
    isSlot(slot) && isCount(sequence) && isCount(lamport) && isId(logId) && isHash(hash);
  if (!isWhole || !Array.isArray(components)) return undefined;
  const vector = new Map<number, KnownRecord>();
  for (const each of components) {
    const known = asRecord(each);
    if (known === undefined) return undefined;
    if (!isSlot(known["slot"]) || !isCount(known["sequence"]) || !isHash(known["hash"]))
      return undefined;
    vector.set(known["slot"], { sequence: known["sequence"], hash: known["hash"] });
  }
  return { slot, logId, sequence, hash, lamport, vector, sequences: vectorToSequences(vector) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? { ...value } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 1;
}

function isSlot(value: unknown): value is number {
  return isCount(value) && value <= slotMax;
}

function isId(value: unknown): value is LogId {
  return typeof value === "string" && isLogId(value);
}

function isHash(value: unknown): value is RecordHash {
  return typeof value === "string" && isRecordHash(value);
}
