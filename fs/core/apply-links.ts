// link and unlink (FORMAT "What each change does").
import type { Draft } from "./apply-draft.ts";
import { isInside, meantEntry, placeInode } from "./apply-places.ts";
import { removePlace, restoreInode, reviveInode } from "./apply-removal.ts";
import type { Change } from "./change.ts";
import type { Inode } from "./inode.ts";
import type { InodeNumber } from "./inode-number.ts";
import { rootInodeNumber } from "./inode-number.ts";

export function applyLink(draft: Draft, change: Extract<Change, { kind: "link" }>): void {
  const directory = directoryFor(draft, change.directory);
  // A link into what is no directory, or in a directory whose removal the author knew, leads
  // nowhere.
  if (directory === undefined) return;
  const inode = draft.find(change.inode) ?? reviveInode(draft, change.inode);
  // A link to nothing.
  if (inode === undefined) return;
  // A directory has one place: only one that this record has just made can be linked, and not into
  // itself.
  if (inode.type === "directory") {
    if (inode.parent !== undefined || inode.number === rootInodeNumber) return;
    if (isInside(draft, directory.number, inode.number)) return;
  }
  placeInode(draft, {
    directory: directory.number,
    name: change.name,
    inode: inode.number,
    dot: draft.stamp.dot,
    merges: false,
    before: undefined,
  });
}

export function applyUnlink(draft: Draft, change: Extract<Change, { kind: "unlink" }>): void {
  const directory = draft.find(change.directory);
  const inode = draft.find(change.inode);
  // What is gone need not be removed.
  if (directory === undefined || inode === undefined) return;
  const entry = meantEntry(directory, change.name, inode);
  // The name is gone or means another thing now; or somebody gave it this meaning without the
  // author knowing.
  if (entry === undefined || !draft.knowsEntry(entry)) return;
  removePlace(draft, { directory: directory.number, name: entry.name }, inode);
}

/** The directory to put something into; one that was removed without the author knowing comes back.
 * */
export function directoryFor(draft: Draft, number: InodeNumber): Inode | undefined {
  const directory = draft.find(number) ?? restoreInode(draft, number);
  return directory?.type === "directory" ? directory : undefined;
}
