// The tree of a Volume whose file system has several writers. Own records come last in the order;
// those of others may be late, and everything after their place is folded again.

import { invariant, isTrouble, type Trouble } from "../dhash/core/index.ts";
import type { FoldRecord, History, InodeDifference, InodeNumber, Root } from "./core/index.ts";
import {
  diffRoots,
  insertRecords,
  logState,
  makeEdit,
  startHistory,
  TreeDamage,
} from "./core/index.ts";

export interface SharedTreeOptions {
  readonly root: Root;
  /** The tree folded anew from all that the logs hold. */
  readonly refold: (isDamaged: boolean) => Root | Trouble;
  readonly report: (trouble: Trouble) => void;
}

export class SharedTree {
  readonly #options: SharedTreeOptions;
  /** Slots of the other members. */
  others: readonly number[] = [];
  #history: History;

  constructor(options: SharedTreeOptions) {
    this.#options = options;
    this.#history = startHistory(options.root);
  }

  get root(): Root {
    return this.#history.root;
  }

  /** The root stays as it is: later records make a new one. */
  freeze(): void {
    this.#history = { ...this.#history, edit: makeEdit() };
  }

  /** Goes on from a root that was folded elsewhere. */
  restart(root: Root): void {
    this.#history = startHistory(root);
  }

  /** Applies the own newest record. When it throws TreeDamage, the tree is to be restarted. */
  append(record: FoldRecord): Root {
    invariant(this.#insert([record]), "the own newest record comes last");
    return this.root;
  }

  /** Folds in records of others; answers with what changed of the inodes asked for. */
  absorb(
    records: readonly FoldRecord[],
    isAsked: (inode: InodeNumber) => boolean,
  ): readonly InodeDifference[] | Trouble {
    return this.#compare(isAsked, () => (this.#insert(records) ? undefined : this.#refold(false)));
  }

  /** Folds everything anew; answers as `absorb` does. */
  recount(isAsked: (inode: InodeNumber) => boolean): readonly InodeDifference[] | Trouble {
    return this.#compare(isAsked, () => this.#refold(false));
  }

  #compare(
    isAsked: (inode: InodeNumber) => boolean,
    change: () => Trouble | undefined,
  ): readonly InodeDifference[] | Trouble {
    this.freeze();
    const before = this.root;
    try {
      const trouble = change();
      if (trouble !== undefined) return trouble;
      const changed: InodeDifference[] = [];
      for (const difference of diffRoots(before, this.root)) {
        if (isAsked(difference.inode)) changed.push(difference);
      }
      return changed;
    } catch (error) {
      if (!(error instanceof TreeDamage)) throw error;
      this.#options.report(error.trouble);
      return this.#refold(true) ?? error.trouble;
    }
  }

  /** False, and nothing is done, when a record is older than what is kept to fold again. */
  #insert(records: readonly FoldRecord[]): boolean {
    const inserted = insertRecords(this.#history, records, this.#floor());
    if (inserted.kind === "too-late") return false;
    this.#history = inserted.history;
    return true;
  }

  #refold(isDamaged: boolean): Trouble | undefined {
    const root = this.#options.refold(isDamaged);
    if (isTrouble(root)) return root;
    this.restart(root);
    return undefined;
  }

  /** A member who has not written yet may begin with any Lamport number. */
  #floor(): number {
    const isSilent = (slot: number): boolean => logState(this.root, slot) === undefined;
    return this.others.some(isSilent) ? 0 : Number.POSITIVE_INFINITY;
  }
}
