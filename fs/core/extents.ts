// The content of a file: a size and extents by file offset. Extents never overlap, lie within the
// size, and what no extent covers is a hole that reads as zeros. Content is a value: editing it
// gives a new one and leaves the old.

import type { BlockKey } from "../../dhash/core/index.ts";
import { bytesToBlockKey } from "../../dhash/core/index.ts";
import type { Dot } from "../../logs/core/index.ts";
import type { WriteExtent, WriteSource } from "./change.ts";
import { fileBytesMax } from "./limits.ts";
import type { Edit, Trie } from "./trie.ts";
import { makeEdit, Single, trieRemove, trieSet } from "./trie.ts";
import type { TrieEntry } from "./trie-cursor.ts";
import { TrieCursor, trieFloor } from "./trie-cursor.ts";

/** Bytes in a content-hash block. */
export interface BlockExtent {
  readonly kind: "block";
  readonly length: number;
  /** Offset of the first byte in the block's plaintext. */
  readonly start: number;
  /** The record that wrote these bytes. */
  readonly dot: Dot;
  /** Block key (33 bytes) and content key (32 bytes) as a byte string: a quarter of the memory of
   * two arrays. */
  readonly seal: string;
}

/** Inline bytes of a record. */
export interface PartExtent {
  readonly kind: "part";
  readonly length: number;
  readonly start: number;
  /** The record that wrote these bytes here. */
  readonly dot: Dot;
  /** The record that holds them; another one after a copy. */
  readonly holder: Dot;
  readonly part: number;
}

export type Extent = BlockExtent | PartExtent;

export interface Content {
  readonly size: number;
  /** Sum of the extents' lengths. */
  readonly storedBytes: number;
  readonly extents: Trie<Extent>;
}

export const emptyContent: Content = { size: 0, storedBytes: 0, extents: undefined };

/** An extent to be put at an offset; undefined makes a hole. */
export interface PlacedExtent {
  readonly offset: number;
  readonly length: number;
  readonly extent: Extent | undefined;
}

export type ContentEdit =
  | { readonly kind: "write"; readonly extents: readonly PlacedExtent[] }
  | { readonly kind: "truncate"; readonly size: number };

/** A stretch of a file and where its bytes are; holes have the source kind "hole". */
export interface Piece {
  readonly offset: number;
  readonly length: number;
  readonly source: WriteSource;
}

export function editContent(content: Content, edit: ContentEdit): Content {
  switch (edit.kind) {
    case "write":
      return writeExtents(content, edit.extents);
    case "truncate":
      return truncate(content, edit.size);
  }
}

/** The extents of a write change with their record filled in. Extents that are out of range or not
 * ascending are left out: only a faulty program writes them, and skipping them harms nobody else's
 * file. */
export function placeExtents(dot: Dot, extents: readonly WriteExtent[]): PlacedExtent[] {
  const placed: PlacedExtent[] = [];
  let end = 0;
  for (const { offset, length, source } of extents) {
    if (!(offset >= end && length >= 1 && offset + length <= fileBytesMax)) continue;
    end = offset + length;
    placed.push({ offset, length, extent: toExtent(dot, length, source) });
  }
  return placed;
}

/** The pieces that cover [from, to) clipped to the size, ascending, neighbouring holes merged. */
export function contentPieces(content: Content, from: number, to: number): Piece[] {
  const end = Math.min(to, content.size);
  const pieces: Piece[] = [];
  let offset = from;
  const floor = trieFloor(content.extents, from);
  const cursor = new TrieCursor(content.extents, floor === undefined ? from : floor.key);
  for (let at = cursor.step(); at !== undefined && at.key < end; at = cursor.step()) {
    const extentEnd = Math.min(end, at.key + at.value.length);
    if (extentEnd <= offset) continue;
    if (at.key > offset) pieces.push(holePiece(offset, at.key));
    const start = Math.max(offset, at.key);
    pieces.push({
      offset: start,
      length: extentEnd - start,
      source: toSource(at.value, start - at.key),
    });
    offset = extentEnd;
  }
  if (offset < end) pieces.push(holePiece(offset, end));
  return pieces;
}

/** The same bytes under the same record: what need not be read or sent again. */
export function isSameExtent(a: Extent, b: Extent): boolean {
  if (a === b) return true;
  if (a.length !== b.length || a.start !== b.start || a.dot !== b.dot) return false;
  if (a.kind === "block") return b.kind === "block" && a.seal === b.seal;
  return b.kind === "part" && a.holder === b.holder && a.part === b.part;
}

