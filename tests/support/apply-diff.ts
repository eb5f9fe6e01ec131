// The inverse of `diffRoots`: applying the difference of two roots to the first one's tree has to
// give the second's.

import type { ByteRange, EntryDifference } from "../../fs/core/diff.ts";
import type { Entries } from "../../fs/core/directory.ts";
import { withEntry, withoutEntry } from "../../fs/core/directory.ts";
import type { Content, Extent } from "../../fs/core/extents.ts";
import { eraseRange } from "../../fs/core/extents.ts";
import type { Inode, InodeDifference, Root } from "../../fs/core/index.ts";
import type { Edit, Trie } from "../../fs/core/trie.ts";
import { makeEdit, trieRemove, trieSet } from "../../fs/core/trie.ts";
import type { TrieEntry } from "../../fs/core/trie-cursor.ts";
import { TrieCursor, trieFloor } from "../../fs/core/trie-cursor.ts";

/** The inodes of `root` with the difference applied. What a root remembers beside its tree is not
 * part of it. */
export function applyDiff(root: Root, differences: Iterable<InodeDifference>): Root["inodes"] {
  const edit = makeEdit();
  let inodes = root.inodes;
  for (const { inode, before, after, entries, ranges } of differences) {
    if (after === undefined) {
      inodes = trieRemove(inodes, edit, inode);
      continue;
    }
    const patched = {
      ...after,
      entries: patchEntries(before?.entries, entries, edit),
      extents: patchExtents({ before, after, ranges, edit }),
    };
    inodes = trieSet(inodes, edit, inode, patched);
  }
  return inodes;
}

function patchEntries(
  before: Entries,
  differences: readonly EntryDifference[],
  edit: Edit,
): Entries {
  let entries = before;
  for (const { name, after } of differences) {
    entries =
      after === undefined ? withoutEntry(entries, edit, name) : withEntry(entries, edit, after);
  }
  return entries;
}

interface Patch {
  readonly before: Inode | undefined;
  readonly after: Inode;
  readonly ranges: readonly ByteRange[];
  readonly edit: Edit;
}

/** The extents before, with those of the changed ranges taken from after, whole as they are there.
 * */
function patchExtents({ before, after, ranges, edit }: Patch): Trie<Extent> {
  let extents = before?.extents;
  for (const { from, to } of ranges) {
    const whole = [...extentsIn(after, from, to)];
    const start = Math.min(from, whole[0]?.key ?? from);
    const last = whole.at(-1);
    const end = Math.max(to, last === undefined ? to : last.key + last.value.length);
    extents = eraseRange(extents, edit, { from: start, to: end }).extents;
    for (const { key, value } of whole) extents = trieSet(extents, edit, key, value);
  }
  return extents;
}

/** The extents that touch a byte of [from, to). */
function* extentsIn(content: Content, from: number, to: number): Generator<TrieEntry<Extent>> {
  const floor = trieFloor(content.extents, from);
  const cursor = new TrieCursor(content.extents, floor?.key ?? from);
  for (let at = cursor.step(); at !== undefined && at.key < to; at = cursor.step()) {
    if (at.key + at.value.length > from) yield at;
  }
}
