// A tree written out as plain files, with modes, owners, times, links and extended attributes: what
// `ivy replay` makes of a root. It reads only the root and the stored data, so it works without a
// mount.

import type { Trouble } from "../dhash/core/index.ts";
import { isTrouble } from "../dhash/core/index.ts";
import type { Inode, Root } from "./core/index.ts";
import { findInode, listEntries, nameToText, piecesBetween } from "./core/index.ts";
import type { InodeNumber } from "./core/inode-number.ts";
import { rootInodeNumber } from "./core/inode-number.ts";
import type { DataSources } from "./gather-data.ts";
import { gatherData } from "./gather-data.ts";
import type { ExportTarget } from "./ports.ts";

export interface ExportSummary {
  readonly directories: number;
  readonly files: number;
  readonly bytes: number;
  /** What could not be rebuilt as it was, a sentence each. */
  readonly omissions: readonly string[];
}

/** Bytes copied at a time. */
const stepBytes = 1024 * 1024;

/** Writes the tree below the target. Yields after each file with the number written so far. */
export function* exportTree(
  root: Root,
  sources: DataSources,
  target: ExportTarget,
): Generator<number, ExportSummary | Trouble> {
  const work = new Export(root, sources, target);
  const top = findInode(root, rootInodeNumber);
  if (top !== undefined) {
    const trouble = yield* work.directory("", top);
    if (trouble !== undefined) return trouble;
  }
  return work.summary();
}

class Export {
  readonly #root: Root;
  readonly #sources: DataSources;
  readonly #target: ExportTarget;
  readonly #pathsByInode = new Map<InodeNumber, string>();
  readonly #omissions: string[] = [];
  #directories = 0;
  #files = 0;
  #bytes = 0;

  constructor(root: Root, sources: DataSources, target: ExportTarget) {
    this.#root = root;
    this.#sources = sources;
    this.#target = target;
  }

  summary(): ExportSummary {
    return {
      directories: this.#directories,
      files: this.#files,
      bytes: this.#bytes,
      omissions: this.#omissions,
    };
  }

  /** A directory's own attributes come last, because filling it changes them. */
  *directory(path: string, directory: Inode): Generator<number, Trouble | undefined> {
    if (path !== "") {
      const trouble = this.#target.makeDirectory(path);
      if (trouble !== undefined) return trouble;
    }
    this.#directories += 1;
    for (const { entry } of listEntries(this.#root, directory, 0)) {
      const inode = findInode(this.#root, entry.inode);
      if (inode === undefined) continue;
      const below = path === "" ? entry.name : `${path}/${entry.name}`;
      const trouble =
        inode.type === "directory" ? yield* this.directory(below, inode) : this.#leaf(below, inode);
      if (trouble !== undefined) return trouble;
      yield this.#files;
    }
    this.#finish(path, directory);
    return undefined;
  }

  #leaf(path: string, inode: Inode): Trouble | undefined {
    const first = this.#pathsByInode.get(inode.number);
    if (first !== undefined) return this.#target.link(first, path);
    if (inode.links > 1) this.#pathsByInode.set(inode.number, path);
    this.#files += 1;
    const trouble = this.#make(path, inode);
    if (trouble === undefined) this.#finish(path, inode);
    return trouble;
  }

  #make(path: string, inode: Inode): Trouble | undefined {
    switch (inode.type) {
      case "file":
        return this.#file(path, inode);
      case "symlink":
        return this.#target.makeSymlink(path, inode.target);
      case "directory":
        return undefined;
      case "fifo":
      case "socket":
      case "character":
      case "block":
        this.#note(path, this.#target.makeNode(path, inode.type, inode.device));
        return undefined;
    }
  }

  #file(path: string, inode: Inode): Trouble | undefined {
    const file = this.#target.makeFile(path, inode.size);
    if (isTrouble(file)) return file;
    try {
      for (let from = 0; from < inode.size; from += stepBytes) {
        const trouble = this.#copy(path, inode, { from, write: file.write });
        if (trouble !== undefined) return trouble;
      }
      return undefined;
    } finally {
      file.close();
    }
  }

  #copy(
    path: string,
    inode: Inode,
    step: { from: number; write: (offset: number, bytes: Uint8Array) => Trouble | undefined },
  ): Trouble | undefined {
    const to = Math.min(step.from + stepBytes, inode.size);
    for (const piece of piecesBetween(this.#root, inode, step.from, to)) {
      if (piece.source.kind === "hole") continue;
      const data = gatherData([piece], piece.length, this.#sources);
      if (isTrouble(data) || data.kind !== "data") {
        const why = isTrouble(data) ? data.message : "its data is not on this machine";
        this.#omissions.push(`${nameToText(path)}: bytes at ${piece.offset} are missing: ${why}`);
        continue;
      }
      let offset = piece.offset;
      for (const bytes of data.parts) {
        const trouble = step.write(offset, bytes);
        if (trouble !== undefined) return trouble;
        offset += bytes.length;
      }
      this.#bytes += piece.length;
    }
    return undefined;
  }

  #finish(path: string, inode: Inode): void {
    for (const [name, value] of inode.xattrs ?? []) {
      this.#note(path, this.#target.setXattr(path, name, value));
    }
    this.#note(path, this.#target.setAttributes(path, inode));
  }

  #note(path: string, trouble: Trouble | undefined): void {
    if (trouble !== undefined) this.#omissions.push(`${nameToText(path)}: ${trouble.message}`);
  }
}
