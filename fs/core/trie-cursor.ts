// Ordered walks over a trie: a cursor that starts at a key, the greatest key up to a key, and the
// walk over the nodes in which two tries differ.

import type { Trie, TrieItem } from "./trie.ts";
import { countBits, digitAt, levelApart, openNode, Single, TrieNode } from "./trie.ts";

export interface TrieEntry<V> {
  readonly key: number;
  readonly value: V;
}

/** Visits the keys from `from` on, ascending. The trie must not be changed in place meanwhile. */
export class TrieCursor<V> implements IterableIterator<TrieEntry<V>> {
  readonly #nodes: TrieNode<V>[] = [];
  /** For each open node the index of its next item. */
  readonly #indexes: number[] = [];
  #single: Single<V> | undefined;

  constructor(trie: Trie<V>, from = 0) {
    if (trie instanceof Single) this.#single = trie.key >= from ? trie : undefined;
    else if (trie !== undefined) this.#seek(trie, from);
  }

  /** The next entry, or undefined at the end. */
  step(): TrieEntry<V> | undefined {
    if (this.#single !== undefined) {
      const { key, value } = this.#single;
      this.#single = undefined;
      return { key, value };
    }
    for (let depth = this.#nodes.length - 1; depth >= 0; depth = this.#nodes.length - 1) {
      const node = this.#nodes[depth];
      const index = this.#indexes[depth];
      const item = index === undefined ? undefined : node?.items[index];
      if (node === undefined || index === undefined || item === undefined) {
        this.#nodes.pop();
        this.#indexes.pop();
        continue;
      }
      this.#indexes[depth] = index + 1;
      if (item instanceof TrieNode) this.#enter(item, 0);
      else return { key: node.keys[index] ?? 0, value: item };
    }
    return undefined;
  }

  next(): IteratorResult<TrieEntry<V>, undefined> {
    const entry = this.step();
    return entry === undefined ? { done: true, value: undefined } : { done: false, value: entry };
  }

  [Symbol.iterator](): this {
    return this;
  }

  #enter(node: TrieNode<V>, index: number): void {
    openNode(node);
    this.#nodes.push(node);
    this.#indexes.push(index);
  }

  #seek(start: TrieNode<V>, from: number): void {
    for (let node = start; ; ) {
      openNode(node);
      if (levelApart(from, node.prefix) > node.level) {
        if (from < node.prefix) this.#enter(node, 0);
        return;
      }
      const bit = 1 << digitAt(from, node.level);
      const index = countBits(node.bitmap & (bit - 1));
      const item = node.items[index];
      const isThere = (node.bitmap & bit) !== 0;
      if (isThere && item instanceof TrieNode) {
        this.#enter(node, index + 1);
        node = item;
      } else {
        const skip = isThere && (node.keys[index] ?? 0) < from ? 1 : 0;
        this.#enter(node, index + skip);
        return;
      }
    }
  }
}

/** The entry with the smallest key. */
export function trieFirst<V>(trie: Trie<V>): TrieEntry<V> | undefined {
  if (trie === undefined || trie instanceof Single) return trie;
  for (let node = trie; ; ) {
    openNode(node);
    const item = node.items[0];
    if (!(item instanceof TrieNode)) {
      return item === undefined ? undefined : { key: node.keys[0] ?? 0, value: item };
    }
    node = item;
  }
}

/** The entry with the greatest key that is not above `key`. */
export function trieFloor<V>(trie: Trie<V>, key: number): TrieEntry<V> | undefined {
  if (trie === undefined) return undefined;
  if (trie instanceof Single) return trie.key <= key ? trie : undefined;
  return floorInNode(trie, key);
}

export interface TrieDifference<V> {
  readonly key: number;
  readonly before: V | undefined;
  readonly after: V | undefined;
}

/** The keys whose values are not the same object, ascending within a node; equal nodes are not
 * entered or loaded. */
export function* diffTries<V>(a: Trie<V>, b: Trie<V>): Generator<TrieDifference<V>> {
  yield* diffSides(toSide(a), toSide(b));
}

