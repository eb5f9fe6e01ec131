// Removing names, and bringing back what was removed by somebody who did not know that it was still
// being written to (FORMAT "Names").
import type { Dot } from "../../logs/core/index.ts";
import type { Draft } from "./apply-draft.ts";
import { detach, placeInode } from "./apply-places.ts";
import type { Removal } from "./conflicts-recent.ts";
import { EntryCursor } from "./directory.ts";
import type { Inode, Place } from "./inode.ts";
import type { InodeNumber } from "./inode-number.ts";
import { rootInodeNumber } from "./inode-number.ts";

/** Removes a name of the inode and, if it was the last, the inode. False when it has to stay. */
export function removePlace(draft: Draft, place: Place, inode: Inode): boolean {
  const isDirectory = inode.type === "directory";
  if (isDirectory || inode.otherPlaces === undefined) {
    const winner = isDirectory ? unknownEntry(draft, inode) : unknownWrite(draft, inode.number);
    if (winner !== undefined) {
      const { directory, name } = place;
      const { dot } = draft.stamp;
      draft.list({ kind: "removal", inode: inode.number, dot, by: winner, directory, name });
      return false;
    }
    // Nobody but a faulty program removes a directory that holds what it knows of: nothing happens.
    if (isDirectory && inode.size > 0) return false;
  }
  detach(draft, place, inode);
  if (isDirectory || inode.otherPlaces === undefined) bury(draft, inode);
  return true;
}

/** Brings the inode back to its old place if it was removed and this author did not see that; with
 * it the directories above it that were removed as well. What has no directory left comes back in
 * the root directory. */
export function restoreInode(draft: Draft, number: InodeNumber): Inode | undefined {
  if (!isRemovedUnseen(draft, number)) return undefined;
  const removals: Removal[] = [];
  let above = draft.resolve(number);
  for (let removal = exhume(draft, above); removal !== undefined; removal = exhume(draft, above)) {
    removals.push(removal);
    above = draft.resolve(removal.inode.parent?.directory ?? rootInodeNumber);
    if (draft.find(above) !== undefined) break;
  }
  let directory = draft.find(above)?.type === "directory" ? above : rootInodeNumber;
  for (const removal of removals.reverse()) {
    const inode = draft.resolve(removal.inode.number);
    const name = removal.inode.parent?.name;
    if (name === undefined) continue;
    const { dot } = draft.stamp;
    placeInode(draft, { directory, name, inode, dot, merges: false, before: undefined });
    directory = draft.resolve(inode);
  }
  return draft.find(number);
}

/** Brings back without a name what was removed and this author did not see removed; the author
 * names it. */
export function reviveInode(draft: Draft, number: InodeNumber): Inode | undefined {
  if (!isRemovedUnseen(draft, number)) return undefined;
  exhume(draft, draft.resolve(number));
  return draft.find(number);
}

function isRemovedUnseen(draft: Draft, number: InodeNumber): boolean {
  const removal = draft.recentOf(draft.resolve(number))?.removed;
  return removal !== undefined && !draft.sawAllUpTo(removal.running);
}

/** A last name that goes: the inode leaves the tree and is kept until everybody knows. */
function bury(draft: Draft, inode: Inode): void {
  const conflicts = draft.conflictsOf(inode.number);
  const removed = { dot: draft.stamp.dot, running: draft.running, inode, conflicts };
  draft.remember(inode.number, (recent) => ({ ...recent, removed }));
  draft.drop(inode);
}

/** Puts a removed inode back into the tree, without a place, and lists that its removal lost. */
function exhume(draft: Draft, number: InodeNumber): Removal | undefined {
  const removal = draft.recentOf(number)?.removed;
  if (removal === undefined) return undefined;
  const { inode, dot } = removal;
  draft.forgetRemoval(number);
  const links = inode.type === "directory" ? 2 : 0;
  draft.add({ ...inode, parent: undefined, otherPlaces: undefined, links });
  draft.setConflicts(number, removal.conflicts);
  if (inode.parent !== undefined) {
    draft.list({ kind: "removal", inode: number, dot, by: draft.stamp.dot, ...inode.parent });
  }
  return removal;
}

function unknownWrite(draft: Draft, number: InodeNumber): Dot | undefined {
  const writes = draft.recentOf(number)?.writes ?? [];
  return writes.findLast((write) => !draft.knows(write.dot))?.dot;
}

/** A record that put something into the directory without the author knowing. */
function unknownEntry(draft: Draft, directory: Inode): Dot | undefined {
  for (const { entry } of new EntryCursor(directory.entries, 0)) {
    if (!draft.knowsEntry(entry)) return entry.dot;
  }
  return undefined;
}
