// A persistent, canonical, ordered trie from safe integers to values: 32-way radix,
// path-compressed, with edit ownership (FORMAT "Tree nodes"). A node exists exactly where two keys
// first differ, seen from the highest of their eleven 5-bit digits, so the shape follows from the
// set of keys alone. A node may be not loaded yet: its digest and its place in a snapshot are
// known, and its items are read when they are first needed.
import type { Trouble } from "../../dhash/core/index.ts";

/** Whoever holds an Edit may change nodes made under it in place. Dropping it freezes them. */
export class Edit {
  readonly kind = "edit";
}

export function makeEdit(): Edit {
  return new Edit();
}

export type Trie<V> = TrieNode<V> | Single<V> | undefined;
export type TrieItem<V> = V | TrieNode<V>;

/** A trie of one key: most files have one extent, and a node for it would cost four times as much.
 * */
export class Single<V> {
  readonly key: number;
  readonly value: V;
  constructor(key: number, value: V) {
    this.key = key;
    this.value = value;
  }
}

/** Where a frozen node is in a snapshot. */
export interface NodePlace<V> {
  /** What the reference is valid for; the same object for all nodes there. */
  readonly source: object;
  readonly reference: number;
  /** Reads the node and sets its level, prefix, bitmap, keys and items, or throws TreeDamage. */
  open(node: TrieNode<V>): void;
}

/** A part of the tree cannot be read. Thrown from any function that walks a trie; the Volume
 * answers EIO. */
export class TreeDamage extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(trouble.message);
    this.trouble = trouble;
  }
}

export class TrieNode<V> {
  owner: Edit | undefined;
  /** The highest digit in which the keys differ, 0..10. */
  level: number;
  /** The keys' common higher digits, followed by zeros: the smallest key that could be here. */
  prefix: number;
  /** Bit d is set when the digit d has an item; 0 while the node is not loaded. */
  bitmap: number;
  /** For each item in digit order its key, or the prefix of the node it is. */
  keys: number[];
  items: TrieItem<V>[];
  /** 32 characters of one byte each; only frozen nodes have it. */
  digest: string | undefined;
  place: NodePlace<V> | undefined;

  // Six positions instead of one object: this runs at every change of the tree.
  constructor(
    owner: Edit | undefined,
    level: number,
    prefix: number,
    bitmap: number,
    keys: number[],
    items: TrieItem<V>[],
  ) {
    this.owner = owner;
    this.level = level;
    this.prefix = prefix;
    this.bitmap = bitmap;
    this.keys = keys;
    this.items = items;
    this.digest = undefined;
    this.place = undefined;
  }
}

export function trieGet<V>(trie: Trie<V>, key: number): V | undefined {
  if (trie === undefined) return undefined;
  if (trie instanceof Single) return trie.key === key ? trie.value : undefined;
  let node: TrieNode<V> = trie;
  for (;;) {
    if (node.bitmap === 0) openNode(node);
    const bit = 1 << digitAt(key, node.level);
    if ((node.bitmap & bit) === 0) return undefined;
    const index = countBits(node.bitmap & (bit - 1));
    const item = node.items[index];
    if (item instanceof TrieNode) node = item;
    else return node.keys[index] === key ? item : undefined;
  }
}

export function trieSet<V>(trie: Trie<V>, edit: Edit, key: number, value: V): Trie<V> {
  if (trie === undefined) return new Single(key, value);
  if (trie instanceof TrieNode) return setInNode(trie, edit, key, value);
  if (trie.key !== key) return joinItems(edit, trie.key, trie.value, key, value);
  return trie.value === value ? trie : new Single(key, value);
}

export function trieRemove<V>(trie: Trie<V>, edit: Edit, key: number): Trie<V> {
  if (trie === undefined) return undefined;
  if (trie instanceof Single) return trie.key === key ? undefined : trie;
  const node = removeInNode(trie, edit, key);
  if (node.items.length !== 1) return node;
  const [only] = node.items;
  const [onlyKey] = node.keys;
  if (only === undefined || onlyKey === undefined) return undefined;
  return only instanceof TrieNode ? only : new Single(onlyKey, only);
}

/** Loads the items of a node that was read as a reference only. */
export function openNode<V>(node: TrieNode<V>): void {
  if (node.bitmap === 0) node.place?.open(node);
}

/** Lets go of the items of a node that a snapshot holds; nobody may be walking in it. */
export function closeNode<V>(node: TrieNode<V>): void {
  node.bitmap = 0;
  node.keys = [];
  node.items = [];
}

const halfSpan = 2 ** 30;

/** The 5-bit digit of a key at a level. Digits 0..5 lie in the 30 low bits, which `| 0` keeps of
 * any safe integer. */
export function digitAt(key: number, level: number): number {
  if (level < 6) return ((key | 0) >>> (5 * level)) & 31;
  return (Math.floor(key / halfSpan) >>> (5 * (level - 6))) & 31;
}

