// What changed in the tree, as what the kernel must be told so that its caches are right again.

import type { Inode, InodeDifference } from "../../core/index.ts";
import { placesOf } from "../../core/index.ts";
import type { InodeNumber } from "../../core/inode-number.ts";
import type { Notification } from "./notification.ts";

export interface TreeView {
  /** Is there no such inode in the tree any more? */
  readonly isGone: (inode: InodeNumber) => boolean;
  /** A byte of a file as it is now; undefined when it is not at hand. */
  readonly byteAt: (inode: InodeNumber, offset: number) => Uint8Array | undefined;
}

// Of a regular file the kernel keeps size and times itself for as long as it knows the inode (it
// caches writes), so that they cannot be corrected, only forgotten: dropping the file's names does
// it, unless somebody has the file open or mapped. Who does sees all bytes, and a larger size, but
// neither a smaller one nor other times. So does whoever looks a name up meanwhile, or one hard
// link before the other one is dropped: `OutdatedFiles` ends that.

/** Ranges of one file beyond which all its cached pages go at once. */
const rangesMax = 64;

export function differencesToNotifications(
  differences: readonly InodeDifference[],
  view: TreeView,
): Notification[] {
  const told: Notification[] = [];
  for (const difference of differences) {
    const { inode, before, after, entries } = difference;
    if ((after ?? before)?.type === "file") told.push(...fileNotifications(difference, view));
    told.push(...entryNotifications(difference, view));
    // The contents of a directory are its listing.
    if (entries.length === 0) told.push({ kind: "attributes", inode });
    else told.push({ kind: "contents", inode, offset: 0, length: 0 });
  }
  return told;
}

/** What tells the kernel about an inode anew, whatever it remembers: after too much has changed. */
export function inodeToNotifications(inode: Inode): Notification[] {
  const places = placesOf(inode).map(({ directory, name }) => {
    return { kind: "entry", parent: directory, name } as const;
  });
  return [{ kind: "contents", inode: inode.number, offset: 0, length: 0 }, ...places];
}

/** Directories that came back after they had been removed, which the kernel may remember as dead:
 *  `Session.renew` makes it take them for others. */
export function revivedDirectories(differences: readonly InodeDifference[]): InodeNumber[] {
  const revived = differences.filter(
    ({ before, after }) => before === undefined && after?.type === "directory",
  );
  return revived.map(({ inode }) => inode);
}

/** A directory that is gone is told as any other name that means something else: the kernel would
 *  never let anybody work again in one that it was told was deleted, and a late record can bring it
 *  back. */
function entryNotifications(
  { inode: parent, entries }: InodeDifference,
  view: TreeView,
): Notification[] {
  const others = entries.filter(({ before, after }) => before?.inode !== after?.inode);
  return others.map(({ name, before, after }) => {
    const isRemoved = before !== undefined && before.type !== "directory" && after === undefined;
    if (!isRemoved || !view.isGone(before.inode)) return { kind: "entry", parent, name };
    return { kind: "removed", parent, name, inode: before.inode };
  });
}

function fileNotifications(difference: InodeDifference, view: TreeView): Notification[] {
  const { inode, before, after, ranges } = difference;
  // A file that is gone stays what it was for those who use it.
  if (after === undefined) return [];
  const told: Notification[] = [];
  const end = after.size - 1;
  const last = after.size > (before?.size ?? 0) ? view.byteAt(inode, end) : undefined;
  if (last !== undefined) told.push({ kind: "stored", inode, offset: end, bytes: last });
  if (ranges.length > rangesMax) told.push({ kind: "contents", inode, offset: 0, length: 0 });
  else {
    for (const { from, to } of ranges) {
      told.push({ kind: "contents", inode, offset: from, length: to - from });
    }
  }
  for (const { directory, name } of before === undefined ? [] : placesOf(before)) {
    told.push({ kind: "entry", parent: directory, name });
  }
  return told;
}
