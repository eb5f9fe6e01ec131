// What a root remembers beside the tree, as bytes: logs, unsettled records, aliases, the memory of
// inodes, conflicts (FORMAT "Tree nodes").
import type { Slot } from "../../logs/core/index.ts";
import type { Conflict } from "./conflicts.ts";
import type { Recent, RecentWrite } from "./conflicts-recent.ts";
import type { ContentEdit, PlacedExtent } from "./extents.ts";
import type { InodeNumber } from "./inode-number.ts";
import type { LogState, Unsettled } from "./root.ts";
import { MalformedSnapshot } from "./snapshot-bytes.ts";
import type { NodeReader, NodeWriter, ValueCodec } from "./snapshot-codec.ts";
import {
  extentCodec,
  inodeCodec,
  readContent,
  readDot,
  readInodeNumber,
  readMany,
  readName,
  visitNothing,
  writeContent,
} from "./snapshot-values.ts";

export const logCodec: ValueCodec<LogState> = {
  kind: 4,
  encode(writer, log) {
    writer.varint(log.sequence);
    writer.varint(log.lamport);
    writer.varint(log.inodesMade);
    const known = [...log.known].sort(([a], [b]) => a - b);
    writer.varint(known.length);
    for (const [slot, sequence] of known) {
      writer.varint(slot);
      writer.varint(sequence);
    }
  },
  decode(reader) {
    const [sequence, lamport, inodesMade] = [reader.varint(), reader.varint(), reader.varint()];
    const known = new Map<Slot, number>(
      readMany(reader, () => [reader.varint(), reader.varint()] as const),
    );
    return { sequence, lamport, known, inodesMade };
  },
  visitTries: visitNothing,
};

export const unsettledCodec: ValueCodec<Unsettled> = {
  kind: 5,
  encode(writer, { dot, inodes }) {
    writer.varint(dot);
    writer.varint(inodes.length);
    for (const inode of inodes) writer.varint(inode);
  },
  decode: (reader) => ({ dot: readDot(reader), inodes: readMany(reader, readInodeNumber) }),
  visitTries: visitNothing,
};

export const aliasCodec: ValueCodec<InodeNumber> = {
  kind: 6,
  encode: (writer, inode) => writer.varint(inode),
  decode: readInodeNumber,
  visitTries: visitNothing,
};

export const recentCodec: ValueCodec<Recent> = {
  kind: 7,
  encode(writer, { base, writes, settings, removed }) {
    writer.varint(writes.length);
    for (const write of writes) encodeRecentWrite(writer, write);
    if (base !== undefined) writeContent(writer, base);
    writer.varint(settings.length);
    for (const { dot, field } of settings) {
      writer.varint(dot);
      writer.text(field);
    }
    writer.byte(removed === undefined ? 0 : 1);
    if (removed === undefined) return;
    writer.varint(removed.dot);
    writer.varint(removed.running);
    writer.varint(removed.inode.number);
    inodeCodec.encode(writer, removed.inode, removed.inode.number);
    conflictsCodec.encode(writer, removed.conflicts, removed.inode.number);
  },
  decode(reader) {
    const writes = readMany(reader, decodeRecentWrite);
    const base = writes.length === 0 ? undefined : readContent(reader);
    const settings = readMany(reader, () => ({ dot: readDot(reader), field: reader.text() }));
    if (!readFlag(reader)) return { base, writes, settings, removed: undefined };
    const [dot, running] = [readDot(reader), reader.varint()];
    const inode = inodeCodec.decode(reader, reader.varint());
    const conflicts = conflictsCodec.decode(reader, inode.number);
    return { base, writes, settings, removed: { dot, running, inode, conflicts } };
  },
  visitTries({ base, writes, removed }, visitor) {
    visitor.visit(base?.extents, extentCodec);
    for (const { whole } of writes) visitor.visit(whole?.extents, extentCodec);
    if (removed === undefined) return;
    inodeCodec.visitTries(removed.inode, visitor);
    conflictsCodec.visitTries(removed.conflicts, visitor);
  },
};

