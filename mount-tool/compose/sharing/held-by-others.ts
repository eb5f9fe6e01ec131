// What members tell each other of what they hold, durably: up to which record each log, and, who
// keeps everything, up to which record all its data (FORMAT "Connections", channel 6). From that
// follows what only this machine holds.
import type { Trouble } from "../../../dhash/index.ts";

import { isAbsentOr, isCount, isDictionary, isShape, parseChecked } from "../../checked-json.ts";
import { ownSlot, standingsBySlot } from "../folded-home.ts";
import type { HomeParts } from "../home-parts.ts";

export interface HeldByOthersOptions {
  readonly parts: HomeParts;
  /** Up to which record all data of a log is here; undefined: not everything is kept. */
  readonly keptOf: (slot: number) => number | undefined;
  readonly report: (trouble: Trouble) => void;
}

const isSequences = isDictionary(isCount);
const isHeldMessage = isShape({ records: isSequences, data: isAbsentOr(isSequences) });

type Held = Readonly<Record<string, number>>;

const messageBytesMax = 64 * 1024;

/** What is said has to be durable, which costs a sync. */
const saidMilliseconds = 3000;

export class HeldByOthers {
  readonly #options: HeldByOthersOptions;
  /** Of connected peers. */
  readonly #logIds = new Map<string, string>();
  /** Of the own log, by log id of the member that has it. */
  readonly #records = new Map<string, number>();
  readonly #data = new Map<string, Held>();
  #said = "";
  /** To be said once it is durable for certain. */
  #settled: string | undefined;
  #saidAt = 0;

  constructor(options: HeldByOthersOptions) {
    this.#options = options;
  }

  /** The own records up to this one are with another member. */
  get records(): number {
    return Math.max(0, ...this.#records.values());
  }

  /** All data of the own records up to this one is with another member. */
  get data(): number {
    return this.#dataOf(ownSlot(this.#options.parts));
  }

  /** Something that was written by who is no member any more is with no other one, as far as is
   *  known: this machine may be the only one that has its data. */
  get isOrphaned(): boolean {
    const { parts } = this.#options;
    const members = parts.views.membership?.members ?? [];
    const removed = new Map<string, number>(
      members.flatMap(({ logId, slot, role }) => (role === "removed" ? [[logId, slot]] : [])),
    );
    const standings = parts.logs.peers()?.standings() ?? [];
    return standings.some(({ logId, accepted }) => {
      const slot = removed.get(logId);
      return slot !== undefined && this.#dataOf(slot) < accepted;
    });
  }

  connect(peer: string, logId: string): void {
    this.#logIds.set(peer, logId);
  }

  disconnect(peer: string): void {
    this.#logIds.delete(peer);
  }

  hear(peer: string, bytes: Uint8Array): void {
    if (bytes.length > messageBytesMax) return;
    const message = parseChecked(Buffer.from(bytes).toString(), isHeldMessage);
    const logId = this.#logIds.get(peer);
    if (message === undefined || logId === undefined || !this.#isMember(logId)) return;
    const own = String(ownSlot(this.#options.parts));
    this.#records.set(logId, message.records[own] ?? 0);
    this.#data.set(logId, message.data ?? {});
  }

  /** What is to be told to somebody who has come. */
  message(): Uint8Array {
    return Buffer.from(this.#said === "" ? JSON.stringify({ records: {} }) : this.#said);
  }

  /** What is to be told to all, if there is something new, and it is time. */
  turn(): Uint8Array | undefined {
    const { parts, report } = this.#options;
    const text = this.#settled;
    if (text === undefined) return this.#settle();
    this.#settled = undefined;
    const trouble = parts.data.sync() ?? parts.logs.sync();
    if (trouble !== undefined) {
      report(trouble);
      return undefined;
    }
    this.#said = text;
    return Buffer.from(text);
  }

  /** The device takes it beside this thread, so that the sync is short. */
  #settle(): undefined {
    const { around, file } = this.#options.parts;
    const now = around.milliseconds();
    if (now - this.#saidAt < saidMilliseconds) return;
    this.#saidAt = now;
    const text = JSON.stringify(this.#describe());
    if (text === this.#said) return;
    void around.settle(file.logId).then(() => {
      this.#settled = text;
    });
  }

  #describe(): { readonly records: Held; readonly data: Held | undefined } {
    const { parts, keptOf } = this.#options;
    const records: Record<string, number> = {};
    const data: Record<string, number> = {};
    let isKeeping = false;
    for (const [slot, { accepted }] of standingsBySlot(parts)) {
      if (accepted === 0) continue;
      records[slot] = accepted;
      const kept = keptOf(slot);
      if (kept === undefined) continue;
      isKeeping = true;
      data[slot] = Math.min(kept, accepted);
    }
    return { records, data: isKeeping ? data : undefined };
  }

  #dataOf(slot: number): number {
    const found = [...this.#data].map(([logId, held]) =>
      this.#isMember(logId) ? (held[String(slot)] ?? 0) : 0,
    );
    return Math.max(0, ...found);
  }

  #isMember(logId: string): boolean {
    const members = this.#options.parts.views.membership?.members ?? [];
    return members.some((each) => each.logId === logId && each.role !== "removed");
  }
}
