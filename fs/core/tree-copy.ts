// A tree for another machine: its nodes one after the other, each after those below it, and then
// its root (FORMAT "Trees between members"). Only canonical bytes travel: where a node is stored is
// everybody's own affair, and who takes it knows it by its digest.
import type { Hasher } from "../snapshot-port.ts";
import type { Root } from "./root.ts";
import { encodeRoot, visitRoot } from "./snapshot.ts";
import type { TrieVisitor, ValueCodec } from "./snapshot-codec.ts";
import { encodeNode, NodeWriter, sealNode } from "./snapshot-codec.ts";
import type { Trie } from "./trie.ts";
import { openNode, TrieNode } from "./trie.ts";

/** "" between two nodes, so that it can be run in slices. */
export type CopyStep = Uint8Array | "";

interface CopyWork {
  /** First it adds the work of the nodes below, then it answers with the node's bytes. */
  step(writer: NodeWriter, visitor: TrieVisitor): Uint8Array | "below first";
}

/**
 * Yields the canonical bytes of each node of a frozen root, valid until the next step, and ends
 * with those of the root. Nodes that are loaded on the way stay: letting go of them is for whoever
 * bounds what is loaded. Throws TreeDamage where a node cannot be read.
 */
export function* copyTree(root: Root, hasher: Hasher): Generator<CopyStep, Uint8Array> {
  const work: CopyWork[] = [];
  const writer = new NodeWriter(hasher);
  const visitor: TrieVisitor = {
    visit<V>(trie: Trie<V>, codec: ValueCodec<V>): void {
      if (trie instanceof TrieNode) work.push(copyWork(trie, codec));
      else if (trie !== undefined) codec.visitTries(trie.value, visitor);
    },
  };
  visitRoot(root, visitor);
  for (let next = work.at(-1); next !== undefined; next = work.at(-1)) {
    const step = next.step(writer, visitor);
    if (step !== "below first") work.pop();
    yield step === "below first" ? "" : step;
  }
  writer.clear();
  return encodeRoot(writer, root);
}

function copyWork<V>(node: TrieNode<V>, codec: ValueCodec<V>): CopyWork {
  let isEntered = false;
  return {
    step(writer, visitor) {
      if (isEntered) {
        writer.clear();
        encodeNode(writer, node, codec);
        if (node.digest === undefined) sealNode(node, writer.view(), writer.hasher);
        return writer.view();
      }
      isEntered = true;
      openNode(node);
      for (const item of node.items) {
        if (item instanceof TrieNode) visitor.visit(item, codec);
        else codec.visitTries(item, visitor);
      }
      return "below first";
    },
  };
}
