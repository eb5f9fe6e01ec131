// The checks of decoded changes: ranges, lengths, names, extents that ascend and do not overlap
// (FORMAT "Changes"). Each message has one checking function; it returns the change with bytes of
// its own or refuses the record.
import {
  bytesToByteString,
  refuse,
  requireBytes,
  requireInteger,
  requireKnownFields,
} from "../../logs/core/index.ts";
import type { Change, FileType, WriteExtent, WriteSource } from "./change.ts";
import {
  checkBlockKey,
  checkDot,
  checkId,
  checkInodeNumber,
  checkMode,
  checkName,
  checkTime,
  checkXattrName,
  copyBytes,
} from "./change-fields.ts";
import { ivy } from "./generated/change.js";
import {
  dataBlockBytesMax,
  fileBytesMax,
  inlineBytesMax,
  targetBytesMax,
  xattrValueBytesMax,
} from "./limits.ts";

type Message = ivy.fs.Change.$Properties;
type ChangeOf<K extends Change["kind"]> = Extract<Change, { kind: K }>;

const sizeRange = { min: 0, max: fileBytesMax };
const deviceRange = { min: 0, max: 0xffff_ffff };
const contentKeyRange = { min: 32, max: 32 };

const typesByNumber: ReadonlyMap<number, FileType> = new Map<number, FileType>([
  [ivy.fs.FileType.FILE, "file"],
  [ivy.fs.FileType.DIRECTORY, "directory"],
  [ivy.fs.FileType.SYMLINK, "symlink"],
  [ivy.fs.FileType.FIFO, "fifo"],
  [ivy.fs.FileType.SOCKET, "socket"],
  [ivy.fs.FileType.CHARACTER, "character"],
  [ivy.fs.FileType.BLOCK, "block"],
]);

/** The change that `message` stands for, in a record with `partCount` parts. */
export function checkChange(message: Message, partCount: number): Change {
  requireKnownFields(message);
  const { kind } = message;
  if (kind === undefined) return refuse("a change of no known kind");
  switch (kind) {
    case "inode":
      return checkInode(present(message.inode));
    case "write":
      return checkWrite(present(message.write), partCount);
    case "truncate":
      return checkTruncate(present(message.truncate));
    case "link":
      return { kind: "link", ...checkLink(present(message.link)) };
    case "unlink":
      return { kind: "unlink", ...checkLink(present(message.unlink)) };
    case "rename":
      return checkRename(present(message.rename));
    case "setAttributes":
      return checkSetAttributes(present(message.setAttributes));
    case "setXattr":
      return checkSetXattr(present(message.setXattr));
    case "removeXattr":
      return checkRemoveXattr(present(message.removeXattr));
    case "prepare":
      return { kind: "prepare", ...checkNameChange(present(message.prepare)) };
    case "cancel":
      return { kind: "cancel", ...checkNameChange(present(message.cancel)) };
    case "view":
      return { kind: "view", view: checkBlockKey(present(message.view).view, "view") };
    case "resolve":
      return checkResolve(present(message.resolve));
    case "end":
      present(message.end);
      return { kind: "end" };
  }
}

function present<M extends { $unknowns?: Uint8Array[] }>(message: M | null | undefined): M {
  if (message === null || message === undefined) return refuse("a change without its content");
  requireKnownFields(message);
  return message;
}

function checkInode(message: ivy.fs.InodeChange.$Properties): ChangeOf<"inode"> {
  const type =
    typesByNumber.get(message.type ?? 0) ?? refuse(`file type ${message.type} is not known`);
  const targetRange = type === "symlink" ? { min: 1, max: targetBytesMax } : { min: 0, max: 0 };
  const target = bytesToByteString(requireBytes(message.target, "target", targetRange));
  if (target.includes("\0")) refuse("target holds a zero byte");
  const device = requireInteger(message.device, "device", deviceRange);
  if (device !== 0 && type !== "character" && type !== "block") refuse(`a ${type} with a device`);
  return {
    kind: "inode",
    inode: checkInodeNumber(message.inode, "inode"),
    type,
    mode: checkMode(message.mode),
    uid: checkId(message.uid, "uid"),
    gid: checkId(message.gid, "gid"),
    device,
    target,
  };
}

function checkWrite(message: ivy.fs.WriteChange.$Properties, partCount: number): ChangeOf<"write"> {
  const inode = checkInodeNumber(message.inode, "inode");
  const extents: WriteExtent[] = [];
  let end = 0;
  for (const each of message.extents ?? []) {
    const extent = checkExtent(each, partCount);
    if (extent.offset < end) refuse("extents do not ascend, or overlap");
    end = extent.offset + extent.length;
    extents.push(extent);
  }
  if (extents.length === 0) refuse("a write without extents");
  return { kind: "write", inode, extents };
}

