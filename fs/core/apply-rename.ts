// rename and exchange. Of concurrent moves of one thing the later wins; a move that would put a
// directory under itself is dropped and listed (FORMAT "What each change does").
import type { Draft } from "./apply-draft.ts";
import { directoryFor } from "./apply-links.ts";
import type { Wish } from "./apply-places.ts";
import { attach, detach, isInside, meantEntry, placeInode, renameInPlace } from "./apply-places.ts";
import { removePlace, reviveInode } from "./apply-removal.ts";
import type { Change } from "./change.ts";
import type { Entry } from "./directory.ts";
import { entryOf } from "./directory.ts";
import type { Inode, Place } from "./inode.ts";
import { isSamePlace } from "./inode.ts";
import type { InodeNumber } from "./inode-number.ts";
import { rootInodeNumber } from "./inode-number.ts";

type RenameChange = Extract<Change, { kind: "rename" }>;

/** A move of one inode from one place to another. */
interface Move {
  readonly inode: InodeNumber;
  readonly from: Place;
  readonly to: Place;
  /** What the author saw at the new place and meant to replace. */
  readonly replaced: InodeNumber | undefined;
}

export function applyRename(draft: Draft, change: RenameChange): void {
  const { inode, replaced } = change;
  const from = { directory: draft.resolve(change.fromDirectory), name: change.fromName };
  const to = { directory: draft.resolve(change.toDirectory), name: change.toName };
  if (!change.exchange) {
    move(draft, { inode, from, to, replaced });
  } else if (replaced !== undefined && !exchange(draft, { inode, from, to, replaced })) {
    // One of the two is gone or was moved by somebody else: what is left of an exchange is a move
    // of each.
    move(draft, { inode, from, to, replaced: undefined });
    move(draft, { inode: replaced, from: to, to: from, replaced: undefined });
  }
}

function move(draft: Draft, wanted: Move): void {
  const directory = directoryFor(draft, wanted.to.directory);
  // Where it should go is gone with the author's knowledge, is no directory, or never was.
  if (directory === undefined) return;
  const found = draft.find(wanted.inode);
  // Removed without the author knowing: it comes back, under its new name.
  const inode = found ?? reviveInode(draft, wanted.inode);
  // The thing is gone with the author's knowledge or never was; the root stays where it is.
  if (inode === undefined || inode.number === rootInodeNumber) return;
  const to = { directory: directory.number, name: wanted.to.name };
  if (wouldCycle(draft, inode, to)) return;
  const from = placeMeant(draft, inode, wanted.from);
  if (from !== undefined && isSamePlace(from.place, to)) return;
  const wish = wishAt(draft, { place: to, inode, before: from?.entry });
  if (from !== undefined) {
    const renaming = { from: from.place, directory, inode, wish };
    if (found !== undefined && renameInPlace(draft, renaming)) return;
    detach(draft, from.place, inode);
  }
  const taken = entryOf(draft.find(to.directory)?.entries, to.name);
  if (taken !== undefined) clearTarget(draft, { ...wanted, to }, taken);
  placeInode(draft, wish);
}

/** Removes what the author meant to replace, if that is what is there, and if it may go. */
function clearTarget(draft: Draft, wanted: Move, taken: Entry): void {
  if (wanted.replaced === undefined || draft.resolve(wanted.replaced) !== taken.inode) return;
  if (!draft.knowsEntry(taken)) return;
  const target = draft.find(taken.inode);
  const moved = draft.find(wanted.inode);
  // A file never replaces a directory or the other way round; the moved one gets the conflict name.
  if (target === undefined || (target.type === "directory") !== (moved?.type === "directory"))
    return;
  if (target.number !== moved?.number) removePlace(draft, wanted.to, target);
}

/** Swaps two inodes that are both where the author saw them; false when one is not. */
function exchange(draft: Draft, wanted: Move & { readonly replaced: InodeNumber }): boolean {
  const a = draft.find(wanted.inode);
  const b = draft.find(wanted.replaced);
  if (a === undefined || b === undefined || a.number === b.number) return false;
  const standA = exactPlace(draft, a, wanted.from);
  const standB = exactPlace(draft, b, wanted.to);
  if (standA === undefined || standB === undefined) return false;
  const [placeA, placeB] = [standA.place, standB.place];
  // Dropped and listed: nothing moves at all.
  if (wouldCycle(draft, a, placeB) || wouldCycle(draft, b, placeA)) return true;
  const wishA = wishAt(draft, { place: placeB, inode: a, before: standA.entry });
  const wishB = wishAt(draft, { place: placeA, inode: b, before: standB.entry });
  detach(draft, placeA, a);
  detach(draft, placeB, b);
  attach(draft, wishA);
  attach(draft, wishB);
  return true;
}

interface Moved {
  readonly place: Place;
  readonly inode: Inode;
  readonly before: Entry | undefined;
}

function wishAt(draft: Draft, { place, inode, before }: Moved): Wish {
  const { directory, name } = place;
  return { directory, name, inode: inode.number, dot: draft.stamp.dot, merges: false, before };
}

function wouldCycle(draft: Draft, inode: Inode, to: Place): boolean {
  if (inode.type !== "directory" || !isInside(draft, to.directory, inode.number)) return false;
  const { dot } = draft.stamp;
  draft.list({ kind: "move", inode: inode.number, dot, by: dot, ...to });
  return true;
}

/** A place of an inode, and the entry there. */
interface Standing {
  readonly place: Place;
  readonly entry: Entry | undefined;
}

/** The place that a move takes the inode from. A directory is moved from wherever it is. A file
 * loses the name that the author meant, or the only name it has if somebody else gave it that one
 * meanwhile; otherwise it loses none. */
function placeMeant(draft: Draft, inode: Inode, from: Place): Standing | undefined {
  if (inode.type === "directory") return standingAt(draft, inode.parent);
  const exact = exactPlace(draft, inode, from);
  if (exact !== undefined || inode.otherPlaces !== undefined) return exact;
  const only = standingAt(draft, inode.parent);
  return only?.entry === undefined || draft.knowsEntry(only.entry) ? undefined : only;
}

function exactPlace(draft: Draft, inode: Inode, from: Place): Standing | undefined {
  const directory = draft.find(from.directory);
  if (directory === undefined) return undefined;
  const entry = meantEntry(directory, from.name, inode);
  if (entry === undefined) return undefined;
  return { place: { directory: directory.number, name: entry.name }, entry };
}

function standingAt(draft: Draft, place: Place | undefined): Standing | undefined {
  if (place === undefined) return undefined;
  return { place, entry: entryOf(draft.find(place.directory)?.entries, place.name) };
}
