// Own data goes to the nodes that store, and how far it is there is remembered: from then on the
// nodes see to its copies. What is written now is told by whoever seals it; what was written before
// is found in the own log.
import type { BlockKey, Held, Trouble } from "../../../dhash/index.ts";
import type { LogItem } from "../../../logs/index.ts";
import { dotSequence } from "../../../logs/index.ts";
import { isCount, isShape } from "../../checked-json.ts";
import { readCheckedFile, writeCheckedFile } from "../checked-file.ts";
import { ownSlot, standingsBySlot } from "../folded-home.ts";
import type { HomeParts } from "../home-parts.ts";
import { blocksIn, changesOf } from "../record-changes.ts";

export interface OwnCopiesOptions {
  readonly parts: HomeParts;
  /** How many more keys are taken now. */
  readonly room: () => number;
  readonly replicate: (keys: readonly BlockKey[]) => void;
  readonly report: (trouble: Trouble) => void;
}

export const placedFileName = "placed.json";
export const isPlacedFile = isShape({ sequence: isCount });

/** Blocks on their way at one time. */
const placingMax = 1024;

/** Blocks written and not on their way yet; beyond it they are found in the log again. */
const freshMax = 4096;

/** How far it is is written down as often. */
const saveMilliseconds = 10_000;

export class OwnCopies {
  readonly #options: OwnCopiesOptions;
  /** Blocks on their way, with the first record that may name them. */
  readonly #placing = new Map<BlockKey, number>();
  /** The same of those written since; of no meaning unless all before was passed. */
  #fresh: (readonly [key: BlockKey, sequence: number])[] = [];
  /** All blocks of the records up to this one were on their way. */
  #passed: number;
  #isCaughtUp: boolean;
  #walk: Generator<LogItem> | undefined;
  #saved: number;
  #savedAt = 0;

  constructor(options: OwnCopiesOptions) {
    this.#options = options;
    const file = readCheckedFile(options.parts, placedFileName, isPlacedFile);
    this.#saved = file.kind === "read" ? file.value.sequence : 0;
    this.#passed = this.#saved;
    this.#isCaughtUp = this.#saved >= this.#head();
    options.parts.uses.onSeal = (key) => this.#note(key);
  }

  /** All own data up to this record is on a node. */
  get sequence(): number {
    let first = this.#passed + 1;
    for (const sequence of this.#placing.values()) first = Math.min(first, sequence);
    return first - 1;
  }

  get placing(): number {
    return this.#placing.size;
  }

  held(): readonly Held[] {
    return [
      { what: "own blocks on their way", size: this.#placing.size, max: placingMax },
      { what: "own blocks not on their way", size: this.#fresh.length, max: freshMax },
    ];
  }

  /** So many other machines have it, durably. */
  placed(key: BlockKey, copies: number): void {
    if (copies > 0) this.#placing.delete(key);
    else if (this.#placing.has(key)) this.#options.replicate([key]);
  }

  /**
   * There are nodes. `durable`: the own records that may be shown to others. True: there is more to
   * look through now.
   */
  turn(durable: number, isTimeUp: () => boolean): boolean {
    const room = Math.min(this.#options.room(), placingMax - this.#placing.size);
    if (room > 0 && this.#isCaughtUp) this.#sendFresh(durable, room);
    else if (room > 0) this.#sendOld(durable, room, isTimeUp);
    this.#save();
    return this.#walk !== undefined && this.#options.room() > 0 && this.#placing.size < placingMax;
  }

  #note(key: BlockKey): void {
    if (!this.#isCaughtUp) return;
    this.#fresh.push([key, this.#head() + 1]);
    if (this.#fresh.length > freshMax) this.#isCaughtUp = false;
    if (!this.#isCaughtUp) this.#fresh = [];
  }

  #sendFresh(durable: number, room: number): void {
    const found = this.#fresh.findIndex(([, sequence], at) => sequence > durable || at >= room);
    const end = found < 0 ? this.#fresh.length : found;
    const keys: BlockKey[] = [];
    for (const [key, sequence] of this.#fresh.splice(0, end)) this.#pass(key, sequence, keys);
    const next = this.#fresh[0]?.[1] ?? durable + 1;
    this.#passed = Math.max(this.#passed, Math.min(durable, next - 1));
    if (keys.length > 0) this.#options.replicate(keys);
  }

  #sendOld(durable: number, room: number, isTimeUp: () => boolean): void {
    this.#walk ??= this.#passed < durable ? this.#begin() : undefined;
    const keys: BlockKey[] = [];
    while (this.#walk !== undefined && keys.length < room && !isTimeUp()) {
      const { value: item, done } = this.#walk.next();
      const sequence = done !== true && item.kind === "record" ? dotSequence(item.stamp.dot) : 0;
      if (done === true || sequence > durable) this.#walk = undefined;
      else if (item.kind === "record") {
        for (const key of blocksIn(changesOf(item))) this.#pass(key, sequence, keys);
        this.#passed = sequence;
      }
    }
    if (keys.length > 0) this.#options.replicate(keys);
    this.#isCaughtUp = this.#walk === undefined && this.#passed >= this.#head();
  }

  #pass(key: BlockKey, sequence: number, keys: BlockKey[]): void {
    if (this.#placing.has(key) || this.#options.parts.blocks.has(key) !== true) return;
    this.#placing.set(key, sequence);
    keys.push(key);
  }

  /** Only own records: of others all that is accepted is passed over. */
  #begin(): Generator<LogItem> {
    const { parts } = this.#options;
    const own = ownSlot(parts);
    const known = new Map<number, number>([[own, this.#passed]]);
    for (const [slot, { accepted }] of standingsBySlot(parts)) {
      if (slot !== own) known.set(slot, accepted);
    }
    return ownOnly(parts.logs.acceptedRecords(known), parts.file.logId);
  }

  #save(): void {
    const { parts, report } = this.#options;
    const now = parts.around.milliseconds();
    const { sequence } = this;
    if (sequence === this.#saved || now - this.#savedAt < saveMilliseconds) return;
    this.#savedAt = now;
    const trouble = writeCheckedFile(parts, placedFileName, { sequence });
    if (trouble === undefined) this.#saved = sequence;
    else report(trouble);
  }

  #head(): number {
    return this.#options.parts.logs.head()?.sequence ?? 0;
  }
}

function* ownOnly(items: Iterable<LogItem>, logId: string): Generator<LogItem> {
  for (const item of items) {
    if (item.kind === "record" && item.stamp.logId === logId) yield item;
  }
}
