// The session with the kernel: reads a request, has it answered, writes the reply, without a
// promise or another thread (dependencies: FUSE protocol 7.31-7.45, linux/fuse.h). It runs on the
// file-system thread and gives it back in time.
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { BrokenInvariant } from "../../../dhash/core/index.ts";
import type { InodeNumber } from "../../core/inode-number.ts";
import type { LockHandler, RequestHandler } from "../../ports.ts";
import { errno, errnoOfRefusal } from "../errno.ts";
import type { RequestCounters, RequestStatistics } from "../request-counters.ts";
import { readCounters } from "../request-counters.ts";
import { answerRequest } from "./answer.ts";
import { CachedListings } from "./cached-listings.ts";
import type { Received } from "./channel.ts";
import { Channel } from "./channel.ts";
import { Incoming } from "./incoming.ts";
import type { InitAnswer, InitWishes } from "./init.ts";
import { decodeInit, encodeInit, negotiate } from "./init.ts";
import { requestBytesMax, validitySeconds } from "./limits.ts";
import { Nearness } from "./nearness.ts";
import { attributesOutdated } from "./notification.ts";
import { isTalk, nameOfOpcode, servedOpcodes, wantsNoReply } from "./opcodes.ts";
import { OpenFiles } from "./open-files.ts";
import { Outgoing } from "./outgoing.ts";
import type { Parked, ParkingOptions, Waiting } from "./parking.ts";
import { Parking, unpark } from "./parking.ts";
import { Patience } from "./patience.ts";
import { systemProcessors } from "./processors.ts";
import { makeOpcodeCounters, rowOfOpcode } from "./statistics.ts";
import type { Exchange, FileRange, Manner, Verdict } from "./verdict.ts";
import { defaultManner } from "./verdict.ts";

export interface SessionOptions extends ParkingOptions {
  readonly volume: RequestHandler;
  /** /dev/fuse of a mount, non-blocking. */
  readonly descriptor: number;
  /** An eventfd, non-blocking; `wake` of mount.ts writes to it. */
  readonly wakeDescriptor: number;
  /** Told once for each kind of mistake, not for each request. */
  readonly log: (message: string, cause: unknown) => void;
  /** Told once what was agreed with the kernel. */
  readonly onInit?: (answer: InitAnswer) => void;
  readonly locks?: LockHandler;
  /** Asked before each sleep, which takes no longer: requests may have made other work. */
  readonly restMilliseconds?: () => number;
  readonly wishes?: InitWishes;
  readonly manner?: Manner;
  /** By default counters of its own. */
  readonly counters?: RequestCounters;
}

/** "ended": unmounted, do not serve again. "busy": the budget is spent and there may be more.
 *  "woken": by `wake`. "idle": nothing came. */
export type Served = "ended" | "busy" | "woken" | "idle";

/** How many requests are answered between two looks at the clock. */
const requestsPerLook = 32;

export class Session {
  private readonly options: SessionOptions;
  private readonly channel: Channel;
  private readonly exchange: Exchange & { readonly incoming: Incoming };
  private readonly parking: Parking;
  private readonly counters: RequestCounters;
  private readonly patience = new Patience(availableParallelism());
  private readonly nearness = new Nearness(systemProcessors());
  private readonly mistakesLogged = new Set<string>();
  /** When the request being answered came, and the error number of its reply; undefined: it is
   *  parked. */
  private arrived = 0;
  private error: number | undefined = 0;
  private ended = false;

  constructor(options: SessionOptions) {
    this.options = options;
    this.channel = new Channel(options.descriptor, options.wakeDescriptor);
    const incoming = new Incoming(Buffer.alloc(requestBytesMax));
    const { volume, locks, manner = defaultManner } = options;
    const outgoing = new Outgoing(manner.isStrict ? 0 : validitySeconds);
    const listings = new CachedListings();
    const handles = new OpenFiles();
    const outdate = (inode: InodeNumber) => this.channel.tell(attributesOutdated(inode));
    const around = { volume, locks, handles, listings, manner, outdate };
    this.exchange = { ...around, incoming, outgoing, flushed: undefined };
    this.counters = options.counters ?? makeOpcodeCounters();
    this.parking = new Parking(options, this.counters);
  }

  /** Answers requests for about `budgetMilliseconds`, sleeping up to `idleMilliseconds` when there
   *  are none. Throws when going on would be wrong (a mistake of the protocol or of an invariant):
   *  then unmount. */
  serve(budgetMilliseconds: number, idleMilliseconds: number): Served {
    const end = performance.now() + budgetMilliseconds;
    for (let count = 1; !this.ended; count++) {
      const received = this.receive();
      if (typeof received === "number") this.answer(received);
      else if (received === "ended") this.ended = true;
      else {
        const rest = this.options.restMilliseconds?.() ?? idleMilliseconds;
        const waited = this.channel.wait(Math.min(rest, idleMilliseconds));
        if (waited === "readable") continue;
        if (waited === "idle") this.nearness.leave();
        return waited;
      }
      if (count % requestsPerLook === 0 && performance.now() >= end) return "busy";
    }
    return "ended";
  }

  /** What a parked request needed is here: answers it again. */
  resume(key: string): void {
    this.settle(this.parking.end(key), (exchange) =>
      this.conclude(exchange, this.verdict(exchange)),
    );
  }

