// Listings: struct fuse_dirent, and struct fuse_direntplus with the entry's attributes in front of
// it.
import type { FileType } from "../../../core/change.ts";
import type { ListedEntry } from "../../../core/request.ts";
import type { Outgoing } from "../outgoing.ts";
import { entryBytes, modeBitsOfType } from "../outgoing.ts";
import type { Exchange, Verdict } from "../verdict.ts";
import { unfinished } from "../verdict.ts";

const direntBytes = 24;
const openBytes = 16;

/**
 * Answered, with no handle and no flags (struct fuse_open_out), only to keep the kernel from
 * caching listings, which ENOSYS would make it do. It compares its cache with the directory at the
 * start of a listing alone: one that goes on from a cache that another filled misses what was made
 * in between.
 */
export function openDirectory({ outgoing }: Exchange): Verdict {
  outgoing.zeros(openBytes);
  return "replied";
}

export function releaseDirectory(): Verdict {
  return "replied";
}

export function readDirectory(exchange: Exchange): Verdict {
  return list(exchange, false);
}

export function readDirectoryPlus(exchange: Exchange): Verdict {
  return list(exchange, true);
}

function list({ incoming, outgoing, volume }: Exchange, counted: boolean): Verdict {
  incoming.skip(8);
  const cookie = incoming.saturated();
  const room = Math.min(incoming.uint32(), outgoing.room);
  const end = outgoing.length + room;
  const outcome = volume.perform({
    kind: "read-directory",
    inode: incoming.node,
    cookie,
    counted,
    accept: (entry) => putEntry(outgoing, end, entry, counted),
  });
  return outcome.kind === "done" ? "replied" : unfinished(outcome);
}

function putEntry(outgoing: Outgoing, end: number, entry: ListedEntry, counted: boolean): boolean {
  const padding = -(direntBytes + entry.name.length) & 7;
  const bytes = (counted ? entryBytes : 0) + direntBytes + entry.name.length + padding;
  if (outgoing.length + bytes > end) return false;
  if (counted) {
    // A node number of 0 tells the kernel that only the name is given.
    if (entry.attributes === undefined) outgoing.zeros(entryBytes);
    else outgoing.entry(entry.attributes);
  }
  outgoing.int64(entry.inode);
  outgoing.int64(entry.cookie);
  outgoing.uint32(entry.name.length);
  outgoing.uint32(direntType(entry.type));
  outgoing.byteString(entry.name);
  outgoing.zeros(padding);
  return true;
}

/** DT_* of readdir(3) are the type bits of a mode, shifted down. */
function direntType(type: FileType): number {
  return modeBitsOfType[type] >>> 12;
}
