// Calls on extended attributes (xattr(7)) and the binary form of POSIX access control lists.
import { checked, cString, libc } from "./libc.ts";

const setCall = libc.func(
  "int lsetxattr(const void *path, const void *name, const void *value, size_t size, int flags)",
);
const getCall = libc.func(
  "int64_t lgetxattr(const void *path, const void *name, void *value, size_t size)",
);
const listCall = libc.func("int64_t llistxattr(const void *path, void *list, size_t size)");
const removeCall = libc.func("int lremovexattr(const void *path, const void *name)");

export const xattrFlags = { any: 0, create: 1, replace: 2 };

export function setXattr(
  path: string,
  name: string,
  value: Uint8Array,
  flag = xattrFlags.any,
): void {
  checked("setxattr", setCall(cString(path), cString(name), value, value.length, flag));
}

export function getXattr(path: string, name: string, bufferBytes = 70_000): Buffer {
  const buffer = Buffer.alloc(bufferBytes);
  const length = checked(
    "getxattr",
    Number(getCall(cString(path), cString(name), buffer, bufferBytes)),
  );
  return buffer.subarray(0, length);
}

/** Size of the value, as a call with an empty buffer answers it. */
export function getXattrBytes(path: string, name: string): number {
  return checked("getxattr", Number(getCall(cString(path), cString(name), null, 0)));
}

export function listXattrs(path: string, bufferBytes = 70_000): string[] {
  const buffer = Buffer.alloc(bufferBytes);
  const length = checked("listxattr", Number(listCall(cString(path), buffer, bufferBytes)));
  return buffer.toString("latin1", 0, length).split("\0").slice(0, -1);
}

export function removeXattr(path: string, name: string): void {
  checked("removexattr", removeCall(cString(path), cString(name)));
}

const tags = { owner: 1, user: 2, owningGroup: 4, group: 8, mask: 0x10, other: 0x20 };

export interface AclEntry {
  readonly tag: keyof typeof tags;
  /** 0..7 */
  readonly permissions: number;
  /** Of `user` and `group` entries only. */
  readonly id?: number;
}

/**
 * The kernel's form of an access control list: version 2, then tag, permissions and id of each
 * entry.
 */
export function encodeAcl(entries: readonly AclEntry[]): Buffer {
  const bytes = Buffer.alloc(4 + entries.length * 8);
  bytes.writeUInt32LE(2, 0);
  for (const [index, entry] of entries.entries()) {
    bytes.writeUInt16LE(tags[entry.tag], 4 + index * 8);
    bytes.writeUInt16LE(entry.permissions, 6 + index * 8);
    bytes.writeUInt32LE(entry.id ?? 0xffff_ffff, 8 + index * 8);
  }
  return bytes;
}
