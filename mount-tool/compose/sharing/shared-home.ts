// A home that shares its file system with others, on the thread that serves it: records come in and
// go out, blocks are fetched, and the tree and the kernel follow. It knows no network: whole frames
// come from the main thread and go there.
import { type BlockKey, type Held, isTrouble, type Trouble } from "../../../dhash/index.ts";
import type { InodeDifference, Volume } from "../../../fs/index.ts";
import type { Absorbed, ExchangeEvent, LogRun, Recount } from "../../../logs/index.ts";
import { LogExchange } from "../../../logs/index.ts";
import type { Habits } from "../../habits.ts";
import type { Shared, SharedMount } from "../../shared-types.ts";
import type {
  FromSharing,
  LentFigures,
  MemberAnswer,
  MemberQuestion,
  ToSharing,
} from "../../sharing-messages.ts";
import { membersOf, ownSlot } from "../folded-home.ts";
import type { HomeParts } from "../home-parts.ts";
import { Accepting } from "./accepting.ts";
import { Agreeing } from "./agreeing.ts";
import { channels, frameTo } from "./channels.ts";
import type { KeepFile } from "./keep-file.ts";
import { MemberCare } from "./member-care.ts";
import { answerMember } from "./member-questions.ts";
import { forkedTrouble } from "./outsiders.ts";
import { OwnRecords } from "./own-records.ts";
import { ReadingAhead } from "./reading-ahead.ts";
import { SharedData } from "./shared-data.ts";
import { swarmOf } from "./sharing-figures.ts";
import { TickPace } from "./tick-pace.ts";

export interface SharedHomeOptions {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly keep: KeepFile;
  readonly say: (message: FromSharing) => void;
  readonly report: (trouble: Trouble) => void;
  readonly habits: Habits;
  readonly lent: () => LentFigures | undefined;
}

/** Where nobody is connected nothing happens but by requests. */
const idleMilliseconds = 1000;

export class SharedHome implements Shared {
  /** Answers the kernel. */
  readonly handler: ReadingAhead;
  readonly agreeing: Agreeing;
  readonly #options: SharedHomeOptions;
  readonly #now: () => number;
  readonly #exchange: LogExchange;
  readonly #data: SharedData;
  readonly #own: OwnRecords;
  readonly #care: MemberCare;
  readonly #accepting: Accepting;
  readonly #peers = new Set<string>();
  #mount: SharedMount | undefined;
  readonly #pace: TickPace;

