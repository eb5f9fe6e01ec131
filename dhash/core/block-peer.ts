// What is known of one peer as a giver of blocks: the questions open at it, what it said it lacks,
// how fast it answers. Times are milliseconds of one monotonic clock.
import type { BlockKey } from "./block.ts";
import {
  answerMillisecondsMax,
  firstAnswerMilliseconds,
  hedgeMilliseconds,
  hedgeTimes,
  lackMilliseconds,
  laterWindowBlocks,
  promptMilliseconds,
  unaskedAnswersMax,
  windowBlocks,
} from "./block-exchange-limits.ts";
import type { Urgency } from "./block-message.ts";

/** Weight of a new measurement of the answer time. */
const measureWeight = 1 / 4;

export class BlockPeer {
  readonly name: string;
  /** When each question that is open was asked, oldest first. */
  readonly #asked = new Map<BlockKey, number>();
  /** When the peer said that it lacks these; all of them are wanted here. */
  readonly #lacks = new Map<BlockKey, number>();
  #window = windowBlocks;
  #answerMilliseconds: number | undefined;
  #heardAt: number;
  /** Answers minus questions since it connected. */
  #surplus = 0;
  /** When the wanted keys were last looked through for it in vain, and nothing changed since. */
  #searchedAt: number | undefined;

  constructor(name: string, time: number) {
    this.name = name;
    this.#heardAt = time;
  }

  get asked(): ReadonlyMap<BlockKey, number> {
    return this.#asked;
  }

  get searchedAt(): number | undefined {
    return this.#searchedAt;
  }

  /** Questions that may be open at once: fewer once it did not answer in time. */
  window(urgency: Urgency): number {
    const share = urgency === "now" ? 1 : laterWindowBlocks / windowBlocks;
    return Math.max(1, Math.floor(this.#window * share));
  }

  /** How long an answer takes, as far as is known. A question that is open longer than usual counts
   *  before it is answered. */
  expectedMilliseconds(time: number): number {
    const usual = this.#answerMilliseconds ?? firstAnswerMilliseconds;
    for (const askedAt of this.#asked.values()) return Math.max(usual, time - askedAt);
    return usual;
  }

  /** From this age of an urgent question on, another peer is asked as well. */
  hedgeAge(): number {
    const usual = this.#answerMilliseconds ?? firstAnswerMilliseconds;
    return Math.max(hedgeMilliseconds, hedgeTimes * usual);
  }

  isLacking(key: BlockKey, urgency: Urgency, time: number): boolean {
    const saidAt = this.#lacks.get(key);
    return saidAt !== undefined && time - saidAt < lackMilliseconds[urgency];
  }

  noteAsked(keys: readonly BlockKey[], time: number): void {
    for (const key of keys) this.#asked.set(key, time);
    this.#surplus -= keys.length;
  }

  noteBlock(key: BlockKey, time: number): void {
    const askedAt = this.#noteAnswer(key, time);
    if (askedAt === undefined) return;
    const took = time - askedAt;
    const before = this.#answerMilliseconds ?? took;
    this.#answerMilliseconds = before + (took - before) * measureWeight;
    if (took < promptMilliseconds) this.#window = Math.min(windowBlocks, this.#window + 1);
  }

  /** To say that one lacks something takes no time worth measuring. */
  noteLack(key: BlockKey, time: number): void {
    this.#noteAnswer(key, time);
  }

  /** It is not asked for this block for some time; only for blocks that are wanted here. */
  noteLacking(key: BlockKey, time: number): void {
    this.#lacks.set(key, time);
  }

  /** It says that it has this block now. */
  noteHaving(key: BlockKey): void {
    if (this.#lacks.delete(key)) this.noteChange();
  }

  #noteAnswer(key: BlockKey, time: number): number | undefined {
    const askedAt = this.#asked.get(key);
    this.#asked.delete(key);
    this.#heardAt = time;
    this.#surplus++;
    return askedAt;
  }

  /** True when it sent more than it was asked for, beyond what chance explains. */
  get isFlooding(): boolean {
    return this.#surplus > unaskedAnswersMax;
  }

  /** The block is no longer wanted. A question for it stays open: the bytes may be under way. */
  noteUnwanted(key: BlockKey): void {
    this.#lacks.delete(key);
  }

  noteSearched(time: number): void {
    this.#searchedAt = time;
  }

  /** There may be something to ask again. */
  noteChange(): void {
    this.#searchedAt = undefined;
  }

  /** Gives up the questions that are open too long, and returns them. Of a peer that was not heard
   *  all that time one block is asked at a time until it answers. */
  giveUp(time: number): readonly BlockKey[] {
    const isLate = (since: number) => time - since >= answerMillisecondsMax;
    const late = [...this.#asked].flatMap(([key, askedAt]) => (isLate(askedAt) ? [key] : []));
    if (late.length === 0) return [];
    for (const key of late) this.#asked.delete(key);
    this.#window = isLate(this.#heardAt) ? 1 : Math.max(1, this.#window >> 1);
    this.#answerMilliseconds = Math.max(this.#answerMilliseconds ?? 0, answerMillisecondsMax);
    return late;
  }
}
