// Requests of the kernel on which connected participants agree first (FORMAT "Agreement"): they
// wait here while others are asked, and are then asked again. All others go straight to the Volume.
import type { Held } from "../../../dhash/index.ts";
import type { InodeNumber, LockHandler, NamePlace, Volume } from "../../../fs/index.ts";
import { Agreement, findEntry, isName, ownTreeTicket } from "../../../fs/index.ts";
import type { KnownSequences, LogStanding, MemberRole } from "../../../logs/index.ts";
import type { Habits } from "../../habits.ts";
import type { AskingOthers } from "../../shared-types.ts";
import type { FromSharing } from "../../sharing-messages.ts";
import { ownSlot, standingsBySlot } from "../folded-home.ts";
import type { HomeParts } from "../home-parts.ts";
import { channels, frameOf } from "./channels.ts";
import { Locking } from "./locking.ts";

type Outcome = ReturnType<Volume["perform"]>;
type Request = Parameters<Volume["perform"]>[0];

export interface AgreeingOptions {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly say: (message: FromSharing) => void;
  readonly habits: Habits;
}

export class Agreeing implements AskingOthers {
  /** Undefined: they are the kernel's. */
  readonly locks: LockHandler | undefined;
  readonly #options: AgreeingOptions;
  readonly #agreement: Agreement;
  readonly #slot: number;
  /** By peer, whose log it is. */
  readonly #connected = new Map<string, string>();
  /** By ticket, the requests that wait for it. */
  readonly #waiting = new Map<number, string[]>();
  #resume: (request: string) => void = () => {};
  #isTaking = false;
  /** Those who waited are asking again. */
  #isGoingOn = false;
  /** By slot, how far logs of others are in the tree, as of the last slice of time. */
  #reachedBySlot: ReadonlyMap<number, number> | undefined;

