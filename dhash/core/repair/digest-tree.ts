// The Merkle tree over what a node keeps (DHash: merkle_tree; FORMAT "Digests of key ranges"): a
// node with at most 64 items is a leaf, any other has 64 branches. Its shape and digests follow
// from the items alone, so two nodes compare what they keep by comparing digests.
import type { Hasher } from "../../ports.ts";
import { type Arc, isInArc } from "../routing/ring-point.ts";
import { type DigestItem, digestItemToBytes, pointOfItem } from "./digest-item.ts";
import { boundsOf, branchesOf, branchOf, type DigestPath } from "./digest-path.ts";
import { digestLeafItemsMax, digestLevelsMax } from "./limits.ts";

/** Domain labels of the digests. */
export const digestLeafLabel = "ivy digest leaf 1";
export const digestNodeLabel = "ivy digest node 1";

interface Leaf {
  readonly kind: "leaf";
  /** Sorted. */
  readonly items: DigestItem[];
  digest: Uint8Array | undefined;
}

interface Inner {
  readonly kind: "inner";
  readonly branches: (TreeNode | undefined)[];
  count: number;
  digest: Uint8Array | undefined;
}

type TreeNode = Leaf | Inner;

/** Of nothing. */
const emptyDigest = new Uint8Array(32);

export class DigestTree {
  readonly #hasher: Hasher;
  #root: TreeNode = { kind: "leaf", items: [], digest: undefined };

  constructor(hasher: Hasher) {
    this.#hasher = hasher;
  }

  get size(): number {
    return countOf(this.#root);
  }

  /** False when it is there already. */
  add(item: DigestItem): boolean {
    const added = this.#add(this.#root, item, 0);
    if (added === undefined) return false;
    this.#root = added;
    return true;
  }

  /** False when it is not there. */
  remove(item: DigestItem): boolean {
    const left = this.#remove(this.#root, item, 0);
    if (left === undefined) return false;
    this.#root = left;
    return true;
  }

  has(item: DigestItem): boolean {
    let node: TreeNode | undefined = this.#root;
    for (let depth = 0; node?.kind === "inner"; depth++) {
      node = node.branches[branchOf(item, depth)];
    }
    return node?.kind === "leaf" && node.items[lowerBound(node.items, item)] === item;
  }

  /** Of everything below a path; 32 zeros when there is nothing. */
  digestAt(path: DigestPath): Uint8Array {
    const node = this.#nodeAt(path);
    if (node === undefined) return emptyDigest;
    if (node.kind === "leaf") return this.#digestOfItems(itemsBelow(node.items, path));
    return this.#digest(node);
  }

  /** How many items are below a path. */
  countAt(path: DigestPath): number {
    const node = this.#nodeAt(path);
    if (node === undefined) return 0;
    return node.kind === "leaf" ? itemsBelow(node.items, path).length : node.count;
  }

  /** The items below a path whose points are in the arc, in order. */
  itemsAt(path: DigestPath, arc: Arc): readonly DigestItem[] {
    const node = this.#nodeAt(path);
    if (node === undefined) return [];
    const items: DigestItem[] = [];
    collect(node, items);
    return itemsBelow(items, path).filter((item) => isInArc(pointOfItem(item), arc));
  }

  /** A leaf may stand above the path: then it holds what is below, and more. */
  #nodeAt(path: DigestPath): TreeNode | undefined {
    let node: TreeNode | undefined = this.#root;
    for (const branch of branchesOf(path)) {
      if (node?.kind !== "inner") return node;
      node = node.branches[branch];
    }
    return node;
  }

  #add(node: TreeNode, item: DigestItem, depth: number): TreeNode | undefined {
    if (node.kind === "leaf") {
      const at = lowerBound(node.items, item);
      if (node.items[at] === item) return undefined;
      node.items.splice(at, 0, item);
      node.digest = undefined;
      const isFull = node.items.length > digestLeafItemsMax && depth < digestLevelsMax;
      return isFull ? this.#split(node.items, depth) : node;
    }
    const branch = branchOf(item, depth);
    const child: TreeNode = node.branches[branch] ?? { kind: "leaf", items: [], digest: undefined };
    const added = this.#add(child, item, depth + 1);
    if (added === undefined) return undefined;
    node.branches[branch] = added;
    node.count++;
    node.digest = undefined;
    return node;
  }

  #split(items: readonly DigestItem[], depth: number): TreeNode {
    let node: TreeNode = {
      kind: "inner",
      branches: Array.from({ length: 64 }, () => undefined),
      count: 0,
      digest: undefined,
    };
    for (const item of items) node = this.#add(node, item, depth) ?? node;
    return node;
  }

  #remove(node: TreeNode, item: DigestItem, depth: number): TreeNode | undefined {
    if (node.kind === "leaf") {
      const at = lowerBound(node.items, item);
      if (node.items[at] !== item) return undefined;
      node.items.splice(at, 1);
      node.digest = undefined;
      return node;
    }
    const branch = branchOf(item, depth);
    const child = node.branches[branch];
    const left = child === undefined ? undefined : this.#remove(child, item, depth + 1);
    if (left === undefined) return undefined;
    node.branches[branch] = countOf(left) === 0 ? undefined : left;
    node.count--;
    node.digest = undefined;
    if (node.count > digestLeafItemsMax) return node;
    const items: DigestItem[] = [];
    collect(node, items);
    return { kind: "leaf", items, digest: undefined };
  }

  #digest(node: TreeNode): Uint8Array {
    node.digest ??= node.kind === "leaf" ? this.#digestOfItems(node.items) : this.#digestOf(node);
    return node.digest;
  }

  #digestOf({ branches }: Inner): Uint8Array {
    const parts = branches.map((child) =>
      child === undefined ? emptyDigest : this.#digest(child),
    );
    return this.#hasher.hash(digestNodeLabel, parts);
  }

  #digestOfItems(items: readonly DigestItem[]): Uint8Array {
    if (items.length === 0) return emptyDigest;
    return this.#hasher.hash(digestLeafLabel, items.map(digestItemToBytes));
  }
}

function countOf(node: TreeNode): number {
  return node.kind === "leaf" ? node.items.length : node.count;
}

function collect(node: TreeNode, into: DigestItem[]): void {
  if (node.kind === "leaf") into.push(...node.items);
  else for (const child of node.branches) if (child !== undefined) collect(child, into);
}

function itemsBelow(items: readonly DigestItem[], path: DigestPath): readonly DigestItem[] {
  const { first, last } = boundsOf(path);
  return items.filter((item) => {
    const point = pointOfItem(item);
    return first <= point && point <= last;
  });
}

function lowerBound(items: readonly DigestItem[], item: DigestItem): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] ?? "") < item) low = middle + 1;
    else high = middle;
  }
  return low;
}