export const conflictsCodec: ValueCodec<readonly Conflict[]> = {
  kind: 8,
  encode(writer, conflicts) {
    writer.varint(conflicts.length);
    for (const conflict of conflicts) encodeConflict(writer, conflict);
  },
  decode: (reader) => readMany(reader, decodeConflict),
  visitTries(conflicts, visitor) {
    for (const conflict of conflicts) {
      if (conflict.kind === "content") visitor.visit(conflict.content.extents, extentCodec);
    }
  },
};

function encodeRecentWrite(writer: NodeWriter, write: RecentWrite): void {
  writer.varint(write.dot);
  encodeEdit(writer, write.edit);
  writer.varint(write.against.length);
  for (const dot of write.against) writer.varint(dot);
  writer.byte(write.whole === undefined ? 0 : 1);
  if (write.whole !== undefined) writeContent(writer, write.whole);
  writer.byte(write.lostTo === undefined ? 0 : 1);
  if (write.lostTo !== undefined) writer.varint(write.lostTo);
}

function decodeRecentWrite(reader: NodeReader): RecentWrite {
  const dot = readDot(reader);
  const edit = decodeEdit(reader);
  const against = readMany(reader, readDot);
  const whole = readFlag(reader) ? readContent(reader) : undefined;
  const lostTo = readFlag(reader) ? readDot(reader) : undefined;
  return { dot, edit, against, whole, lostTo };
}

function encodeEdit(writer: NodeWriter, edit: ContentEdit): void {
  if (edit.kind === "truncate") {
    writer.byte(0);
    writer.varint(edit.size);
    return;
  }
  writer.byte(1);
  writer.varint(edit.extents.length);
  for (const { offset, length, extent } of edit.extents) {
    writer.varint(offset);
    writer.varint(length);
    writer.byte(extent === undefined ? 0 : 1);
    if (extent !== undefined) extentCodec.encode(writer, extent, offset);
  }
}

function decodeEdit(reader: NodeReader): ContentEdit {
  if (!readFlag(reader)) return { kind: "truncate", size: reader.varint() };
  const extents = readMany(reader, (): PlacedExtent => {
    const offset = reader.varint();
    const length = reader.varint();
    const extent = readFlag(reader) ? extentCodec.decode(reader, offset) : undefined;
    return { offset, length, extent };
  });
  return { kind: "write", extents };
}

const conflictKinds: readonly Conflict["kind"][] = [
  "content",
  "name",
  "removal",
  "move",
  "setting",
];

function encodeConflict(writer: NodeWriter, conflict: Conflict): void {
  writer.byte(conflictKinds.indexOf(conflict.kind));
  writer.varint(conflict.inode);
  writer.varint(conflict.dot);
  writer.varint(conflict.by);
  switch (conflict.kind) {
    case "content":
      return writeContent(writer, conflict.content);
    case "name":
      writer.varint(conflict.directory);
      writer.text(conflict.wanted);
      writer.text(conflict.given);
      return writer.varint(conflict.other);
    case "removal":
    case "move":
      writer.varint(conflict.directory);
      return writer.text(conflict.name);
    case "setting":
      return writer.text(conflict.field);
  }
}

function decodeConflict(reader: NodeReader): Conflict {
  const kind = conflictKinds[reader.byte()];
  if (kind === undefined) throw new MalformedSnapshot("an unknown kind of conflict");
  const base = { inode: readInodeNumber(reader), dot: readDot(reader), by: readDot(reader) };
  switch (kind) {
    case "content":
      return { ...base, kind, content: readContent(reader) };
    case "name": {
      const directory = readInodeNumber(reader);
      const [wanted, given] = [readName(reader), readName(reader)];
      return { ...base, kind, directory, wanted, given, other: readInodeNumber(reader) };
    }
    case "removal":
    case "move":
      return { ...base, kind, directory: readInodeNumber(reader), name: readName(reader) };
    case "setting":
      return { ...base, kind, field: reader.text() };
  }
}

function readFlag(reader: NodeReader): boolean {
  const byte = reader.byte();
  if (byte > 1) throw new MalformedSnapshot("a flag that is neither 0 nor 1");
  return byte === 1;
}
