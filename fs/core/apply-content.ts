// Writes and truncations. Concurrent ones hold side by side while they touch different bytes; where
// they overlap, the later in the order closes over the whole file: the content becomes what its
// author saw, with the write. What was there before stays readable as a conflict side (FORMAT
// "Conflicts").
import type { Dot } from "../../logs/core/index.ts";
import { dotSlot } from "../../logs/core/index.ts";
import type { Draft } from "./apply-draft.ts";
import { restoreInode } from "./apply-removal.ts";
import type { Recent } from "./conflicts-recent.ts";
import { clashingWrites, contentSeen, withLosers, withWrite } from "./conflicts-recent.ts";
import type { Content, ContentEdit } from "./extents.ts";
import { editContent } from "./extents.ts";
import type { Inode } from "./inode.ts";
import { withContent } from "./inode.ts";
import type { InodeNumber } from "./inode-number.ts";

export function applyContentEdit(draft: Draft, number: InodeNumber, edit: ContentEdit): void {
  // A file that was removed without the author knowing comes back; one whose removal it knew, or
  // that never was, does not, and there is nothing to write to.
  const inode = draft.find(number) ?? restoreInode(draft, number);
  if (inode === undefined || inode.type !== "file") return;
  const recent = draft.recentOf(inode.number);
  const against = recent === undefined ? [] : clashingWrites(recent, draft.stamp, edit);
  if (recent === undefined || against.length === 0) return writeBeside(draft, inode, edit);
  closeOver({ draft, inode, edit, recent, against });
}

function writeBeside(draft: Draft, inode: Inode, edit: ContentEdit): void {
  const { dot, time } = draft.stamp;
  const before = contentOf(inode);
  draft.putContent(inode, withContent(inode, editContent(before, edit), time));
  const write = { dot, edit, against: [], whole: undefined, lostTo: undefined };
  draft.remember(inode.number, (old) => withWrite(old, write, before));
}

interface Closing {
  readonly draft: Draft;
  readonly inode: Inode;
  readonly edit: ContentEdit;
  readonly recent: Recent;
  readonly against: readonly Dot[];
}

function closeOver(closing: Closing): void {
  const { draft, inode, edit, recent, against } = closing;
  const { stamp } = draft;
  const before = contentOf(inode);
  const whole = editContent(contentSeen(recent, recent.base ?? before, stamp), edit);
  listSides(closing, before);
  draft.putContent(inode, withContent(inode, whole, stamp.time));
  const write = { dot: stamp.dot, edit, against, whole, lostTo: undefined };
  draft.remember(inode.number, (old) => withWrite(withLosers(old, stamp), write, before));
}

/** One side for each log that loses, named by its newest write; all hold the content as it was. */
function listSides(closing: Closing, content: Content): void {
  const { draft, inode, recent } = closing;
  const newest = new Map<number, Dot>();
  for (const { dot, lostTo } of recent.writes) {
    const isLost = lostTo !== undefined && draft.knows(lostTo);
    if (!draft.knows(dot) && !isLost) newest.set(dotSlot(dot), dot);
  }
  const listed = draft.conflictsOf(inode.number);
  for (const dot of newest.values()) {
    const isListed = listed.some((other) => other.kind === "content" && other.dot === dot);
    if (isListed) continue;
    draft.list({ kind: "content", inode: inode.number, dot, by: draft.stamp.dot, content });
  }
}

function contentOf(inode: Inode): Content {
  const { size, storedBytes, extents } = inode;
  return { size, storedBytes, extents };
}