function floorInNode<V>(node: TrieNode<V>, key: number): TrieEntry<V> | undefined {
  openNode(node);
  if (levelApart(key, node.prefix) > node.level) {
    return key < node.prefix ? undefined : greatest(node);
  }
  const bit = 1 << digitAt(key, node.level);
  const index = countBits(node.bitmap & (bit - 1));
  if ((node.bitmap & bit) !== 0) {
    const item = node.items[index];
    const itemKey = node.keys[index] ?? 0;
    if (item instanceof TrieNode) {
      const found = floorInNode(item, key);
      if (found !== undefined) return found;
    } else if (item !== undefined && itemKey <= key) {
      return { key: itemKey, value: item };
    }
  }
  return index === 0 ? undefined : greatestOf(node, index - 1);
}

function greatest<V>(node: TrieNode<V>): TrieEntry<V> | undefined {
  openNode(node);
  return greatestOf(node, node.items.length - 1);
}

function greatestOf<V>(node: TrieNode<V>, index: number): TrieEntry<V> | undefined {
  const item = node.items[index];
  if (item instanceof TrieNode) return greatest(item);
  return item === undefined ? undefined : { key: node.keys[index] ?? 0, value: item };
}

/** One side of a comparison: a value with its key, a node (its key is its prefix), or nothing. */
interface Side<V> {
  readonly key: number;
  readonly item: TrieItem<V> | undefined;
}

const nothing = { key: 0, item: undefined };

function toSide<V>(trie: Trie<V>): Side<V> {
  if (trie === undefined) return nothing;
  return trie instanceof Single ? { key: trie.key, item: trie.value } : { key: 0, item: trie };
}

function* diffSides<V>(a: Side<V>, b: Side<V>): Generator<TrieDifference<V>> {
  if (a.item === b.item && (a.item === undefined || a.item instanceof TrieNode || a.key === b.key))
    return;
  if (a.item instanceof TrieNode && b.item instanceof TrieNode) {
    yield* diffNodes(a.item, b.item);
  } else if (a.item instanceof TrieNode) {
    for (const digit of diffDigits(a.item, b)) {
      yield* diffSides(digit.inside, digit.other);
    }
  } else if (b.item instanceof TrieNode) {
    for (const digit of diffDigits(b.item, a)) {
      yield* diffSides(digit.other, digit.inside);
    }
  } else if (a.item !== undefined && b.item !== undefined && a.key === b.key) {
    yield { key: a.key, before: a.item, after: b.item };
  } else {
    if (a.item !== undefined) yield { key: a.key, before: a.item, after: undefined };
    if (b.item !== undefined) yield { key: b.key, before: undefined, after: b.item };
  }
}

function* diffNodes<V>(a: TrieNode<V>, b: TrieNode<V>): Generator<TrieDifference<V>> {
  if (a.digest !== undefined && a.digest === b.digest) return;
  openNode(a);
  openNode(b);
  if (a.level === b.level && a.prefix === b.prefix) {
    for (let digit = 0; digit < 32; digit++) {
      const before = sideAt(a, digit);
      const after = sideAt(b, digit);
      if (before.item !== undefined || after.item !== undefined) yield* diffSides(before, after);
    }
  } else if (a.level > b.level) {
    for (const digit of diffDigits(a, { key: b.prefix, item: b })) {
      yield* diffSides(digit.inside, digit.other);
    }
  } else {
    for (const digit of diffDigits(b, { key: a.prefix, item: a })) {
      yield* diffSides(digit.other, digit.inside);
    }
  }
}

/** Pairs each item of a node with `other` where that belongs under the same digit, and with nothing
 * elsewhere. */
function* diffDigits<V>(
  node: TrieNode<V>,
  other: Side<V>,
): Generator<{ inside: Side<V>; other: Side<V> }> {
  openNode(node);
  const belongs = other.item !== undefined && levelApart(other.key, node.prefix) <= node.level;
  const digitOfOther = belongs ? digitAt(other.key, node.level) : -1;
  if (!belongs && other.item !== undefined) yield { inside: nothing, other };
  for (let digit = 0; digit < 32; digit++) {
    const inside = sideAt(node, digit);
    const beside = digit === digitOfOther ? other : nothing;
    if (inside.item !== undefined || beside.item !== undefined) yield { inside, other: beside };
  }
}

function sideAt<V>(node: TrieNode<V>, digit: number): Side<V> {
  const bit = 1 << digit;
  if ((node.bitmap & bit) === 0) return nothing;
  const index = countBits(node.bitmap & (bit - 1));
  return { key: node.keys[index] ?? 0, item: node.items[index] };
}
