// Keeps here what others wrote (`--keep all`): hears of their records in order, or goes through
// those that it has not heard of, has missing blocks fetched, and remembers how far all is here.
import type { BlockKey, Held } from "../../../dhash/index.ts";
import type { Change } from "../../../fs/index.ts";
import type { LogItem, ReadRecordItem, Recount } from "../../../logs/index.ts";
import { dotSequence, dotSlot } from "../../../logs/index.ts";
import { isCount, isDictionary } from "../../checked-json.ts";
import { readCheckedFile, writeCheckedFile } from "../checked-file.ts";
import { ownSlot, standingsBySlot } from "../folded-home.ts";
import type { HomeParts } from "../home-parts.ts";
import { blocksIn, changesOf } from "../record-changes.ts";

/** Blocks that are fetched at once: more waits in the logs, not in memory. */
const fetchedMax = 256;

/** A record of 1 MiB names no more; the last one that is passed is passed whole. */
const recordBlocksMax = 16 * 1024;

/** Others wait to hear that all is here, and it costs a sync to say so. */
const saveMilliseconds = 3000;

export const keptFileName = "kept.json";

export const isKept = isDictionary(isCount);

/** By slot, up to where all blocks of a log are here. */
type Kept = ReadonlyMap<number, number>;

export class BlockKeeper {
  readonly #parts: HomeParts;
  readonly #fetch: (keys: readonly BlockKey[]) => void;
  readonly #lacking = new Set<BlockKey>();
  /** Up to where the logs were looked through. */
  readonly #passed: Map<number, number>;
  /** The same, when all was here and durable. */
  #kept: Kept;
  #walk: Generator<LogItem> | undefined;
  /** Of records that were heard of; to be fetched in the next turn. */
  #wanted: BlockKey[] = [];
  /** The logs may hold records that were not looked at. */
  #mayBeBehind = true;
  #saved: string;
  #savedAt = 0;

  constructor(parts: HomeParts, fetch: (keys: readonly BlockKey[]) => void) {
    this.#parts = parts;
    this.#fetch = fetch;
    this.#kept = readKept(parts);
    this.#passed = new Map(this.#kept);
    this.#saved = JSON.stringify(encodeKept(this.#passed));
  }

  held(): Held {
    const size = this.#lacking.size + this.#wanted.length;
    return { what: "blocks of others on their way", size, max: fetchedMax + recordBlocksMax };
  }

  /** All data of a log up to this record is here, durably. */
  keptOf(slot: number): number {
    return this.#kept.get(slot) ?? 0;
  }

  arrived(key: BlockKey): void {
    this.#lacking.delete(key);
  }

  /** Of somebody's log this record counts from now on. What comes out of turn a walk will find. */
  note({ stamp }: ReadRecordItem, changes: readonly Change[]): void {
    const passed = this.#passed.get(dotSlot(stamp.dot)) ?? 0;
    const isNext = dotSequence(stamp.dot) === passed + 1;
    if (!isNext || this.#walk !== undefined || this.#isFull) this.#mayBeBehind = true;
    else this.#pass(stamp, changes);
  }

  /** The logs may hold records that were not told of. */
  lookAgain(): void {
    this.#mayBeBehind = true;
  }

  /** Of these logs the records count differently now: what is to be kept of them is another. */
  recount(recounts: readonly Recount[]): void {
    this.#mayBeBehind = true;
    if (recounts.length === 0) return;
    this.#walk = undefined;
    const kept = new Map(this.#kept);
    for (const { slot, from } of recounts) {
      for (const places of [this.#passed, kept]) {
        if ((places.get(slot) ?? 0) >= from) places.set(slot, from - 1);
      }
    }
    this.#kept = kept;
    const encoded = encodeKept(kept);
    const trouble = writeCheckedFile(this.#parts, keptFileName, encoded);
    this.#saved = trouble === undefined ? JSON.stringify(encoded) : "";
  }

  /** True: there is more to look through now. */
  turn(isTimeUp: () => boolean): boolean {
    if (!this.#isFull && !isTimeUp()) this.#walkOn(isTimeUp);
    this.#send();
    const now = this.#parts.around.milliseconds();
    const isDue = this.#walk === undefined && now - this.#savedAt >= saveMilliseconds;
    if (isDue) {
      this.#savedAt = now;
      this.save();
    }
    return !this.#isFull && (this.#walk !== undefined || this.#mayBeBehind);
  }

  #send(): void {
    const wanted = this.#wanted;
    if (wanted.length === 0) return;
    this.#wanted = [];
    for (const key of wanted) this.#lacking.add(key);
    this.#fetch(wanted);
  }

  get #isFull(): boolean {
    return this.#lacking.size + this.#wanted.length >= fetchedMax;
  }

  #walkOn(isTimeUp: () => boolean): void {
    if (this.#walk === undefined && this.#mayBeBehind) {
      this.#mayBeBehind = this.#isBehind();
      // To begin a walk may mean reading a whole journal file, so a slice goes on where one ended.
      if (this.#mayBeBehind) this.#walk = this.#begin();
      // What is heard of while it goes on is met by it, or by the next one.
      this.#mayBeBehind = false;
    }
    while (this.#walk !== undefined && !this.#isFull) {
      const { value: item, done } = this.#walk.next();
      if (done === true) this.#walk = undefined;
      else if (item.kind === "record") this.#pass(item.stamp, changesOf(item));
      if (isTimeUp()) break;
    }
  }

  #begin(): Generator<LogItem> {
    const { logs } = this.#parts;
    const own = ownSlot(this.#parts);
    return logs.acceptedRecords(new Map(this.#passed).set(own, logs.head()?.sequence ?? 0));
  }

  #pass({ dot }: ReadRecordItem["stamp"], changes: readonly Change[]): void {
    this.#passed.set(dotSlot(dot), dotSequence(dot));
    for (const key of blocksIn(changes)) if (this.#isLacking(key)) this.#wanted.push(key);
  }

  /**
   * What is still on its way is looked for again next time: nothing is saved before all is here.
   */
  save(): void {
    const encoded = encodeKept(this.#passed);
    const text = JSON.stringify(encoded);
    if (this.#lacking.size + this.#wanted.length > 0 || text === this.#saved) return;
    const synced = this.#parts.blocks.sync();
    const trouble = synced ?? writeCheckedFile(this.#parts, keptFileName, encoded);
    if (trouble !== undefined) return;
    this.#saved = text;
    this.#kept = new Map(this.#passed);
  }

  #isBehind(): boolean {
    return standingsBySlot(this.#parts).some(
      ([slot, { accepted }]) => accepted > (this.#passed.get(slot) ?? 0),
    );
  }

  #isLacking(key: BlockKey): boolean {
    return !this.#lacking.has(key) && this.#parts.blocks.has(key) === false;
  }
}

function encodeKept(kept: Kept): Readonly<Record<string, number>> {
  return Object.fromEntries([...kept].sort(([a], [b]) => a - b));
}

/** A file that is not there or cannot be read costs a look through all records. */
function readKept(parts: HomeParts): Kept {
  const file = readCheckedFile(parts, keptFileName, isKept);
  if (file.kind !== "read") return new Map();
  return new Map(Object.entries(file.value).map(([slot, sequence]) => [Number(slot), sequence]));
}
