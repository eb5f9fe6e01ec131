// The data of a shared home: blocks that are fetched from others and given to them, requests of the
// kernel that wait for some, and what of it all is kept here.
import type { BlockKey } from "../../../dhash/index.ts";
import { BlockExchange, Trouble } from "../../../dhash/index.ts";
import type { Change, Volume } from "../../../fs/index.ts";
import type { ReadRecordItem } from "../../../logs/index.ts";
import type { FromSharing, KeepQuestion, MemberAnswer } from "../../sharing-messages.ts";
import type { HomeParts } from "../home-parts.ts";
import { channels, frameOf } from "./channels.ts";
import { DataKeeping } from "./data-keeping.ts";
import type { KeepFile } from "./keep-file.ts";
import { ReadersWaiting } from "./readers-waiting.ts";

export interface SharedDataOptions {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly keep: KeepFile;
  readonly say: (message: FromSharing) => void;
  readonly report: (trouble: Trouble) => void;
}

/** Requests that wait for blocks, of the mount. */
export interface Readers {
  /** The blocks are here, or will not come. */
  resume(request: string): void;
  giveUp(request: string): void;
}

export class SharedData {
  readonly #options: SharedDataOptions;
  readonly #blocks: BlockExchange;
  readonly #keeping: DataKeeping;
  readonly #waiting: ReadersWaiting;
  readonly #peers = new Set<string>();
  #readers: Readers | undefined;

  constructor(options: SharedDataOptions) {
    this.#options = options;
    const { parts } = options;
    const { milliseconds } = parts.around;
    this.#blocks = new BlockExchange({ hasher: parts.hasher, blocks: parts.blocks, milliseconds });
    this.#keeping = new DataKeeping({
      ...options,
      fetch: (keys) => this.#take(this.#blocks.want(keys, "later")),
      forget: (keys) => this.#blocks.forget(keys),
    });
    this.#waiting = new ReadersWaiting(milliseconds);
  }

  serve(readers: Readers): void {
    this.#readers = readers;
  }

  get hasReadersWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  connect(peer: string): void {
    this.#peers.add(peer);
    this.#take(this.#blocks.connect(peer));
  }

  disconnect(peer: string): void {
    this.#peers.delete(peer);
    this.#take(this.#blocks.disconnect(peer));
  }

  /** Its link has enough to send. */
  hold(peer: string): void {
    this.#blocks.hold(peer);
  }

  drained(peer: string): void {
    this.#take(this.#blocks.drained(peer));
  }

  receive(peer: string, bytes: Uint8Array): void {
    this.#take(this.#blocks.receive(peer, bytes));
  }

  /** A request of the kernel lacks these blocks. */
  fetch(request: string, keys: readonly BlockKey[]): void {
    const lacking = keys.filter((key) => this.#options.parts.blocks.has(key) !== true);
    if (lacking.length === 0) return this.#readers?.resume(request);
    this.#waiting.park(request, lacking, this.#peers.size > 0);
    this.#take(this.#blocks.want(lacking, "now"));
  }

  /** Others have written this. */
  note(item: ReadRecordItem, changes: readonly Change[]): void {
    this.#keeping.note(item, changes);
  }

  /** Other members are in force. */
  lookAgain(): void {
    this.#keeping.lookAgain();
  }

  tick(): void {
    for (const request of this.#waiting.overdue()) {
      this.#options.report(
        new Trouble("absent", "Data that is not on this machine did not come in time: EIO."),
      );
      this.#readers?.giveUp(request);
    }
    if (this.#peers.size > 0) this.#take(this.#blocks.tick());
  }

  /** A slice of work; true: there is more now. */
  turn(isTimeUp: () => boolean): boolean {
    return this.#keeping.turn(isTimeUp, this.#peers.size > 0);
  }

  answer(question: KeepQuestion): MemberAnswer {
    return this.#keeping.answer(question, this.#peers.size > 0);
  }

  figures() {
    return { blocks: this.#blocks.statistics(), keep: this.#keeping.figures() };
  }

  /** Which blocks were found here is kept for the next start. */
  close(): void {
    this.#keeping.close();
  }

  #take(events: ReturnType<BlockExchange["tick"]>): void {
    const { say, report } = this.#options;
    for (const event of events) {
      switch (event.kind) {
        case "send":
          say({ kind: "frame", peer: event.peer, bytes: frameOf(channels.blocks, event.bytes) });
          break;
        case "arrived":
          this.#keeping.arrived(event.key);
          for (const request of this.#waiting.arrived(event.key)) this.#readers?.resume(request);
          break;
        case "close":
          say({ kind: "close-peer", peer: event.peer, why: event.why });
          break;
        case "trouble":
          report(event.trouble);
          break;
      }
    }
  }
}