  constructor(options: AgreeingOptions) {
    this.#options = options;
    const { parts, volume } = options;
    this.#slot = ownSlot(parts);
    this.#agreement = new Agreement({
      slot: this.#slot,
      milliseconds: parts.around.milliseconds,
      knowledge: {
        known: () => this.#known(),
        reached: (slot) => this.#reached().get(slot) ?? Number.POSITIVE_INFINITY,
        acting: (directory) => volume.find(directory)?.number ?? directory,
        hasName: (place) => this.#hasName(place),
      },
    });
    const { locks } = this.#agreement;
    const waitFor = (ticket: number) => this.#waitFor(ticket);
    const locking = new Locking({ locks, waitFor, take: () => this.#take() });
    this.locks = options.habits.locks === "shared" ? locking : undefined;
  }

  /** Requests wait, or others do. */
  get isBusy(): boolean {
    return this.#agreement.isBusy;
  }

  held(): readonly Held[] {
    return this.#agreement.held();
  }

  /** From now on requests can wait. */
  serve(resume: (request: string) => void): void {
    this.#resume = resume;
  }

  /** What the kernel asks; "waits": `wait` is to follow. */
  perform(request: Request): Outcome {
    const { volume } = this.#options;
    if (!this.#agreement.isShared || volume.isLent) return volume.perform(request);
    const place = placeOf(request);
    if (place !== undefined) return this.#make(request, place);
    const ticket = this.#isLookedFor(request) ? this.#agreement.looks.ask() : undefined;
    return ticket === undefined ? volume.perform(request) : this.#waitFor(ticket);
  }

  /** A request is kept until its turn has come. */
  wait(request: string, ticket: number): void {
    const isForTree = ticket === ownTreeTicket && this.#options.volume.isLent;
    if (isForTree && !this.#waiting.has(ticket)) this.#waiting.set(ticket, []);
    const waiting = this.#waiting.get(ticket);
    if (waiting === undefined) this.#resume(request);
    else waiting.push(request);
  }

  /** A request that waits was interrupted. */
  abandon(request: string): void {
    for (const [ticket, waiting] of this.#waiting) {
      const at = waiting.indexOf(request);
      if (at !== -1) waiting.splice(at, 1);
      if (at === -1 || waiting.length > 0) continue;
      this.#waiting.delete(ticket);
      this.#agreement.locks.abandon(ticket);
    }
    this.#take();
  }

  /** Who waits for the own tree asks again: it is shown, or waiting has taken too long. */
  askAgain(): void {
    if (this.#waiting.has(ownTreeTicket)) this.#goOn(ownTreeTicket);
  }

  connect(peer: string, logId: string): void {
    this.#connected.set(peer, logId);
    this.#admit(peer, logId);
  }

  disconnect(peer: string): void {
    this.#connected.delete(peer);
    this.#agreement.disconnect(peer);
    this.#take();
  }

  /** Members have changed: only who may write is agreed with; who may read may ask. */
  follow(): void {
    this.#reachedBySlot = undefined;
    const { views, file } = this.#options.parts;
    const own = views.membership?.members.find(({ logId }) => logId === file.logId);
    this.#agreement.setWriter(own !== undefined && isWriter(own));
    for (const [peer, logId] of this.#connected) this.#admit(peer, logId);
  }

  receive(peer: string, bytes: Uint8Array): void {
    this.#agreement.receive(peer, bytes);
    this.#take();
  }

  /** Records of others are in the tree now. */
  folded(): void {
    this.#reachedBySlot = undefined;
    if (!this.#agreement.isShared) return;
    this.#agreement.folded();
    this.#take();
  }

  tick(): void {
    this.#reachedBySlot = undefined;
    this.#agreement.tick();
    this.#take();
  }

  #make(request: Request, place: NamePlace): Outcome {
    const { volume, parts } = this.#options;
    const answer = this.#agreement.names.ask(place);
    if (typeof answer === "number") return this.#waitFor(answer);
    if (answer === "taken") return { kind: "refused", refusal: "exists" };
    const outcome = volume.perform(request);
    const isMade = outcome.kind === "entry" || outcome.kind === "done";
    this.#agreement.names.end(place, isMade ? parts.logs.head()?.sequence : undefined);
    this.#take();
    return outcome;
  }

  /** Is it to be known what others have written? Whoever goes on knows. */
  #isLookedFor({ kind }: Request): boolean {
    if (this.#options.habits.consistency !== "strict" || this.#isGoingOn) return false;
    return kind === "lookup" || kind === "open";
  }

  #waitFor(ticket: number): Extract<Outcome, { kind: "waits" }> {
    if (!this.#waiting.has(ticket)) this.#waiting.set(ticket, []);
    this.#take();
    return { kind: "waits", ticket };
  }

  /** Whoever goes on may have something to say at once. */
  #take(): void {
    if (this.#isTaking) return;
    this.#isTaking = true;
    for (let events = this.#agreement.take(); events.length > 0; events = this.#agreement.take()) {
      for (const event of events) {
        switch (event.kind) {
          case "send": {
            const { peer, bytes } = event;
            this.#options.say({ kind: "frame", peer, bytes: frameOf(channels.agreement, bytes) });
            break;
          }
          case "close":
            this.#options.say({ kind: "close-peer", peer: event.peer, why: event.why });
            break;
          case "settled":
            this.#goOn(event.ticket);
            break;
        }
      }
    }
    this.#isTaking = false;
  }

  #goOn(ticket: number): void {
    const waiting = this.#waiting.get(ticket) ?? [];
    this.#waiting.delete(ticket);
    this.#isGoingOn = true;
    for (const request of waiting) this.#resume(request);
    this.#isGoingOn = false;
  }

  #admit(peer: string, logId: string): void {
    const { views } = this.#options.parts;
    const member = views.membership?.members.find((each) => each.logId === logId);
    if (member?.role === "reader") this.#agreement.connectReader(peer, member.slot);
    else if (member === undefined || !isWriter(member)) this.#agreement.disconnect(peer);
    else if (!this.#agreement.has(peer)) this.#agreement.connect(peer, member.slot);
    this.#take();
  }

  #known(): KnownSequences {
    const { parts } = this.#options;
    const known = new Map([[this.#slot, parts.logs.head()?.sequence ?? 0]]);
    for (const [slot, { accepted }] of standingsBySlot(parts)) known.set(slot, accepted);
    return known;
  }

  /** Logs of which nothing more can be expected are left out. */
  #reached(): ReadonlyMap<number, number> {
    this.#reachedBySlot ??= new Map(
      standingsBySlot(this.#options.parts).flatMap(([slot, standing]) =>
        isEnded(standing) ? [] : [[slot, standing.accepted] as const],
      ),
    );
    return this.#reachedBySlot;
  }

  #hasName({ directory, name }: NamePlace): boolean {
    const { volume } = this.#options;
    const inode = volume.find(directory);
    return inode !== undefined && findEntry(volume.freeze(), inode, name) !== undefined;
  }
}

function isWriter({ role }: { readonly role: MemberRole | "removed" }): boolean {
  return role === "writer" || role === "admin";
}

/** No more of its records is taken, as things stand. */
function isEnded({ isForked, accepted, limit, stop }: LogStanding): boolean {
  const isStopped = stop !== undefined && stop.kind !== "waiting";
  return isForked || isStopped || accepted >= limit;
}

/** The name that a request makes, where only one of those who make it at once may succeed. */
function placeOf(request: Request): NamePlace | undefined {
  switch (request.kind) {
    case "make":
      return toPlace(request.parent, request.name);
    case "link":
      return toPlace(request.newParent, request.newName);
    case "rename":
      return request.mode === "no-replace"
        ? toPlace(request.newParent, request.newName)
        : undefined;
    default:
      return undefined;
  }
}

function toPlace(directory: InodeNumber, name: string): NamePlace | undefined {
  return isName(name) ? { directory, name } : undefined;
}
