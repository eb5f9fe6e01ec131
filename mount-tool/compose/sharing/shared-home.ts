// A home that shares its file system with others, on the thread that serves it: records come in and
// go out, blocks are fetched, and the tree and the kernel follow. It knows no network: whole frames
// come from the main thread and go there.
import type { BlockKey } from "../../../dhash/index.ts";
import { BlockExchange, isTrouble, Trouble } from "../../../dhash/index.ts";
import type { InodeDifference, Volume } from "../../../fs/index.ts";
import { diffRoots } from "../../../fs/index.ts";
import type { ExchangeEvent } from "../../../logs/index.ts";
import { LogExchange } from "../../../logs/index.ts";
import type {
  FromSharing,
  Keep,
  MemberAnswer,
  MemberQuestion,
  ToSharing,
} from "../../sharing-messages.ts";
import { membersOf, ownSlot } from "../folded-home.ts";
import type { HomeParts } from "../home-parts.ts";
import { Agreeing } from "./agreeing.ts";
import { answerQuestion } from "./answer-question.ts";
import { BlockKeeper } from "./block-keeper.ts";
import { channels, frameOf } from "./channels.ts";
import { describeConflicts, resolveConflict } from "./conflicts.ts";
import { MemberCare } from "./member-care.ts";
import { OwnRecords } from "./own-records.ts";
import { ReadersWaiting } from "./readers-waiting.ts";
import { changesOf } from "./record-changes.ts";
import { describeSharing, swarmOf } from "./sharing-figures.ts";

export interface SharedHomeOptions {
  readonly parts: HomeParts;
  readonly volume: Volume;
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
  /** Answers the kernel. */
  readonly agreeing: Agreeing;
  readonly #options: SharedHomeOptions;
  readonly #exchange: LogExchange;
  readonly #blocks: BlockExchange;
  readonly #keeper: BlockKeeper;
  readonly #own: OwnRecords;
  readonly #care: MemberCare;
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
    const { blocks } = parts;
    this.#blocks = new BlockExchange({ hasher, blocks, milliseconds: around.milliseconds });
    this.#keeper = new BlockKeeper(parts, (keys) => this.#takeBlocks(this.#want(keys, "later")));
    this.#readers = new ReadersWaiting(around.milliseconds);
    const show = (): void => this.#take(this.#exchange.advance());
    this.#own = new OwnRecords({ parts, show, report: options.report });
    this.agreeing = new Agreeing(options);
    this.#care = new MemberCare(parts, options.report);
    this.#follow();
  }

  /** From now on what changes is told to the kernel. */
  serve(mount: SharedMount): void {
    this.#mount = mount;
    this.agreeing.serve((request) => mount.resume(request));
    this.#sayMembers();
  }

  /** A request lacks these blocks. */
  fetch(request: string, keys: readonly BlockKey[]): void {
    const lacking = keys.filter((key) => this.#options.parts.blocks.has(key) !== true);
    if (lacking.length === 0) return this.#mount?.resume(request);
    this.#readers.park(request, lacking, this.#peers.size > 0);
    this.#takeBlocks(this.#want(lacking, "now"));
  }

  hear(message: ToSharing): void {
    switch (message.kind) {
      case "peer-connected":
        this.#peers.add(message.peer);
        this.#take(this.#exchange.connect(message.peer));
        this.agreeing.connect(message.peer, message.logId);
        return this.#takeBlocks(this.#blocks.connect(message.peer));
      case "peer-gone":
        this.#peers.delete(message.peer);
        this.#exchange.disconnect(message.peer);
        this.agreeing.disconnect(message.peer);
        return this.#takeBlocks(this.#blocks.disconnect(message.peer));
      case "peer-full":
        return this.#blocks.hold(message.peer);
      case "peer-drained":
        return this.#takeBlocks(this.#blocks.drained(message.peer));
      case "frame":
        return this.#hearFrame(message.peer, message.bytes);
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
    if (!this.#isAccepting && this.#peers.size > 0) this.#keeper.turn(isTimeUp);
    return this.#isAccepting;
  }

  /** Which blocks were found here is kept for the next start. */
  close(): void {
    this.#own.close();
    this.#keeper.save();
  }

  #tick(now: number): void {
    this.#tickedAt = now;
    for (const request of this.#readers.overdue()) {
      const why = "Data that is not on this machine did not come in time: EIO.";
      this.#options.report(new Trouble("absent", why));
      this.#mount?.giveUp(request);
    }
    if (this.#peers.size === 0) return;
    this.agreeing.tick();
    if (this.#care.tick()) this.#take(this.#exchange.noteViews());
    this.#take(this.#exchange.tick());
    this.#takeBlocks(this.#blocks.tick());
  }

  #hearFrame(peer: string, frame: Uint8Array): void {
    const bytes = frame.subarray(1);
    if (frame[0] === channels.records) this.#take(this.#exchange.receive(peer, bytes));
    else if (frame[0] === channels.blocks) this.#takeBlocks(this.#blocks.receive(peer, bytes));
    else if (frame[0] === channels.agreement) this.agreeing.receive(peer, bytes);
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

  #want(keys: readonly BlockKey[], urgency: "now" | "later") {
    return this.#blocks.want(keys, urgency);
  }

  #takeBlocks(events: ReturnType<BlockExchange["tick"]>): void {
    for (const event of events) {
      switch (event.kind) {
        case "send":
          this.#send(event.peer, channels.blocks, event.bytes);
          break;
        case "arrived":
          this.#keeper.arrived(event.key);
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
    const changed = this.#options.volume.absorb(records);
    // Before the next request: own records come after all that is folded.
    logs.noteOthers();
    this.#show(changed);
    this.agreeing.folded();
  }

  /** Other members are in force; of some the records count differently. */
  #enter(isRecounted: boolean): void {
    this.#follow();
    if (isRecounted) this.#show(this.#options.volume.recount());
    this.#isAccepting = true;
    this.#care.entered();
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
    this.agreeing.follow();
  }

  #sayMembers(): void {
    this.#options.say({ kind: "swarm", swarm: swarmOf(this.#options.parts) });
  }

  #resolve(wish: { readonly path: string; readonly keep: Keep }): MemberAnswer {
    const { volume } = this.#options;
    const before = volume.freeze();
    const answer = resolveConflict(this.#options, wish);
    this.#mount?.differ([...diffRoots(before, volume.freeze())]);
    return answer;
  }

  #answer(question: MemberQuestion): MemberAnswer {
    const { parts } = this.#options;
    if (question.kind === "sharing") {
      const sharing = describeSharing(parts, this.#blocks.statistics());
      return { kind: "sharing", sharing };
    }
    if (question.kind === "conflicts") {
      const { volume } = this.#options;
      return { kind: "conflicts", conflicts: describeConflicts(parts, volume.freeze()) };
    }
    if (question.kind === "resolve") return this.#resolve(question);
    const answer = answerQuestion(parts, question);
    if (answer.kind !== "refused") this.#take(this.#exchange.noteViews());
    return answer;
  }
}
