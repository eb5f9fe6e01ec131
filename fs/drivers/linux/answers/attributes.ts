// Requests about one inode as a whole: attributes, link targets, the file system's figures,
// durability.
import type { TimeChange } from "../../../core/request.ts";
import type { Exchange, Verdict } from "../verdict.ts";
import { replyAttributes, replyDone, unfinished } from "../verdict.ts";

/** struct fuse_setattr_in.valid; FATTR_FH and FATTR_LOCKOWNER need nothing from us. */
const valid = {
  mode: 1 << 0,
  uid: 1 << 1,
  gid: 1 << 2,
  size: 1 << 3,
  accessed: 1 << 4,
  modified: 1 << 5,
  accessedNow: 1 << 7,
  modifiedNow: 1 << 8,
  changed: 1 << 10,
  dropSetId: 1 << 11,
};
/** X_OK */
const executeWanted = 1;
const executableBits = 0o111;
const accessDenied = { kind: "refused", refusal: "access-denied" } as const;
const blockSize = 4096;
const nameBytesMax = 255;

export function getAttributes(exchange: Exchange): Verdict {
  const { incoming, volume } = exchange;
  return replyAttributes(
    exchange,
    volume.perform({ kind: "get-attributes", inode: incoming.node }),
  );
}

/** Asked instead of getAttributes when somebody wants to know the time of creation. */
export function statx({ incoming, outgoing, volume }: Exchange): Verdict {
  const outcome = volume.perform({ kind: "get-attributes", inode: incoming.node });
  if (outcome.kind !== "attributes") return unfinished(outcome);
  outgoing.statxReply(outcome.attributes);
  return "replied";
}

/** access(2) and chdir(2) on a mount that is root's alone: nothing but running what nobody may run
 *  is denied to root (path_resolution(7)). On others the kernel checks by itself. */
export function access({ incoming, volume }: Exchange): Verdict {
  const wanted = incoming.uint32();
  const outcome = volume.perform({ kind: "get-attributes", inode: incoming.node });
  if (outcome.kind !== "attributes") return unfinished(outcome);
  const { type, mode } = outcome.attributes;
  const isRunnable = type === "directory" || (mode & executableBits) !== 0;
  return (wanted & executeWanted) !== 0 && !isRunnable ? accessDenied : "replied";
}

export function setAttributes(exchange: Exchange): Verdict {
  const { incoming, volume } = exchange;
  const given = incoming.uint32();
  incoming.skip(4 + 8);
  const size = (given & valid.size) !== 0 ? incoming.uint53("file-too-big") : skipped(exchange);
  incoming.skip(8);
  const accessedSeconds = incoming.seconds();
  const modifiedSeconds = incoming.seconds();
  const changedSeconds = incoming.seconds();
  const accessed = { seconds: accessedSeconds, nanoseconds: incoming.uint32() };
  const modified = { seconds: modifiedSeconds, nanoseconds: incoming.uint32() };
  const changed = { seconds: changedSeconds, nanoseconds: incoming.uint32() };
  const mode = incoming.uint32() & 0o7777;
  incoming.skip(4);
  const uid = incoming.uint32();
  const gid = incoming.uint32();
  const outcome = volume.perform({
    kind: "set-attributes",
    inode: incoming.node,
    mode: (given & valid.mode) !== 0 ? mode : undefined,
    uid: (given & valid.uid) !== 0 ? uid : undefined,
    gid: (given & valid.gid) !== 0 ? gid : undefined,
    size,
    accessed: timeChange(given, valid.accessed, valid.accessedNow, accessed),
    modified: timeChange(given, valid.modified, valid.modifiedNow, modified),
    changed: (given & valid.changed) !== 0 ? changed : undefined,
    dropSetId: (given & valid.dropSetId) !== 0,
  });
  return replyAttributes(exchange, outcome);
}

function skipped({ incoming }: Exchange): undefined {
  incoming.skip(8);
}

function timeChange(
  given: number,
  exact: number,
  now: number,
  time: Exclude<TimeChange, "now">,
): TimeChange | undefined {
  if ((given & now) !== 0) return "now";
  return (given & exact) !== 0 ? time : undefined;
}

export function readLink({ incoming, outgoing, volume }: Exchange): Verdict {
  const outcome = volume.perform({ kind: "read-link", inode: incoming.node });
  if (outcome.kind !== "bytes") return unfinished(outcome);
  outgoing.data(outcome.bytes);
  return "replied";
}

/** struct fuse_kstatfs */
export function statistics({ outgoing, volume }: Exchange): Verdict {
  const outcome = volume.perform({ kind: "statistics" });
  if (outcome.kind !== "statistics") return unfinished(outcome);
  const { bytesTotal, bytesFree, bytesAvailable, filesTotal, filesFree } = outcome.statistics;
  outgoing.int64(Math.floor(bytesTotal / blockSize));
  outgoing.int64(Math.floor(bytesFree / blockSize));
  outgoing.int64(Math.floor(bytesAvailable / blockSize));
  outgoing.int64(filesTotal);
  outgoing.int64(filesFree);
  outgoing.uint32(blockSize);
  outgoing.uint32(nameBytesMax);
  outgoing.uint32(blockSize);
  outgoing.zeros(4 + 24);
  return "replied";
}

/** fsync(2), fdatasync(2), fsync of a directory, syncfs(2): one journal makes all of it durable. */
export function sync({ volume }: Exchange): Verdict {
  return replyDone(volume.perform({ kind: "sync" }));
}
