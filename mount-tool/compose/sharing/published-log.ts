// The own log in the block store: when nothing was written for some seconds, what is new is cut
// into segments, these and the views go to the nodes, and then the head that names them. Whoever
// was away reads the log from there.
import type { BlockKey, PublicKeyBlock, Trouble } from "../../../dhash/index.ts";
import { isBlockKey, isTrouble, nameBlock } from "../../../dhash/index.ts";
import type { PublishedLog } from "../../../logs/index.ts";
import { bytesToHex, hexToBytes, LogSegments } from "../../../logs/index.ts";
import { isCount, isShape, isText } from "../../checked-json.ts";
import { readCheckedFile, writeCheckedFile } from "../checked-file.ts";
import type { HomeParts } from "../home-parts.ts";
import { headToBlock } from "./head-block.ts";

export interface OwnLogInBlocksOptions {
  readonly parts: HomeParts;
  /** How many more keys are taken now. */
  readonly room: () => number;
  readonly replicate: (keys: readonly BlockKey[]) => void;
  readonly publish: (head: PublicKeyBlock) => void;
  readonly report: (trouble: Trouble) => void;
}

export const publishedFileName = "published.json";
/** The newest head that nodes have, in hex; its index is here and says which segments there are. */
export const isPublishedFile = isShape({ sequence: isCount, head: isText, index: isText });

/** Nothing was written for so long. */
const quietMilliseconds = 3000;

/** Where something is written all the time, it is published as often. */
const longestMilliseconds = 60_000;

/** After a disk has failed it is tried again after this. */
const restMilliseconds = 60_000;

export class OwnLogInBlocks {
  readonly #options: OwnLogInBlocksOptions;
  #segments: LogSegments;
  #published: number;
  /** What is new since, when the first and the last of it was seen. */
  #seen = 0;
  #firstAt = 0;
  #lastAt = 0;
  #isCutting = false;
  /** Cut and signed; its blocks are made durable, or are on their way. */
  #ready: PublishedLog | undefined;
  #isDurable = false;
  readonly #toSend = new Set<BlockKey>();
  readonly #onTheWay = new Set<BlockKey>();
  readonly #viewsSent = new Set<BlockKey>();
  #restUntil = 0;

  constructor(options: OwnLogInBlocksOptions) {
    this.#options = options;
    const { parts, publish } = options;
    const file = readCheckedFile(parts, publishedFileName, isPublishedFile);
    const published = file.kind === "read" ? file.value : undefined;
    this.#segments = this.#open(published?.index);
    this.#published = Math.min(published?.sequence ?? 0, this.#segments.sequence);
    const bytes = published && hexToBytes(published.head);
    const head = bytes && headToBlock(parts.crypto, parts.file.fileSystemId, bytes);
    // Nodes that lost it since have it again.
    if (head !== undefined) publish(head);
  }

  /** The own records up to this one are on nodes. */
  get sequence(): number {
    return this.#published;
  }

