// An inode of the toy volume and the entries of a toy directory.
import type { FileType } from "../../fs/core/change.ts";
import type { InodeNumber } from "../../fs/core/inode-number.ts";
import type { Attributes } from "../../fs/core/request.ts";
import type { Time } from "../../logs/core/index.ts";
import type { ToyBytes } from "./toy-bytes.ts";

export interface ToyEntry {
  readonly name: string;
  readonly inode: InodeNumber;
  /** Ascends in the order in which names were made, so that a listing goes on where it stopped. */
  readonly cookie: number;
}

export class ToyDirectory {
  private readonly entries = new Map<string, ToyEntry>();
  private listed: readonly ToyEntry[] | undefined;
  private nextCookie = 512;

  get(name: string): ToyEntry | undefined {
    return this.entries.get(name);
  }

  set(name: string, inode: InodeNumber): void {
    this.entries.delete(name);
    this.entries.set(name, { name, inode, cookie: this.nextCookie++ });
    this.listed = undefined;
  }

  delete(name: string): void {
    this.entries.delete(name);
    this.listed = undefined;
  }

  get size(): number {
    return this.entries.size;
  }

  *after(cookie: number): Generator<ToyEntry> {
    this.listed ??= [...this.entries.values()];
    const entries = this.listed;
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((entries[middle]?.cookie ?? 0) <= cookie) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < entries.length; at++) {
      const entry = entries[at];
      if (entry !== undefined) yield entry;
    }
  }
}

export interface ToyInode {
  readonly number: InodeNumber;
  readonly type: FileType;
  mode: number;
  uid: number;
  gid: number;
  links: number;
  readonly device: number;
  readonly target: string;
  accessed: Time;
  modified: Time;
  changed: Time;
  readonly created: Time;
  /** How often the kernel has been told of it. */
  references: number;
  parent: InodeNumber;
  readonly bytes: ToyBytes;
  readonly entries: ToyDirectory;
  readonly xattrs: Map<string, Uint8Array>;
}

export function toyTime(): Time {
  const milliseconds = performance.timeOrigin + performance.now();
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanoseconds: Math.floor((milliseconds - seconds * 1000) * 1e6) };
}

export function toyAttributes(inode: ToyInode): Attributes {
  const { number, type, mode, links, uid, gid, device } = inode;
  const { accessed, modified, changed, created } = inode;
  const times = { accessed, modified, changed, created };
  const size = type === "symlink" ? inode.target.length : inode.bytes.size;
  const blocks = Math.ceil(inode.bytes.storedBytes() / 512);
  return { inode: number, type, mode, links, uid, gid, device, size, blocks, ...times };
}
