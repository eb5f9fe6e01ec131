// A Subject that asks a Volume in this process, without a kernel: it walks paths, counts references
// and turns refusals into the errno that a driver would give. Symbolic links are not followed on
// the way: that is the kernel's work.

import type { InodeNumber } from "../../fs/core/inode-number.ts";
import type { Caller, Outcome, Request } from "../../fs/core/request.ts";
import type { RequestHandler } from "../../fs/ports.ts";
import type { Subject } from "./subject.ts";
import {
  attributesToFacts,
  changeAttributes,
  held,
  linkAs,
  listing,
} from "./subject-volume-held.ts";
import { bytesOf, entryOf, unexpected, Walk } from "./subject-volume-walk.ts";

export function volumeSubject(volume: RequestHandler, root: string, caller?: Caller): Subject {
  const walk = new Walk(volume, root, caller);
  const ask = (request: Request): Outcome => walk.ask(request);
  const on = (path: string): InodeNumber => walk.find(path).inode;
  return {
    create: (path, mode = 0o644) => walk.make(path, { type: "file", mode }),
    open: (path) => held(walk, walk.hold(path)),
    openNameless: (directory) => {
      const parent = on(directory);
      return held(
        walk,
        entryOf(ask({ kind: "make-nameless", parent, mode: 0o600, umask: 0, caller: walk.caller })),
      );
    },
    makeDirectory: (path, mode = 0o755) => walk.make(path, { type: "directory", mode }),
    makeNode: (path, node) => {
      const { major, minor } = node.device ?? { major: 0, minor: 0 };
      walk.make(path, { type: node.type, mode: node.mode ?? 0o644, device: major * 256 + minor });
    },
    symlink: (target, path) => walk.make(path, { type: "symlink", mode: 0o777, target }),
    readLink: (path) => bytesOf(ask({ kind: "read-link", inode: on(path) })).toString("latin1"),
    link: (existing, path) => linkAs(walk, on(existing), path),
    unlink: (path) => void ask({ kind: "unlink", ...walk.place(path) }),
    removeDirectory: (path) => void ask({ kind: "remove-directory", ...walk.place(path) }),
    rename: (from, to, mode = "replace") => {
      const target = walk.place(to);
      ask({
        kind: "rename",
        ...walk.place(from),
        newParent: target.parent,
        newName: target.name,
        mode,
      });
    },
    facts: (path) => attributesToFacts(walk.find(path)),
    change: (path, change) => changeAttributes(walk, on(path), change),
    list: (path) => listing(walk, on(path)).next(Number.POSITIVE_INFINITY),
    startListing: (path) => listing(walk, on(path)),
    ...xattrVerbs(walk),
    statistics: () => {
      const outcome = ask({ kind: "statistics" });
      if (outcome.kind !== "statistics") return unexpected(outcome);
      return { type: 0, nameBytesMax: 255, ...outcome.statistics };
    },
    syncDirectory: () => void ask({ kind: "sync" }),
  };
}

type XattrVerbs = Pick<Subject, "setXattr" | "getXattr" | "listXattrs" | "removeXattr">;

function xattrVerbs(walk: Walk): XattrVerbs {
  return {
    setXattr: (path, name, value, mode = "any") => {
      walk.ask({
        kind: "set-xattr",
        inode: walk.find(path).inode,
        name,
        value,
        mode,
        dropSetGroupId: false,
      });
    },
    getXattr: (path, name) =>
      bytesOf(walk.ask({ kind: "get-xattr", inode: walk.find(path).inode, name })),
    listXattrs: (path) => {
      const outcome = walk.ask({ kind: "list-xattrs", inode: walk.find(path).inode });
      return outcome.kind === "names" ? [...outcome.names] : unexpected(outcome);
    },
    removeXattr: (path, name) =>
      void walk.ask({ kind: "remove-xattr", inode: walk.find(path).inode, name }),
  };
}
