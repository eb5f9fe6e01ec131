// The values of the tree's tries as bytes: inodes, entries, extents (FORMAT "Tree nodes").
import type { Dot, Time } from "../../logs/core/index.ts";
import { makeDot } from "../../logs/core/index.ts";
import type { FileType } from "./change.ts";
import type { Entry } from "./directory.ts";
import { Bucket, bucketEntriesMax } from "./directory.ts";
import type { Content, Extent } from "./extents.ts";
import type { Inode, Place } from "./inode.ts";
import type { InodeNumber } from "./inode-number.ts";
import { isInodeNumber } from "./inode-number.ts";
import type { Name } from "./name.ts";
import { isName } from "./name.ts";
import { nameHash } from "./name-hash.ts";
import { MalformedSnapshot } from "./snapshot-bytes.ts";
import type { NodeReader, NodeWriter, TrieVisitor, ValueCodec } from "./snapshot-codec.ts";

const types: readonly FileType[] = [
  "file",
  "directory",
  "symlink",
  "fifo",
  "socket",
  "character",
  "block",
];

const sealBytes = 65;

export const extentCodec: ValueCodec<Extent> = {
  kind: 3,
  encode(writer, extent) {
    writer.varint(extent.length);
    writer.varint(extent.start);
    writer.varint(extent.dot);
    if (extent.kind === "block") {
      writer.byte(0);
      writer.fixed(extent.seal);
    } else {
      writer.byte(1);
      writer.varint(extent.holder);
      writer.varint(extent.part);
    }
  },
  decode(reader) {
    const length = reader.varint();
    const start = reader.varint();
    const dot = readDot(reader);
    const form = reader.byte();
    if (form === 0) return { kind: "block", length, start, dot, seal: reader.fixed(sealBytes) };
    if (form !== 1) throw new MalformedSnapshot(`an extent has the unknown form ${form}`);
    return { kind: "part", length, start, dot, holder: readDot(reader), part: reader.varint() };
  },
  visitTries: visitNothing,
};

/** One entry or a bucket of them. */
export const entryCodec: ValueCodec<Entry | Bucket> = {
  kind: 2,
  encode(writer, slot) {
    const entries = slot instanceof Bucket ? slot.entries : [slot];
    writer.varint(entries.length);
    for (const entry of entries) {
      writer.text(entry.name);
      writer.varint(entry.inode);
      writeType(writer, entry.type);
      writer.varint(entry.dot);
      writer.varint(entry.merged?.length ?? 0);
      for (const dot of entry.merged ?? []) writer.varint(dot);
    }
  },
  decode(reader, key) {
    const count = reader.varint();
    if (count < 1 || count > bucketEntriesMax)
      throw new MalformedSnapshot("a bucket of no such size");
    const entries: Entry[] = [];
    for (let index = 0; index < count; index++) {
      const name = readName(reader);
      if (nameHash(name) !== key) throw new MalformedSnapshot("an entry is in the wrong place");
      const inode = readInodeNumber(reader);
      const entry = { name, inode, type: readType(reader), dot: readDot(reader) };
      const merged = readMany(reader, readDot);
      entries.push(merged.length === 0 ? entry : { ...entry, merged });
    }
    const [first] = entries;
    return first !== undefined && count === 1 ? first : new Bucket(entries);
  },
  visitTries: visitNothing,
};

const flag = {
  accessed: 1, // differs from created
  modified: 2, // differs from created
  changed: 4, // differs from modified
  device: 8,
  target: 16,
  xattrs: 32,
  parent: 64,
  otherPlaces: 128,
};

/** Without the inode's number, which is its key. */
export const inodeCodec: ValueCodec<Inode> = {
  kind: 1,
  encode: encodeInode,
  decode: decodeInode,
  visitTries(inode, visitor) {
    visitor.visit(inode.entries, entryCodec);
    visitor.visit(inode.extents, extentCodec);
  },
};

function encodeInode(writer: NodeWriter, inode: Inode): void {
  const flags = flagsOf(inode);
  writeType(writer, inode.type);
  writer.byte(flags);
  writer.varint(inode.mode);
  writer.varint(inode.uid);
  writer.varint(inode.gid);
  writer.varint(inode.links);
  writer.varint(inode.size);
  writer.varint(inode.storedBytes);
  writer.time(inode.created);
  if ((flags & flag.accessed) !== 0) writer.time(inode.accessed);
  if ((flags & flag.modified) !== 0) writer.time(inode.modified);
  if ((flags & flag.changed) !== 0) writer.time(inode.changed);
  if ((flags & flag.device) !== 0) writer.varint(inode.device);
  if ((flags & flag.target) !== 0) writer.text(inode.target);
  if (inode.xattrs !== undefined) writeXattrs(writer, inode.xattrs);
  if (inode.parent !== undefined) writePlace(writer, inode.parent);
  if (inode.otherPlaces !== undefined) {
    writer.varint(inode.otherPlaces.length);
    for (const place of inode.otherPlaces) writePlace(writer, place);
  }
  if (inode.type === "directory") writer.trie(inode.entries, entryCodec);
  if (inode.type === "file") writer.trie(inode.extents, extentCodec);
}

