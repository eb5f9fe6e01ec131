// Listings: struct fuse_dirent, and struct fuse_direntplus with the entry's attributes in front of
// it.
import type { FileType } from "../../../core/change.ts";
import type { ListedEntry } from "../../../core/request.ts";
import type { Outgoing } from "../outgoing.ts";
import { entryBytes, modeBitsOfType } from "../outgoing.ts";
import type { Exchange, Verdict } from "../verdict.ts";
import { unfinished } from "../verdict.ts";

const direntBytes = 24;

/** Handle of an opening that uses the kernel's cache, and of all others. */
const handles = { cached: 1, uncached: 0 };
const keepCache = 1 << 1;
const cacheListing = 1 << 3;

/** Answered although there is nothing to open: ENOSYS would make the kernel cache every listing. */
export function openDirectory({ incoming, outgoing, volume, ...around }: Exchange): Verdict {
  const { manner, listings } = around;
  if (manner.isStrict) {
    const outcome = volume.perform({ kind: "open", inode: incoming.node });
    if (outcome.kind !== "done") return unfinished(outcome);
  }
  const isCached = !manner.isStrict && listings.take(incoming.node);
  // struct fuse_open_out
  outgoing.int64(isCached ? handles.cached : handles.uncached);
  outgoing.uint32(isCached ? keepCache | cacheListing : 0);
  outgoing.uint32(0);
  return "replied";
}

export function releaseDirectory({ incoming, listings }: Exchange): Verdict {
  if (incoming.saturated() === handles.cached) listings.giveBack(incoming.node);
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
