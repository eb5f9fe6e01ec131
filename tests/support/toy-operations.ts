// What the toy volume does to one inode, and the answers it gives.
import { accessAclName, aclToModeBits, chmodAcl, isMinimalAcl } from "../../fs/core/acl.ts";
import type { Refusal } from "../../fs/core/refusal.ts";
import type { Outcome, Request, TimeChange } from "../../fs/core/request.ts";
import type { Time } from "../../logs/core/index.ts";
import type { ToyInode } from "./toy-inode.ts";
import { toyAttributes, toyTime } from "./toy-inode.ts";

export type Of<Kind extends Request["kind"]> = Extract<Request, { kind: Kind }>;

export const done: Outcome = { kind: "done" };
const setGroupId = 0o2000;
const namespaces = /^(user|trusted|security)\.|^system\.posix_acl_/;

/** Requests that concern one inode and nothing around it. */
export type InodeRequest = Of<
  | "get-attributes"
  | "set-attributes"
  | "read-link"
  | "read"
  | "write"
  | "allocate"
  | "seek"
  | "get-xattr"
  | "set-xattr"
  | "list-xattrs"
  | "remove-xattr"
>;

export function performOnInode(inode: ToyInode, request: InodeRequest): Outcome {
  const { bytes, xattrs } = inode;
  switch (request.kind) {
    case "get-attributes":
      return attributes(inode);
    case "set-attributes":
      return setAttributes(inode, request);
    case "read-link":
      return { kind: "bytes", bytes: Buffer.from(inode.target, "latin1") };
    case "read":
      return { kind: "data", ...bytes.read(request.offset, request.length) };
    case "write":
      return write(inode, request);
    case "allocate":
      return allocate(inode, request);
    case "seek":
      return found(bytes.seek(request.offset, request.whence));
    case "get-xattr":
      return getXattr(xattrs.get(request.name));
    case "set-xattr":
      return setXattr(inode, request);
    case "list-xattrs":
      return { kind: "names", names: [...xattrs.keys()] };
    case "remove-xattr":
      return xattrs.delete(request.name) ? done : refuse("no-xattr");
  }
}

function found(count: number | undefined): Outcome {
  return count === undefined ? refuse("no-device-address") : { kind: "count", count };
}

function getXattr(bytes: Uint8Array | undefined): Outcome {
  return bytes === undefined ? refuse("no-xattr") : { kind: "bytes", bytes };
}

export function refuse(refusal: Refusal): Outcome {
  return { kind: "refused", refusal };
}

function attributes(inode: ToyInode): Outcome {
  return { kind: "attributes", attributes: toyAttributes(inode) };
}

export function counted(inode: ToyInode): Outcome {
  inode.references++;
  return { kind: "entry", attributes: toyAttributes(inode) };
}

export function ownership(
  wanted: Pick<Of<"make">, "type" | "mode" | "caller">,
  directory: ToyInode,
): Pick<ToyInode, "mode" | "uid" | "gid"> {
  const inherits = (directory.mode & setGroupId) !== 0;
  const bit = inherits && wanted.type === "directory" ? setGroupId : 0;
  const gid = inherits ? directory.gid : wanted.caller.gid;
  return { mode: wanted.mode | bit, uid: wanted.caller.uid, gid };
}

export function touch(inode: ToyInode): void {
  inode.modified = inode.changed = toyTime();
}

export function dropSetId(inode: ToyInode): void {
  if (inode.type !== "directory") inode.mode &= (inode.mode & 0o10) === 0 ? ~0o4000 : ~0o6000;
}

function setAttributes(inode: ToyInode, request: Of<"set-attributes">): Outcome {
  if (request.size !== undefined) {
    inode.bytes.truncate(request.size);
    touch(inode);
  }
  if (request.dropSetId || request.uid !== undefined || request.gid !== undefined) dropSetId(inode);
  if (request.mode !== undefined) changeMode(inode, request.mode);
  inode.uid = request.uid ?? inode.uid;
  inode.gid = request.gid ?? inode.gid;
  inode.accessed = exact(request.accessed) ?? inode.accessed;
  inode.modified = exact(request.modified) ?? inode.modified;
  inode.changed = request.changed ?? toyTime();
  return attributes(inode);
}

function changeMode(inode: ToyInode, mode: number): void {
  inode.mode = mode;
  const acl = inode.xattrs.get(accessAclName);
  const changed = acl === undefined ? undefined : chmodAcl(acl, mode);
  if (changed !== undefined) inode.xattrs.set(accessAclName, changed);
}

function exact(change: TimeChange | undefined): Time | undefined {
  return change === "now" ? toyTime() : change;
}

function write(inode: ToyInode, request: Of<"write">): Outcome {
  inode.bytes.write(request.offset, request.data);
  if (request.dropSetId) dropSetId(inode);
  touch(inode);
  return { kind: "count", count: request.data.length };
}

function allocate({ bytes }: ToyInode, request: Of<"allocate">): Outcome {
  const end = request.offset + request.length;
  if (request.operation !== "allocate") bytes.punch(request.offset, end);
  if (!request.keepSize && end > bytes.size) bytes.truncate(end);
  return done;
}

function setXattr(inode: ToyInode, request: Of<"set-xattr">): Outcome {
  const exists = inode.xattrs.has(request.name);
  if (request.mode === "create" && exists) return refuse("exists");
  if (request.mode === "replace" && !exists) return refuse("no-xattr");
  if (!namespaces.test(request.name)) return refuse("not-supported");
  inode.xattrs.set(request.name, request.value);
  if (request.name === accessAclName) {
    inode.mode = (inode.mode & ~0o777) | (aclToModeBits(request.value) ?? inode.mode);
    if (isMinimalAcl(request.value)) inode.xattrs.delete(accessAclName);
  }
  if (request.dropSetGroupId) inode.mode &= ~setGroupId;
  inode.changed = toyTime();
  return done;
}

export const statistics: Outcome = {
  kind: "statistics",
  statistics: {
    bytesTotal: 2 ** 40,
    bytesFree: 2 ** 39,
    bytesAvailable: 2 ** 39,
    filesTotal: 1e6,
    filesFree: 9e5,
  },
};
