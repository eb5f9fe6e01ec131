// The tree that a Volume works on: changed in place by own records, folded again where others'
// records come before them, and folded anew from the logs when what it was read from is damaged.
import type { Trouble } from "../dhash/core/index.ts";
import { invariant, isTrouble } from "../dhash/core/index.ts";
import type { Stamp } from "../logs/core/index.ts";
import type { Change } from "./core/change.ts";
import type { Edit, FoldRecord, InodeDifference, Root } from "./core/index.ts";
import { applyRecord, makeEdit, TreeDamage } from "./core/index.ts";
import type { InodeNumber } from "./core/inode-number.ts";
import { SharedTree } from "./shared-tree.ts";

export interface WorkingTreeOptions {
  readonly root: Root;
  /** Told of damage before the tree is folded anew. */
  readonly report: (trouble: Trouble) => void;
  readonly refold: (isDamaged: boolean) => Root | Trouble;
}

type IsKnown = (inode: InodeNumber) => boolean;

export class WorkingTree {
  readonly #options: WorkingTreeOptions;
  #shared: SharedTree | undefined;
  #root: Root;
  #edit: Edit = makeEdit();

  constructor(options: WorkingTreeOptions) {
    this.#options = options;
    this.#root = options.root;
  }

  get root(): Root {
    return this.#root;
  }

  /** The tree as it stands, frozen: later changes make a new one. */
  freeze(): Root {
    this.#edit = makeEdit();
    this.#shared?.freeze();
    return this.#root;
  }

  /** Slots of the other members, whose records `absorb` takes from now on. */
  share(others: readonly number[]): void {
    this.freeze();
    this.#shared ??= new SharedTree({ ...this.#options, root: this.#root });
    this.#shared.others = others;
  }

  /**
   * Applies the participant's own newest record. It is in the log already, so a tree folded anew
   * holds it, and the request must not be tried again.
   */
  append(stamp: Stamp, changes: readonly Change[]): void {
    try {
      this.#root =
        this.#shared === undefined
          ? applyRecord(this.#root, this.#edit, stamp, changes)
          : this.#shared.append({ stamp, changes });
    } catch (error) {
      if (!(error instanceof TreeDamage)) throw error;
      const trouble = this.refold(error);
      if (trouble !== undefined) throw new Error(trouble.message, { cause: error });
    }
  }

  /** Replaces a tree whose snapshot is damaged by one folded from the logs. */
  refold(damage: TreeDamage): Trouble | undefined {
    this.#options.report(damage.trouble);
    const root = this.#options.refold(true);
    if (isTrouble(root)) return root;
    this.#root = root;
    this.#edit = makeEdit();
    this.#shared?.restart(root);
    return undefined;
  }

  /**
   * Folds in records of others. Answers with what changed of the known inodes; trouble: everything
   * may have.
   */
  absorb(records: readonly FoldRecord[], isKnown: IsKnown): readonly InodeDifference[] | Trouble {
    return this.#follow((shared) => shared.absorb(records, isKnown));
  }

  /** Folds everything anew, as records count differently now. Answers as `absorb` does. */
  recount(isKnown: IsKnown): readonly InodeDifference[] | Trouble {
    return this.#follow((shared) => shared.recount(isKnown));
  }

  #follow<Result>(change: (shared: SharedTree) => Result): Result {
    invariant(this.#shared !== undefined, "there are others whose records are absorbed");
    const result = change(this.#shared);
    this.#root = this.#shared.root;
    return result;
  }
}
