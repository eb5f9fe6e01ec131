// Requests that make an inode: mknod (for open(2) with O_CREAT too), mkdir, symlink, O_TMPFILE. The
// kernel leaves the umask and the default ACL of the directory to the file system (FUSE_DONT_MASK).
import type { FileType } from "../../../core/change.ts";
import type { Outcome } from "../../../core/request.ts";
import type { Exchange, Verdict } from "../verdict.ts";
import { invalid, replyEntry, stale, unfinished } from "../verdict.ts";

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
  const outcome = make(exchange, wanted);
  // The kernel believed the name absent. ESTALE makes it look again, and then open what is there
  // with the permission checks that it owes, or tell that it exists.
  if (outcome.kind === "refused" && outcome.refusal === "exists") return stale;
  return replyEntry(exchange, outcome);
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

export function makeNameless(exchange: Exchange): Verdict {
  const { incoming, outgoing, volume } = exchange;
  incoming.skip(4);
  const mode = incoming.uint32();
  const umask = incoming.uint32();
  const parent = incoming.node;
  const { caller } = incoming;
  const made = volume.perform({ kind: "make-nameless", parent, mode, umask, caller });
  if (made.kind !== "entry") return unfinished(made);
  outgoing.entry(made.attributes);
  // struct fuse_open_out
  outgoing.int64(0);
  outgoing.uint32(keepCache);
  outgoing.uint32(0);
  return "replied";
}

function make(exchange: Exchange, wanted: Wanted): Outcome {
  const { incoming, volume } = exchange;
  const { node: parent, caller } = incoming;
  return volume.perform({ kind: "make", parent, ...wanted, caller });
}
