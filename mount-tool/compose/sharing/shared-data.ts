// The data of a shared home: blocks that are fetched from others and given to them, requests of the
// kernel that wait for some, and what of it all is kept here.
import type { BlockKey, Held } from "../../../dhash/index.ts";
import { BlockExchange, Trouble } from "../../../dhash/index.ts";
import type { Change, InodeNumber, Volume } from "../../../fs/index.ts";
import { findInode, pathOfInode } from "../../../fs/index.ts";
import type { Absorbed, LogRun, ReadRecordItem, Recount } from "../../../logs/index.ts";
import type { Readers } from "../../shared-types.ts";
import type { FromSharing, KeepQuestion, MemberAnswer } from "../../sharing-messages.ts";
import type { HomeParts } from "../home-parts.ts";
import { channels, frameInRoom, frameOf } from "./channels.ts";
import { DataKeeping } from "./data-keeping.ts";
import { FetchedLogs } from "./fetched-logs.ts";
import { HeldByOthers } from "./held-by-others.ts";
import type { KeepFile } from "./keep-file.ts";
import { Placing } from "./placing.ts";
import { ReadersWaiting } from "./readers-waiting.ts";
import { TreeForNewcomers } from "./tree-for-newcomers.ts";

export interface SharedDataOptions {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly keep: KeepFile;
  readonly say: (message: FromSharing) => void;
  readonly report: (trouble: Trouble) => void;
  /** Records and views came as blocks. */
  readonly takeRun: (run: LogRun) => Absorbed;
  readonly takeViews: (blocks: readonly Uint8Array[]) => void;
}

export class SharedData {
  readonly #options: SharedDataOptions;
  readonly #blocks: BlockExchange;
  readonly #keeping: DataKeeping;
  readonly #placing: Placing;
  readonly #held: HeldByOthers;
  readonly #logs: FetchedLogs;
  readonly #waiting: ReadersWaiting;
  readonly #trees: TreeForNewcomers;
  readonly #peers = new Set<string>();
  #readers: Readers | undefined;

