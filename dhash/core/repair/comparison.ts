// Two neighbours find out what one of them lacks in a range of keys, by their digest trees (FORMAT
// "Digests of key ranges"). Who asks keeps the state; who answers needs none. Each round goes one
// level down where digests differ.
import { type Arc, isInArc } from "../routing/ring-point.ts";
import { type DigestItem, pointOfItem } from "./digest-item.ts";
import { boundsOf, branchOf, childPath, type DigestPath, rootPath } from "./digest-path.ts";
import type { DigestTree } from "./digest-tree.ts";
import {
  comparisonNodesMax,
  digestLeafItemsMax,
  digestLevelsMax,
  digestsComparedMax,
} from "./limits.ts";

export interface ComparisonQuestion {
  readonly arc: Arc;
  /** At most `digestsComparedMax`. */
  readonly nodes: readonly { readonly path: DigestPath; readonly digest: Uint8Array }[];
}

/** What the one who answers has below a path. */
export type ComparisonAnswer = { readonly path: DigestPath } & (
  | { readonly kind: "same" }
  /** All of its items there that are in the arc. */
  | { readonly kind: "items"; readonly items: readonly DigestItem[] }
  /** More than a leaf: the digests of the 64 branches. */
  | { readonly kind: "branches"; readonly digests: readonly Uint8Array[] }
);

export interface Difference {
  /** The other has them, this one does not. */
  readonly missing: readonly DigestItem[];
  readonly surplus: readonly DigestItem[];
  /** True when the other answered everything that was asked. */
  readonly isWhole: boolean;
}

export function answerComparison(
  tree: DigestTree,
  { arc, nodes }: ComparisonQuestion,
): readonly ComparisonAnswer[] {
  return nodes.slice(0, digestsComparedMax).map(({ path, digest }): ComparisonAnswer => {
    if (isSame(tree.digestAt(path), digest)) return { path, kind: "same" };
    const isLeaf = tree.countAt(path) <= digestLeafItemsMax || path.length === digestLevelsMax;
    if (isLeaf) return { path, kind: "items", items: tree.itemsAt(path, arc) };
    const digests = Array.from({ length: 64 }, (_, branch) =>
      tree.digestAt(childPath(path, branch)),
    );
    return { path, kind: "branches", digests };
  });
}

export class Comparison {
  readonly #tree: DigestTree;
  readonly #arc: Arc;
  /** To be asked. */
  readonly #open: DigestPath[];
  /** Asked, without an answer. */
  #asked = new Set<DigestPath>();
  #nodes = 1;
  readonly #missing: DigestItem[] = [];
  readonly #surplus: DigestItem[] = [];
  #isWhole = true;

  /** What changes in the tree meanwhile may be called a difference and be none. */
  constructor(tree: DigestTree, arc: Arc) {
    this.#tree = tree;
    this.#arc = arc;
    this.#open = [narrowestPath(arc)];
  }

  /** What to ask next; undefined when the comparison has ended. */
  next(): ComparisonQuestion | undefined {
    if (this.#asked.size > 0) {
      this.#isWhole = false;
      this.#asked.clear();
    }
    const paths = this.#open.splice(0, digestsComparedMax);
    if (paths.length === 0) return undefined;
    this.#asked = new Set(paths);
    const nodes = paths.map((path) => ({ path, digest: this.#tree.digestAt(path) }));
    return { arc: this.#arc, nodes };
  }

  /** Takes the answers to the last question. What was not asked is passed over. */
  answered(answers: readonly ComparisonAnswer[]): void {
    for (const answer of answers) {
      if (!this.#asked.delete(answer.path)) continue;
      switch (answer.kind) {
        case "same":
          break;
        case "items":
          this.#compareItems(answer.path, answer.items);
          break;
        case "branches":
          this.#descend(answer.path, answer.digests);
      }
    }
  }

  difference(): Difference {
    const [missing, surplus] = [[...this.#missing].sort(), [...this.#surplus].sort()];
    return { missing, surplus, isWhole: this.#isWhole && this.#open.length === 0 };
  }

  #compareItems(path: DigestPath, items: readonly DigestItem[]): void {
    const own = new Set(this.#tree.itemsAt(path, this.#arc));
    const { first, last } = boundsOf(path);
    for (const item of new Set(items)) {
      const point = pointOfItem(item);
      if (point < first || point > last || !isInArc(point, this.#arc)) this.#isWhole = false;
      else if (!own.delete(item)) this.#missing.push(item);
    }
    for (const item of own) this.#surplus.push(item);
  }

  #descend(path: DigestPath, digests: readonly Uint8Array[]): void {
    if (digests.length !== 64 || path.length >= digestLevelsMax) {
      this.#isWhole = false;
      return;
    }
    digests.forEach((digest, branch) => {
      const child = childPath(path, branch);
      if (!meets(this.#arc, child) || isSame(this.#tree.digestAt(child), digest)) return;
      if (digest.every((byte) => byte === 0)) {
        for (const item of this.#tree.itemsAt(child, this.#arc)) this.#surplus.push(item);
      } else if (this.#nodes < comparisonNodesMax) {
        this.#nodes++;
        this.#open.push(child);
      } else this.#isWhole = false;
    });
  }
}

/** The deepest path below which the whole arc is. */
function narrowestPath({ from, to }: Arc): DigestPath {
  let path = rootPath;
  if (from > to) return path;
  for (let depth = 0; depth < digestLevelsMax; depth++) {
    const branch = branchOf(from, depth);
    if (branch !== branchOf(to, depth)) break;
    path = childPath(path, branch);
  }
  return path;
}

function meets(arc: Arc, path: DigestPath): boolean {
  const { first, last } = boundsOf(path);
  return isInArc(first, arc) || isInArc(last, arc) || (first <= arc.from && arc.from <= last);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