/** The part of an extent that begins `skip` bytes in. */
export function cutExtent(extent: Extent, skip: number, length: number): Extent {
  return { ...extent, length, start: extent.start + skip };
}

function writeExtents(content: Content, placed: readonly PlacedExtent[]): Content {
  // Own edit: extents of the content before stay as they are for whoever keeps it.
  const edit = makeEdit();
  let { size, storedBytes, extents } = content;
  for (const { offset, length, extent } of placed) {
    const end = offset + length;
    if (offset < size && extents !== undefined) {
      const erased = eraseRange(extents, edit, { from: offset, to: end });
      extents = erased.extents;
      storedBytes -= erased.bytes;
    }
    if (extent !== undefined) {
      extents = trieSet(extents, edit, offset, extent);
      storedBytes += length;
    }
    if (end > size) size = end;
  }
  return { size, storedBytes, extents };
}

function truncate(content: Content, size: number): Content {
  if (size >= content.size || content.extents === undefined) return { ...content, size };
  const { extents, bytes } = eraseRange(content.extents, makeEdit(), {
    from: size,
    to: content.size,
  });
  return { size, storedBytes: content.storedBytes - bytes, extents };
}

/** Makes [from, to) a hole; `bytes` says how many stored bytes went. */
export function eraseRange(
  extents: Trie<Extent>,
  edit: Edit,
  range: { readonly from: number; readonly to: number },
): { readonly extents: Trie<Extent>; readonly bytes: number } {
  const { from, to } = range;
  let bytes = 0;
  let left = extents;
  for (const { key, value } of extentsTouching(extents, range)) {
    const end = key + value.length;
    bytes += Math.min(end, to) - Math.max(key, from);
    left =
      key < from
        ? trieSet(left, edit, key, cutExtent(value, 0, from - key))
        : trieRemove(left, edit, key);
    if (end > to) left = trieSet(left, edit, to, cutExtent(value, to - key, end - to));
  }
  return { extents: left, bytes };
}

/** The extents that hold a byte of [from, to), ascending. */
function extentsTouching(
  extents: Trie<Extent>,
  { from, to }: { readonly from: number; readonly to: number },
): readonly TrieEntry<Extent>[] {
  if (extents === undefined) return [];
  if (extents instanceof Single) {
    const isTouched = extents.key < to && extents.key + extents.value.length > from;
    return isTouched ? [extents] : [];
  }
  const floor = trieFloor(extents, from);
  const cursor = new TrieCursor(extents, floor === undefined ? from : floor.key);
  const touched: TrieEntry<Extent>[] = [];
  for (let at = cursor.step(); at !== undefined && at.key < to; at = cursor.step()) {
    if (at.key + at.value.length > from) touched.push(at);
  }
  return touched;
}

function holePiece(from: number, to: number): Piece {
  return { offset: from, length: to - from, source: { kind: "hole" } };
}

function toExtent(dot: Dot, length: number, source: WriteSource): Extent | undefined {
  switch (source.kind) {
    case "block": {
      return { kind: "block", length, start: source.start, dot, seal: toSeal(source) };
    }
    case "part": {
      const holder = source.dot ?? dot;
      return { kind: "part", length, start: source.start, dot, holder, part: source.part };
    }
    case "hole":
      return undefined;
  }
}

/** Filled anew for each seal; never handed out. */
const sealBytes = Buffer.alloc(65);

function toSeal(source: { readonly key: BlockKey; readonly contentKey: Uint8Array }): string {
  sealBytes.write(source.key, 0, "hex");
  sealBytes.set(source.contentKey.subarray(0, 32), 33);
  return sealBytes.toString("latin1");
}

function toSource(extent: Extent, skip: number): WriteSource {
  const start = extent.start + skip;
  if (extent.kind === "part") return { kind: "part", dot: extent.holder, part: extent.part, start };
  const seal = Buffer.from(extent.seal, "latin1");
  const key = bytesToBlockKey(seal.subarray(0, 33));
  // Only a key that was a BlockKey when it came in is ever in a seal; the codec checks what it
  // reads.
  return key === undefined
    ? { kind: "hole" }
    : { kind: "block", key, contentKey: seal.subarray(33), start };
}
