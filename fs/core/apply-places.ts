// Putting things under names and taking them away, with all that follows in the directories:
// counts, times, and what happens when the name is taken (FORMAT "Names").
import type { Dot } from "../../logs/core/index.ts";
import type { Draft } from "./apply-draft.ts";
import { conflictName, isConflictNameOf } from "./conflicts-name.ts";
import type { Entry } from "./directory.ts";
import { EntryCursor, entryOf, isFree, withEntry, withoutEntry } from "./directory.ts";
import type { Inode, Place } from "./inode.ts";
import { placesOf, withoutPlace, withPlace } from "./inode.ts";
import type { InodeNumber } from "./inode-number.ts";
import { rootInodeNumber } from "./inode-number.ts";
import type { Name } from "./name.ts";
import { unnamed } from "./name.ts";

/** An inode to be put under a name. */
export interface Wish {
  readonly directory: InodeNumber;
  readonly name: Name;
  /** Is in the tree, and is neither the directory nor above it. A directory has no place at the
   * moment. */
  readonly inode: InodeNumber;
  /** The record that wants it. */
  readonly dot: Dot;
  /** Merge two directories even if the author knew the one that is there. */
  readonly merges: boolean;
  /** What its entry was until now: merges that the author did not know stay noted. */
  readonly before: Entry | undefined;
}

/** Puts the inode under the name, or, if something is there: merges two directories of which the
 * author did not know the other; otherwise puts it beside, under the conflict name, and lists
 * that. */
export function placeInode(draft: Draft, first: Wish): void {
  const wishes = [first];
  for (let wish = wishes.pop(); wish !== undefined; wish = wishes.pop()) {
    const directory = draft.find(wish.directory);
    const inode = draft.find(wish.inode);
    if (directory === undefined || inode === undefined) continue;
    if (isFree(directory.entries, wish.name)) {
      attach(draft, wish);
      continue;
    }
    const taken = entryOf(directory.entries, wish.name);
    if (taken === undefined) {
      placeBeside(draft, directory, wish);
    } else if (taken.inode !== inode.number) {
      const isNew = wish.merges || !draft.knowsEntry(taken);
      if (isNew && taken.type === "directory" && inode.type === "directory") {
        noteMerge(draft, directory, taken, wish);
        for (const inner of mergeDirectory(draft, inode, taken.inode)) wishes.push(inner);
      } else {
        placeBeside(draft, directory, wish);
      }
    }
  }
}

/** After the last change: what the record made and linked nowhere is reachable by nobody and goes.
 * But a directory that holds something (which may be older than the record) is put into the root
 * directory, under a conflict name. */
export function settleUnnamed(draft: Draft): void {
  for (const number of draft.made) {
    const inode = draft.find(number);
    const root = draft.find(rootInodeNumber);
    if (inode === undefined || inode.parent !== undefined || root === undefined) continue;
    if (inode.type !== "directory" || inode.size === 0) {
      draft.drop(inode);
      continue;
    }
    const { dot } = draft.stamp;
    const wish = { directory: root.number, name: unnamed, inode: inode.number, dot };
    placeBeside(draft, root, { ...wish, merges: false, before: undefined });
  }
}

/** Adds the entry and the place. The name must be free. */
export function attach(draft: Draft, wish: Wish): void {
  const directory = draft.find(wish.directory);
  const inode = draft.find(wish.inode);
  if (directory === undefined || inode === undefined) return;
  const { time } = draft.stamp;
  draft.put({
    ...directory,
    entries: withEntry(directory.entries, draft.edit, entryFor(draft, wish, inode)),
    size: directory.size + 1,
    links: inode.type === "directory" ? directory.links + 1 : directory.links,
    modified: time,
    changed: time,
  });
  draft.put(withPlace(inode, { directory: directory.number, name: wish.name }, time));
}

function entryFor(draft: Draft, wish: Wish, { number, type }: Inode): Entry {
  const plain = { name: wish.name, inode: number, type, dot: wish.dot };
  const merged = unknownMerges(draft, wish);
  return merged.length === 0 ? plain : { ...plain, merged };
}

/** Removes the entry and the place; the inode stays in the tree. */
export function detach(draft: Draft, place: Place, inode: Inode): void {
  const directory = draft.find(place.directory);
  if (directory === undefined) return;
  const { time } = draft.stamp;
  draft.put({
    ...directory,
    entries: withoutEntry(directory.entries, draft.edit, place.name),
    size: directory.size - 1,
    links: inode.type === "directory" ? directory.links - 1 : directory.links,
    modified: time,
    changed: time,
  });
  draft.put(withoutPlace(inode, place, time));
}

