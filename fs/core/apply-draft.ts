// The root while one record is applied to it: the only mutable object of the fold, alive during
// applyRecord only.
import type { Dot, Stamp } from "../../logs/core/index.ts";
import { dotSequence, dotSlot } from "../../logs/core/index.ts";
import type { Conflict } from "./conflicts.ts";
import { withConflict } from "./conflicts.ts";
import type { Recent } from "./conflicts-recent.ts";
import { authorKnows, emptyRecent, forgetRecord, unsettledMax } from "./conflicts-recent.ts";
import type { Entry } from "./directory.ts";
import type { Inode } from "./inode.ts";
import type { InodeNumber } from "./inode-number.ts";
import { inodeCounter } from "./inode-number.ts";
import type { Root, Unsettled } from "./root.ts";
import { resolveAlias, toPosition } from "./root.ts";
import type { Edit } from "./trie.ts";
import { Single, trieGet, trieRemove, trieSet } from "./trie.ts";
import { TrieCursor, trieFirst } from "./trie-cursor.ts";

const noInodes: readonly InodeNumber[] = [];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Draft {
  readonly stamp: Stamp;
  readonly edit: Edit;
  readonly #root: Mutable<Root>;
  #made = noInodes;
  /** Inodes for which something is remembered because of this record. */
  #remembered = noInodes;

  constructor(root: Root, edit: Edit, stamp: Stamp) {
    this.stamp = stamp;
    this.edit = edit;
    this.#root = { ...root };
  }

  /** The root after the record. The draft must not be used any more. */
  finish(): Root {
    this.#noteLog();
    this.#noteUnsettled();
    return this.#root;
  }

  /** The running number of this record among the unsettled ones. */
  get running(): number {
    return this.#root.unsettledNext;
  }

  knows(dot: Dot): boolean {
    return authorKnows(this.stamp, dot);
  }

  /** Did the author know everything that made this entry what it is? */
  knowsEntry(entry: Entry): boolean {
    return this.knows(entry.dot) && (entry.merged?.every((dot) => this.knows(dot)) ?? true);
  }

  /** The number of the directory that acts for a merged one, or the number itself. */
  resolve(number: InodeNumber): InodeNumber {
    return resolveAlias(this.#root.aliases, number);
  }

  find(number: InodeNumber): Inode | undefined {
    return trieGet(this.#root.inodes, this.resolve(number));
  }

  /** Replaces an inode that is in the tree. */
  put(inode: Inode): void {
    this.#root.inodes = trieSet(this.#root.inodes, this.edit, inode.number, inode);
  }

  /** As `put`, for a change of content: keeps the sum of stored bytes. */
  putContent(before: Inode, after: Inode): void {
    this.#root.storedBytes += after.storedBytes - before.storedBytes;
    this.put(after);
  }

  /** Puts an inode into the tree that was not there. */
  add(inode: Inode): void {
    this.#root.inodeCount++;
    this.#root.storedBytes += inode.storedBytes;
    this.put(inode);
  }

  /** Takes an inode out of the tree, and with it its listed conflicts: nobody can look at them any
   * more. */
  drop(inode: Inode): void {
    const { number } = inode;
    this.#root.inodeCount--;
    this.#root.storedBytes -= inode.storedBytes;
    this.#root.inodes = trieRemove(this.#root.inodes, this.edit, number);
    this.#root.conflicts = trieRemove(this.#root.conflicts, this.edit, number);
  }

  /** Inodes that this record made, as far as it was applied. */
  get made(): readonly InodeNumber[] {
    return this.#made;
  }

  noteMade(number: InodeNumber): void {
    this.#made = withNumber(this.#made, number);
  }

  isAlias(number: InodeNumber): boolean {
    return trieGet(this.#root.aliases, number) !== undefined;
  }

  /** From now on `first` acts for the directory `later`, which is taken out of the tree. */
  alias(later: Inode, first: InodeNumber): void {
    const listed = this.conflictsOf(later.number);
    this.drop(later);
    this.#root.aliases = trieSet(this.#root.aliases, this.edit, later.number, first);
    for (const conflict of listed) this.list({ ...conflict, inode: first });
  }

  recentOf(number: InodeNumber): Recent | undefined {
    return trieGet(this.#root.recent, number);
  }

  /** Changes what is remembered of an inode, as something that this record did. */
  remember(number: InodeNumber, change: (recent: Recent) => Recent): void {
    this.#putRecent(number, change(this.recentOf(number) ?? emptyRecent));
    if (this.#remembered.includes(number)) return;
    this.#remembered = withNumber(this.#remembered, number);
  }

  /** Did the author know every record before and up to that running number? Then it saw what they
   * did together; who knows only the record itself may have seen something else come of it. */
  sawAllUpTo(running: number): boolean {
    const cursor = new TrieCursor(this.#root.unsettled);
    for (let at = cursor.step(); at !== undefined && at.key <= running; at = cursor.step()) {
      if (!this.knows(at.value.dot)) return false;
    }
    return true;
  }

  /** Forgets that an inode was removed: it is back. */
  forgetRemoval(number: InodeNumber): void {
    const recent = this.recentOf(number);
    if (recent === undefined) return;
    const isLeft = recent.writes.length > 0 || recent.settings.length > 0;
    this.#putRecent(number, isLeft ? { ...recent, removed: undefined } : undefined);
  }

  conflictsOf(number: InodeNumber): readonly Conflict[] {
    return trieGet(this.#root.conflicts, number) ?? [];
  }

  list(conflict: Conflict): void {
    this.setConflicts(conflict.inode, withConflict(this.conflictsOf(conflict.inode), conflict));
  }

  setConflicts(number: InodeNumber, list: readonly Conflict[]): void {
    this.#root.conflicts =
      list.length === 0
        ? trieRemove(this.#root.conflicts, this.edit, number)
        : trieSet(this.#root.conflicts, this.edit, number, list);
  }

  /** Forgets what is settled: the records, from the first on, that every log seen so far knows. All
   * authors to come know everything up to there and saw the same come of it. Called before the
   * first record of each Lamport number: with records of the same number still to come, a log that
   * was not seen before could be among them and know less; a log whose first record has a larger
   * number has seen a record of the number before and so knows all that is settled by then. */
  forgetSettled(): void {
    const root = this.#root;
    for (;;) {
      const front = trieFirst(root.unsettled);
      if (front === undefined) return;
      const { key, value } = front;
      if (!this.#isSettled(value.dot) && root.unsettledNext - key <= unsettledMax) return;
      root.unsettled = trieRemove(root.unsettled, this.edit, key);
      for (const number of value.inodes) {
        const recent = this.recentOf(number);
        if (recent !== undefined) this.#putRecent(number, forgetRecord(recent, value.dot));
      }
    }
  }

  #isSettled(dot: Dot): boolean {
    const slot = dotSlot(dot);
    const { logs } = this.#root;
    if (logs instanceof Single) return logs.key === slot;
    const sequence = dotSequence(dot);
    const cursor = new TrieCursor(logs);
    for (let log = cursor.step(); log !== undefined; log = cursor.step()) {
      if (log.key !== slot && (log.value.known.get(slot) ?? 0) < sequence) return false;
    }
    return true;
  }

  #putRecent(number: InodeNumber, recent: Recent | undefined): void {
    this.#root.recent =
      recent === undefined
        ? trieRemove(this.#root.recent, this.edit, number)
        : trieSet(this.#root.recent, this.edit, number, recent);
  }

  #noteLog(): void {
    const { dot, lamport, known } = this.stamp;
    const slot = dotSlot(dot);
    const before = trieGet(this.#root.logs, slot);
    let inodesMade = before?.inodesMade ?? 0;
    for (const number of this.#made) inodesMade = Math.max(inodesMade, inodeCounter(number));
    const state = { sequence: dotSequence(dot), lamport, known, inodesMade };
    this.#root.logs = trieSet(this.#root.logs, this.edit, slot, state);
    this.#root.last = toPosition(this.stamp);
  }

  #noteUnsettled(): void {
    const unsettled: Unsettled = { dot: this.stamp.dot, inodes: this.#remembered };
    const running = this.#root.unsettledNext++;
    this.#root.unsettled = trieSet(this.#root.unsettled, this.edit, running, unsettled);
  }
}

/** Mostly one or two, in an array that has no room for more. */
function withNumber(list: readonly InodeNumber[], number: InodeNumber): readonly InodeNumber[] {
  return list.length === 0 ? [number] : [...list, number];
}
