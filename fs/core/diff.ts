// What changed between two roots: what a kernel's caches must forget. Only nodes that differ are
// walked.
import { compareTimes } from "../../logs/core/index.ts";
import type { Entries, Entry } from "./directory.ts";
import { Bucket } from "./directory.ts";
import type { Content, Extent } from "./extents.ts";
import { cutExtent, emptyContent, isSameExtent } from "./extents.ts";
import type { Inode } from "./inode.ts";
import { isSamePlace, placesOf } from "./inode.ts";
import type { InodeNumber } from "./inode-number.ts";
import type { Name } from "./name.ts";
import type { Root } from "./root.ts";
import { diffTries, TrieCursor, trieFloor } from "./trie-cursor.ts";

export interface EntryDifference {
  readonly name: Name;
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
}

/** Bytes [from, to) of a file. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

export interface InodeDifference {
  readonly inode: InodeNumber;
  /** Absent before: the inode is new. */
  readonly before: Inode | undefined;
  /** Absent after: it is gone. */
  readonly after: Inode | undefined;
  /** Names that came, went or mean something else; of a new or removed directory all of them. */
  readonly entries: readonly EntryDifference[];
  /** Where bytes may differ, ascending and apart; between the two sizes everything. */
  readonly ranges: readonly ByteRange[];
}

/** The inodes that are not the same in two roots. Costs as much as what differs. */
export function* diffRoots(a: Root, b: Root): Generator<InodeDifference> {
  for (const { before, after } of diffTries(a.inodes, b.inodes)) {
    const inode = (after ?? before)?.number;
    if (inode === undefined) continue;
    const entries = diffEntries(before?.entries, after?.entries);
    const isFile = (after ?? before)?.type === "file";
    const ranges = isFile ? diffContents(before, after) : [];
    const isEqual = entries.length === 0 && ranges.length === 0 && hasSameAttributes(before, after);
    if (!isEqual) yield { inode, before, after, entries, ranges };
  }
}

function diffEntries(before: Entries, after: Entries): EntryDifference[] {
  const differences: EntryDifference[] = [];
  for (const slots of diffTries(before, after)) {
    const [old, now] = [entriesIn(slots.before), entriesIn(slots.after)];
    for (const entry of old) {
      const same = now.find(({ name }) => name === entry.name);
      if (same === undefined || !isSameEntry(same, entry))
        differences.push({ name: entry.name, before: entry, after: same });
    }
    for (const entry of now) {
      const isNew = old.every(({ name }) => name !== entry.name);
      if (isNew) differences.push({ name: entry.name, before: undefined, after: entry });
    }
  }
  return differences;
}

function entriesIn(slot: Entry | Bucket | undefined): readonly Entry[] {
  if (slot === undefined) return [];
  return slot instanceof Bucket ? slot.entries : [slot];
}

function isSameEntry(a: Entry, b: Entry): boolean {
  if (a === b) return true;
  const isSame = a.inode === b.inode && a.type === b.type && a.dot === b.dot;
  return isSame && `${a.merged}` === `${b.merged}`;
}

/** All but entries and extents. Objects of the same values that are not one object count as
 * different where telling would cost more than the answer is worth. */
function hasSameAttributes(a: Inode | undefined, b: Inode | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const isSameTimes =
    compareTimes(a.accessed, b.accessed) === 0 &&
    compareTimes(a.modified, b.modified) === 0 &&
    compareTimes(a.changed, b.changed) === 0;
  const isSameOwner = a.mode === b.mode && a.uid === b.uid && a.gid === b.gid;
  const isSameSize = a.size === b.size && a.storedBytes === b.storedBytes && a.links === b.links;
  const [placesA, placesB] = [placesOf(a), placesOf(b)];
  const isSamePlaces =
    placesA.length === placesB.length &&
    placesA.every((place, index) => {
      const other = placesB[index];
      return other !== undefined && isSamePlace(place, other);
    });
  return isSameTimes && isSameOwner && isSameSize && isSamePlaces && a.xattrs === b.xattrs;
}

function diffContents(before: Content | undefined, after: Content | undefined): ByteRange[] {
  const [a, b] = [before ?? emptyContent, after ?? emptyContent];
  const ranges: ByteRange[] = [];
  for (const { key, before: old, after: now } of diffTries(a.extents, b.extents)) {
    const to = key + Math.max(old?.length ?? 0, now?.length ?? 0);
    ranges.push(...differingParts(a, b, { from: key, to }));
  }
  if (a.size !== b.size) {
    ranges.push({ from: Math.min(a.size, b.size), to: Math.max(a.size, b.size) });
  }
  return joinRanges(ranges);
}

/** The parts of a range in which the two contents have not the same bytes of the same record. */
function differingParts(a: Content, b: Content, { from, to }: ByteRange): ByteRange[] {
  const parts: ByteRange[] = [];
  for (let at = from; at < to; ) {
    const [partA, partB] = [stretchAt(a, at), stretchAt(b, at)];
    const end = Math.min(partA.end, partB.end, to);
    const [extentA, extentB] = [partA.extent, partB.extent];
    const isSame =
      extentA === undefined || extentB === undefined
        ? extentA === extentB
        : isSameExtent(cutExtent(extentA, 0, end - at), cutExtent(extentB, 0, end - at));
    if (!isSame) parts.push({ from: at, to: end });
    at = end;
  }
  return parts;
}

interface Stretch {
  /** Begins at the offset asked for; undefined in a hole. */
  readonly extent: Extent | undefined;
  readonly end: number;
}

function stretchAt(content: Content, offset: number): Stretch {
  const floor = trieFloor(content.extents, offset);
  if (floor !== undefined && floor.key + floor.value.length > offset) {
    const end = floor.key + floor.value.length;
    return { extent: cutExtent(floor.value, offset - floor.key, end - offset), end };
  }
  const next = new TrieCursor(content.extents, offset).step();
  return { extent: undefined, end: next?.key ?? Number.POSITIVE_INFINITY };
}

function joinRanges(ranges: readonly ByteRange[]): ByteRange[] {
  const joined: ByteRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last === undefined || range.from > last.to) joined.push(range);
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
  }
  return joined;
}
