// Verbs for tests of the tree: participants who write records from what they know, and a reader of
// the result.

import type {
  Change,
  FileType,
  FoldRecord,
  Inode,
  InodeNumber,
  Name,
  Root,
} from "../../fs/core/index.ts";
import {
  applyRecord,
  emptyRoot,
  findEntry,
  findInode,
  isName,
  listEntries,
  makeInodeNumber,
  piecesBetween,
  rootInodeNumber,
} from "../../fs/core/index.ts";
import type { Stamp } from "../../logs/core/index.ts";
import { dotSequence, dotSlot, makeDot } from "../../logs/core/index.ts";

export function toName(text: string): Name {
  if (!isName(text)) throw new Error(`not a name: ${text}`);
  return text;
}

/** A participant's log: it knows what it was told and numbers its own records. */
export class Author {
  readonly slot: number;
  readonly records: FoldRecord[] = [];
  #known = new Map<number, number>();
  #lamport = 0;
  #sequence = 0;
  #inodes = 0;

  constructor(slot: number) {
    this.slot = slot;
  }

  newInode(): InodeNumber {
    this.#inodes++;
    return makeInodeNumber(this.slot, this.#inodes);
  }

  /** Takes notice of all records of the others. */
  learn(...records: readonly FoldRecord[]): void {
    this.#known = new Map(this.#known);
    for (const { stamp } of records) {
      const slot = dotSlot(stamp.dot);
      const newest = Math.max(this.#known.get(slot) ?? 0, dotSequence(stamp.dot));
      this.#known.set(slot, newest);
      this.#lamport = Math.max(this.#lamport, stamp.lamport);
    }
  }

  write(...changes: readonly Change[]): FoldRecord {
    this.#sequence++;
    this.#lamport++;
    const stamp: Stamp = {
      dot: makeDot(this.slot, this.#sequence),
      lamport: this.#lamport,
      logId: this.slot.toString(16).padStart(64, "0"),
      known: this.#known,
      time: { seconds: this.#lamport, nanoseconds: this.slot },
    };
    const record = { stamp, changes };
    this.learn(record);
    this.records.push(record);
    return record;
  }
}

/** Changes in short. */
export const make = {
  inode(inode: InodeNumber, type: FileType = "file"): Change {
    const target = type === "symlink" ? "elsewhere" : "";
    return { kind: "inode", inode, type, mode: 0o644, uid: 1, gid: 1, device: 0, target };
  },
  link(directory: InodeNumber, name: string, inode: InodeNumber): Change {
    return { kind: "link", directory, name: toName(name), inode };
  },
  unlink(directory: InodeNumber, name: string, inode: InodeNumber): Change {
    return { kind: "unlink", directory, name: toName(name), inode };
  },
  rename(
    inode: InodeNumber,
    from: readonly [InodeNumber, string],
    to: readonly [InodeNumber, string],
    replaced?: InodeNumber,
    exchange = false,
  ): Change {
    return {
      kind: "rename",
      inode,
      fromDirectory: from[0],
      fromName: toName(from[1]),
      toDirectory: to[0],
      toName: toName(to[1]),
      replaced,
      exchange,
    };
  },
  /** Inline data: part `part` of the writing record. */
  write(inode: InodeNumber, offset: number, length: number, part = 0): Change {
    const source = { kind: "part", dot: undefined, part, start: 0 } as const;
    return { kind: "write", inode, extents: [{ offset, length, source }] };
  },
  hole(inode: InodeNumber, offset: number, length: number): Change {
    return { kind: "write", inode, extents: [{ offset, length, source: { kind: "hole" } }] };
  },
  truncate(inode: InodeNumber, size: number): Change {
    return { kind: "truncate", inode, size };
  },
  mode(inode: InodeNumber, mode: number): Change {
    const none = { uid: undefined, gid: undefined, accessed: undefined, modified: undefined };
    return { kind: "set-attributes", inode, mode, ...none, changed: undefined };
  },
  xattr(inode: InodeNumber, name: string, value: string): Change {
    return { kind: "set-xattr", inode, name, value: Buffer.from(value) };
  },
};

/** Folds records given in any order from the empty root. */
export function fold(...records: readonly FoldRecord[]): Root {
  const sorted = [...records].sort((a, b) => compare(a.stamp, b.stamp));
  return sorted.reduce(
    (root, { stamp, changes }) => applyRecord(root, undefined, stamp, changes),
    emptyRoot(),
  );
}

function compare(a: Stamp, b: Stamp): number {
  return a.lamport - b.lamport || (a.logId < b.logId ? -1 : 1);
}

/** The inode at a path; fails when there is none. */
export function at(root: Root, path: string): Inode {
  const inode = lookUp(root, path);
  if (inode === undefined) throw new Error(`no ${path} in:\n${listing(root).join("\n")}`);
  return inode;
}

export function lookUp(root: Root, path: string): Inode | undefined {
  let inode = findInode(root, rootInodeNumber);
  for (const part of path.split("/").filter((text) => text !== "")) {
    const entry = inode === undefined ? undefined : findEntry(root, inode, toName(part));
    inode = entry === undefined ? undefined : findInode(root, entry.inode);
  }
  return inode;
}

/** Paths of everything, sorted; directories end in a slash. */
export function listing(root: Root): string[] {
  const paths: string[] = [];
  const walk = (directory: Inode, above: string): void => {
    for (const { entry } of listEntries(root, directory, 0)) {
      const inode = findInode(root, entry.inode);
      const path = `${above}${entry.name}`;
      paths.push(entry.type === "directory" ? `${path}/` : path);
      if (inode?.type === "directory") walk(inode, `${path}/`);
    }
  };
  const top = findInode(root, rootInodeNumber);
  if (top !== undefined) walk(top, "");
  return paths.sort();
}

/** Where each stretch of a file comes from: "0-10:1.3" is bytes 0 to 10 from record 3 of slot 1. */
export function sources(root: Root, inode: Inode): string {
  return piecesBetween(root, inode, 0, inode.size)
    .map(({ offset, length, source }) => {
      const dot = source.kind === "part" ? source.dot : undefined;
      const from = dot === undefined ? source.kind : `${dotSlot(dot)}.${dotSequence(dot)}`;
      return `${offset}-${offset + length}:${from}`;
    })
    .join(" ");
}
