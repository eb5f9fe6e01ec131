// open and release of files. By default neither is served: there is nothing to do at open, so that
// the kernel opens without asking, keeps its pages and sends no release; an unlinked file lives
// until the kernel forgets it.
import type { Exchange, Verdict } from "../verdict.ts";
import { unfinished } from "../verdict.ts";

const keepCache = 1 << 1;

export function open({ incoming, outgoing, volume, manner, locks, handles }: Exchange): Verdict {
  if (!manner.isStrict && locks === undefined) return "unserved";
  const outcome = volume.perform({ kind: "open", inode: incoming.node });
  if (outcome.kind !== "done") return unfinished(outcome);
  // struct fuse_open_out. Without a flag the kernel lets go of the pages that it has.
  outgoing.int64(locks === undefined ? 0 : handles.open());
  outgoing.uint32(manner.isStrict ? 0 : keepCache);
  outgoing.uint32(0);
  return "replied";
}

export function release({ incoming, manner, locks }: Exchange): Verdict {
  if (locks === undefined) return manner.isStrict ? "replied" : "unserved";
  // struct fuse_release_in
  locks.close(incoming.node, incoming.saturated());
  return "replied";
}
