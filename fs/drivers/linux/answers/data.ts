// Requests about file contents. Offsets from 2^53 on do not exist here: EFBIG where something would
// be put there.
import type { InodeNumber } from "../../../core/inode-number.ts";
import type { Outcome } from "../../../core/request.ts";
import { requestDataBytesMax } from "../limits.ts";
import type { Exchange, Verdict } from "../verdict.ts";
import { invalid, notSupported, replyDone, unfinished } from "../verdict.ts";

const writeFlags = { fromCache: 1 << 0, dropSetId: 1 << 2 };
const allocateFlags = { keepSize: 0x01, punchHole: 0x02, zeroRange: 0x10 };
/** A count must fit the 32 bits of struct fuse_write_out, at a page's boundary as MAX_RW_COUNT is.
 *  */
const copiedBytesMax = 2 ** 31 - 4096;

export function read({ incoming, outgoing, volume }: Exchange): Verdict {
  incoming.skip(8);
  const offset = incoming.saturated();
  const length = Math.min(incoming.uint32(), requestDataBytesMax);
  const outcome = volume.perform({ kind: "read", inode: incoming.node, offset, length });
  if (outcome.kind !== "data") return unfinished(outcome);
  outgoing.fileData(outcome.parts, outcome.length);
  return "replied";
}

export function write({ incoming, outgoing, volume, manner }: Exchange): Verdict {
  incoming.skip(8);
  const offset = incoming.uint53("file-too-big");
  const length = incoming.uint32();
  const flags = incoming.uint32();
  incoming.skip(16);
  const data = incoming.data(length);
  const dropSetId = (flags & writeFlags.dropSetId) !== 0;
  // A strict kernel caches no writes, so that it does not keep the times of what was mapped either.
  const timesKept = !manner.isStrict && (flags & writeFlags.fromCache) !== 0;
  const how = { dropSetId, timesKept };
  const outcome = volume.perform({ kind: "write", inode: incoming.node, offset, data, ...how });
  if (outcome.kind !== "count") return unfinished(outcome);
  outgoing.uint32(outcome.count);
  outgoing.uint32(0);
  return "replied";
}

export function allocate(exchange: Exchange): Verdict {
  const { incoming, volume } = exchange;
  incoming.skip(8);
  const offset = incoming.uint53("file-too-big");
  const wanted = incoming.saturated();
  const mode = incoming.uint32();
  const keepSize = (mode & allocateFlags.keepSize) !== 0;
  const operation = operationOfMode(mode);
  if (operation === undefined) return notSupported;
  if (wanted === 0 || (operation === "punch-hole" && !keepSize)) return invalid;
  const lengthMax = Number.MAX_SAFE_INTEGER - offset;
  if (wanted > lengthMax && !keepSize) return { kind: "refused", refusal: "file-too-big" };
  const length = Math.min(wanted, lengthMax);
  const inode = incoming.node;
  const outcome = volume.perform({ kind: "allocate", inode, operation, offset, length, keepSize });
  return replyDone(outcome.kind === "done" ? dropSetId(exchange, inode) : outcome);
}

/** Collapsing and inserting ranges, and flags to come, are not supported. */
function operationOfMode(mode: number): "allocate" | "punch-hole" | "zero-range" | undefined {
  const operation = mode & ~allocateFlags.keepSize;
  if (operation === 0) return "allocate";
  if (operation === allocateFlags.punchHole) return "punch-hole";
  if (operation === allocateFlags.zeroRange) return "zero-range";
  return undefined;
}

export function copyRange(exchange: Exchange): Verdict {
  const count = copiedBytes(exchange, copiedBytesMax);
  if (typeof count !== "number") return count;
  exchange.outgoing.uint32(count);
  exchange.outgoing.uint32(0);
  return "replied";
}

/** As `copyRange`, with a count of 64 bits. */
export function copyRange64(exchange: Exchange): Verdict {
  const count = copiedBytes(exchange, Number.MAX_SAFE_INTEGER);
  if (typeof count !== "number") return count;
  exchange.outgoing.int64(count);
  return "replied";
}

function copiedBytes(exchange: Exchange, lengthMax: number): number | Verdict {
  const { incoming, volume } = exchange;
  incoming.skip(8);
  const fromOffset = incoming.uint53("file-too-big");
  const to = incoming.inode();
  incoming.skip(8);
  const toOffset = incoming.uint53("file-too-big");
  const length = Math.min(incoming.saturated(), lengthMax, Number.MAX_SAFE_INTEGER - toOffset);
  if (incoming.saturated() !== 0) return invalid;
  const from = incoming.node;
  const outcome = volume.perform({ kind: "copy-range", from, fromOffset, to, toOffset, length });
  if (outcome.kind !== "count") return unfinished(outcome);
  const dropped = dropSetId(exchange, to);
  return dropped.kind === "done" ? outcome.count : unfinished(dropped);
}

/** Set-id bits go as at a write, but these requests do not say whether the caller may keep them
 *  (CAP_FSETID): root may. */
function dropSetId({ incoming, volume }: Exchange, inode: InodeNumber): Outcome {
  if (incoming.caller.uid === 0) return done;
  const outcome = volume.perform({ ...onlyDropSetId, inode });
  return outcome.kind === "attributes" ? done : outcome;
}

const done: Outcome = { kind: "done" };
const onlyDropSetId = {
  kind: "set-attributes",
  mode: undefined,
  uid: undefined,
  gid: undefined,
  size: undefined,
  accessed: undefined,
  modified: undefined,
  changed: undefined,
  dropSetId: true,
} as const;
