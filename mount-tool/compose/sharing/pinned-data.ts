// What is pinned: files and directories whose data is fetched and stays, wherever they move. Walks
// through all of it now and then; what others write there is fetched at once.
import type { BlockKey, Held, Trouble } from "../../../dhash/index.ts";
import type { InodeNumber, Root, Volume } from "../../../fs/index.ts";
import { isBelow, TreeDamage, TreeWalk } from "../../../fs/index.ts";
import type { HomeParts } from "../home-parts.ts";
import type { changesOf } from "../record-changes.ts";
import { LackingBlocks } from "./lacking-blocks.ts";

type Changes = ReturnType<typeof changesOf>;

export interface PinnedDataOptions {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly fetch: (keys: readonly BlockKey[]) => void;
  readonly report: (trouble: Trouble) => void;
}

/** Things that others changed and that are looked at next; beyond it a whole walk finds them. */
const touchedMax = 4096;

/** Walks begin no earlier after the last one than this, and take no more than a tenth of time. */
const restMillisecondsMin = 5000;
const restFactor = 10;

export class PinnedData {
  readonly #options: PinnedDataOptions;
  readonly #lacking: LackingBlocks<undefined>;
  #pins: ReadonlySet<InodeNumber> = new Set();
  /** Blocks that were pinned when the last walk passed them, and those met since. */
  #keys = new Set<BlockKey>();
  /** What the walk has met; undefined between two walks. */
  #next: Set<BlockKey> | undefined;
  #walk: TreeWalk | undefined;
  #walkBegunAt = 0;
  #walkDueAt = 0;
  #touched = new Set<InodeNumber>();
  /** What the tree was when the last walk began. */
  #walkedOf = "";
  #recordsOfOthers = 0;

  constructor(options: PinnedDataOptions) {
    this.#options = options;
    this.#lacking = new LackingBlocks(options.fetch);
  }

  /** All of it was walked through once: what is not pinned may go. */
  get isKnown(): boolean {
    return this.#pins.size === 0 || this.#walkedOf !== "";
  }

  held(): Held {
    return { what: "pinned things that changed", size: this.#touched.size, max: touchedMax };
  }

  get lacking(): number {
    return this.#lacking.size;
  }

  isPinned(key: BlockKey): boolean {
    return this.#keys.has(key) || this.#next?.has(key) === true;
  }

  /** From now on these are pinned. */
  set(pins: Iterable<InodeNumber>): void {
    this.#pins = new Set(pins);
    this.#walk = undefined;
    this.#next = undefined;
    this.#walkedOf = "";
    this.#walkDueAt = 0;
    if (this.#pins.size === 0) this.#keys = new Set();
  }

  /** Others have written this. */
  note(changes: Changes): void {
    this.#recordsOfOthers++;
    if (this.#pins.size === 0) return;
    for (const change of changes) {
      const isData = change.kind === "write" || change.kind === "link" || change.kind === "rename";
      if (isData && this.#touched.size < touchedMax) this.#touched.add(change.inode);
    }
  }

  /** The tree may hold what was not told of. */
  lookAgain(): void {
    this.#recordsOfOthers++;
  }

  arrived(key: BlockKey): void {
    this.#lacking.arrived(key);
  }

  /** True: there is more to do now. */
  turn(isTimeUp: () => boolean): boolean {
    if (this.#pins.size === 0) return false;
    try {
      return this.#turn(this.#options.volume.freeze(), isTimeUp);
    } catch (error) {
      if (!(error instanceof TreeDamage)) throw error;
      // The next request of a program that meets it has the tree folded anew.
      this.#walk = undefined;
      this.#walkDueAt = this.#now() + restFactor * restMillisecondsMin;
      this.#options.report(error.trouble);
      return false;
    }
  }

  #turn(root: Root, isTimeUp: () => boolean): boolean {
    this.#follow(root);
    if (this.#walk === undefined && this.#isDue()) this.#begin();
    const walk = this.#walk;
    if (walk === undefined) return false;
    while (!walk.isOver && !this.#lacking.isFull && !isTimeUp()) {
      for (const { key } of walk.step(root)) this.#meet(key);
    }
    this.#lacking.send();
    if (walk.isOver) this.#end();
    return !walk.isOver && !this.#lacking.isFull;
  }

  #follow(root: Root): void {
    if (this.#touched.size === 0) return;
    const touched = this.#touched;
    this.#touched = new Set();
    for (const inode of touched) {
      if (!isBelow(root, inode, this.#pins)) continue;
      this.#walk ??= new TreeWalk([]);
      this.#walk.add(inode);
    }
  }

  #isDue(): boolean {
    return this.#now() >= this.#walkDueAt && this.#treeNow() !== this.#walkedOf;
  }

  #begin(): void {
    this.#walk = new TreeWalk(this.#pins);
    this.#next = new Set();
    this.#walkBegunAt = this.#now();
    this.#walkedOf = this.#walkedOf === "" ? "" : this.#treeNow();
  }

  #end(): void {
    this.#walk = undefined;
    if (this.#next === undefined) return;
    this.#keys = this.#next;
    this.#next = undefined;
    if (this.#walkedOf === "") this.#walkedOf = this.#treeNow();
    const now = this.#now();
    const rest = restFactor * (now - this.#walkBegunAt);
    this.#walkDueAt = now + Math.max(restMillisecondsMin, rest);
  }

  #meet(key: BlockKey): void {
    (this.#next ?? this.#keys).add(key);
    if (this.#options.parts.blocks.has(key) !== true) this.#lacking.add(key, undefined);
  }

  /** Another text whenever records were folded. */
  #treeNow(): string {
    return `${this.#recordsOfOthers} ${this.#options.parts.logs.head()?.sequence ?? 0}`;
  }

  #now(): number {
    return this.#options.parts.around.milliseconds();
  }
}