function decodeInode(reader: NodeReader, number: number): Inode {
  if (!isInodeNumber(number)) throw new MalformedSnapshot("an inode of no such number");
  const type = readType(reader);
  const flags = reader.byte();
  const has = (bit: number): boolean => (flags & bit) !== 0;
  const [mode, uid, gid] = [reader.varint(), reader.varint(), reader.varint()];
  const [links, size, storedBytes] = [reader.varint(), reader.varint(), reader.varint()];
  const created = reader.time();
  const accessed = has(flag.accessed) ? reader.time() : created;
  const modified = has(flag.modified) ? reader.time() : created;
  const changed = has(flag.changed) ? reader.time() : modified;
  const device = has(flag.device) ? reader.varint() : 0;
  const target = has(flag.target) ? reader.text() : "";
  const xattrs = has(flag.xattrs) ? readXattrs(reader) : undefined;
  const parent = has(flag.parent) ? readPlace(reader) : undefined;
  const otherPlaces = has(flag.otherPlaces) ? readMany(reader, readPlace) : undefined;
  const entries = type === "directory" ? reader.trie(entryCodec) : undefined;
  const extents = type === "file" ? reader.trie(extentCodec) : undefined;
  // Written out in the order that every inode has.
  return {
    number,
    type,
    mode,
    uid,
    gid,
    device,
    links,
    size,
    storedBytes,
    accessed,
    modified,
    changed,
    created,
    target,
    xattrs,
    entries,
    extents,
    parent,
    otherPlaces,
  };
}

function flagsOf(inode: Inode): number {
  let flags = 0;
  if (!isSameTime(inode.accessed, inode.created)) flags |= flag.accessed;
  if (!isSameTime(inode.modified, inode.created)) flags |= flag.modified;
  if (!isSameTime(inode.changed, inode.modified)) flags |= flag.changed;
  if (inode.device !== 0) flags |= flag.device;
  if (inode.target !== "") flags |= flag.target;
  if (inode.xattrs !== undefined) flags |= flag.xattrs;
  if (inode.parent !== undefined) flags |= flag.parent;
  if (inode.otherPlaces !== undefined) flags |= flag.otherPlaces;
  return flags;
}

export function writeContent(writer: NodeWriter, content: Content): void {
  writer.varint(content.size);
  writer.varint(content.storedBytes);
  writer.trie(content.extents, extentCodec);
}

export function readContent(reader: NodeReader): Content {
  const size = reader.varint();
  const storedBytes = reader.varint();
  return { size, storedBytes, extents: reader.trie(extentCodec) };
}

export function readMany<T>(reader: NodeReader, read: (reader: NodeReader) => T): readonly T[] {
  const count = reader.varint();
  const list: T[] = [];
  // The reader refuses to read past the end, which bounds a count that is too large.
  for (let index = 0; index < count; index++) list.push(read(reader));
  return list;
}

export function readDot(reader: NodeReader): Dot {
  return makeDot(0, reader.varint());
}

export function readInodeNumber(reader: NodeReader): InodeNumber {
  const number = reader.varint();
  if (!isInodeNumber(number)) throw new MalformedSnapshot("an inode of no such number");
  return number;
}

export function readName(reader: NodeReader): Name {
  const name = reader.text();
  if (!isName(name)) throw new MalformedSnapshot("a name that cannot be one");
  return name;
}

export function visitNothing(_value: unknown, _visitor: TrieVisitor): void {}

function writeType(writer: NodeWriter, type: FileType): void {
  writer.byte(types.indexOf(type));
}

function readType(reader: NodeReader): FileType {
  const type = types[reader.byte()];
  if (type === undefined) throw new MalformedSnapshot("an unknown type of inode");
  return type;
}

function writePlace(writer: NodeWriter, place: Place): void {
  writer.varint(place.directory);
  writer.text(place.name);
}

function readPlace(reader: NodeReader): Place {
  return { directory: readInodeNumber(reader), name: readName(reader) };
}

function writeXattrs(writer: NodeWriter, xattrs: ReadonlyMap<string, Uint8Array>): void {
  const sorted = [...xattrs].sort(([a], [b]) => (a < b ? -1 : 1));
  writer.varint(sorted.length);
  for (const [name, value] of sorted) {
    writer.text(name);
    writer.bytes(value);
  }
}

function readXattrs(reader: NodeReader): ReadonlyMap<string, Uint8Array> {
  return new Map(readMany(reader, () => [reader.text(), reader.bytes()] as const));
}

function isSameTime(a: Time, b: Time): boolean {
  return a === b || (a.seconds === b.seconds && a.nanoseconds === b.nanoseconds);
}