/** The highest digit in which two keys differ; -1 when they are equal. */
export function levelApart(a: number, b: number): number {
  const high = Math.floor(a / halfSpan) ^ Math.floor(b / halfSpan);
  if (high !== 0) return 6 + (((31 - Math.clz32(high)) / 5) | 0);
  const low = ((a | 0) ^ (b | 0)) & (halfSpan - 1);
  return low === 0 ? -1 : ((31 - Math.clz32(low)) / 5) | 0;
}

const spans = Array.from({ length: 12 }, (_, level) => 32 ** level);

/** 32^level: how many keys one digit of a level stands for. */
export function levelSpan(level: number): number {
  return spans[level] ?? Number.NaN;
}

export function prefixAt(key: number, level: number): number {
  const span = levelSpan(level + 1);
  return Math.floor(key / span) * span;
}

export function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function setInNode<V>(node: TrieNode<V>, edit: Edit, key: number, value: V): TrieNode<V> {
  if (node.bitmap === 0) openNode(node);
  const apart = levelApart(key, node.prefix);
  if (apart > node.level) return joinItems(edit, node.prefix, node, key, value);
  const bit = 1 << digitAt(key, node.level);
  const index = countBits(node.bitmap & (bit - 1));
  if ((node.bitmap & bit) === 0) return insertItem(node, edit, index, bit, key, value);
  const item = node.items[index];
  if (item instanceof TrieNode) {
    const child = setInNode(item, edit, key, value);
    // The same node comes back when it was ours to change in place (then this one is ours too) or
    // nothing changed.
    return child === item ? node : replaceItem(node, edit, index, child.prefix, child);
  }
  const itemKey = node.keys[index];
  if (item === undefined || itemKey === undefined || itemKey === key) {
    return item === value ? node : replaceItem(node, edit, index, key, value);
  }
  const joined = joinItems(edit, itemKey, item, key, value);
  return replaceItem(node, edit, index, joined.prefix, joined);
}

/** May return a node with one item left, which the caller puts in the node's place. */
function removeInNode<V>(node: TrieNode<V>, edit: Edit, key: number): TrieNode<V> {
  if (node.bitmap === 0) openNode(node);
  const bit = 1 << digitAt(key, node.level);
  if ((node.bitmap & bit) === 0) return node;
  const index = countBits(node.bitmap & (bit - 1));
  const item = node.items[index];
  if (!(item instanceof TrieNode)) {
    return node.keys[index] === key ? deleteItem(node, edit, index, bit) : node;
  }
  const child = removeInNode(item, edit, key);
  const [only] = child.items;
  const [onlyKey] = child.keys;
  if (child.items.length === 1 && only !== undefined && onlyKey !== undefined) {
    return replaceItem(node, edit, index, onlyKey, only);
  }
  return child === item ? node : replaceItem(node, edit, index, child.prefix, child);
}

/** A node of two items whose keys (or prefixes) differ. */
function joinItems<V>(
  edit: Edit,
  keyA: number,
  itemA: TrieItem<V>,
  keyB: number,
  itemB: TrieItem<V>,
): TrieNode<V> {
  const level = levelApart(keyA, keyB);
  const bitmap = (1 << digitAt(keyA, level)) | (1 << digitAt(keyB, level));
  const prefix = prefixAt(keyA, level);
  return keyA < keyB
    ? new TrieNode(edit, level, prefix, bitmap, [keyA, keyB], [itemA, itemB])
    : new TrieNode(edit, level, prefix, bitmap, [keyB, keyA], [itemB, itemA]);
}

function ownNode<V>(node: TrieNode<V>, edit: Edit): TrieNode<V> {
  if (node.owner === edit) return node;
  const { level, prefix, bitmap, keys, items } = node;
  return new TrieNode(edit, level, prefix, bitmap, keys.slice(), items.slice());
}

function replaceItem<V>(
  node: TrieNode<V>,
  edit: Edit,
  index: number,
  key: number,
  item: TrieItem<V>,
): TrieNode<V> {
  const own = ownNode(node, edit);
  own.keys[index] = key;
  own.items[index] = item;
  return own;
}

// toSpliced makes arrays of exactly the length needed: arrays that grow keep room for 16 more,
// which a million small nodes would pay for.
function insertItem<V>(
  node: TrieNode<V>,
  edit: Edit,
  index: number,
  bit: number,
  key: number,
  item: TrieItem<V>,
): TrieNode<V> {
  const keys = node.keys.toSpliced(index, 0, key);
  const items = node.items.toSpliced(index, 0, item);
  return withItems(node, edit, node.bitmap | bit, keys, items);
}

function deleteItem<V>(node: TrieNode<V>, edit: Edit, index: number, bit: number): TrieNode<V> {
  const keys = node.keys.toSpliced(index, 1);
  const items = node.items.toSpliced(index, 1);
  return withItems(node, edit, node.bitmap & ~bit, keys, items);
}

function withItems<V>(
  node: TrieNode<V>,
  edit: Edit,
  bitmap: number,
  keys: number[],
  items: TrieItem<V>[],
): TrieNode<V> {
  if (node.owner !== edit) {
    return new TrieNode(edit, node.level, node.prefix, bitmap, keys, items);
  }
  node.bitmap = bitmap;
  node.keys = keys;
  node.items = items;
  return node;
}
