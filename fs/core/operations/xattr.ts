// Extended attributes (xattr(7)). Namespaces and permissions are the kernel's; POSIX ACLs are the
// two system.posix_acl_* attributes, which the kernel also evaluates.
import { accessAclName, aclToModeBits, isMinimalAcl } from "../acl.ts";
import type { Change } from "../change.ts";
import type { Inode } from "../index.ts";
import type { InodeNumber } from "../inode-number.ts";
import { xattrNameBytesMax, xattrValueBytesMax } from "../limits.ts";
import type { Request } from "../request.ts";
import { modeChange } from "./attributes.ts";
import type { Scene } from "./scene.ts";
import { findAnywhere } from "./scene.ts";
import type { Step } from "./step.ts";
import { answer, doneReply, refuse } from "./step.ts";

type SetRequest = Extract<Request, { kind: "set-xattr" }>;

const setGroupId = 0o2000;

/** Attributes are kept in these namespaces, as other disks do. */
const namespaces = ["user.", "trusted.", "security.", "system.posix_acl_"];

export function getXattr(scene: Scene, number: InodeNumber, name: string): Step {
  const found = findAnywhere(scene, number);
  if (found === undefined) return refuse("stale");
  const bytes = found.inode.xattrs?.get(name);
  return bytes === undefined ? refuse("no-xattr") : answer({ kind: "bytes", bytes });
}

export function listXattrs(scene: Scene, number: InodeNumber): Step {
  const found = findAnywhere(scene, number);
  if (found === undefined) return refuse("stale");
  const { xattrs } = found.inode;
  return answer({ kind: "names", names: xattrs === undefined ? [] : [...xattrs.keys()] });
}

export function setXattr(scene: Scene, request: SetRequest): Step {
  const found = findAnywhere(scene, request.inode);
  if (found === undefined) return refuse("stale");
  if (request.name.length > xattrNameBytesMax) return refuse("range");
  if (!namespaces.some((prefix) => request.name.startsWith(prefix))) return refuse("not-supported");
  if (request.value.length > xattrValueBytesMax) return refuse("argument-too-big");
  const exists = found.inode.xattrs?.has(request.name) === true;
  if (request.mode === "create" && exists) return refuse("exists");
  if (request.mode === "replace" && !exists) return refuse("no-xattr");
  const changes = changesToSet(found.inode, request);
  return { kind: "record", changes, nameless: found.nameless, reply: doneReply };
}

/**
 * An access ACL and the permission bits say the same: setting one sets the other, and a list that
 * says no more than the bits is not kept (acl(5)).
 */
function changesToSet(inode: Inode, request: SetRequest): readonly Change[] {
  const { name } = request;
  const isAccess = name === accessAclName;
  const bits = isAccess ? aclToModeBits(request.value) : undefined;
  const kept = bits === undefined ? inode.mode : (inode.mode & ~0o777) | bits;
  const mode = request.dropSetGroupId ? kept & ~setGroupId : kept;
  const changes: Change[] = mode === inode.mode ? [] : [modeChange(inode, mode)];
  if (isAccess && isMinimalAcl(request.value)) {
    if (inode.xattrs?.has(name) === true) {
      changes.push({ kind: "remove-xattr", inode: inode.number, name });
    }
    return changes.length > 0 ? changes : [modeChange(inode, mode)];
  }
  const value = Buffer.from(request.value); // the driver reuses its buffer
  changes.push({ kind: "set-xattr", inode: inode.number, name, value });
  return changes;
}

export function removeXattr(scene: Scene, number: InodeNumber, name: string): Step {
  const found = findAnywhere(scene, number);
  if (found === undefined) return refuse("stale");
  if (found.inode.xattrs?.has(name) !== true) return refuse("no-xattr");
  const changes: Change[] = [{ kind: "remove-xattr", inode: number, name }];
  return { kind: "record", changes, nameless: found.nameless, reply: doneReply };
}