  /** So many machines have it, durably. */
  placed(key: BlockKey, copies: number): void {
    if (!this.#onTheWay.delete(key)) return;
    if (copies === 0) this.#toSend.add(key);
    if (this.#toSend.size + this.#onTheWay.size === 0) this.#publish();
  }

  /** There are nodes. `durable`: the own records that may be shown to others. */
  turn(durable: number, isTimeUp: () => boolean): void {
    const now = this.#options.parts.around.milliseconds();
    if (now < this.#restUntil) return;
    if (this.#ready !== undefined) this.#send(now);
    else if (this.#isCutting || this.#isDue(durable, now)) this.#cut(isTimeUp, now);
  }

  #isDue(durable: number, now: number): boolean {
    if (durable <= this.#published) return false;
    if (this.#seen <= this.#published) this.#firstAt = now;
    if (durable !== this.#seen) this.#lastAt = now;
    this.#seen = durable;
    return now - this.#lastAt >= quietMilliseconds || now - this.#firstAt >= longestMilliseconds;
  }

  #cut(isTimeUp: () => boolean, now: number): void {
    const { parts } = this.#options;
    this.#isCutting = true;
    for (;;) {
      const more = this.#segments.cut();
      if (isTrouble(more)) return this.#rest(more, now);
      if (!more) break;
      if (isTimeUp()) return;
    }
    const view = this.#storeViews();
    if (isTrouble(view)) return this.#rest(view, now);
    const ready = this.#segments.publish(parts.around.clock.now(), view);
    if (isTrouble(ready)) return this.#rest(ready, now);
    this.#isCutting = false;
    if (ready === undefined) return;
    this.#ready = ready;
    for (const key of ready.keys) this.#toSend.add(key);
    this.#settle();
  }

  #rest(trouble: Trouble, now: number): void {
    this.#restUntil = now + restMilliseconds;
    this.#options.report(trouble);
  }

  /** The device takes it beside this thread, so that the sync is short. */
  #settle(): void {
    const { around, file } = this.#options.parts;
    this.#isDurable = false;
    void around.settle(file.logId).then(() => {
      this.#isDurable = true;
    });
  }

  #send(now: number): void {
    const { parts, replicate, room } = this.#options;
    if (!this.#isDurable || this.#toSend.size === 0) return;
    const trouble = parts.blocks.sync();
    if (trouble !== undefined) {
      this.#settle();
      return this.#rest(trouble, now);
    }
    const keys = [...this.#toSend].slice(0, room());
    for (const key of keys) {
      this.#toSend.delete(key);
      // Given up here to make room: the log is cut anew.
      if (parts.blocks.has(key) !== true) return this.#restart();
      this.#onTheWay.add(key);
    }
    if (keys.length > 0) replicate(keys);
  }

  #restart(): void {
    this.#segments = this.#open(undefined);
    this.#ready = undefined;
    this.#toSend.clear();
    this.#onTheWay.clear();
  }

  /** All that the head names is on nodes. */
  #publish(): void {
    const { parts, publish, report } = this.#options;
    const ready = this.#ready;
    const block = ready && headToBlock(parts.crypto, parts.file.fileSystemId, ready.head);
    this.#ready = undefined;
    if (ready === undefined || block === undefined) return;
    publish(block);
    const { sequence, index, head } = ready;
    this.#published = sequence;
    const file = { sequence, head: bytesToHex(head), index };
    const trouble = writeCheckedFile(parts, publishedFileName, file);
    if (trouble !== undefined) report(trouble);
    // The journal has it all; only the index is needed to go on.
    for (const key of ready.keys) if (key !== index) parts.blocks.remove(key);
  }

  /** The view in force, with all before it as blocks. */
  #storeViews(): BlockKey | Trouble | undefined {
    const { views } = this.#options.parts;
    for (const { key, bytes } of views.blocks()) {
      if (this.#viewsSent.has(key)) continue;
      const trouble = this.#options.parts.blocks.put(key, bytes, "others");
      if (trouble !== undefined) return trouble;
      this.#viewsSent.add(key);
      this.#toSend.add(key);
    }
    return views.inForce()?.view;
  }

  #open(index: string | undefined): LogSegments {
    const { parts } = this.#options;
    const { hasher, blocks, uses } = parts;
    const logs = parts.logs.peers();
    if (logs === undefined) throw new Error("a home's logs have a place for those of others");
    const { logId } = parts.file;
    const put = (bytes: Uint8Array): BlockKey | Trouble => {
      const key = nameBlock(hasher, [bytes]);
      const trouble = blocks.put(key, bytes, "others");
      if (trouble === undefined) uses.onUse?.(key);
      return trouble ?? key;
    };
    const get = (key: BlockKey): Uint8Array | undefined => {
      const got = blocks.get(key, true);
      return isTrouble(got) || got.kind === "absent" ? undefined : got.bytes;
    };
    const before = index !== undefined && isBlockKey(index) ? index : undefined;
    return new LogSegments({ hasher, logId, logs, put, get }, before);
  }
}