  constructor(options: SharedDataOptions) {
    this.#options = options;
    const { parts } = options;
    const { milliseconds } = parts.around;
    this.#blocks = new BlockExchange({ hasher: parts.hasher, blocks: parts.blocks, milliseconds });
    const fetch = (keys: readonly BlockKey[]): void => this.#take(this.#blocks.want(keys, "later"));
    const forget = (keys: readonly BlockKey[]): void => this.#blocks.forget(keys);
    this.#keeping = new DataKeeping({ ...options, fetch, forget });
    const find = (owner: Uint8Array): void => this.#placing.find(owner);
    this.#logs = new FetchedLogs({ ...options, find, fetch, forget });
    const { say, report } = options;
    this.#placing = new Placing({
      ...{ parts, report },
      send: (peer, bytes) => this.#send(peer, channels.nodes, bytes),
      close: (peer, why) => say({ kind: "close-peer", peer, why }),
      seek: (peer, addresses) => say({ kind: "seek", peer, addresses }),
      found: (head) => this.#logs.found(head),
    });
    const keptOf = (slot: number): number | undefined => this.#keeping.keptOf(slot);
    this.#held = new HeldByOthers({ parts, report, keptOf });
    this.#waiting = new ReadersWaiting(milliseconds);
    this.#trees = new TreeForNewcomers(options);
  }

  serve(readers: Readers): void {
    this.#readers = readers;
  }

  get hasReadersWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Blocks are on their way, or nodes care for copies: there are to be ticks. */
  get isBusy(): boolean {
    return this.hasReadersWaiting || this.#blocks.isBusy || this.#placing.hasNodes;
  }

  connect(peer: string, logId: string): void {
    this.#peers.add(peer);
    this.#held.connect(peer, logId);
    this.#trees.connect(peer, logId);
    this.#placing.connect(peer);
    this.#send(peer, channels.held, this.#held.message());
    this.#take(this.#blocks.connect(peer));
  }

  disconnect(peer: string): void {
    this.#peers.delete(peer);
    this.#held.disconnect(peer);
    this.#trees.disconnect(peer);
    this.#placing.disconnect(peer);
    this.#take(this.#blocks.disconnect(peer));
  }

  /** Its link has enough to send. */
  hold(peer: string): void {
    this.#blocks.hold(peer);
    this.#trees.hold(peer);
  }

  drained(peer: string): void {
    this.#take(this.#blocks.drained(peer));
    this.#trees.drained(peer);
  }

  receive(peer: string, channel: number | undefined, bytes: Uint8Array): void {
    if (channel === channels.blocks) this.#take(this.#blocks.receive(peer, bytes));
    else if (channel === channels.nodes) this.#placing.receive(peer, bytes);
    else if (channel === channels.held) this.#held.hear(peer, bytes);
    else if (channel === channels.trees) this.#trees.receive(peer, bytes);
  }

  /** Where others reach this participant. */
  reachedAt(addresses: readonly string[]): void {
    this.#placing.reachedAt(addresses);
  }

  /** A request of the kernel lacks these blocks of a file. */
  fetch(request: string, keys: readonly BlockKey[], file: InodeNumber | undefined): void {
    const lacking = keys.filter((key) => this.#options.parts.blocks.has(key) !== true);
    if (lacking.length === 0) return this.#readers?.resume(request);
    this.#waiting.park(request, lacking, { isConnected: this.#peers.size > 0, file });
    this.#placing.locate(lacking);
    this.#take(this.#blocks.want(lacking, "now"));
  }

  /** Somebody will read these soon. */
  fetchAhead(keys: readonly BlockKey[]): void {
    this.#take(this.#blocks.want(keys, "later"));
  }

  /** Others have written this. */
  note(item: ReadRecordItem, changes: readonly Change[]): void {
    this.#keeping.note(item, changes);
  }

  /** All that can be accepted of others' records is. */
  lookAgain(): void {
    this.#keeping.lookAgain();
  }

  /** Other members are in force; of these logs the records count differently. */
  recount(recounts: readonly Recount[]): void {
    this.#keeping.recount(recounts);
  }

  /** `isAccepting`: what others hold of the logs is about to change. */
  tick(isAccepting: boolean): void {
    for (const { request, file } of this.#waiting.overdue()) {
      this.#options.report(this.#lateData(file));
      this.#readers?.giveUp(request);
    }
    if (this.#peers.size === 0) return;
    this.#take(this.#blocks.tick());
    this.#placing.tick();
    this.#trees.tick();
    this.#logs.tick(this.#placing.hasNodes);
    const news = isAccepting ? undefined : this.#held.turn();
    if (news === undefined) return;
    for (const peer of this.#peers) this.#send(peer, channels.held, news);
  }

  /** A slice of work; true: there is more now. `durable`: the own records that may be shown. */
  turn(durable: number, isTimeUp: () => boolean): boolean {
    if (this.#trees.turn(isTimeUp)) return true;
    const isConnected = this.#peers.size > 0;
    const isPlacing = isConnected && this.#placing.turn(durable, isTimeUp);
    const mayDrop = (): boolean => this.#placing.hasNodes || !this.#held.isOrphaned;
    return this.#keeping.turn(isTimeUp, { isConnected, mayDrop }) || isPlacing;
  }

  answer(question: KeepQuestion): MemberAnswer {
    return this.#keeping.answer(question, this.#peers.size > 0);
  }

  figures() {
    const placing = this.#placing.figures();
    const data = Math.max(this.#held.data, placing.placed);
    const records = Math.max(this.#held.records, placing.recordsPlaced);
    const elsewhere = { records, data };
    const [blocks, keep] = [this.#blocks.statistics(), this.#keeping.figures()];
    return { blocks, keep, placing, elsewhere };
  }

  held(): readonly Held[] {
    const [trees, logs] = [this.#trees.held(), this.#logs.held()];
    return [...this.#blocks.held(), ...this.#keeping.held(), ...this.#placing.held(), trees, logs];
  }

  /** This participant is a member no more. */
  leave(): void {
    this.#placing.leave();
  }

  /** Which blocks were found here is kept for the next start. */
  close(): void {
    this.#keeping.close();
  }

  #lateData(file: InodeNumber | undefined): Trouble {
    const root = this.#options.volume.freeze();
    const isKnown = file !== undefined && findInode(root, file) !== undefined;
    const path = isKnown ? pathOfInode(root, file) : undefined;
    const cause = "its data is not on this machine, and did not come in time: EIO";
    const next = `See who has it: ivy get ${path ?? "PATH"}`;
    return new Trouble("absent", `${path ?? "a file"}: ${cause}. ${next}`);
  }

  #send(peer: string, channel: number, bytes: Uint8Array): void {
    this.#options.say({ kind: "frame", peer, bytes: frameOf(channel, bytes) });
  }

  #take(events: ReturnType<BlockExchange["tick"]>): void {
    const { say, report } = this.#options;
    for (const event of events) {
      switch (event.kind) {
        case "send":
          say({
            kind: "frame",
            peer: event.peer,
            bytes: frameInRoom(channels.blocks, event.bytes),
          });
          break;
        case "arrived":
          this.#logs.arrived(event.key);
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
