// A home that shares its file system with others, on the thread that serves it: records come in and
// go out, blocks are fetched, and the tree and the kernel follow. It knows no network: whole frames
// come from the main thread and go there.
import type { BlockKey, PublicKeyBlock } from "../../../dhash/index.ts";
import {
  BlockExchange,
  isPeerId,
  isTrouble,
  peerIdToPublicKey,
  Trouble,
} from "../../../dhash/index.ts";
import type { InodeDifference, Volume } from "../../../fs/index.ts";
import type { ExchangeEvent } from "../../../logs/index.ts";
import { bytesToHex, LogExchange } from "../../../logs/index.ts";
import type {
  FromSharing,
  MemberAnswer,
  MemberQuestion,
  ToSharing,
} from "../../sharing-messages.ts";
import { membersOf, ownSlot } from "../folded-home.ts";
import type { HomeParts } from "../home-parts.ts";
import { channels, frameOf } from "./channels.ts";
import { DataKeeping } from "./data-keeping.ts";
import { HeldByOthers } from "./held-by-others.ts";
import type { KeepFile } from "./keep-file.ts";
import { answerMember } from "./member-questions.ts";
import { OwnRecords } from "./own-records.ts";
import { Placing } from "./placing.ts";
import { ReadersWaiting } from "./readers-waiting.ts";
import { changesOf } from "./record-changes.ts";
import { swarmOf } from "./sharing-figures.ts";

export interface SharedHomeOptions {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly keep: KeepFile;
  readonly say: (message: FromSharing) => void;
  readonly report: (trouble: Trouble) => void;
}

/** What a mount does for it. */
export interface SharedMount {
  /** The blocks that a parked request needed are here, or will not come. */
  resume(request: string): void;
  giveUp(request: string): void;
  /** The kernel is told what changed; undefined: everything may have. */
  differ(differences: readonly InodeDifference[] | undefined): void;
}

const acceptedMax = 256;
const tickMilliseconds = 50;
const idleMilliseconds = 1000;

export class SharedHome {
  readonly #options: SharedHomeOptions;
  readonly #exchange: LogExchange;
  readonly #blocks: BlockExchange;
  readonly #keeping: DataKeeping;
  readonly #placing: Placing;
  readonly #held: HeldByOthers;
  readonly #own: OwnRecords;
  readonly #readers: ReadersWaiting;
  readonly #peers = new Set<string>();
  #mount: SharedMount | undefined;
  #tickedAt = 0;
  /** There may be records to accept. */
  #isAccepting = true;

