// Nodes of tries as bytes: canonical bytes, digests, references (FORMAT "Tree nodes").
import { isTrouble, Trouble } from "../../dhash/core/index.ts";
import type { Hasher, NodeSource } from "../snapshot-port.ts";
import { ByteReader, ByteWriter, MalformedSnapshot } from "./snapshot-bytes.ts";
import type { NodePlace, Trie, TrieItem } from "./trie.ts";
import { countBits, levelSpan, openNode, Single, TreeDamage, TrieNode } from "./trie.ts";

export const snapshotFormat = 1;
export const nodeLabel = "ivy tree node 1";
const digestBytes = 32;
const levelMax = 10;

/** How values of one kind of trie are written. */
export interface ValueCodec<V> {
  /** Names the kind of trie in each of its nodes. */
  readonly kind: number;
  encode(writer: NodeWriter, value: V, key: number): void;
  decode(reader: NodeReader, key: number): V;
  /** Shows the visitor every trie inside the value. */
  visitTries(value: V, visitor: TrieVisitor): void;
}

export interface TrieVisitor {
  visit<V>(trie: Trie<V>, codec: ValueCodec<V>): void;
}

/** A node that another one links to. */
interface Linked {
  readonly place: { readonly reference: number } | undefined;
}

export class NodeWriter extends ByteWriter {
  readonly hasher: Hasher;
  readonly #links: Linked[] = [];
  readonly #frame = new ByteWriter();
  #below: NodeWriter | undefined;

  constructor(hasher: Hasher) {
    super();
    this.hasher = hasher;
  }

  override clear(): void {
    super.clear();
    this.#links.length = 0;
  }

  /** A cleared writer for a node below the one that is being written. */
  below(): NodeWriter {
    this.#below ??= new NodeWriter(this.hasher);
    this.#below.clear();
    return this.#below;
  }

  trie<V>(trie: Trie<V>, codec: ValueCodec<V>): void {
    if (trie === undefined) {
      this.byte(0);
    } else if (trie instanceof Single) {
      this.byte(1);
      this.varint(trie.key);
      codec.encode(this, trie.value, trie.key);
    } else {
      this.byte(2);
      this.link(trie, codec);
    }
  }

  link<V>(node: TrieNode<V>, codec: ValueCodec<V>): void {
    this.fixed(node.digest ?? digestNode(node, codec, this.below()));
    this.#links.push(node);
  }

  /** What was written, framed and followed by the references of the links, which must all be
   * stored. Valid until the next call. */
  stored(): Uint8Array {
    this.#frame.clear();
    this.#frame.bytes(this.view());
    for (const { place } of this.#links) this.#frame.varint(place?.reference ?? 0);
    return this.#frame.view();
  }
}

export class NodeReader extends ByteReader {
  readonly source: NodeSource;
  readonly hasher: Hasher;
  readonly #references: ByteReader;

  constructor(canonical: Uint8Array, references: ByteReader, from: SnapshotSource) {
    super(canonical);
    this.source = from.source;
    this.hasher = from.hasher;
    this.#references = references;
  }

  trie<V>(codec: ValueCodec<V>): Trie<V> {
    const form = this.byte();
    if (form === 0) return undefined;
    if (form === 2) return this.link(codec, 0);
    if (form !== 1) throw new MalformedSnapshot(`a trie has the unknown form ${form}`);
    const key = this.varint();
    return new Single(key, codec.decode(this, key));
  }

  /** A node that is loaded when it is first needed. */
  link<V>(codec: ValueCodec<V>, prefix: number): TrieNode<V> {
    const node = new TrieNode<V>(undefined, 0, prefix, 0, [], []);
    node.digest = this.fixed(digestBytes);
    node.place = new SnapshotPlace(this, codec, this.#references.varint());
    return node;
  }
}

/** What is needed to read from a snapshot. */
export interface SnapshotSource {
  readonly source: NodeSource;
  readonly hasher: Hasher;
}

/** Where a node is stored; reads it and checks its digest. */
export class SnapshotPlace<V> implements NodePlace<V> {
  readonly source: NodeSource;
  readonly hasher: Hasher;
  readonly codec: ValueCodec<V>;
  readonly reference: number;

  constructor(from: SnapshotSource, codec: ValueCodec<V>, reference: number) {
    this.source = from.source;
    this.hasher = from.hasher;
    this.codec = codec;
    this.reference = reference;
  }

