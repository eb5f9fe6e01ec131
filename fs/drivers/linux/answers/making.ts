// Requests that make an inode: create, mknod, mkdir, symlink, O_TMPFILE. The kernel leaves the
// umask and the default ACL of the directory to the file system (FUSE_DONT_MASK, FUSE_POSIX_ACL).
import type { FileType } from "../../../core/change.ts";
import type { Outcome } from "../../../core/request.ts";
import type { Outgoing } from "../outgoing.ts";
import type { Exchange, Verdict } from "../verdict.ts";
import { invalid, replyEntry, stale, unfinished } from "../verdict.ts";

const exclusive = 0o200;
const keepCache = 1 << 1;
const typeBits = 0o170000;
const typesByBits: ReadonlyMap<number, FileType> = new Map([
  [0o010000, "fifo"],
  [0o020000, "character"],
  [0o060000, "block"],
  [0o100000, "file"],
  [0o140000, "socket"],
]);

interface Wanted {
  readonly name: string;
  readonly type: FileType;
  readonly mode: number;
  readonly umask: number;
  readonly device: number;
  readonly target: string;
}

export function makeNode(exchange: Exchange): Verdict {
  const { incoming } = exchange;
  const mode = incoming.uint32();
  const device = incoming.uint32();
  const umask = incoming.uint32();
  incoming.skip(4);
  const type = typesByBits.get(mode & typeBits);
  if (type === undefined) return invalid;
  const wanted = { name: incoming.name(), type, mode, umask, device, target: "" };
  return replyEntry(exchange, make(exchange, wanted));
}

export function makeDirectory(exchange: Exchange): Verdict {
  const { incoming } = exchange;
  const mode = incoming.uint32();
  const umask = incoming.uint32();
  const name = incoming.name();
  const wanted: Wanted = { name, type: "directory", mode, umask, device: 0, target: "" };
  return replyEntry(exchange, make(exchange, wanted));
}

export function symlink(exchange: Exchange): Verdict {
  const { incoming, volume } = exchange;
  const name = incoming.name();
  const target = incoming.name();
  return replyEntry(
    exchange,
    volume.perform({
      kind: "make",
      parent: incoming.node,
      name,
      type: "symlink",
      mode: 0o777,
      umask: 0,
      device: 0,
      target,
      caller: incoming.caller,
    }),
  );
}

/** open(2) with O_CREAT of a name that the kernel believes absent. If it is there after all and was
 *  not to be exclusive, ESTALE makes the kernel look again and open it with the permission checks
 *  that it owes. */
export function create(exchange: Exchange): Verdict {
  const { incoming, outgoing } = exchange;
  const flags = incoming.uint32();
  const mode = incoming.uint32();
  const umask = incoming.uint32();
  incoming.skip(4);
  const name = incoming.name();
  const outcome = make(exchange, { name, type: "file", mode, umask, device: 0, target: "" });
  const exists = outcome.kind === "refused" && outcome.refusal === "exists";
  if (exists && (flags & exclusive) === 0) return stale;
  return replyOpened(outgoing, outcome);
}

export function makeNameless(exchange: Exchange): Verdict {
  const { incoming, outgoing, volume } = exchange;
  incoming.skip(4);
  const mode = incoming.uint32();
  const umask = incoming.uint32();
  const parent = incoming.node;
  const { caller } = incoming;
  const made = volume.perform({ kind: "make-nameless", parent, mode, umask, caller });
  return replyOpened(outgoing, made);
}

function make(exchange: Exchange, wanted: Wanted): Outcome {
  const { incoming, volume } = exchange;
  const { node: parent, caller } = incoming;
  return volume.perform({ kind: "make", parent, ...wanted, caller });
}

/** struct fuse_entry_out and struct fuse_open_out */
function replyOpened(outgoing: Outgoing, outcome: Outcome): Verdict {
  if (outcome.kind !== "entry") return unfinished(outcome);
  outgoing.entry(outcome.attributes);
  outgoing.int64(0);
  outgoing.uint32(keepCache);
  outgoing.uint32(0);
  return "replied";
}
