// A trie in nodes of its own, for who keeps it longer than the snapshot that holds it.
import type { Trie, TrieItem } from "./trie.ts";
import { openNode, TrieNode } from "./trie.ts";

/** The same trie, loaded whole; nothing of it is read from a snapshot any more. */
export function copyTrie<V>(trie: Trie<V>): Trie<V> {
  return trie instanceof TrieNode ? copyNode(trie) : trie;
}

function copyNode<V>(node: TrieNode<V>): TrieNode<V> {
  openNode(node);
  const { level, prefix, bitmap, keys } = node;
  const items = node.items.map(
    (item): TrieItem<V> => (item instanceof TrieNode ? copyNode(item) : item),
  );
  return new TrieNode(undefined, level, prefix, bitmap, keys.slice(), items);
}
