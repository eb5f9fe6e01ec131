// What stays of others' blocks within a budget (`--keep recent`, `--keep none`): those used longest
// ago go first. Own blocks and pinned ones are not among them.
import type { BlockKey, Held, HeldBlock, Trouble } from "../../../dhash/index.ts";
import { isTrouble } from "../../../dhash/index.ts";
import type { HomeParts } from "../home-parts.ts";
import { readRecentFile, writeRecentFile } from "./keep-file.ts";

export interface RecentBlocksOptions {
  readonly parts: HomeParts;
  readonly budgetBytes: number;
  readonly isPinned: (key: BlockKey) => boolean;
  readonly report: (trouble: Trouble) => void;
}

/** Blocks that may go are remembered one by one, about 150 bytes each; of more the oldest go. */
const blocksMax = 1024 * 1024;

/** Names that are dropped in one slice before time is looked at. */
const droppedAtOnce = 16;

/** After a disk has failed to free room it is asked again after this. */
const restMilliseconds = 60_000;

/** What was used is written down as often. */
const saveMilliseconds = 300_000;

type Walk = ReturnType<HomeParts["blocks"]["held"]>;

export class RecentBlocks {
  readonly #options: RecentBlocksOptions;
  /** Stored bytes of what may go, the one used longest ago first. */
  #bytesByKey = new Map<BlockKey, number>();
  #bytes = 0;
  /** The walk through everything that is held; undefined when it is over. */
  #walk: Walk | undefined;
  /** What the first walk has found that was not used since. */
  #found = new Map<BlockKey, number>();
  /** As the last process left it. */
  #order: readonly BlockKey[];
  #restUntil = 0;
  #savedAt: number;
  #isUnsaved = false;

  constructor(options: RecentBlocksOptions) {
    this.#options = options;
    const { parts } = options;
    this.#order = readRecentFile(parts);
    this.#walk = parts.blocks.held();
    this.#savedAt = parts.around.milliseconds();
  }

  held(): Held {
    const size = Math.max(this.#bytesByKey.size, this.#found.size);
    return { what: "blocks that may go", size, max: blocksMax };
  }

  /** Bytes of others that may go, as far as they are counted. */
  get bytes(): number {
    return this.#bytes;
  }

  get isCounting(): boolean {
    return this.#walk !== undefined;
  }

  /** It was read, or has arrived. */
  use(key: BlockKey): void {
    const known = this.#bytesByKey.get(key);
    if (known !== undefined) {
      this.#bytesByKey.delete(key);
      this.#bytesByKey.set(key, known);
      this.#isUnsaved = true;
      return;
    }
    const held = this.#options.parts.blocks.look(key);
    if (isTrouble(held)) return this.#options.report(held);
    if (held !== undefined) this.#enter(held);
  }

  /** Other blocks are pinned: what is held is looked through again. */
  recount(): void {
    this.#walk = this.#options.parts.blocks.held();
  }

  /** True: there is more to do now. */
  turn(isTimeUp: () => boolean): boolean {
    if (this.#walk !== undefined) return this.#count(this.#walk, isTimeUp);
    const { around } = this.#options.parts;
    const now = around.milliseconds();
    if (now < this.#restUntil) return false;
    if (this.#isUnsaved && now - this.#savedAt >= saveMilliseconds) this.save();
    if (!this.#drop(isTimeUp)) return true;
    const { parts, report } = this.#options;
    const settle = () => around.settle(parts.file.logId);
    const more = parts.blocks.reclaim({ isTimeUp, settle });
    if (!isTrouble(more)) return more;
    this.#restUntil = now + restMilliseconds;
    report(more);
    return false;
  }

  save(): void {
    if (!this.#isUnsaved || this.isCounting) return;
    const { parts, report } = this.#options;
    this.#savedAt = parts.around.milliseconds();
    const trouble = writeRecentFile(parts, [...this.#bytesByKey.keys()]);
    if (trouble === undefined) this.#isUnsaved = false;
    else report(trouble);
  }

  #enter({ key, bytes, origin }: HeldBlock): void {
    if (origin === "own" || this.#bytesByKey.has(key) || this.#options.isPinned(key)) return;
    this.#bytesByKey.set(key, bytes);
    this.#bytes += bytes;
    this.#isUnsaved = true;
  }

  #count(walk: Walk, isTimeUp: () => boolean): boolean {
    while (!isTimeUp()) {
      const { value, done } = walk.next();
      if (done === true) {
        this.#walk = undefined;
        this.#sort();
        return true;
      }
      const isNew = value !== undefined && value.origin === "others";
      if (isNew && !this.#bytesByKey.has(value.key)) this.#found.set(value.key, value.bytes);
    }
    return true;
  }

  /** What was found comes before what was used since, in the order of the last process. */
  #sort(): void {
    const used = this.#bytesByKey;
    const found = this.#found;
    this.#bytesByKey = new Map();
    this.#bytes = 0;
    const listed = new Set(this.#order);
    const unlisted = [...found.keys()].filter((key) => !listed.has(key));
    for (const key of [...unlisted, ...listed]) {
      const bytes = found.get(key);
      const isUsed = bytes === undefined || used.has(key);
      if (!isUsed) this.#enter({ key, bytes, origin: "others" });
    }
    for (const [key, bytes] of used) this.#enter({ key, bytes, origin: "others" });
    this.#found = new Map();
    this.#order = [];
  }

  /** False when there is more to drop. */
  #drop(isTimeUp: () => boolean): boolean {
    let dropped = 0;
    for (const [key, bytes] of this.#bytesByKey) {
      const isCrowded = this.#bytesByKey.size > blocksMax;
      if (this.#bytes <= this.#options.budgetBytes && !isCrowded) return true;
      if (dropped++ >= droppedAtOnce && isTimeUp()) return false;
      const isPinned = this.#options.isPinned(key);
      const removed = isPinned ? "own" : this.#options.parts.blocks.remove(key);
      if (removed === "later") return true;
      if (isTrouble(removed)) this.#options.report(removed);
      this.#bytesByKey.delete(key);
      this.#bytes -= bytes;
      this.#isUnsaved = true;
    }
    return true;
  }
}
