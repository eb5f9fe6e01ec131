// The one switch from a request to the operation that decides it. Pure: the answer
// depends on the scene, the request and the time given.
import type { Time } from "../../logs/core/index.ts";
import { setAttributes } from "./operations/attributes.ts";
import { readDirectory } from "./operations/directory.ts";
import { getAttributes, lookup, open, readLink } from "./operations/lookup.ts";
import { make, makeNameless } from "./operations/make.ts";
import { read, seek } from "./operations/read.ts";
import { removeDirectory, unlink } from "./operations/remove.ts";
import { link, rename } from "./operations/rename.ts";
import type { Scene } from "./operations/scene.ts";
import type { Step } from "./operations/step.ts";
import { allocate, copyRange, write } from "./operations/write.ts";
import { getXattr, listXattrs, removeXattr, setXattr } from "./operations/xattr.ts";
import type { Request } from "./request.ts";

/** Requests that look at or change the tree; the others are about the Volume itself. */
export type TreeRequest = Exclude<Request, { kind: "forget" | "sync" | "statistics" }>;

export function perform(scene: Scene, request: TreeRequest, now: Time): Step {
  switch (request.kind) {
    case "lookup":
      return lookup(scene, request.parent, request.name);
    case "open":
      return open(scene, request.inode);
    case "get-attributes":
      return getAttributes(scene, request.inode);
    case "set-attributes":
      return setAttributes(scene, request, now);
    case "read-link":
      return readLink(scene, request.inode);
    case "make":
      return make(scene, request);
    case "make-nameless":
      return makeNameless(scene, request);
    case "unlink":
      return unlink(scene, request.parent, request.name);
    case "remove-directory":
      return removeDirectory(scene, request.parent, request.name);
    case "rename":
      return rename(scene, request);
    case "link":
      return link(scene, request.inode, request.newParent, request.newName);
    case "read":
      return read(scene, request);
    case "write":
      return write(scene, request);
    case "allocate":
      return allocate(scene, request);
    case "copy-range":
      return copyRange(scene, request);
    case "seek":
      return seek(scene, request);
    case "read-directory":
      return readDirectory(scene, request);
    case "get-xattr":
      return getXattr(scene, request.inode, request.name);
    case "set-xattr":
      return setXattr(scene, request);
    case "list-xattrs":
      return listXattrs(scene, request.inode);
    case "remove-xattr":
      return removeXattr(scene, request.inode, request.name);
  }
}
