// Requests about extended attributes: a size of 0 asks how much room the answer takes, one too
// small gets ERANGE.
import { accessAclName } from "../../../core/acl.ts";
import type { Outcome } from "../../../core/request.ts";
import type { Exchange, Verdict } from "../verdict.ts";
import { invalid, range, replyDone, unfinished } from "../verdict.ts";

const setModes: Readonly<Record<number, "any" | "create" | "replace">> = {
  0: "any",
  1: "create",
  2: "replace",
};
const dropSetGroupIdFlag = 1;

export function setXattr(exchange: Exchange): Verdict {
  const { incoming, volume } = exchange;
  const size = incoming.uint32();
  const mode = setModes[incoming.uint32()];
  const flags = incoming.uint32();
  incoming.skip(4);
  const name = incoming.name();
  // The Volume may keep it, and the request's buffer is used again.
  const value = new Uint8Array(incoming.data(size));
  if (mode === undefined) return invalid;
  const dropSetGroupId = (flags & dropSetGroupIdFlag) !== 0;
  const { node: inode } = incoming;
  const request = { kind: "set-xattr", inode, name, value, mode, dropSetGroupId } as const;
  return replyChanged(exchange, name, volume.perform(request));
}

export function getXattr(exchange: Exchange): Verdict {
  const { incoming, volume } = exchange;
  const size = incoming.uint32();
  incoming.skip(4);
  const name = incoming.name();
  const outcome = volume.perform({ kind: "get-xattr", inode: incoming.node, name });
  if (outcome.kind !== "bytes") return unfinished(outcome);
  return replySized(exchange, size, outcome.bytes);
}

export function listXattrs(exchange: Exchange): Verdict {
  const { incoming, volume } = exchange;
  const size = incoming.uint32();
  const outcome = volume.perform({ kind: "list-xattrs", inode: incoming.node });
  if (outcome.kind !== "names") return unfinished(outcome);
  // The kernel refuses trusted attributes to others than root, but leaves hiding them in lists to
  // us (xattr(7)).
  const seesAll = incoming.caller.uid === 0;
  const names = outcome.names.filter((name) => seesAll || !name.startsWith("trusted."));
  const list = names.map((name) => `${name}\0`).join("");
  return replySized(exchange, size, Buffer.from(list, "latin1"));
}

export function removeXattr(exchange: Exchange): Verdict {
  const { incoming, volume } = exchange;
  const name = incoming.name();
  const outcome = volume.perform({ kind: "remove-xattr", inode: incoming.node, name });
  return replyChanged(exchange, name, outcome);
}

/** An access ACL changes the mode. A kernel that evaluates no ACLs does not expect that. */
function replyChanged(exchange: Exchange, name: string, outcome: Outcome): Verdict {
  const { incoming, manner } = exchange;
  const isModeOther = manner.isPrivate && name === accessAclName && outcome.kind === "done";
  if (isModeOther) exchange.outdate(incoming.node);
  return replyDone(outcome);
}

function replySized({ outgoing }: Exchange, size: number, bytes: Uint8Array): Verdict {
  if (size === 0) {
    outgoing.uint32(bytes.length);
    outgoing.uint32(0);
    return "replied";
  }
  // A list longer than XATTR_LIST_MAX fits no caller's buffer, nor a reply.
  if (bytes.length > size || bytes.length > outgoing.room) return range;
  outgoing.data(bytes);
  return "replied";
}
