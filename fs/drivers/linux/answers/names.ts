// Requests about names: lookup and forget, link, unlink, rename.
import type { Exchange, Verdict } from "../verdict.ts";
import { invalid, replyDone, replyEntry } from "../verdict.ts";

const renameNoReplace = 1;
const renameExchange = 2;

export function lookup(exchange: Exchange): Verdict {
  const { incoming, outgoing, volume } = exchange;
  const outcome = volume.perform({ kind: "lookup", parent: incoming.node, name: incoming.name() });
  if (outcome.kind === "refused" && outcome.refusal === "no-entry") {
    outgoing.noEntry();
    return "replied";
  }
  return replyEntry(exchange, outcome);
}

export function forget({ incoming, volume }: Exchange): Verdict {
  volume.perform({ kind: "forget", inode: incoming.node, references: incoming.saturated() });
  return "silent";
}

export function batchForget({ incoming, volume }: Exchange): Verdict {
  const count = incoming.uint32();
  incoming.skip(4);
  for (let i = 0; i < count; i++) {
    volume.perform({
      kind: "forget",
      inode: incoming.inode(),
      references: incoming.saturated(),
    });
  }
  return "silent";
}

export function link(exchange: Exchange): Verdict {
  const { incoming, volume } = exchange;
  const inode = incoming.inode();
  const newName = incoming.name();
  return replyEntry(
    exchange,
    volume.perform({ kind: "link", inode, newParent: incoming.node, newName }),
  );
}

export function unlink({ incoming, volume }: Exchange): Verdict {
  const name = incoming.name();
  return replyDone(volume.perform({ kind: "unlink", parent: incoming.node, name }));
}

export function removeDirectory({ incoming, volume }: Exchange): Verdict {
  const name = incoming.name();
  return replyDone(volume.perform({ kind: "remove-directory", parent: incoming.node, name }));
}

export function rename(exchange: Exchange): Verdict {
  return renameAs(exchange, exchange.incoming.inode(), 0);
}

export function renameWithFlags(exchange: Exchange): Verdict {
  const { incoming } = exchange;
  const newParent = incoming.inode();
  const flags = incoming.uint32();
  incoming.skip(4);
  return renameAs(exchange, newParent, flags);
}

function renameAs(
  { incoming, volume }: Exchange,
  newParent: ReturnType<Exchange["incoming"]["inode"]>,
  flags: number,
): Verdict {
  const name = incoming.name();
  const newName = incoming.name();
  const mode = renameModeOfFlags(flags);
  if (mode === undefined) return invalid;
  return replyDone(
    volume.perform({ kind: "rename", parent: incoming.node, name, newParent, newName, mode }),
  );
}

/** RENAME_WHITEOUT belongs to overlay file systems and is refused as renameat2(2) says. */
function renameModeOfFlags(flags: number): "replace" | "no-replace" | "exchange" | undefined {
  if (flags === 0) return "replace";
  if (flags === renameNoReplace) return "no-replace";
  if (flags === renameExchange) return "exchange";
  return undefined;
}
