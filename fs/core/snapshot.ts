// Snapshots of roots: writing the nodes that a store does not hold yet, and opening a root from its
// few bytes, with nodes loaded when they are first needed; digests (FORMAT "Digests").
import { isTrouble, Trouble } from "../../dhash/core/index.ts";
import type { Hasher, NodeSink, NodeSource } from "../snapshot-port.ts";
import type { Position, Root } from "./root.ts";
import { ByteReader, MalformedSnapshot } from "./snapshot-bytes.ts";
import type { TrieVisitor, ValueCodec } from "./snapshot-codec.ts";
import {
  encodeNode,
  NodeReader,
  NodeWriter,
  SnapshotPlace,
  sealNode,
  snapshotFormat,
  splitStored,
  toDigest,
} from "./snapshot-codec.ts";
import {
  aliasCodec,
  conflictsCodec,
  logCodec,
  recentCodec,
  unsettledCodec,
} from "./snapshot-memory.ts";
import { inodeCodec, readDot } from "./snapshot-values.ts";
import type { Trie } from "./trie.ts";
import { closeNode, openNode, TrieNode } from "./trie.ts";

export const rootLabel = "ivy tree root 1";
const digestBytes = 32;

/** 32 bytes that are equal for two roots exactly if they were folded from the same records. Freezes
 * the root. */
export function rootDigest(root: Root, hasher: Hasher): Uint8Array {
  return hasher.hash(rootLabel, [encodeRoot(new NodeWriter(hasher), root)]);
}

/** How far the writing of a snapshot has come: one more node is written; or all of them are, and
 * next comes the root, for which everything must be made durable. */
export type SnapshotStep = "node" | "root next";

/** Where and how nodes are written. */
export interface SnapshotWriting {
  readonly sink: NodeSink;
  readonly hasher: Hasher;
  /** Memory is short: nodes that are written are let go. */
  readonly isCrowded: () => boolean;
}

/** Writes a frozen root: all nodes that the sink does not hold, children first, then the root.
 * Yields after each node, so that it can be run in slices between other work; the root must stay
 * frozen meanwhile, and nobody else may let go of its nodes. Ends with the trouble that stopped it,
 * or with undefined when the snapshot is complete. */
export function* writeSnapshot(
  root: Root,
  writing: SnapshotWriting,
): Generator<SnapshotStep, Trouble | undefined> {
  const { sink, hasher } = writing;
  const work: NodeWork[] = [];
  const writer = new NodeWriter(hasher);
  const visitor = pushInto(work);
  visitRoot(root, visitor);
  for (let node = work.at(-1); node !== undefined; node = work.at(-1)) {
    const outcome = node.step(writing, writer, visitor);
    if (isTrouble(outcome)) return outcome;
    if (outcome === "done") work.pop();
    if (outcome === "done") yield "node";
  }
  yield "root next";
  writer.clear();
  const digest = hasher.hash(rootLabel, [encodeRoot(writer, root)]);
  return sink.appendRoot(Buffer.concat([digest, writer.stored()]));
}

/** The root whose bytes `appendRoot` was given. Reads nothing else yet. */
export function openSnapshot(
  bytes: Uint8Array,
  source: NodeSource,
  hasher: Hasher,
): Root | Trouble {
  try {
    const digest = new ByteReader(bytes).fixed(digestBytes);
    const { canonical, references } = splitStored(bytes.subarray(digestBytes));
    if (toDigest(hasher.hash(rootLabel, [canonical])) !== digest) {
      throw new MalformedSnapshot("its digest does not fit");
    }
    const reader = new NodeReader(canonical, references, { source, hasher });
    const root = decodeRoot(reader);
    const isWhole = reader.isAtEnd && references.isAtEnd;
    if (!isWhole) throw new MalformedSnapshot("there are bytes after its end");
    return root;
  } catch (error) {
    if (!(error instanceof MalformedSnapshot)) throw error;
    return new Trouble("damaged", `the root of the snapshot is damaged: ${error.message}`, error);
  }
}