  open(node: TrieNode<V>): void {
    const stored = this.source.load(this.reference);
    if (isTrouble(stored)) throw new TreeDamage(stored);
    try {
      const { canonical, references } = splitStored(stored);
      const digest = toDigest(this.hasher.hash(nodeLabel, [canonical]));
      if (digest !== node.digest) throw new MalformedSnapshot("the digest does not fit");
      decodeNode(new NodeReader(canonical, references, this), this.codec, node);
      if (!references.isAtEnd) throw new MalformedSnapshot("there are more references than links");
    } catch (error) {
      if (!(error instanceof MalformedSnapshot)) throw error;
      const message = `snapshot node ${this.reference} is damaged: ${error.message}`;
      throw new TreeDamage(new Trouble("damaged", message, error));
    }
  }
}

/** Digest of a node; computes and keeps those of all nodes below, and freezes them. Uses up the
 * empty writer. */
function digestNode<V>(node: TrieNode<V>, codec: ValueCodec<V>, writer: NodeWriter): string {
  encodeNode(writer, node, codec);
  return sealNode(node, writer.view(), writer.hasher);
}

/** Gives a node the digest of its canonical bytes and freezes it. */
export function sealNode<V>(node: TrieNode<V>, canonical: Uint8Array, hasher: Hasher): string {
  const digest = toDigest(hasher.hash(nodeLabel, [canonical]));
  node.owner = undefined;
  node.digest = digest;
  return digest;
}

export function encodeNode<V>(writer: NodeWriter, node: TrieNode<V>, codec: ValueCodec<V>): void {
  openNode(node);
  const { level, prefix, bitmap, keys, items } = node;
  writer.byte(snapshotFormat);
  writer.byte(codec.kind);
  writer.byte(level);
  writer.varint(prefix);
  writer.uint32(bitmap);
  writer.uint32(nodesIn(node));
  for (let digit = 0, index = 0; digit < 32; digit++) {
    if ((bitmap & (1 << digit)) === 0) continue;
    const item = items[index];
    const key = keys[index] ?? 0;
    index++;
    writer.varint(key - prefix - digit * levelSpan(level));
    if (item instanceof TrieNode) writer.link(item, codec);
    else if (item !== undefined) codec.encode(writer, item, key);
  }
}

export function toDigest(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.length).toString("latin1");
}

export function splitStored(stored: Uint8Array): {
  readonly canonical: Uint8Array;
  readonly references: ByteReader;
} {
  const references = new ByteReader(stored);
  return { canonical: references.view(references.varint()), references };
}

export function decodeNode<V>(reader: NodeReader, codec: ValueCodec<V>, node: TrieNode<V>): void {
  const format = reader.byte();
  if (format !== snapshotFormat) throw new MalformedSnapshot(`it has the format ${format}`);
  if (reader.byte() !== codec.kind)
    throw new MalformedSnapshot("it belongs to another kind of trie");
  const level = reader.byte();
  const prefix = reader.varint();
  const bitmap = reader.uint32() | 0;
  const nodes = reader.uint32() | 0;
  if (level > levelMax || prefix % levelSpan(level + 1) !== 0) {
    throw new MalformedSnapshot("level and prefix do not fit");
  }
  if (countBits(bitmap) < 2 || (nodes & ~bitmap) !== 0) {
    throw new MalformedSnapshot("the bitmaps do not fit");
  }
  const keys: number[] = [];
  const items: TrieItem<V>[] = [];
  for (let digit = 0; digit < 32; digit++) {
    const bit = 1 << digit;
    if ((bitmap & bit) === 0) continue;
    const distance = reader.varint();
    if (distance >= levelSpan(level))
      throw new MalformedSnapshot("a key lies outside of its digit");
    const key = prefix + digit * levelSpan(level) + distance;
    keys.push(key);
    items.push((nodes & bit) === 0 ? codec.decode(reader, key) : reader.link(codec, key));
  }
  if (!reader.isAtEnd) throw new MalformedSnapshot("there are bytes after the last item");
  node.level = level;
  node.prefix = prefix;
  node.keys = keys;
  node.items = items;
  // Last: a node counts as loaded when its bitmap is not 0.
  node.bitmap = bitmap;
}

function nodesIn<V>(node: TrieNode<V>): number {
  let nodes = 0;
  for (let digit = 0, index = 0; digit < 32; digit++) {
    const bit = 1 << digit;
    if ((node.bitmap & bit) !== 0 && node.items[index++] instanceof TrieNode) nodes |= bit;
  }
  return nodes;
}
