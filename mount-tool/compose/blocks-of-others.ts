// Blocks that an own record names and that others wrote: of a file that was copied before its data
// came. That they are not here is no loss, they are on their way.
import type { BlockKey } from "../../dhash/index.ts";
import type { HomeParts } from "./home-parts.ts";
import { blocksIn, changesOf } from "./record-changes.ts";

/** Those of the keys that no record of somebody else names. Reads all logs. */
export function ownAlone(
  { logs, file }: HomeParts,
  keys: Iterable<BlockKey>,
): ReadonlySet<BlockKey> {
  const left = new Set(keys);
  if (left.size === 0) return left;
  for (const item of logs.allRecords(new Map())) {
    if (item.kind !== "record" || item.stamp.logId === file.logId) continue;
    for (const key of blocksIn(changesOf(item))) left.delete(key);
    if (left.size === 0) break;
  }
  return left;
}
