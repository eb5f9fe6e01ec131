// A run: consecutive records of one log as a peer sends them (FORMAT "Exchange"), and what can be
// said of it without looking at anything else.
import type { Hasher } from "../ports.ts";
import type { LogId, RecordHash } from "./hash.ts";
import { hashRecord } from "./hash.ts";
import type { Malformed } from "./message.ts";
import { isMalformed, malformed } from "./message.ts";
import type { Header } from "./record-codec.ts";
import { decodeEnvelope } from "./record-codec.ts";

export interface LogRun {
  readonly logId: LogId;
  /** Ascending. None: the head alone is told. */
  readonly envelopes: readonly Uint8Array[];
  /** A signed head of the log, of these records or later ones. */
  readonly head: Uint8Array | undefined;
}

export interface RunRecord {
  readonly sequence: number;
  readonly hash: RecordHash;
  readonly envelope: Uint8Array;
  readonly previous: RecordHash | undefined;
  readonly keyEpoch: number;
}

/** The records, if they are of one log, consecutive, and each names the one before. */
export function readRun(
  hasher: Hasher,
  { logId, envelopes }: LogRun,
): readonly RunRecord[] | Malformed {
  const records: RunRecord[] = [];
  for (const envelope of envelopes) {
    const opened = decodeEnvelope(envelope);
    if (isMalformed(opened)) return opened;
    const why = whyNotNext(records.at(-1), opened.header, logId);
    if (why !== undefined) return malformed(`run: ${why}`);
    const { sequence, previous, keyEpoch } = opened.header;
    const hash = hashRecord(hasher, envelope);
    records.push({ sequence, hash, envelope, previous, keyEpoch });
  }
  return records.length > 0 ? records : malformed("run: it is empty");
}

function whyNotNext(
  before: RunRecord | undefined,
  header: Header,
  logId: LogId,
): string | undefined {
  if (header.logId !== logId) return "a record of another log";
  if (before === undefined) return undefined;
  if (header.sequence !== before.sequence + 1) return `record ${header.sequence} out of order`;
  return header.previous === before.hash
    ? undefined
    : `record ${header.sequence} does not follow the one before`;
}