/** A thing that is in the tree, and a name for it. */
export interface Renaming {
  /** The inode's place, or one of them. */
  readonly from: Place;
  readonly directory: Inode;
  readonly inode: Inode;
  readonly wish: Wish;
}

/** As detach and attach where that is all that a move comes to: the inode's only place goes to
 * another name in the same directory, and that name is free. Answers false, and does nothing, where
 * there is more to it. */
export function renameInPlace(draft: Draft, renaming: Renaming): boolean {
  const { from, directory, inode, wish } = renaming;
  if (from.directory !== directory.number || inode.otherPlaces !== undefined) return false;
  if (!isFree(directory.entries, wish.name)) return false;
  const { time } = draft.stamp;
  const left = withoutEntry(directory.entries, draft.edit, from.name);
  const entries = withEntry(left, draft.edit, entryFor(draft, wish, inode));
  draft.put({ ...directory, entries, modified: time, changed: time });
  const parent = { directory: directory.number, name: wish.name };
  draft.put({ ...inode, parent, changed: time });
  return true;
}

/** The entry of `inode` that an author means who calls it `name`: the one of that name; or the one
 * that got a conflict name when it wanted that name; or the one that has the wanted name where the
 * author saw the conflict name. */
export function meantEntry(directory: Inode, name: Name, inode: Inode): Entry | undefined {
  const exact = entryOf(directory.entries, name);
  if (exact !== undefined && exact.inode === inode.number) return exact;
  for (const place of placesOf(inode)) {
    if (place.directory !== directory.number) continue;
    const entry = entryOf(directory.entries, place.name);
    if (entry === undefined) continue;
    const isOther = isConflictNameOf(name, entry.name, entry.dot);
    if (isOther || isConflictNameOf(entry.name, name, entry.dot)) return entry;
  }
  return undefined;
}

/** Is `directory` the directory `above` or somewhere inside it? */
export function isInside(draft: Draft, directory: InodeNumber, above: InodeNumber): boolean {
  for (let at: InodeNumber | undefined = directory; at !== undefined; ) {
    if (at === above) return true;
    at = draft.find(at)?.parent?.directory;
  }
  return false;
}

/** From now on only who knows of both directories can remove the name. */
function noteMerge(draft: Draft, directory: Inode, taken: Entry, wish: Wish): void {
  const merged = [...(taken.merged ?? []), wish.dot, ...unknownMerges(draft, wish)];
  const entry = { ...taken, merged };
  draft.put({ ...directory, entries: withEntry(directory.entries, draft.edit, entry) });
}

const noDots: readonly Dot[] = [];

function unknownMerges(draft: Draft, wish: Wish): readonly Dot[] {
  if (wish.before?.merged === undefined) return noDots;
  return [wish.before.dot, ...wish.before.merged].filter((dot) => !draft.knows(dot));
}

/** Lets `first` act for `later` from now on, and wishes the later one's entries into it. */
function mergeDirectory(draft: Draft, later: Inode, first: InodeNumber): Wish[] {
  const wishes: Wish[] = [];
  for (const { entry } of new EntryCursor(later.entries, 0)) {
    const inode = draft.find(entry.inode);
    if (inode === undefined) continue;
    const place = { directory: later.number, name: entry.name };
    draft.put(withoutPlace(inode, place, draft.stamp.time));
    const { name, dot } = entry;
    const wish = { directory: first, name, inode: inode.number, dot, merges: true };
    wishes.push({ ...wish, before: entry });
  }
  draft.alias(later, first);
  return wishes;
}

function placeBeside(draft: Draft, directory: Inode, wish: Wish): void {
  const taken = entryOf(directory.entries, wish.name);
  // Ends: the directory cannot hold more names than it has entries.
  for (let attempt = 1; ; attempt++) {
    const given = conflictName(wish.name, wish.dot, attempt);
    if (!isFree(directory.entries, given)) continue;
    attach(draft, { ...wish, name: given });
    draft.list({
      kind: "name",
      inode: draft.resolve(wish.inode),
      dot: wish.dot,
      by: draft.stamp.dot,
      directory: directory.number,
      wanted: wish.name,
      given,
      other: taken?.inode ?? directory.number,
    });
    return;
  }
}
