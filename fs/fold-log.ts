// Folding what the logs hold into a root, at the start of a mount and for every tool that reads a
// home (FORMAT "Folding").

import type { Stamp } from "../logs/core/index.ts";
import { isMalformed } from "../logs/core/index.ts";
import type { LogItem, ReadRecordItem } from "../logs/index.ts";
import type { Change, Edit, Root } from "./core/index.ts";
import { applyRecord, decodeChanges, makeEdit } from "./core/index.ts";

export type FoldProblem =
  | Exclude<LogItem, ReadRecordItem>
  /** A record whose changes cannot be read: it stands in its log and changes nothing. */
  | { readonly kind: "malformed"; readonly stamp: Stamp; readonly why: string };

export interface FoldListener {
  /** After the record was applied; false ends the fold there. */
  readonly onRecord: (item: ReadRecordItem, changes: readonly Change[], root: Root) => boolean;
  readonly onProblem: (problem: FoldProblem) => void;
}

/** Applies all records in the order given. The root given stays as it was. */
export function foldLog(root: Root, items: Iterable<LogItem>, listener: FoldListener): Root {
  const edit: Edit = makeEdit();
  let folded = root;
  for (const item of items) {
    if (item.kind !== "record") {
      listener.onProblem(item);
      continue;
    }
    const changes = readChanges(item, listener);
    folded = applyRecord(folded, edit, item.stamp, changes);
    if (!listener.onRecord(item, changes, folded)) break;
  }
  return folded;
}

function readChanges(item: ReadRecordItem, listener: FoldListener): readonly Change[] {
  const changes = decodeChanges(item.changes, item.partCount);
  if (!isMalformed(changes)) return changes;
  listener.onProblem({ kind: "malformed", stamp: item.stamp, why: changes.why });
  return [];
}