  constructor(options: SharedHomeOptions) {
    this.#options = options;
    const { parts } = options;
    const { crypto, hasher, logs, views, sharing: store, around, file } = parts;
    const peers = logs.peers();
    if (peers === undefined) throw new Error("a home's logs have a place for those of others");
    const now = () => around.clock.now();
    this.#exchange = new LogExchange(
      { crypto, hasher, fileSystem: file.fileSystemId, logs, views, store, now },
      peers,
    );
    const { milliseconds } = around;
    this.#blocks = new BlockExchange({ hasher, blocks: parts.blocks, milliseconds });
    this.#keeping = new DataKeeping({
      ...options,
      fetch: (keys) => this.#takeBlocks(this.#blocks.want(keys, "later")),
      forget: (keys) => this.#blocks.forget(keys),
    });
    const { say, report } = options;
    this.#placing = new Placing({
      ...{ parts, report },
      send: (peer, bytes) => this.#send(peer, channels.nodes, bytes),
      close: (peer, why) => say({ kind: "close-peer", peer, why }),
      seek: (peer, addresses) => say({ kind: "seek", peer, addresses }),
    });
    this.#held = new HeldByOthers({
      ...{ parts, report },
      keptOf: (slot) => this.#keeping.keptOf(slot),
      logIdOf: (peer) => (isPeerId(peer) ? bytesToHex(peerIdToPublicKey(peer)) : undefined),
    });
    this.#readers = new ReadersWaiting(milliseconds);
    const show = (): void => this.#take(this.#exchange.advance());
    this.#own = new OwnRecords({ parts, show, report });
    this.#follow();
  }

  /** From now on what changes is told to the kernel. */
  serve(mount: SharedMount): void {
    this.#mount = mount;
    this.#sayMembers();
  }

  /** A request lacks these blocks. */
  fetch(request: string, keys: readonly BlockKey[]): void {
    const lacking = keys.filter((key) => this.#options.parts.blocks.has(key) !== true);
    if (lacking.length === 0) return this.#mount?.resume(request);
    this.#readers.park(request, lacking, this.#peers.size > 0);
    this.#placing.locate(lacking);
    this.#takeBlocks(this.#blocks.want(lacking, "now"));
  }

  hear(message: ToSharing): void {
    switch (message.kind) {
      case "peer-connected":
        this.#peers.add(message.peer);
        this.#placing.connect(message.peer);
        this.#send(message.peer, channels.held, this.#held.message());
        this.#take(this.#exchange.connect(message.peer));
        return this.#takeBlocks(this.#blocks.connect(message.peer));
      case "peer-gone":
        this.#peers.delete(message.peer);
        this.#placing.disconnect(message.peer);
        this.#exchange.disconnect(message.peer);
        return this.#takeBlocks(this.#blocks.disconnect(message.peer));
      case "peer-full":
        return this.#blocks.hold(message.peer);
      case "peer-drained":
        return this.#takeBlocks(this.#blocks.drained(message.peer));
      case "frame":
        return this.#hearFrame(message.peer, message.bytes);
      case "reached-at":
        return this.#placing.reachedAt(message.addresses);
      case "ask": {
        const answer = this.#answer(message.question);
        return this.#options.say({ kind: "answer", id: message.id, answer });
      }
    }
  }

  /** Peers wait for what was written here, or what they wrote is not folded yet. */
  get isPressing(): boolean {
    return this.#isAccepting || (this.#peers.size > 0 && this.#own.isDue);
  }

  /** How long this thread may sleep while nothing comes. */
  get restMilliseconds(): number {
    const isConnected = this.#peers.size > 0;
    if (isConnected && this.#own.isBehind) return this.#own.restMilliseconds(tickMilliseconds);
    return isConnected || this.#readers.size > 0 ? tickMilliseconds : idleMilliseconds;
  }

  /** A slice of work; true: there is more now. */
  turn(isTimeUp: () => boolean): boolean {
    if (this.#peers.size > 0) this.#own.turn();
    const now = this.#options.parts.around.milliseconds();
    if (now - this.#tickedAt >= tickMilliseconds) this.#tick(now);
    while (this.#isAccepting && !isTimeUp()) this.#accept();
    if (this.#isAccepting) return true;
    if (this.#peers.size > 0) this.#placing.turn(this.#own.durable, isTimeUp);
    return this.#keeping.turn(isTimeUp, this.#peers.size > 0);
  }

  /** The own head, newly signed. */
  publish(head: PublicKeyBlock): void {
    this.#placing.publish(head);
  }

  /** Which blocks were found here is kept for the next start. */
  close(): void {
    this.#own.close();
    this.#keeping.close();
  }

  #tick(now: number): void {
    this.#tickedAt = now;
    for (const request of this.#readers.overdue()) {
      this.#options.report(
        new Trouble("absent", "Data that is not on this machine did not come in time: EIO."),
      );
      this.#mount?.giveUp(request);
    }
    if (this.#peers.size === 0) return;
    this.#take(this.#exchange.tick());
    this.#takeBlocks(this.#blocks.tick());
    this.#placing.tick();
    const news = this.#isAccepting ? undefined : this.#held.turn();
    if (news === undefined) return;
    for (const peer of this.#peers) this.#send(peer, channels.held, news);
  }

  #hearFrame(peer: string, frame: Uint8Array): void {
    const bytes = frame.subarray(1);
    if (frame[0] === channels.records) this.#take(this.#exchange.receive(peer, bytes));
    else if (frame[0] === channels.blocks) this.#takeBlocks(this.#blocks.receive(peer, bytes));
    else if (frame[0] === channels.nodes) this.#placing.receive(peer, bytes);
    else if (frame[0] === channels.held) this.#held.hear(peer, bytes);
  }

  #take(events: readonly ExchangeEvent[]): void {
    for (const event of events) {
      switch (event.kind) {
        case "send":
          this.#send(event.peer, channels.records, event.bytes);
          break;
        case "close":
          this.#options.say({ kind: "close-peer", peer: event.peer, why: event.why });
          break;
        case "records":
          this.#isAccepting = true;
          break;
        case "members":
          this.#enter(event.recounts.length > 0);
          break;
        case "forked":
          this.#options.report(
            new Trouble("damaged", `log ${event.logId}: its author showed two histories.`),
          );
          break;
        case "trouble":
          this.#options.report(event.trouble);
          break;
        case "joined":
          break;
      }
    }
  }

  #send(peer: string, channel: number, bytes: Uint8Array): void {
    this.#options.say({ kind: "frame", peer, bytes: frameOf(channel, bytes) });
  }

  #takeBlocks(events: ReturnType<BlockExchange["tick"]>): void {
    for (const event of events) {
      switch (event.kind) {
        case "send":
          this.#send(event.peer, channels.blocks, event.bytes);
          break;
        case "arrived":
          this.#keeping.arrived(event.key);
          for (const request of this.#readers.arrived(event.key)) this.#mount?.resume(request);
          break;
        case "close":
          this.#options.say({ kind: "close-peer", peer: event.peer, why: event.why });
          break;
        case "trouble":
          this.#options.report(event.trouble);
          break;
      }
    }
  }

  #accept(): void {
    const { logs } = this.#options.parts;
    const items = logs.accept(acceptedMax);
    if (items.length === 0) {
      this.#isAccepting = false;
      logs.noteOthers();
      this.#take(this.#exchange.advance());
      return;
    }
    const records = items.map((item) => ({ stamp: item.stamp, changes: changesOf(item) }));
    for (const { changes } of records) this.#keeping.note(changes);
    const changed = this.#options.volume.absorb(records);
    // Before the next request: own records come after all that is folded.
    logs.noteOthers();
    this.#show(changed);
  }

  /** Other members are in force; of some the records count differently. */
  #enter(isRecounted: boolean): void {
    this.#follow();
    if (isRecounted) this.#show(this.#options.volume.recount());
    this.#isAccepting = true;
    this.#sayMembers();
  }

  #show(changed: readonly InodeDifference[] | Trouble): void {
    if (isTrouble(changed)) this.#options.report(changed);
    this.#mount?.differ(isTrouble(changed) ? undefined : changed);
  }

  #follow(): void {
    const { parts, volume } = this.#options;
    const own = ownSlot(parts);
    const others = membersOf(parts).flatMap(({ slot }) => (slot === own ? [] : [slot]));
    if (others.length > 0) volume.share(others);
  }

  #sayMembers(): void {
    this.#options.say({ kind: "swarm", swarm: swarmOf(this.#options.parts) });
  }

  #answer(question: MemberQuestion): MemberAnswer {
    const { parts, volume, report } = this.#options;
    return answerMember(
      {
        ...{ parts, volume, report, blocks: this.#blocks, keeping: this.#keeping },
        ...{ placing: this.#placing, held: this.#held },
        isConnected: this.#peers.size > 0,
        differ: (differences) => this.#mount?.differ(differences),
        noteViews: () => this.#take(this.#exchange.noteViews()),
      },
      question,
    );
  }
}