  /** The blocks did not come in time. */
  giveUp(key: string): void {
    this.settle(this.parking.end(key), (exchange) => this.reply(exchange, errno.inputOutput));
  }

  /** The kernel will take what it remembers of this inode for another one's: who still uses that
   *  gets EIO. */
  renew(inode: InodeNumber): void {
    const { generationsByInode } = this.exchange.outgoing;
    generationsByInode.set(inode, 1 + (generationsByInode.get(inode) ?? 0));
  }

  statistics(): readonly RequestStatistics[] {
    return readCounters(this.counters).requests;
  }

  private receive(): Received {
    const { bytes } = this.exchange.incoming;
    let received = this.channel.receive(bytes);
    if (received !== "empty" || this.nearness.isNear) return received;
    const until = this.patience.lookUntil(performance.now());
    if (until === 0) return received;
    do received = this.channel.receive(bytes);
    while (received === "empty" && performance.now() < until);
    if (received === "empty") this.patience.lookedInVain();
    else this.patience.lookedWithSuccess();
    return received;
  }

  private answer(length: number): void {
    const { exchange } = this;
    const { incoming, outgoing } = exchange;
    if (!incoming.begin(length)) throw new Error(`the kernel sent ${length} bytes of no request`);
    outgoing.begin();
    const start = performance.now();
    this.patience.requested(start);
    const { opcode } = incoming;
    this.nearness.requested(incoming.thread, isTalk(opcode));
    const row = rowOfOpcode(opcode);
    this.counters.begin(row, start);
    this.arrived = start;
    this.error = 0;
    if (opcode === servedOpcodes.init) this.init();
    else if (opcode === servedOpcodes.interrupt) this.interrupt();
    else if (opcode === servedOpcodes.destroy) this.reply(exchange, 0);
    else this.conclude(exchange, this.verdict(exchange));
    const end = performance.now();
    this.patience.replied(end);
    this.counters.end();
    if (this.error !== undefined) this.counters.count(row, end - start, this.error !== 0);
  }

  private verdict(exchange: Exchange): Verdict {
    try {
      return answerRequest(exchange);
    } catch (error) {
      // Our own state is wrong, so nothing more may be acknowledged.
      if (error instanceof BrokenInvariant) throw error;
      this.logOnce(nameOfOpcode(exchange.incoming.opcode), error);
      return { kind: "refused", refusal: "input-output" };
    }
  }

  private conclude(exchange: Exchange, verdict: Verdict): void {
    if (verdict === "silent" || wantsNoReply(exchange.incoming.opcode)) return;
    if (verdict === "replied") this.reply(exchange, 0);
    else if (verdict === "unserved") this.reply(exchange, errno.notImplemented);
    else if (verdict.kind === "refused") this.reply(exchange, errnoOfRefusal[verdict.refusal]);
    else this.park(exchange, verdict);
  }

  private reply({ incoming, outgoing }: Exchange, error: number): void {
    this.error = error;
    outgoing.finish(incoming.uniqueLow, incoming.uniqueHigh, error);
    this.channel.send(outgoing);
  }

  private park(exchange: Exchange, waiting: Waiting): void {
    if (this.parking.begin(exchange, waiting, this.arrived)) this.error = undefined;
    else if (waiting.kind === "flush") this.answerUnflushed(exchange, waiting.range);
    else this.reply(exchange, errno.inputOutput);
  }

  /** Where nothing can flush, or it did not settle, the answer is given as the Volume knows it. */
  private answerUnflushed(exchange: Exchange, range: FileRange): void {
    const everything = { ...range, offset: 0, end: Number.POSITIVE_INFINITY };
    const again = { ...exchange, flushed: everything };
    again.incoming.begin(again.incoming.length);
    this.conclude(again, this.verdict(again));
  }

  /** Requests are answered at once, so an interrupt can only be about a parked one. It has no reply
   *  of its own. */
  private interrupt(): void {
    const parked = this.parking.interrupt(this.exchange.incoming);
    this.settle(parked, (exchange) => this.reply(exchange, errno.interrupted));
    this.error = 0;
  }

  /** Ends a request's wait by `answer`. It is counted with its time from arrival to reply. */
  private settle(parked: Parked | undefined, answer: (exchange: Exchange) => void): void {
    const exchange = parked && unpark(this.exchange, parked);
    if (exchange === undefined || parked === undefined) return;
    this.arrived = parked.arrived;
    this.error = 0;
    answer(exchange);
    if (this.error === undefined) return;
    const row = rowOfOpcode(exchange.incoming.opcode);
    this.counters.count(row, performance.now() - parked.arrived, this.error !== 0);
    // It may be the request being answered, whose wait was over at once.
    this.error = undefined;
  }

  private init(): void {
    const { incoming, outgoing } = this.exchange;
    const answer = negotiate(decodeInit(incoming), this.options.wishes, this.exchange.manner);
    if (answer.kind === "too-old") {
      this.reply(this.exchange, errno.protocol);
      throw new Error(answer.why);
    }
    encodeInit(outgoing, answer);
    this.reply(this.exchange, 0);
    this.options.onInit?.(answer);
  }

  private logOnce(kind: string, error: unknown): void {
    const text = `${kind}: ${error instanceof Error ? error.message : String(error)}`;
    if (this.mistakesLogged.has(text)) return;
    this.mistakesLogged.add(text);
    this.options.log(`answering a request failed (${text}); the caller got EIO`, error);
  }
}
