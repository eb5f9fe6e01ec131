// What must hold of every root, whatever was folded: the tree is well-formed, and nothing that
// nobody meant to replace or remove is missing (promise C2).

import { authorKnows } from "../../fs/core/conflicts-recent.ts";
import type { Change, Content, FoldRecord, InodeNumber, Root } from "../../fs/core/index.ts";
import { findInode, listConflicts, placesOf, rootInodeNumber } from "../../fs/core/index.ts";
import { resolveAlias } from "../../fs/core/root.ts";
import { TrieCursor } from "../../fs/core/trie-cursor.ts";
import { allSpots } from "./tree-party.ts";

/** Sentences about what is wrong; empty when the tree is well-formed. */
export function faultsOf(root: Root): string[] {
  const faults: string[] = [];
  const spots = allSpots(root);
  const namesByInode = new Map<InodeNumber, string[]>([[rootInodeNumber, []]]);
  for (const { directory, name, inode } of spots) {
    const list = namesByInode.get(inode.number) ?? [];
    list.push(`${directory.number}/${name}`);
    namesByInode.set(inode.number, list);
  }
  let [count, stored] = [0, 0];
  for (const { key, value: inode } of new TrieCursor(root.inodes)) {
    count++;
    stored += inode.storedBytes;
    const shown = (namesByInode.get(inode.number) ?? ["nowhere"]).sort();
    const own = placesOf(inode)
      .map(({ directory, name }) => `${directory}/${name}`)
      .sort();
    if (key !== inode.number) faults.push(`inode ${inode.number} is kept under ${key}`);
    if (`${shown}` !== `${own}`)
      faults.push(`inode ${inode.number} is at ${shown} and says ${own}`);
    const inside = spots.filter(({ directory }) => directory.number === inode.number);
    const subdirectories = inside.filter((spot) => spot.inode.type === "directory").length;
    const links = inode.type === "directory" ? 2 + subdirectories : own.length;
    if (inode.links !== links)
      faults.push(`inode ${inode.number} has ${links} links, not ${inode.links}`);
    if (inode.type === "directory" && inode.size !== inside.length) {
      faults.push(`directory ${inode.number} has ${inside.length} entries, not ${inode.size}`);
    }
    faults.push(...contentFaults(inode).map((fault) => `inode ${inode.number}: ${fault}`));
  }
  if (count !== root.inodeCount) faults.push(`there are ${count} inodes, not ${root.inodeCount}`);
  if (stored !== root.storedBytes)
    faults.push(`${stored} bytes are stored, not ${root.storedBytes}`);
  return faults;
}

function contentFaults(content: Content): string[] {
  const faults: string[] = [];
  let [end, stored] = [0, 0];
  for (const { key, value } of new TrieCursor(content.extents)) {
    if (key < end || value.length < 1) faults.push(`extent at ${key} overlaps`);
    end = key + value.length;
    stored += value.length;
  }
  if (content.extents !== undefined && end > content.size) faults.push("extents beyond the size");
  if (stored !== content.storedBytes) faults.push(`stores ${stored}, not ${content.storedBytes}`);
  return faults;
}

/** Bytes that a record wrote and that are neither in the tree nor on a side of a conflict, though
 * no record that knew them replaced or removed them; and inodes that are gone though no record
 * removed them. */
export function lossesOf(root: Root, records: readonly FoldRecord[]): string[] {
  const losses: string[] = [];
  for (const record of records) {
    for (const change of record.changes) {
      if (change.kind === "inode" && !isExcused(root, records, record, change.inode)) {
        losses.push(`inode ${change.inode} is gone`);
      }
      if (change.kind === "write") losses.push(...lostBytes(root, records, record, change));
    }
  }
  return losses;
}

type WriteChange = Extract<Change, { kind: "write" }>;

function lostBytes(
  root: Root,
  records: readonly FoldRecord[],
  record: FoldRecord,
  change: WriteChange,
): string[] {
  const { inode } = change;
  if (findInode(root, inode) === undefined) {
    return isExcused(root, records, record, inode) ? [] : [`what was written to ${inode} is gone`];
  }
  const versions = [findInode(root, inode), ...sidesOf(root, inode)].filter(
    (side) => side !== undefined,
  );
  const lost: string[] = [];
  for (const { offset, length, source } of change.extents) {
    if (source.kind === "hole") continue;
    for (let byte = offset; byte < offset + length; byte++) {
      const isThere = versions.some((version) => writerOf(version, byte) === record.stamp.dot);
      if (isThere || isReplaced(records, record, inode, byte)) continue;
      lost.push(`byte ${byte} that ${record.stamp.dot} wrote to ${inode} is lost`);
    }
  }
  return lost;
}

function sidesOf(root: Root, inode: InodeNumber): Content[] {
  return [...listConflicts(root)].flatMap((conflict) =>
    conflict.kind === "content" && conflict.inode === inode ? [conflict.content] : [],
  );
}

function writerOf(content: Content, byte: number): number | undefined {
  for (const { key, value } of new TrieCursor(content.extents)) {
    if (key <= byte && byte < key + value.length) return value.dot;
  }
  return undefined;
}

/** Did somebody who knew the record (or it itself, later on) write or cut here? */
function isReplaced(
  records: readonly FoldRecord[],
  record: FoldRecord,
  inode: InodeNumber,
  byte: number,
): boolean {
  return records.some(
    ({ stamp, changes }) =>
      authorKnows(stamp, record.stamp.dot) &&
      changes.some((change) => {
        if (change.kind === "truncate") return change.inode === inode && change.size <= byte;
        if (change.kind !== "write" || change.inode !== inode || stamp === record.stamp)
          return false;
        return change.extents.some(
          ({ offset, length }) => offset <= byte && byte < offset + length,
        );
      }),
  );
}

/** Is the inode there, or did somebody who knew of it remove it? */
function isExcused(
  root: Root,
  records: readonly FoldRecord[],
  made: FoldRecord,
  inode: InodeNumber,
): boolean {
  if (findInode(root, inode) !== undefined) return true;
  // Who removed the directory that acts for a merged one removed both.
  const isMeant = (number: InodeNumber | undefined): boolean =>
    number !== undefined &&
    resolveAlias(root.aliases, number) === resolveAlias(root.aliases, inode);
  return records.some(
    ({ stamp, changes }) =>
      authorKnows(stamp, made.stamp.dot) &&
      changes.some((change) => {
        if (change.kind === "unlink") return isMeant(change.inode);
        return change.kind === "rename" && !change.exchange && isMeant(change.replaced);
      }),
  );
}
