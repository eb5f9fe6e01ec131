// Which segments of a log are written anew when records are added: the last ones, as long as they
// are no more than twice what comes with them, so that a log has few segments and each record is
// written a few times only (as a log-structured merge tree does it).
import { mergedBytesMax } from "./limits.ts";
import type { SegmentEntry } from "./segment-codec.ts";

/** How many of the entries stay as they are. */
export function entriesKept(entries: readonly SegmentEntry[], freshBytes: number): number {
  let kept = entries.length;
  let bytes = freshBytes;
  for (;;) {
    const last = entries[kept - 1];
    if (last === undefined || last.bytes > 2 * bytes) return kept;
    if (last.bytes + bytes > mergedBytesMax) return kept;
    bytes += last.bytes;
    kept--;
  }
}

/** The record after the last one of the entries; 1 when there are none. */
export function nextRecord(entries: readonly SegmentEntry[]): number {
  const last = entries.at(-1);
  return last === undefined ? 1 : last.first + last.count;
}
