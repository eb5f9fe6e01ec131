// The changes in a record of a log, as the tree takes them; none where they cannot be read.
import type { Change } from "../../../fs/index.ts";
import { decodeChanges } from "../../../fs/index.ts";
import type { ReadRecordItem } from "../../../logs/index.ts";
import { isMalformed } from "../../../logs/index.ts";

export function changesOf({ changes, partCount }: ReadRecordItem): readonly Change[] {
  const decoded = decodeChanges(changes, partCount);
  return isMalformed(decoded) ? [] : decoded;
}