  constructor(options: SharedHomeOptions) {
    this.#options = options;
    const { parts } = options;
    this.#now = parts.around.milliseconds;
    const { crypto, hasher, logs, views, sharing: store, around } = parts;
    const { fileSystemId: fileSystem } = parts.file;
    const peers = logs.peers();
    if (peers === undefined) throw new Error("a home's logs have a place for those of others");
    const now = () => around.clock.now();
    this.#pace = new TickPace(this.#now());
    const exchange = { crypto, hasher, fileSystem, logs, views, store, now };
    this.#exchange = new LogExchange(exchange, peers);
    this.#data = new SharedData({
      ...options,
      takeRun: (run) => this.#takeRun(run),
      takeViews: (blocks) => this.#takeViews(blocks),
    });
    this.#own = new OwnRecords({ ...options, show: () => this.#take(this.#exchange.advance()) });
    this.agreeing = new Agreeing(options);
    const fetch = (keys: readonly BlockKey[]): void => this.#data.fetchAhead(keys);
    this.handler = new ReadingAhead({ ...options, handler: this.agreeing, fetch });
    this.#care = new MemberCare(parts, options.report);
    this.#accepting = new Accepting({
      ...{ ...options, data: this.#data, agreeing: this.agreeing, now: this.#now },
      show: (changed) => this.#show(changed),
      caughtUp: () => this.#take(this.#exchange.advance()),
    });
    this.#follow();
  }

  /** From now on what changes is told to the kernel. */
  serve(mount: SharedMount): void {
    this.#mount = mount;
    this.#own.serve(mount.wakeDescriptor);
    this.#data.serve(mount);
    this.agreeing.serve((request) => mount.resume(request));
    this.#sayMembers();
  }

  /** A request lacks these blocks. */
  fetch(request: string, keys: readonly BlockKey[]): void {
    this.#stir();
    this.#data.fetch(request, keys, this.handler.fileLacking(keys));
  }

  hear(message: ToSharing): void {
    if (message.kind !== "frame") this.#stir();
    switch (message.kind) {
      case "peer-connected":
        this.#peers.add(message.peer);
        this.#take(this.#exchange.connect(message.peer));
        this.agreeing.connect(message.peer, message.logId);
        return this.#data.connect(message.peer, message.logId);
      case "peer-gone":
        this.#peers.delete(message.peer);
        this.#exchange.disconnect(message.peer);
        this.agreeing.disconnect(message.peer);
        return this.#data.disconnect(message.peer);
      case "peer-full":
        return this.#data.hold(message.peer);
      case "peer-drained":
        return this.#data.drained(message.peer);
      case "frame":
        return this.#hearFrame(message.peer, message.bytes);
      case "reached-at":
        return this.#data.reachedAt(message.addresses);
      case "ask": {
        const answer = this.#answer(message.question);
        return this.#options.say({ kind: "answer", id: message.id, answer });
      }
    }
  }

  /** How long this thread may sleep while nothing comes; 0: peers wait for what was written here,
   * or what they wrote is not folded yet. */
  get restMilliseconds(): number {
    const isConnected = this.isConnected();
    if (this.#accepting.isDue || this.#exchange.isAbsorbing) return 0;
    const isWaited = this.#data.hasReadersWaiting || this.agreeing.isBusy;
    if (!isConnected && !isWaited) return idleMilliseconds;
    const rest = this.#pace.restMilliseconds(this.#now(), this.#isOpen);
    return isConnected && this.#own.isBehind ? this.#own.restMilliseconds(rest) : rest;
  }

  readonly isConnected = (): boolean => this.#peers.size > 0;

  /** The own tree is shown from now on, and all records are taken. */
  showOwn(differences: readonly InodeDifference[] | undefined): void {
    this.#mount?.differ(differences);
    this.#accepting.stir();
    this.agreeing.askAgain();
  }

  /** Something waits for ticks. */
  readonly #isOpen = (): boolean =>
    this.#own.isBehind ||
    [this.#data, this.agreeing, this.#exchange, this.#care].some(({ isBusy }) => isBusy);

  /** A slice of work; true: there is more now. */
  turn(isTimeUp: () => boolean): boolean {
    if (this.#peers.size > 0) this.#own.turn();
    // What is accepted sooner is seen sooner; only then more is taken. Who saw it may ask now.
    if (this.#accepting.turn(isTimeUp)) return true;
    if (this.#pace.tick(this.#now(), this.#isOpen)) this.#tick();
    while (this.#exchange.isAbsorbing && !isTimeUp()) this.#take(this.#exchange.goOn());
    if (this.#accepting.isDue || this.#exchange.isAbsorbing) return true;
    return this.#data.turn(this.#own.durable, isTimeUp);
  }

  held(): readonly Held[] {
    return [this.#exchange, this.agreeing, this.#data].flatMap((each) => each.held());
  }

  /** Which blocks were found here is kept for the next start. */
  close(): void {
    this.#own.close();
    this.#data.close();
  }

  #tick(): void {
    this.#data.tick(this.#accepting.isDue || this.#exchange.isAbsorbing);
    this.agreeing.tick();
    if (this.#peers.size === 0) return;
    if (this.#care.tick()) this.#take(this.#exchange.noteViews());
    this.#take(this.#exchange.tick());
  }

  #hearFrame(peer: string, frame: Uint8Array): void {
    const [channel, bytes] = [frame[0], frame.subarray(1)];
    const events = channel === channels.records ? this.#exchange.receive(peer, bytes) : [];
    // A hello that says nothing new is no reason to stay awake.
    const isQuiet = channel === channels.records || channel === channels.nodes;
    if (!isQuiet || events.length > 0) this.#stir();
    if (channel === channels.records) this.#take(events);
    else if (channel === channels.agreement) this.agreeing.receive(peer, bytes);
    else this.#data.receive(peer, channel, bytes);
  }

  #stir(): void {
    this.#pace.stir(this.#now());
  }

  #take(events: readonly ExchangeEvent[]): void {
    for (const event of events) {
      if (event.kind !== "send") this.#stir();
      switch (event.kind) {
        case "send":
          this.#options.say(frameTo(event.peer, channels.records, event.bytes));
          break;
        case "close":
          this.#options.say({ kind: "close-peer", peer: event.peer, why: event.why });
          break;
        case "records":
          this.#accepting.stir();
          break;
        case "members":
          this.#enter(event.recounts);
          break;
        case "forked":
          this.#options.report(forkedTrouble(this.#options.parts, event.logId));
          break;
        case "trouble":
          this.#options.report(event.trouble);
          break;
        case "joined":
          break;
      }
    }
  }

  #takeRun(run: LogRun): Absorbed {
    const { events, absorbed } = this.#exchange.takeRun(run);
    this.#take(events);
    return absorbed;
  }

  #takeViews(blocks: readonly Uint8Array[]): void {
    const taken = this.#options.parts.views.take(blocks);
    if (isTrouble(taken)) return this.#options.report(taken);
    if (taken.newer !== undefined) this.#options.report(taken.newer);
    this.#take(this.#exchange.noteViews());
  }

  /** Other members are in force; of some the records count differently. */
  #enter(recounts: readonly Recount[]): void {
    this.#follow();
    this.#data.recount(recounts);
    if (recounts.length > 0) this.#show(this.#options.volume.recount());
    this.#accepting.stir();
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

  #answer(question: MemberQuestion): MemberAnswer {
    const around = {
      ...{ ...this.#options, data: this.#data },
      differ: (differences: readonly InodeDifference[]) => this.#mount?.differ(differences),
      noteViews: () => this.#take(this.#exchange.noteViews()),
    };
    return answerMember(around, question);
  }
}
