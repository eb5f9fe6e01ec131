// Finds what is kept here and belongs elsewhere, a part of the tree at a time: after the ring has
// changed, after somebody came back, and once in a long time.
import { type DigestItem, pointOfItem } from "../repair/digest-item.ts";
import { childPath, type DigestPath, rootPath } from "../repair/digest-path.ts";
import type { DigestTree } from "../repair/digest-tree.ts";
import { homeArc } from "../routing/placement.ts";
import { type Arc, isInArc, wholeRing } from "../routing/ring-point.ts";
import type { KnownNodes } from "./known-nodes.ts";
import { sweepPathsAtOnce, sweepRestMilliseconds } from "./limits.ts";

const branches = 64;

/** A part of the tree has no more than about so many items. */
const partItemsMax = 4096;

export class Sweep {
  readonly #known: KnownNodes;
  readonly #tree: DigestTree;
  readonly #copies: number;
  #dueAt = Number.POSITIVE_INFINITY;
  /** The next part, of so many; undefined: none goes on. */
  #part: number | undefined;
  #parts = 1;
  #arc: Arc | undefined;
  #arcChanges = -1;

  constructor(options: {
    readonly known: KnownNodes;
    readonly tree: DigestTree;
    readonly copies: number;
  }) {
    this.#known = options.known;
    this.#tree = options.tree;
    this.#copies = options.copies;
  }

  /** One is due at the latest then. */
  hasten(at: number): void {
    this.#dueAt = Math.min(this.#dueAt, at);
  }

  /** True when it is not this node's by its place on the ring. */
  isStray(item: DigestItem): boolean {
    const arc = this.#homeArc();
    return arc === undefined || !isInArc(pointOfItem(item), arc);
  }

  /** Strays that were found, at most about `room`. */
  turn(room: number, now: number): readonly DigestItem[] {
    if (this.#part === undefined && now >= this.#dueAt) {
      this.#part = 0;
      this.#parts = 1;
      while (this.#tree.size > partItemsMax * this.#parts && this.#parts < branches ** 3) {
        this.#parts *= branches;
      }
      this.#dueAt = now + sweepRestMilliseconds;
    }
    const arc = this.#homeArc();
    if (arc === wholeRing) this.#part = undefined;
    const found: DigestItem[] = [];
    for (let paths = 0; paths < sweepPathsAtOnce && found.length < room; paths++) {
      if (this.#part === undefined) break;
      for (const item of this.#tree.itemsAt(this.#path(this.#part), wholeRing)) {
        if (this.isStray(item)) found.push(item);
      }
      this.#part = this.#part + 1 < this.#parts ? this.#part + 1 : undefined;
    }
    return found;
  }

  #path(part: number): DigestPath {
    let path = rootPath;
    for (let span = this.#parts / branches; span >= 1; span /= branches) {
      path = childPath(path, Math.floor(part / span) % branches);
    }
    return path;
  }

  #homeArc(): Arc | undefined {
    if (this.#arcChanges !== this.#known.changes) {
      this.#arcChanges = this.#known.changes;
      this.#arc = homeArc(this.#known.ring, { id: this.#known.own.id, copies: this.#copies });
    }
    return this.#arc;
  }
}
