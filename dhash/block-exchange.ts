// The exchange of content-hash blocks with all peers (FORMAT "Blocks between peers"). It knows no
// network and no timer: messages and ticks come in, messages go out; who is asked for what is
// decided by core/block-asking.ts.
import { CheckedBlocks } from "./checked-blocks.ts";
import type { BlockKey } from "./core/block.ts";
import { planQuestions } from "./core/block-asking.ts";
import type { BlockExchangeEvent, BlockExchangeStatistics } from "./core/block-exchange-event.ts";
import {
  messageKeysMax,
  owedBlocksMax,
  servedBytesAtOnce,
  storeMilliseconds,
} from "./core/block-exchange-limits.ts";
import { heldBlocks } from "./core/block-held.ts";
import type { BlockMessage, Urgency } from "./core/block-message.ts";
import { decodeBlockMessage, encodeBlockMessage } from "./core/block-message.ts";
import { nameBlock } from "./core/block-name.ts";
import { BlockPeer } from "./core/block-peer.ts";
import type { Held } from "./core/held.ts";
import { OwedBlocks } from "./core/owed-blocks.ts";
import { WantedBlocks } from "./core/wanted-blocks.ts";
import type { Hasher, LocalBlocks } from "./ports.ts";

export interface BlockExchangeOptions {
  readonly hasher: Hasher;
  readonly blocks: LocalBlocks;
  /** Monotonic. */
  readonly milliseconds: () => number;
}

interface Connection {
  readonly giver: BlockPeer;
  readonly owed: OwedBlocks;
  /** Its link has enough to send: blocks wait. */
  isFull: boolean;
}

