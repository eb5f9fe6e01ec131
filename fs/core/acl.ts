// POSIX access control lists as the kernel passes them in the xattrs system.posix_acl_access and
// system.posix_acl_default (linux/posix_acl_xattr.h): which ones a new inode gets, and what chmod
// does to one (acl(5)). The kernel evaluates them and leaves exactly these two rules to the file
// system.

export const accessAclName = "system.posix_acl_access";
export const defaultAclName = "system.posix_acl_default";

const version = 2;
const headerBytes = 4;
const entryBytes = 8;
const tags = {
  userObject: 0x01,
  user: 0x02,
  groupObject: 0x04,
  group: 0x08,
  mask: 0x10,
  other: 0x20,
};

/** What a new inode gets from the default ACL of its directory. */
export interface Inheritance {
  readonly mode: number;
  /** undefined: the permission bits alone say everything. */
  readonly access: Uint8Array | undefined;
  /** Directories hand the default ACL on. */
  readonly default: Uint8Array | undefined;
}

/** The mode and ACLs of an inode made with `mode` (no umask applied) in a directory with this
 *  default ACL; undefined when these bytes are no ACL, and then the umask counts as if there were
 *  none. */
export function inheritAcl(
  defaultAcl: Uint8Array,
  mode: number,
  isDirectory: boolean,
): Inheritance | undefined {
  const entries = entriesOfAcl(defaultAcl);
  if (entries === undefined) return undefined;
  const access = Uint8Array.from(defaultAcl);
  const view = viewOf(access);
  const classOfGroup = entries.hasMask ? tags.mask : tags.groupObject;
  let bits = 0;
  for (const at of entries.positions) {
    const shift = shiftOfTag(view.getUint16(at, true), classOfGroup);
    if (shift === undefined) continue;
    const permissions = view.getUint16(at + 2, true) & (mode >> shift) & 7;
    view.setUint16(at + 2, permissions, true);
    bits |= permissions << shift;
  }
  return {
    mode: (mode & ~0o777) | bits,
    access: entries.isMinimal ? undefined : access,
    default: isDirectory ? Uint8Array.from(defaultAcl) : undefined,
  };
}

/** The access ACL after chmod(2) to `mode`; undefined when these bytes are no ACL. */
export function chmodAcl(accessAcl: Uint8Array, mode: number): Uint8Array | undefined {
  const entries = entriesOfAcl(accessAcl);
  if (entries === undefined) return undefined;
  const changed = Uint8Array.from(accessAcl);
  const view = viewOf(changed);
  const classOfGroup = entries.hasMask ? tags.mask : tags.groupObject;
  for (const at of entries.positions) {
    const shift = shiftOfTag(view.getUint16(at, true), classOfGroup);
    if (shift !== undefined) view.setUint16(at + 2, (mode >> shift) & 7, true);
  }
  return changed;
}

/** The permission bits that setting this access ACL gives (acl(5), "correspondence"); undefined
 *  when it is none. */
export function aclToModeBits(accessAcl: Uint8Array): number | undefined {
  const entries = entriesOfAcl(accessAcl);
  if (entries === undefined) return undefined;
  const view = viewOf(accessAcl);
  const classOfGroup = entries.hasMask ? tags.mask : tags.groupObject;
  let bits = 0;
  for (const at of entries.positions) {
    const shift = shiftOfTag(view.getUint16(at, true), classOfGroup);
    if (shift !== undefined) bits |= (view.getUint16(at + 2, true) & 7) << shift;
  }
  return bits;
}

/** True when the ACL says no more than permission bits can: setting it sets the mode and keeps no
 *  xattr. */
export function isMinimalAcl(acl: Uint8Array): boolean {
  return entriesOfAcl(acl)?.isMinimal === true;
}

interface Entries {
  readonly positions: readonly number[];
  readonly hasMask: boolean;
  readonly isMinimal: boolean;
}

function entriesOfAcl(acl: Uint8Array): Entries | undefined {
  const view = viewOf(acl);
  const whole = acl.length >= headerBytes && (acl.length - headerBytes) % entryBytes === 0;
  if (!whole || view.getUint32(0, true) !== version) return undefined;
  const positions: number[] = [];
  let hasMask = false;
  let isMinimal = true;
  for (let at = headerBytes; at < acl.length; at += entryBytes) {
    const tag = view.getUint16(at, true);
    positions.push(at);
    if (tag === tags.mask) hasMask = true;
    if (tag === tags.mask || tag === tags.user || tag === tags.group) isMinimal = false;
  }
  return { positions, hasMask, isMinimal };
}

/** Where the permission bits of an entry are in a mode; undefined for entries that no permission
 *  bits mirror. */
function shiftOfTag(tag: number, classOfGroup: number): number | undefined {
  if (tag === tags.userObject) return 6;
  if (tag === tags.other) return 0;
  return tag === classOfGroup ? 3 : undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
