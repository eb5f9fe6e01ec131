// Letting go of what a snapshot holds: its nodes are loaded again when they are needed, so memory
// is bounded by what is in use and not by the tree.
import type { Root } from "./root.ts";
import { visitRoot } from "./snapshot.ts";
import type { TrieVisitor, ValueCodec } from "./snapshot-codec.ts";
import type { Trie } from "./trie.ts";
import { closeNode, TrieNode } from "./trie.ts";

/** Closes every node of the tree that a snapshot holds. What is below such a node is held as well,
 * so only what changed since the snapshot is walked. Yields after each of those, so that it can be
 * run in slices; the tree may be changed meanwhile, but no snapshot of it may be written and nobody
 * may be in the middle of a walk through it. */
export function* unloadStored(root: Root): Generator<void> {
  const work: (() => void)[] = [];
  const visitor: TrieVisitor = {
    visit<V>(trie: Trie<V>, codec: ValueCodec<V>): void {
      if (trie === undefined) return;
      if (!(trie instanceof TrieNode)) codec.visitTries(trie.value, visitor);
      else if (trie.place !== undefined) closeNode(trie);
      else work.push(() => visitItems(trie, codec, visitor));
    },
  };
  visitRoot(root, visitor);
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    next();
    yield;
  }
}

function visitItems<V>(node: TrieNode<V>, codec: ValueCodec<V>, visitor: TrieVisitor): void {
  for (const item of node.items) {
    if (item instanceof TrieNode) visitor.visit(item, codec);
    else codec.visitTries(item, visitor);
  }
}
