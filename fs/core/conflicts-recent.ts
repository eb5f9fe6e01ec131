// What was done to an inode that some log may not know yet: the fold needs it to decide about
// concurrent changes, and forgets it once every log seen so far knows it (FORMAT "Conflicts", "When
// things are settled").
import type { Dot, Stamp } from "../../logs/core/index.ts";
import { dotSequence, dotSlot, knowsDot } from "../../logs/core/index.ts";
import type { Conflict } from "./conflicts.ts";
import type { Content, ContentEdit } from "./extents.ts";
import { editContent } from "./extents.ts";
import type { Inode } from "./inode.ts";
import { fileBytesMax } from "./limits.ts";

/** A write or truncation. */
export interface RecentWrite {
  readonly dot: Dot;
  readonly edit: ContentEdit;
  /** The writes it overlapped without knowing them. If there are any, it closed over the whole
   * file. */
  readonly against: readonly Dot[];
  /** The whole content after it closed over the file; otherwise undefined. */
  readonly whole: Content | undefined;
  /** The newest write that closed over the file without knowing this one. */
  readonly lostTo: Dot | undefined;
}

/** A setting of mode, owner or an extended attribute. */
export interface RecentSetting {
  readonly dot: Dot;
  readonly field: string;
}

export interface Removal {
  readonly dot: Dot;
  /** Running number of the record among the unsettled ones. */
  readonly running: number;
  /** The inode as it was, with its last place. */
  readonly inode: Inode;
  /** Its listed conflicts. */
  readonly conflicts: readonly Conflict[];
}

/** Never empty: at least one write, setting or removal. */
export interface Recent {
  /** The content before `writes`; undefined when there are none. */
  readonly base: Content | undefined;
  readonly writes: readonly RecentWrite[];
  readonly settings: readonly RecentSetting[];
  readonly removed: Removal | undefined;
}

/** Recent writes kept for one file; of more, the oldest count as known to everybody. */
export const recentWritesMax = 256;

/** Unsettled records kept in all; of more, the oldest count as known to everybody. A log that fell
 * silent would otherwise make everybody remember everything done since. */
export const unsettledMax = 1 << 17;

export const emptyRecent: Recent = {
  base: undefined,
  writes: [],
  settings: [],
  removed: undefined,
};

/** Did the author know the record? Everybody knows their own earlier records. */
export function authorKnows(stamp: Stamp, dot: Dot): boolean {
  if (dotSlot(dot) === dotSlot(stamp.dot)) return dotSequence(dot) <= dotSequence(stamp.dot);
  return knowsDot(stamp, dot);
}

/** The recent writes that a new one overlaps without knowing them. A write that an author's own
 * view had lost already (it was closed over by a write that the author knows) counts no more. */
export function clashingWrites(recent: Recent, stamp: Stamp, edit: ContentEdit): Dot[] {
  const clashing: Dot[] = [];
  for (const write of recent.writes) {
    if (authorKnows(stamp, write.dot)) continue;
    if (write.lostTo !== undefined && authorKnows(stamp, write.lostTo)) continue;
    if (write.whole !== undefined || overlaps(write.edit, edit)) clashing.push(write.dot);
  }
  return clashing;
}

/** The content that an author saw: the base and the recent writes that it knew, in order. */
export function contentSeen(recent: Recent, base: Content, stamp: Stamp): Content {
  return replay(base, recent.writes, (dot) => authorKnows(stamp, dot));
}

/** Records a write that fitted: `before` is the content without it. */
export function withWrite(recent: Recent, write: RecentWrite, before: Content): Recent {
  const base = recent.base ?? before;
  const writes = [...recent.writes, write];
  if (writes.length <= recentWritesMax) return { ...recent, base, writes };
  return forgetFirstWrite({ ...recent, base, writes });
}

/** Marks every write that the closing one did not know as lost to it. */
export function withLosers(recent: Recent, stamp: Stamp): Recent {
  const writes = recent.writes.map((write) =>
    authorKnows(stamp, write.dot) ? write : { ...write, lostTo: stamp.dot },
  );
  return { ...recent, writes };
}

/** Without what the record `dot` did; undefined when nothing is left. Everything done before it
 * must be gone. */
export function forgetRecord(recent: Recent, dot: Dot): Recent | undefined {
  let left = recent;
  while (left.writes[0]?.dot === dot) left = forgetFirstWrite(left);
  const settings = left.settings.filter((setting) => setting.dot !== dot);
  const removed = left.removed?.dot === dot ? undefined : left.removed;
  if (left.writes.length === 0 && settings.length === 0 && removed === undefined) return undefined;
  return { ...left, settings, removed };
}

function forgetFirstWrite(recent: Recent): Recent {
  const [first, ...writes] = recent.writes;
  if (first === undefined || writes.length === 0 || recent.base === undefined) {
    return { ...recent, base: undefined, writes: [] };
  }
  return { ...recent, base: replay(recent.base, [first], () => true), writes };
}

/** Applies the writes for which `isKnown`, each as the fold decided it: one that closed over the
 * file because of a write that is known as well gives the whole of it, any other one its edit. */
function replay(
  base: Content,
  writes: readonly RecentWrite[],
  isKnown: (dot: Dot) => boolean,
): Content {
  let content = base;
  for (const write of writes) {
    if (!isKnown(write.dot)) continue;
    const closes = write.whole !== undefined && write.against.some(isKnown);
    content = closes && write.whole !== undefined ? write.whole : editContent(content, write.edit);
  }
  return content;
}

/** Do two edits touch a byte in common? A truncation touches everything from its size on. */
export function overlaps(a: ContentEdit, b: ContentEdit): boolean {
  const rangesA = rangesOf(a);
  const rangesB = rangesOf(b);
  for (let i = 0, k = 0; ; ) {
    const rangeA = rangesA[i];
    const rangeB = rangesB[k];
    if (rangeA === undefined || rangeB === undefined) return false;
    if (rangeA.from < rangeB.to && rangeB.from < rangeA.to) return true;
    if (rangeA.to <= rangeB.to) i++;
    else k++;
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function rangesOf(edit: ContentEdit): readonly Range[] {
  if (edit.kind === "truncate") return [{ from: edit.size, to: fileBytesMax }];
  return edit.extents.map(({ offset, length }) => ({ from: offset, to: offset + length }));
}
