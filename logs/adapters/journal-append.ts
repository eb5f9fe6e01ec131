// Records as they are appended to one journal file with one write (FORMAT "Journal files").
import { invariant, Trouble } from "../../dhash/core/index.ts";
import { encodeFrameHeader } from "../core/frame-codec.ts";
import type { JournalDamage, JournalRecord } from "../ports.ts";

/** A write takes two parts of memory for each, and the system a thousand at most. */
const recordsMax = 128;

export interface FramesToAppend {
  readonly parts: readonly Uint8Array[];
  /** Where each record will start; there is one at least. */
  readonly starts: readonly number[];
  readonly last: JournalRecord;
}

/** As many of the records, the first of which is number `due`, as a file of that size takes. */
export function framesOf(
  records: readonly JournalRecord[],
  file: { readonly due: number; readonly size: number; readonly bytesMax: number },
): FramesToAppend {
  const parts: Uint8Array[] = [];
  const starts: number[] = [];
  let end = file.size;
  let last: JournalRecord | undefined;
  for (const record of records) {
    const due = file.due + starts.length;
    const { sequence, hash, envelope } = record;
    invariant(sequence === due, `record ${sequence} is appended where ${due} is due`);
    const isFull = end >= file.bytesMax || starts.length === recordsMax;
    if (isFull && last !== undefined) break;
    const header = encodeFrameHeader(hash, envelope.length);
    starts.push(end);
    parts.push(header, envelope);
    end += header.length + envelope.length;
    last = record;
  }
  invariant(last !== undefined, "there is a record to append");
  return { parts, starts, last };
}

/** Why nothing is appended to a journal with damage that nobody has accepted. */
export function refuseForDamage(damage: readonly JournalDamage[]): Trouble {
  const none = { file: "", position: 0, bytes: 0, why: "" };
  const { file, position, bytes, why } = damage[0] ?? none;
  const what = `${bytes} bytes at ${position} are damaged (${why})`;
  const step = "Run `ivy verify` to see what is lost; nothing is written until that is accepted.";
  return new Trouble("damaged", `${file}: ${what}. ${step}`);
}
