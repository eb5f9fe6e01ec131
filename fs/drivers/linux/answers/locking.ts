// fcntl(2) and flock(2), where locks are shared with other participants; otherwise they are the
// kernel's own. Whoever gets a lock must see what its last holder wrote, and whoever gives it back
// must have written: so what the kernel holds of the file is written back and dropped in between.
import type { Lock } from "../../../core/agreement/lock-table.ts";
import type { InodeNumber } from "../../../core/inode-number.ts";
import type { LockHandler } from "../../../ports.ts";
import type { Exchange, Flush, Verdict } from "../verdict.ts";
import { invalid, unfinished } from "../verdict.ts";

const types = { read: 0, write: 1, none: 2 } as const;
const fileLock = 1 << 0;
const endOfFile = Number.MAX_SAFE_INTEGER;

interface Wanted {
  readonly locks: LockHandler;
  readonly lock: Lock;
  readonly type: number;
}

export function testLock(exchange: Exchange): Verdict {
  const wanted = decodeLock(exchange);
  if (wanted === undefined) return exchange.locks === undefined ? "unserved" : invalid;
  const { locks, lock } = wanted;
  const found = wanted.type === types.none ? undefined : locks.test(lock);
  if (found !== undefined && "kind" in found) return found;
  // struct fuse_lk_out
  const { start, end, process } = found ?? lock;
  exchange.outgoing.int64(start);
  exchange.outgoing.offsetEnd(end === endOfFile ? undefined : end);
  const type = (found ?? lock).isExclusive ? types.write : types.read;
  exchange.outgoing.uint32(found === undefined ? types.none : type);
  exchange.outgoing.uint32(process);
  return "replied";
}

export function setLock(exchange: Exchange): Verdict {
  return set(exchange, false);
}

export function waitForLock(exchange: Exchange): Verdict {
  return set(exchange, true);
}

/** close(2), by each process that had the file open: its range locks on the file go. */
export function flush({ incoming, locks }: Exchange): Verdict {
  if (locks === undefined) return "unserved";
  incoming.skip(16);
  const owner = ownerOf(incoming);
  locks.give(incoming.node, { space: "range", owner, start: 0, end: endOfFile });
  return "replied";
}

function set(exchange: Exchange, isBlocking: boolean): Verdict {
  const wanted = decodeLock(exchange);
  if (wanted === undefined) return exchange.locks === undefined ? "unserved" : invalid;
  const { locks, lock, type } = wanted;
  const { inode } = lock;
  if (type === types.none) {
    if (exchange.flushed === undefined && !exchange.manner.isStrict) return wholeFile(inode);
    locks.give(inode, lock);
    return "replied";
  }
  const outcome = locks.take(lock, isBlocking);
  if (outcome.kind !== "done") return unfinished(outcome);
  return exchange.flushed === undefined ? wholeFile(inode) : "replied";
}

function wholeFile(inode: InodeNumber): Flush {
  return { kind: "flush", range: { inode, offset: 0, end: Number.POSITIVE_INFINITY } };
}

/** struct fuse_lk_in; undefined: locks are not served, or it is of no kind that is known. */
function decodeLock({ incoming, locks }: Exchange): Wanted | undefined {
  if (locks === undefined) return undefined;
  const handle = incoming.saturated();
  const owner = ownerOf(incoming);
  const start = incoming.saturated();
  const end = incoming.saturated();
  const type = incoming.uint32();
  const process = incoming.uint32();
  const space = (incoming.uint32() & fileLock) === 0 ? "range" : "file";
  incoming.skip(4);
  if (type > types.none || end < start) return undefined;
  const isExclusive = type === types.write;
  const { node: inode } = incoming;
  const lock: Lock = { inode, space, isExclusive, start, end, owner, handle, process };
  return { locks, lock, type };
}

/** 64 bits that the kernel has mixed, so that they are no number. */
function ownerOf(incoming: Exchange["incoming"]): string {
  const low = incoming.uint32();
  return `${incoming.uint32()}:${low}`;
}
