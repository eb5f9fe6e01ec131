// The changes in a record of a log, as the tree takes them; none where they cannot be read. And the
// blocks that changes name.
import type { BlockKey } from "../../dhash/index.ts";
import type { Change } from "../../fs/index.ts";
import { decodeChanges } from "../../fs/index.ts";
import type { ReadRecordItem } from "../../logs/index.ts";
import { isMalformed } from "../../logs/index.ts";

export function changesOf({ changes, partCount }: ReadRecordItem): readonly Change[] {
  const decoded = decodeChanges(changes, partCount);
  return isMalformed(decoded) ? [] : decoded;
}

export function* blocksIn(changes: readonly Change[]): Generator<BlockKey> {
  for (const change of changes) {
    if (change.kind !== "write") continue;
    for (const { source } of change.extents) if (source.kind === "block") yield source.key;
  }
}
