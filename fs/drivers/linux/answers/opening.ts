// open and release of files. By default neither is served: there is nothing to do at open, so that
// the kernel opens without asking, keeps its pages and sends no release; an unlinked file lives
// until the kernel forgets it.
import type { Exchange, Verdict } from "../verdict.ts";
import { unfinished } from "../verdict.ts";

export function open({ incoming, outgoing, volume, manner }: Exchange): Verdict {
  if (!manner.isStrict) return "unserved";
  const outcome = volume.perform({ kind: "open", inode: incoming.node });
  if (outcome.kind !== "done") return unfinished(outcome);
  // struct fuse_open_out. Without flags the kernel lets go of the pages that it has.
  outgoing.int64(0);
  outgoing.zeros(8);
  return "replied";
}

export function release({ manner }: Exchange): Verdict {
  return manner.isStrict ? "replied" : "unserved";
}
