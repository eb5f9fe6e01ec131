// Changes as the bytes that a record carries, and back (FORMAT "Changes"; schema change.proto).
// Decoding checks every field (change-check.ts): a record with anything malformed in it has no
// changes at all.
import { blockKeyToBytes } from "../../dhash/core/index.ts";
import type { Malformed, Time } from "../../logs/core/index.ts";
import { byteStringToBytes, readMessage } from "../../logs/core/index.ts";
import type { Change, FileType, WriteExtent } from "./change.ts";
import { checkChange } from "./change-check.ts";
import { ivy } from "./generated/change.js";

const { Changes, FileType: Types } = ivy.fs;
type Message = ivy.fs.Change.$Properties;
type ExtentMessage = ivy.fs.Extent.$Properties;

const typeNumbers: Readonly<Record<FileType, ivy.fs.FileType>> = {
  file: Types.FILE,
  directory: Types.DIRECTORY,
  symlink: Types.SYMLINK,
  fifo: Types.FIFO,
  socket: Types.SOCKET,
  character: Types.CHARACTER,
  block: Types.BLOCK,
};

export function encodeChanges(changes: readonly Change[]): Uint8Array {
  return Changes.encode({ changes: changes.map(changeToMessage) }).finish();
}

/** The changes of a record that carries `partCount` parts of inline data. */
export function decodeChanges(bytes: Uint8Array, partCount: number): readonly Change[] | Malformed {
  return readMessage({ what: "changes", decode: Changes.decode }, bytes, (message) =>
    (message.changes ?? []).map((change) => checkChange(change, partCount)),
  );
}

function changeToMessage(change: Change): Message {
  switch (change.kind) {
    case "inode":
      return { inode: inodeToMessage(change) };
    case "write":
      return { write: { inode: change.inode, extents: change.extents.map(extentToMessage) } };
    case "truncate":
      return { truncate: { inode: change.inode, size: change.size } };
    case "link":
      return { link: linkToMessage(change) };
    case "unlink":
      return { unlink: linkToMessage(change) };
    case "rename":
      return { rename: renameToMessage(change) };
    case "set-attributes":
      return { setAttributes: attributesToMessage(change) };
    case "set-xattr": {
      const { inode, name, value } = change;
      return { setXattr: { inode, name: byteStringToBytes(name), value } };
    }
    case "remove-xattr":
      return { removeXattr: { inode: change.inode, name: byteStringToBytes(change.name) } };
    case "prepare":
      return { prepare: { directory: change.directory, name: byteStringToBytes(change.name) } };
    case "cancel":
      return { cancel: { directory: change.directory, name: byteStringToBytes(change.name) } };
    case "view":
      return { view: { view: blockKeyToBytes(change.view) } };
    case "resolve":
      return { resolve: { inode: change.inode, sides: [...change.sides] } };
    case "end":
      return { end: {} };
  }
}

type ChangeOf<K extends Change["kind"]> = Extract<Change, { kind: K }>;

function inodeToMessage(change: ChangeOf<"inode">): ivy.fs.InodeChange.$Properties {
  const { inode, type, mode, uid, gid, device, target } = change;
  return {
    inode,
    type: typeNumbers[type],
    mode,
    uid,
    gid,
    device,
    target: target === "" ? null : byteStringToBytes(target),
  };
}

function linkToMessage(change: ChangeOf<"link" | "unlink">): ivy.fs.LinkChange.$Properties {
  const { directory, name, inode } = change;
  return { directory, name: byteStringToBytes(name), inode };
}

function renameToMessage(change: ChangeOf<"rename">): ivy.fs.RenameChange.$Properties {
  return {
    inode: change.inode,
    fromDirectory: change.fromDirectory,
    fromName: byteStringToBytes(change.fromName),
    toDirectory: change.toDirectory,
    toName: byteStringToBytes(change.toName),
    replaced: change.replaced ?? null,
    exchange: change.exchange,
  };
}

function attributesToMessage(
  change: ChangeOf<"set-attributes">,
): ivy.fs.SetAttributesChange.$Properties {
  return {
    inode: change.inode,
    mode: change.mode ?? null,
    uid: change.uid ?? null,
    gid: change.gid ?? null,
    accessed: timeToMessage(change.accessed),
    modified: timeToMessage(change.modified),
    changed: timeToMessage(change.changed),
  };
}

function timeToMessage(time: Time | undefined): ivy.fs.Time.$Properties | null {
  return time === undefined ? null : { seconds: time.seconds, nanoseconds: time.nanoseconds };
}

function extentToMessage({ offset, length, source }: WriteExtent): ExtentMessage {
  switch (source.kind) {
    case "block": {
      const { start, contentKey } = source;
      return { offset, length, start, key: blockKeyToBytes(source.key), contentKey };
    }
    case "part": {
      const { start, part } = source;
      return { offset, length, start, part, partDot: source.dot ?? null };
    }
    case "hole":
      return { offset, length };
  }
}
