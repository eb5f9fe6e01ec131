// A tree that somebody else sends, node by node (FORMAT "Trees between members"), as a snapshot of
// one's own. Each node has to be well-formed and to link only to nodes that came before it, by
// their digests; so nothing in it can be missing, and nothing of it can lead back to itself.
// Whether it is the tree of the records that it names is for the own fold to tell.
import { isTrouble, type Trouble } from "../../dhash/core/index.ts";
import type { Hasher, NodeSink } from "../snapshot-port.ts";
import type { Root } from "./root.ts";
import { decodeRoot, rootLabel } from "./snapshot.ts";
import { ByteReader, ByteWriter, MalformedSnapshot } from "./snapshot-bytes.ts";
import type { SnapshotSource, ValueCodec } from "./snapshot-codec.ts";
import { decodeNode, NodeReader, nodeLabel, toDigest } from "./snapshot-codec.ts";
import {
  aliasCodec,
  conflictsCodec,
  logCodec,
  recentCodec,
  unsettledCodec,
} from "./snapshot-memory.ts";
import { entryCodec, extentCodec, inodeCodec } from "./snapshot-values.ts";
import { Single, TrieNode } from "./trie.ts";

export interface MalformedTree {
  readonly kind: "malformed";
  readonly why: string;
}

/** A node that came. */
interface Came {
  readonly reference: number;
  readonly kind: number;
}

/** What can be kept as a root, and found again by its digest. */
export interface BuiltTree {
  readonly kind: "built";
  /** As `openSnapshot` takes it. */
  readonly stored: Uint8Array;
}

/** Reads canonical bytes; what they link to must have come. */
class LinkReader extends NodeReader {
  readonly references: number[] = [];
  readonly #came: ReadonlyMap<string, Came>;

  constructor(canonical: Uint8Array, came: ReadonlyMap<string, Came>, from: SnapshotSource) {
    super(canonical, new ByteReader(new Uint8Array()), from);
    this.#came = came;
  }

  override link<V>(codec: ValueCodec<V>, prefix: number): TrieNode<V> {
    const digest = this.fixed(digestBytes);
    const below = this.#came.get(digest);
    if (below?.kind !== codec.kind) {
      throw new MalformedSnapshot("it links to a node that did not come before it");
    }
    this.references.push(below.reference);
    const node = new TrieNode<V>(undefined, 0, prefix, 0, [], []);
    node.digest = digest;
    return node;
  }
}

const digestBytes = 32;

export class TreeBuilding {
  readonly #sink: NodeSink;
  readonly #hasher: Hasher;
  readonly #cameByDigest = new Map<string, Came>();
  readonly #frame = new ByteWriter();
  /** By a directory that was merged into another, that one. */
  readonly #aliases = new Map<number, number>();
  #bytes = 0;

  constructor({ sink, hasher }: { readonly sink: NodeSink; readonly hasher: Hasher }) {
    this.#sink = sink;
    this.#hasher = hasher;
  }

  /** Bytes of nodes that came. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes the canonical bytes of a node. */
  take(canonical: Uint8Array): MalformedTree | Trouble | undefined {
    this.#bytes += canonical.length;
    const digest = toDigest(this.#hasher.hash(nodeLabel, [canonical]));
    if (this.#cameByDigest.has(digest)) return undefined;
    const kind = canonical[1] ?? 0;
    const read = this.#read(canonical, (reader) => this.#readNode(reader, kind));
    if ("why" in read) return read;
    const reference = this.#sink.append(this.#stored(canonical, read.references));
    if (isTrouble(reference)) return reference;
    this.#cameByDigest.set(digest, { reference, kind });
    return undefined;
  }

  /** All nodes have come; these are the canonical bytes of the root. */
  end(canonical: Uint8Array): MalformedTree | BuiltTree {
    const read = this.#read(canonical, (reader) => {
      const { aliases }: Root = decodeRoot(reader);
      if (aliases instanceof Single) this.#aliases.set(aliases.key, aliases.value);
      return undefined;
    });
    if ("why" in read) return read;
    if (this.#isCircular()) return malformed("directories act for each other");
    const digest = this.#hasher.hash(rootLabel, [canonical]);
    return {
      kind: "built",
      stored: Buffer.concat([digest, this.#stored(canonical, read.references)]),
    };
  }

  #read(canonical: Uint8Array, read: (reader: LinkReader) => void): LinkReader | MalformedTree {
    const from = { source: this.#sink.source, hasher: this.#hasher };
    const reader = new LinkReader(canonical, this.#cameByDigest, from);
    try {
      read(reader);
      return reader.isAtEnd ? reader : malformed("there are bytes after its end");
    } catch (error) {
      if (!(error instanceof MalformedSnapshot)) throw error;
      return malformed(error.message);
    }
  }

  #readNode(reader: LinkReader, kind: number): void {
    switch (kind) {
      case aliasCodec.kind: {
        const node = decoded(reader, aliasCodec);
        for (const [index, item] of node.items.entries()) {
          const key = node.keys[index];
          if (key !== undefined && !(item instanceof TrieNode)) this.#aliases.set(key, item);
        }
        return;
      }
      case inodeCodec.kind:
        return void decoded(reader, inodeCodec);
      case entryCodec.kind:
        return void decoded(reader, entryCodec);
      case extentCodec.kind:
        return void decoded(reader, extentCodec);
      case logCodec.kind:
        return void decoded(reader, logCodec);
      case unsettledCodec.kind:
        return void decoded(reader, unsettledCodec);
      case recentCodec.kind:
        return void decoded(reader, recentCodec);
      case conflictsCodec.kind:
        return void decoded(reader, conflictsCodec);
      default:
        throw new MalformedSnapshot(`a trie of the unknown kind ${kind}`);
    }
  }

  #stored(canonical: Uint8Array, references: readonly number[]): Uint8Array {
    this.#frame.clear();
    this.#frame.bytes(canonical);
    for (const reference of references) this.#frame.varint(reference);
    return this.#frame.view();
  }

  /** Who looks for the directory that acts for another must come to an end. */
  #isCircular(): boolean {
    const sound = new Set<number>();
    for (const start of this.#aliases.keys()) {
      const way = new Set<number>();
      for (let at: number | undefined = start; at !== undefined; at = this.#aliases.get(at)) {
        if (sound.has(at)) break;
        if (way.has(at)) return true;
        way.add(at);
      }
      for (const passed of way) sound.add(passed);
    }
    return false;
  }
}

function decoded<V>(reader: LinkReader, codec: ValueCodec<V>): TrieNode<V> {
  const node = new TrieNode<V>(undefined, 0, 0, 0, [], []);
  decodeNode(reader, codec, node);
  return node;
}

function malformed(why: string): MalformedTree {
  return { kind: "malformed", why };
}