/** Shows the visitor all tries of a root. */
export function visitRoot(root: Root, visitor: TrieVisitor): void {
  visitor.visit(root.inodes, inodeCodec);
  visitor.visit(root.logs, logCodec);
  visitor.visit(root.recent, recentCodec);
  visitor.visit(root.unsettled, unsettledCodec);
  visitor.visit(root.aliases, aliasCodec);
  visitor.visit(root.conflicts, conflictsCodec);
}

export function encodeRoot(writer: NodeWriter, root: Root): Uint8Array {
  writer.byte(snapshotFormat);
  writer.varint(root.inodeCount);
  writer.varint(root.storedBytes);
  writer.varint(root.unsettledNext);
  writer.byte(root.last === undefined ? 0 : 1);
  if (root.last !== undefined) {
    writer.varint(root.last.dot);
    writer.varint(root.last.lamport);
    writer.text(root.last.logId);
  }
  writer.trie(root.inodes, inodeCodec);
  writer.trie(root.logs, logCodec);
  writer.trie(root.recent, recentCodec);
  writer.trie(root.unsettled, unsettledCodec);
  writer.trie(root.aliases, aliasCodec);
  writer.trie(root.conflicts, conflictsCodec);
  return writer.view();
}

export function decodeRoot(reader: NodeReader): Root {
  const format = reader.byte();
  if (format !== snapshotFormat) throw new MalformedSnapshot(`it has the format ${format}`);
  const [inodeCount, storedBytes, unsettledNext] = [
    reader.varint(),
    reader.varint(),
    reader.varint(),
  ];
  const last = readPosition(reader);
  return {
    inodes: reader.trie(inodeCodec),
    inodeCount,
    storedBytes,
    logs: reader.trie(logCodec),
    last,
    recent: reader.trie(recentCodec),
    unsettled: reader.trie(unsettledCodec),
    unsettledNext,
    aliases: reader.trie(aliasCodec),
    conflicts: reader.trie(conflictsCodec),
  };
}

function readPosition(reader: NodeReader): Position | undefined {
  const form = reader.byte();
  if (form === 0) return undefined;
  if (form !== 1) throw new MalformedSnapshot("a flag that is neither 0 nor 1");
  return { dot: readDot(reader), lamport: reader.varint(), logId: reader.text() };
}

/** A node on the way into a snapshot. */
interface NodeWork {
  /** First it adds the work of the nodes below, then it appends the node itself. */
  step(
    writing: SnapshotWriting,
    writer: NodeWriter,
    visitor: TrieVisitor,
  ): "done" | "below first" | Trouble;
}

function pushInto(work: NodeWork[]): TrieVisitor {
  const visitor: TrieVisitor = {
    visit<V>(trie: Trie<V>, codec: ValueCodec<V>): void {
      if (trie instanceof TrieNode) work.push(nodeWork(trie, codec));
      else if (trie !== undefined) codec.visitTries(trie.value, visitor);
    },
  };
  return visitor;
}

// A node that lies unread in another snapshot is loaded where it is, and not as a copy: whoever
// looks at it meanwhile then shares the nodes below it, and learns their new places.
function nodeWork<V>(node: TrieNode<V>, codec: ValueCodec<V>): NodeWork {
  let isEntered = false;
  let wasUnread = false;
  return {
    step({ sink, isCrowded }, writer, visitor) {
      if (node.place?.source === sink.source) return "done";
      if (!isEntered) {
        isEntered = true;
        wasUnread = node.bitmap === 0;
        openNode(node);
        for (const item of node.items) {
          if (item instanceof TrieNode) visitor.visit(item, codec);
          else codec.visitTries(item, visitor);
        }
        return "below first";
      }
      writer.clear();
      encodeNode(writer, node, codec);
      if (node.digest === undefined) sealNode(node, writer.view(), writer.hasher);
      const reference = sink.append(writer.stored());
      if (isTrouble(reference)) return reference;
      const from = { source: sink.source, hasher: writer.hasher };
      node.place = new SnapshotPlace(from, codec, reference);
      if (wasUnread || isCrowded()) closeNode(node);
      return "done";
    },
  };
}
