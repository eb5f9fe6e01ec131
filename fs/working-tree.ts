// The tree that a Volume works on: changed in place by own records, folded again where others'
// records come before them, and folded anew from the logs when what it was read from is damaged.
import { BrokenInvariant, invariant, isTrouble, Trouble } from "../dhash/core/index.ts";
import type { Stamp } from "../logs/core/index.ts";
import type { Change } from "./core/change.ts";
import type { Edit, FoldRecord, InodeDifference, Root } from "./core/index.ts";
import { applyRecord, diffRoots, makeEdit, TreeDamage } from "./core/index.ts";
import type { InodeNumber } from "./core/inode-number.ts";
import { SharedTree } from "./shared-tree.ts";

export interface WorkingTreeOptions {
  readonly root: Root;
  /** Somebody else's tree, which is shown until `showOwn`, or until it proves damaged. */
  readonly lent?: Root | undefined;
  /** Told of damage before the tree is folded anew. */
  readonly report: (trouble: Trouble) => void;
  readonly refold: (isDamaged: boolean) => Root | Trouble;
}

type IsKnown = (inode: InodeNumber) => boolean;
type Followed = readonly InodeDifference[] | Trouble;

export class WorkingTree {
  readonly #options: WorkingTreeOptions;
  #shared: SharedTree | undefined;
  #root: Root;
  #lent: Root | undefined;
  #edit: Edit = makeEdit();

  constructor(options: WorkingTreeOptions) {
    this.#options = options;
    this.#root = options.root;
    this.#lent = options.lent;
  }

  /** What is shown. */
  get root(): Root {
    return this.#lent ?? this.#root;
  }

  get isLent(): boolean {
    return this.#lent !== undefined;
  }

  /** The tree that is shown as it stands, frozen: later changes make a new one. */
  freeze(): Root {
    return this.#lent ?? this.freezeOwn();
  }

  /** The own tree, frozen. */
  freezeOwn(): Root {
    this.#edit = makeEdit();
    this.#shared?.freeze();
    return this.#root;
  }

  /** From now on the own tree is shown. Answers as `absorb` does. */
  showOwn(isKnown: IsKnown): readonly InodeDifference[] | Trouble {
    const lent = this.#lent;
    this.#lent = undefined;
    if (lent === undefined) return [];
    try {
      return [...diffRoots(lent, this.freezeOwn())].filter(({ inode }) => isKnown(inode));
    } catch (error) {
      return nonsense(error).trouble;
    }
  }

  /**
   * Whatever goes wrong while somebody else's tree is shown is that tree's fault, and nothing was
   * changed; undefined: it is a mistake of ours.
   */
  damageOf(error: unknown): TreeDamage | undefined {
    return error instanceof TreeDamage || this.isLent ? nonsense(error) : undefined;
  }

  /** Slots of the other members, whose records `absorb` takes from now on. */
  share(others: readonly number[]): void {
    this.freezeOwn();
    this.#shared ??= new SharedTree({ ...this.#options, root: this.#root });
    this.#shared.others = others;
  }

  /**
   * Applies the participant's own newest record. It is in the log already, so a tree folded anew
   * holds it, and the request must not be tried again. Throws BrokenInvariant when the disk reads
   * neither snapshot nor log: what follows would be made of a tree that lacks the record.
   */
  append(stamp: Stamp, changes: readonly Change[]): void {
    invariant(this.#lent === undefined, "nothing is written on somebody else's tree");
    try {
      this.#root =
        this.#shared === undefined
          ? applyRecord(this.#root, this.#edit, stamp, changes)
          : this.#shared.append({ stamp, changes });
    } catch (error) {
      if (!(error instanceof TreeDamage)) throw error;
      const trouble = this.refold(error);
      if (trouble === undefined) return;
      const why = `${trouble.message} The tree lacks a record of the log until the next start.`;
      throw new BrokenInvariant(why, { cause: error });
    }
  }

  /** Replaces a tree whose snapshot is damaged by one folded from the logs, or somebody else's by
   *  the own one as far as it is. */
  refold(damage: TreeDamage): Trouble | undefined {
    this.#options.report(damage.trouble);
    if (this.#lent !== undefined) {
      this.#lent = undefined;
      return undefined;
    }
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

  #follow(change: (shared: SharedTree) => Followed): Followed {
    invariant(this.#shared !== undefined, "there are others whose records are absorbed");
    const result = change(this.#shared);
    this.#root = this.#shared.root;
    // Nobody sees it yet.
    return this.#lent === undefined ? result : [];
  }
}

function nonsense(error: unknown): TreeDamage {
  if (error instanceof TreeDamage) return error;
  return new TreeDamage(new Trouble("damaged", `it makes no sense: ${String(error)}`, error));
}
