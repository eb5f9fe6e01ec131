// The proof that an author showed two histories, of two heads and the records between them (FORMAT
// "Fork proofs").
import { isTrouble } from "../dhash/core/index.ts";
import { encodeForkProof } from "./core/fork-proof.ts";
import type { LogHead } from "./core/head-codec.ts";
import { proofEnvelopesMax } from "./core/limits.ts";
import type { RunRecord } from "./core/log-run.ts";
import type { ForeignLog } from "./foreign-log.ts";

export interface SignedHead {
  readonly head: LogHead;
  readonly bytes: Uint8Array;
}

/** Two heads, and the records of the later one's history between them. */
export function proofOf(
  { log, head }: { readonly log: ForeignLog; readonly head: SignedHead | undefined },
  other: SignedHead | undefined,
  records: readonly RunRecord[],
): Uint8Array | undefined {
  if (head === undefined || other === undefined) return undefined;
  const isOlder = other.head.sequence <= head.head.sequence;
  const [earlier, later] = isOlder ? [other, head] : [head, other];
  const count = later.head.sequence - earlier.head.sequence;
  if (count > proofEnvelopesMax) return undefined;
  const first = earlier.head.sequence + 1;
  const envelopes: Uint8Array[] = [];
  for (let at = 0; at < count; at++) {
    const envelope = isOlder ? readEnvelope(log, first + at) : envelopeOf(records, first + at);
    if (envelope === undefined) return undefined;
    envelopes.push(envelope);
  }
  return encodeForkProof({ earlier: earlier.bytes, later: later.bytes, envelopes });
}

function readEnvelope(log: ForeignLog, sequence: number): Uint8Array | undefined {
  const record = log.readProven(sequence);
  return isTrouble(record) ? undefined : record.envelope;
}

function envelopeOf(records: readonly RunRecord[], wanted: number): Uint8Array | undefined {
  return records.find(({ sequence }) => sequence === wanted)?.envelope;
}
