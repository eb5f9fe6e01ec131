// Three participants who know one file and one directory: the ground of tests about conflicts.
import type { FoldRecord, InodeNumber, Root } from "../../fs/core/index.ts";
import { listConflicts, rootInodeNumber } from "../../fs/core/index.ts";
import { Author, make } from "./tree-story.ts";

export const top = rootInodeNumber;

export interface World {
  readonly a: Author;
  readonly b: Author;
  readonly c: Author;
  readonly file: InodeNumber;
  readonly directory: InodeNumber;
  readonly ground: readonly FoldRecord[];
}

/** A file of 100 bytes and a directory that three participants know. */
export function world(): World {
  const [a, b, c] = [new Author(1), new Author(2), new Author(3)];
  const [file, directory] = [a.newInode(), a.newInode()];
  const first = [
    a.write(make.inode(file), make.link(top, "file", file), make.write(file, 0, 100)),
    a.write(make.inode(directory, "directory"), make.link(top, "dir", directory)),
  ];
  for (const other of [b, c]) other.learn(...first);
  // Everybody has spoken, so that everybody counts.
  const ground = [...first, b.write({ kind: "end" }), c.write({ kind: "end" })];
  for (const author of [a, b, c]) author.learn(...ground);
  return { a, b, c, file, directory, ground };
}

export function kinds(root: Root): string[] {
  return [...listConflicts(root)].map(({ kind }) => kind).sort();
}

export function create(
  author: Author,
  name: string,
  type: "file" | "directory" = "file",
  above = top,
) {
  const inode = author.newInode();
  return { inode, record: author.write(make.inode(inode, type), make.link(above, name, inode)) };
}

/** The record as if its author had seen so many others that it comes late in the order. */
export function late(record: FoldRecord): FoldRecord {
  return { ...record, stamp: { ...record.stamp, lamport: 20 } };
}
