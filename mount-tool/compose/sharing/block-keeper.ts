// Keeps here what others wrote (`--keep all`): goes through their records in order, has missing
// blocks fetched, and remembers how far everything is here.
import type { BlockKey } from "../../../dhash/index.ts";
import type { LogItem, ReadRecordItem } from "../../../logs/index.ts";
import { dotSequence, dotSlot } from "../../../logs/index.ts";
import { isCount, isDictionary } from "../../checked-json.ts";
import { readCheckedFile, writeCheckedFile } from "../checked-file.ts";
import { membersOf, ownSlot } from "../folded-home.ts";
import type { HomeParts } from "../home-parts.ts";
import { changesOf } from "./record-changes.ts";

/** Blocks that are fetched at once: more waits in the logs, not in memory. */
const fetchedMax = 256;

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
  #saved: string;
  #savedAt = 0;

  constructor(parts: HomeParts, fetch: (keys: readonly BlockKey[]) => void) {
    this.#parts = parts;
    this.#fetch = fetch;
    this.#kept = readKept(parts);
    this.#passed = new Map(this.#kept);
    this.#saved = JSON.stringify(encodeKept(this.#passed));
  }

  /** Blocks that are on their way. */
  get lacking(): number {
    return this.#lacking.size;
  }

  /** All data of a log up to this record is here, durably. */
  keptOf(slot: number): number {
    return this.#kept.get(slot) ?? 0;
  }

  arrived(key: BlockKey): void {
    this.#lacking.delete(key);
    if (this.#lacking.size === 0) this.save();
  }

  turn(isTimeUp: () => boolean): void {
    if (this.#lacking.size >= fetchedMax || isTimeUp()) return;
    const wanted: BlockKey[] = [];
    // To begin a walk may mean reading a whole journal file, so a slice goes on where one ended.
    this.#walk ??= this.#isBehind() ? this.#begin() : undefined;
    while (this.#walk !== undefined && this.#lacking.size + wanted.length < fetchedMax) {
      const { value: item, done } = this.#walk.next();
      if (done === true) this.#walk = undefined;
      else if (item.kind === "record") this.#pass(item, wanted);
      if (isTimeUp()) break;
    }
    for (const key of wanted) this.#lacking.add(key);
    if (wanted.length > 0) this.#fetch(wanted);
    const now = this.#parts.around.milliseconds();
    const isDue = this.#walk === undefined && now - this.#savedAt >= saveMilliseconds;
    if (!isDue) return;
    this.#savedAt = now;
    this.save();
  }

  #begin(): Generator<LogItem> {
    const { logs } = this.#parts;
    const own = ownSlot(this.#parts);
    return logs.records(new Map(this.#passed).set(own, logs.head()?.sequence ?? 0));
  }

  #pass(item: ReadRecordItem, wanted: BlockKey[]): void {
    this.#passed.set(dotSlot(item.stamp.dot), dotSequence(item.stamp.dot));
    for (const change of changesOf(item)) {
      if (change.kind !== "write") continue;
      for (const { source } of change.extents) {
        if (source.kind === "block" && this.#isLacking(source.key)) wanted.push(source.key);
      }
    }
  }

  /**
   * What is still on its way is looked for again next time: nothing is saved before all is here.
   */
  save(): void {
    const encoded = encodeKept(this.#passed);
    const text = JSON.stringify(encoded);
    if (this.#lacking.size > 0 || text === this.#saved) return;
    const synced = this.#parts.blocks.sync();
    const trouble = synced ?? writeCheckedFile(this.#parts, keptFileName, encoded);
    if (trouble !== undefined) return;
    this.#saved = text;
    this.#kept = new Map(this.#passed);
  }

  #isBehind(): boolean {
    const standings = this.#parts.logs.peers()?.standings() ?? [];
    return standings.some(({ logId, accepted }) => {
      const member = membersOf(this.#parts).find((each) => each.logId === logId);
      return member !== undefined && accepted > (this.#passed.get(member.slot) ?? 0);
    });
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
