// The proof that a participant showed two histories (FORMAT "Fork proofs"): two heads under its own
// signature that cannot both be true, and the records between them where they are not of the same
// length. Anybody can check it offline.
import type { Crypto, Hasher } from "../ports.ts";
import { ivy } from "./generated/logs.js";
import type { LogId } from "./hash.ts";
import { hashRecord } from "./hash.ts";
import type { LogHead } from "./head-codec.ts";
import { verifyHead } from "./head-codec.ts";
import { proofEnvelopesMax } from "./limits.ts";
import type { Malformed } from "./message.ts";
import { isMalformed, malformed, readMessage, refuse, requireBytes } from "./message.ts";
import { decodeEnvelope, recordFormatVersion, requireFormatVersion } from "./record-codec.ts";

const { ForkProof: ProofMessage } = ivy.logs;

export interface ForkProof {
  /** Signed heads as received; the earlier has the smaller or the same sequence. */
  readonly earlier: Uint8Array;
  readonly later: Uint8Array;
  /**
   * Records earlier.sequence + 1 .. later.sequence of the later head's history; none if both have
   * one sequence.
   */
  readonly envelopes: readonly Uint8Array[];
}

export function encodeForkProof({ earlier, later, envelopes }: ForkProof): Uint8Array {
  const formatVersion = recordFormatVersion;
  return ProofMessage.encode({ formatVersion, earlier, later, envelopes: [...envelopes] }).finish();
}

function decodeForkProof(bytes: Uint8Array): ForkProof | Malformed {
  return readMessage({ what: "fork proof", decode: ProofMessage.decode }, bytes, (message) => {
    requireFormatVersion(message.formatVersion);
    const range = { min: 1, max: bytes.length };
    const envelopes = message.envelopes ?? [];
    if (envelopes.length > proofEnvelopesMax) refuse(`${envelopes.length} records`);
    return {
      earlier: requireBytes(message.earlier, "earlier head", range),
      later: requireBytes(message.later, "later head", range),
      envelopes,
    };
  });
}

/** What a valid proof shows. */
export interface ProvenFork {
  readonly logId: LogId;
  /** Up to here at most the two histories agree. */
  readonly sequence: number;
  readonly earlier: LogHead;
  readonly later: LogHead;
}

export function verifyForkProof(
  checking: { readonly crypto: Crypto; readonly hasher: Hasher },
  bytes: Uint8Array,
): ProvenFork | Malformed {
  const proof = decodeForkProof(bytes);
  if (isMalformed(proof)) return proof;
  const earlier = verifyHead(checking.crypto, proof.earlier);
  if (isMalformed(earlier)) return earlier;
  const later = verifyHead(checking.crypto, proof.later);
  if (isMalformed(later)) return later;
  const isOfOneLog = earlier.logId === later.logId && earlier.fileSystem === later.fileSystem;
  if (!isOfOneLog) return malformed("fork proof: heads of two logs");
  const ancestor = hashBefore(checking.hasher, { later, earlier, envelopes: proof.envelopes });
  if (isMalformed(ancestor)) return ancestor;
  if (ancestor === earlier.hash) return malformed("fork proof: the heads agree");
  return { logId: later.logId, sequence: earlier.sequence - 1, earlier, later };
}

/** Hash of record earlier.sequence in the later head's history, by following its records back. */
function hashBefore(
  hasher: Hasher,
  span: {
    readonly earlier: LogHead;
    readonly later: LogHead;
    readonly envelopes: readonly Uint8Array[];
  },
): string | Malformed {
  const { earlier, later, envelopes } = span;
  if (later.sequence - earlier.sequence !== envelopes.length) {
    return malformed("fork proof: it does not have exactly the records between its heads");
  }
  let due: string = later.hash;
  for (const [back, envelope] of envelopes.toReversed().entries()) {
    if (hashRecord(hasher, envelope) !== due)
      return malformed("fork proof: its records do not chain");
    const opened = decodeEnvelope(envelope);
    if (isMalformed(opened)) return opened;
    const { logId, sequence, previous } = opened.header;
    if (logId !== later.logId || sequence !== later.sequence - back || previous === undefined) {
      return malformed("fork proof: a record is of another place");
    }
    due = previous;
  }
  return due;
}