export class BlockExchange {
  readonly #options: BlockExchangeOptions;
  readonly #wanted = new WantedBlocks();
  readonly #connections = new Map<string, Connection>();
  readonly #blocks: CheckedBlocks;
  /** When the last block that came could not be stored; undefined when it could. */
  #storeFailedAt: number | undefined;
  readonly #counts = {
    blocksReceived: 0,
    bytesReceived: 0,
    blocksUnwanted: 0,
    blocksServed: 0,
    bytesServed: 0,
  };
  #events: BlockExchangeEvent[] = [];

  constructor(options: BlockExchangeOptions) {
    this.#options = options;
    this.#blocks = new CheckedBlocks(options.hasher, options.blocks, (trouble) => {
      this.#events.push({ kind: "trouble", trouble });
    });
  }

  /** A connection stands. What was known of the peer before is forgotten. */
  connect(peer: string): readonly BlockExchangeEvent[] {
    return this.#run((time) => {
      this.#drop(peer);
      const giver = new BlockPeer(peer, time);
      this.#connections.set(peer, { giver, owed: new OwedBlocks(), isFull: false });
    });
  }

  disconnect(peer: string): readonly BlockExchangeEvent[] {
    return this.#run(() => {
      this.#drop(peer);
    });
  }

  /** "now": a reader waits for it; "later": to be kept here some time. Asking again, or for what is
   *  held, is harmless ("arrived" at once for what is held). */
  want(keys: readonly BlockKey[], urgency: Urgency): readonly BlockExchangeEvent[] {
    return this.#run(() => {
      const before = this.#wanted.later.size;
      for (const key of keys) {
        if (this.#blocks.isHeld(key, urgency)) this.#arrive(key);
        else this.#wanted.add(key, urgency);
      }
      if (this.#wanted.later.size > before) this.#noteChange();
    });
  }

  /** Nobody needs them any more. */
  forget(keys: readonly BlockKey[]): void {
    for (const key of keys) this.#unwant(key);
  }

  /** These were stored here by others than this exchange: whoever missed them is told. */
  stored(keys: readonly BlockKey[]): readonly BlockExchangeEvent[] {
    return this.#run(() => {
      for (const key of keys) {
        if (this.#wanted.has(key)) this.#arrive(key);
      }
      this.#tell(keys);
    });
  }

  receive(peer: string, bytes: Uint8Array): readonly BlockExchangeEvent[] {
    const connection = this.#connections.get(peer);
    if (connection === undefined) return [];
    return this.#run((time) => {
      const message = decodeBlockMessage(bytes);
      if (message.kind === "malformed") this.#close(peer, `it sent ${message.why}`);
      else this.#hear(connection, message, time);
    });
  }

  /** The peer's link has enough to send: blocks that it asks for wait until `drained`. Whoever does
   *  not say so has them all in the queue of the link. */
  hold(peer: string): void {
    const connection = this.#connections.get(peer);
    if (connection !== undefined) connection.isFull = true;
  }

  /** The peer's link has little left to send. */
  drained(peer: string): readonly BlockExchangeEvent[] {
    const connection = this.#connections.get(peer);
    if (connection === undefined) return [];
    connection.isFull = false;
    return this.#run(() => this.#serve(connection));
  }

  /** To be called many times a second while isBusy. */
  tick(): readonly BlockExchangeEvent[] {
    return this.#run((time) => {
      for (const connection of this.#connections.values()) {
        const given = connection.giver.giveUp(time);
        for (const key of given) this.#wanted.defer(key);
        if (given.length > 0) this.#noteChange();
        this.#serve(connection);
      }
    });
  }

  /** Something is to be asked or sent. */
  get isBusy(): boolean {
    if (this.#connections.size > 0 && this.#wanted.size > 0) return true;
    const isOwing = ({ owed, giver }: Connection) => owed.size > 0 || giver.asked.size > 0;
    return [...this.#connections.values()].some(isOwing);
  }

  statistics(): BlockExchangeStatistics {
    let asked = 0;
    for (const { giver } of this.#connections.values()) asked += giver.asked.size;
    const { now, later, laterDropped } = this.#wanted;
    const wanted = { wantedNow: now.size, wantedLater: later.size, laterDropped };
    return { ...wanted, asked, ...this.#counts };
  }

  held(): readonly Held[] {
    return heldBlocks(this.#wanted.later.size, [...this.#connections.values()]);
  }

  #run(work: (time: number) => void): readonly BlockExchangeEvent[] {
    const time = this.#options.milliseconds();
    work(time);
    this.#ask(time);
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #ask(time: number): void {
    const failedAt = this.#storeFailedAt;
    if (failedAt !== undefined && time - failedAt < storeMilliseconds) return;
    if (this.#wanted.size === 0 || this.#connections.size === 0) return;
    const { questions, searched } = planQuestions({
      time,
      now: this.#wanted.now,
      later: this.#wanted.later,
      peers: [...this.#connections.values()].map(({ giver }) => giver),
      isStoreFailing: failedAt !== undefined,
    });
    for (const { peer, urgency, keys } of questions) {
      peer.noteAsked(keys, time);
      this.#send(peer.name, { kind: "want", urgency, keys });
    }
    for (const peer of searched) peer.noteSearched(time);
  }

  #hear(connection: Connection, message: BlockMessage, time: number): void {
    const { giver, owed } = connection;
    switch (message.kind) {
      case "want": {
        if (owed.add(message.keys, message.urgency)) return this.#serve(connection);
        const why = `it asked for more than ${owedBlocksMax} blocks without taking them`;
        return this.#close(giver.name, why);
      }
      case "block":
        giver.noteBlock(message.key, time);
        this.#take(giver, message.key, message.bytes);
        break;
      case "lack":
        for (const key of message.keys) this.#noteLack(giver, key, time);
        this.#noteChange();
        break;
      case "have":
        for (const key of message.keys) giver.noteHaving(key);
        break;
    }
    if (giver.isFlooding) this.#close(giver.name, "it sends what it was not asked for");
  }

  #noteLack(giver: BlockPeer, key: BlockKey, time: number): void {
    giver.noteLack(key, time);
    if (!this.#wanted.has(key)) return;
    giver.noteLacking(key, time);
    this.#wanted.postpone(key);
  }

  /** A block that is wanted is welcome from anybody, also late. */
  #take(giver: BlockPeer, key: BlockKey, bytes: Uint8Array): void {
    if (!this.#wanted.has(key)) {
      this.#counts.blocksUnwanted++;
      return;
    }
    const { hasher, milliseconds } = this.#options;
    if (nameBlock(hasher, [bytes]) !== key) {
      return this.#close(giver.name, `it sent other bytes as block ${key}`);
    }
    this.#counts.blocksReceived++;
    this.#counts.bytesReceived += bytes.length;
    if (!this.#blocks.store(key, bytes)) {
      this.#storeFailedAt = milliseconds();
      this.#wanted.defer(key);
      return this.#noteChange();
    }
    this.#storeFailedAt = undefined;
    this.#arrive(key);
    return this.#tell([key]);
  }

  #serve({ giver, owed, isFull }: Connection): void {
    if (isFull) return;
    const lacking: BlockKey[] = [];
    let bytesSent = 0;
    while (bytesSent < servedBytesAtOnce) {
      const key = owed.take();
      if (key === undefined) break;
      const bytes = this.#blocks.read(key);
      if (bytes === undefined) {
        lacking.push(key);
        owed.noteMissed(key);
      } else {
        this.#send(giver.name, { kind: "block", key, bytes });
        this.#counts.blocksServed++;
        this.#counts.bytesServed += bytes.length;
        bytesSent += bytes.length;
      }
    }
    if (lacking.length > 0) this.#send(giver.name, { kind: "lack", keys: lacking });
  }

  #tell(stored: readonly BlockKey[]): void {
    for (const { giver, owed } of this.#connections.values()) {
      const missed = owed.takeMissed(stored);
      for (let at = 0; at < missed.length; at += messageKeysMax) {
        this.#send(giver.name, { kind: "have", keys: missed.slice(at, at + messageKeysMax) });
      }
    }
  }

  #arrive(key: BlockKey): void {
    this.#unwant(key);
    this.#events.push({ kind: "arrived", key });
  }

  #unwant(key: BlockKey): void {
    this.#wanted.remove(key);
    for (const { giver } of this.#connections.values()) giver.noteUnwanted(key);
  }

  #noteChange(): void {
    for (const { giver } of this.#connections.values()) giver.noteChange();
  }

  #send(peer: string, message: BlockMessage): void {
    this.#events.push({ kind: "send", peer, bytes: encodeBlockMessage(message) });
  }

  #close(peer: string, why: string): void {
    if (this.#drop(peer)) this.#events.push({ kind: "close", peer, why });
  }

  /** What it was asked for others may be asked for now. */
  #drop(peer: string): boolean {
    this.#noteChange();
    return this.#connections.delete(peer);
  }
}
