// Paths as people write them, in a tree as it stands: from a path to an inode and back.
import { placesOf } from "./inode.ts";
import type { InodeNumber } from "./inode-number.ts";
import { rootInodeNumber } from "./inode-number.ts";
import { isName, type Name, nameToText, textToBytesName } from "./name.ts";
import type { Root } from "./root.ts";
import { findEntry, findInode } from "./root.ts";

/** Below the root directory, by the first of its names; "." is the root itself. */
export function pathOfInode(root: Root, inode: InodeNumber): string {
  const names: string[] = [];
  const seen = new Set<InodeNumber>();
  for (let number = inode; number !== rootInodeNumber && !seen.has(number); ) {
    seen.add(number);
    const found = findInode(root, number);
    const place = found && placesOf(found)[0];
    if (place === undefined) return [`inode ${number}`, ...names].join("/");
    names.unshift(nameToText(place.name));
    number = place.directory;
  }
  return names.length === 0 ? "." : names.join("/");
}

export interface FoundPlace {
  readonly directory: InodeNumber;
  readonly name: Name;
  readonly inode: InodeNumber;
}

/** What a path below the root directory leads to, without following links. */
export function findPath(root: Root, path: string): FoundPlace | undefined {
  let place: FoundPlace | undefined;
  let directory = rootInodeNumber;
  for (const part of path.split("/").filter((each) => each !== "" && each !== ".")) {
    const name = textToBytesName(part);
    const above = findInode(root, directory);
    const entry = above && isName(name) ? findEntry(root, above, name) : undefined;
    if (entry === undefined || !isName(name)) return undefined;
    place = { directory, name, inode: entry.inode };
    directory = entry.inode;
  }
  return place;
}