function checkExtent(message: ivy.fs.Extent.$Properties, partCount: number): WriteExtent {
  requireKnownFields(message);
  const offset = requireInteger(message.offset, "offset", sizeRange);
  const length = requireInteger(message.length, "length", { min: 1, max: fileBytesMax - offset });
  return { offset, length, source: checkSource(message, { length, partCount }) };
}

function checkSource(
  message: ivy.fs.Extent.$Properties,
  { length, partCount }: { readonly length: number; readonly partCount: number },
): WriteSource {
  const hasKey = isPresent(message.key);
  if (hasKey !== isPresent(message.contentKey))
    refuse("one of key and content key without the other");
  if (hasKey && isPresent(message.part)) refuse("an extent with two sources");
  if (isPresent(message.partDot) && !isPresent(message.part))
    refuse("a part's dot without the part");
  if (hasKey) {
    const contentKey = requireBytes(message.contentKey, "content key", contentKeyRange);
    const key = checkBlockKey(message.key, "block key");
    const start = checkStart(message.start, dataBlockBytesMax - length);
    return { kind: "block", key, contentKey: copyBytes(contentKey), start };
  }
  if (!isPresent(message.part)) {
    checkStart(message.start, 0);
    return { kind: "hole" };
  }
  const dot = isPresent(message.partDot) ? checkDot(message.partDot, "part's dot") : undefined;
  const max = dot === undefined ? partCount - 1 : deviceRange.max;
  const part = requireInteger(message.part, "part", { min: 0, max });
  return { kind: "part", dot, part, start: checkStart(message.start, inlineBytesMax - length) };
}

function checkStart(start: number | null | undefined, max: number): number {
  return requireInteger(start, "start (with the length, within its source)", { min: 0, max });
}

function isPresent<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function checkTruncate(message: ivy.fs.TruncateChange.$Properties): ChangeOf<"truncate"> {
  const inode = checkInodeNumber(message.inode, "inode");
  return { kind: "truncate", inode, size: requireInteger(message.size, "size", sizeRange) };
}

function checkLink(message: ivy.fs.LinkChange.$Properties): Omit<ChangeOf<"link">, "kind"> {
  return {
    directory: checkInodeNumber(message.directory, "directory"),
    name: checkName(message.name, "name"),
    inode: checkInodeNumber(message.inode, "inode"),
  };
}

function checkRename(message: ivy.fs.RenameChange.$Properties): ChangeOf<"rename"> {
  const { replaced } = message;
  const exchange = message.exchange ?? false;
  if (exchange && !isPresent(replaced)) refuse("an exchange with nothing");
  return {
    kind: "rename",
    inode: checkInodeNumber(message.inode, "inode"),
    fromDirectory: checkInodeNumber(message.fromDirectory, "old directory"),
    fromName: checkName(message.fromName, "old name"),
    toDirectory: checkInodeNumber(message.toDirectory, "new directory"),
    toName: checkName(message.toName, "new name"),
    replaced: isPresent(replaced) ? checkInodeNumber(replaced, "replaced inode") : undefined,
    exchange,
  };
}

function checkSetAttributes(
  message: ivy.fs.SetAttributesChange.$Properties,
): ChangeOf<"set-attributes"> {
  return {
    kind: "set-attributes",
    inode: checkInodeNumber(message.inode, "inode"),
    mode: isPresent(message.mode) ? checkMode(message.mode) : undefined,
    uid: isPresent(message.uid) ? checkId(message.uid, "uid") : undefined,
    gid: isPresent(message.gid) ? checkId(message.gid, "gid") : undefined,
    accessed: checkTime(message.accessed),
    modified: checkTime(message.modified),
    changed: checkTime(message.changed),
  };
}

function checkSetXattr(message: ivy.fs.SetXattrChange.$Properties): ChangeOf<"set-xattr"> {
  const value = requireBytes(message.value, "value", { min: 0, max: xattrValueBytesMax });
  const inode = checkInodeNumber(message.inode, "inode");
  return { kind: "set-xattr", inode, name: checkXattrName(message.name), value: copyBytes(value) };
}

function checkRemoveXattr(message: ivy.fs.RemoveXattrChange.$Properties): ChangeOf<"remove-xattr"> {
  const inode = checkInodeNumber(message.inode, "inode");
  return { kind: "remove-xattr", inode, name: checkXattrName(message.name) };
}

function checkNameChange(
  message: ivy.fs.NameChange.$Properties,
): Omit<ChangeOf<"prepare">, "kind"> {
  const directory = checkInodeNumber(message.directory, "directory");
  return { directory, name: checkName(message.name, "name") };
}

function checkResolve(message: ivy.fs.ResolveChange.$Properties): ChangeOf<"resolve"> {
  const inode = checkInodeNumber(message.inode, "inode");
  const sides = (message.sides ?? []).map((side) => checkDot(side, "side"));
  if (sides.length === 0) refuse("a resolve without sides");
  return { kind: "resolve", inode, sides };
}
