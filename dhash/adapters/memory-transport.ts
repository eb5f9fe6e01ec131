// Transport within one process: the same contract, for tests and the simulation. Peers say the same
// first words as over a network. Everything passes through `schedule`, so that a simulation decides
// when it arrives; there is neither clock nor chance in here.
import { createHash, createHmac } from "node:crypto";
import { invariant } from "../core/invariant.ts";
import {
  CalledOpening,
  CallerOpening,
  type OpeningOutcome,
  type OpeningTerms,
} from "../core/opening.ts";
import type { ProtocolVersions } from "../core/opening-codec.ts";
import { type Parting, type PartingWords, partingToTrouble } from "../core/parting.ts";
import { isPeerId, type PeerId } from "../core/peer-id.ts";
import { isTrouble, Trouble } from "../core/trouble.ts";
import type {
  ConnectedPeer,
  ConnectTarget,
  Transport,
  TransportEvents,
} from "../transport-port.ts";
import { type EndOwner, MemoryEnd, type Schedule } from "./memory-link.ts";

export interface MemoryPeerOptions {
  readonly self: PeerId;
  readonly swarmSecret: Uint8Array;
  admits(peer: PeerId): boolean;
  readonly program: string;
  readonly versions: ProtocolVersions;
}

/** Those who can reach each other. */
export class MemorySwarm {
  readonly #schedule: Schedule;
  readonly #listening = new Map<PeerId, MemoryTransport>();
  readonly #cuts = new Set<string>();

  /** `schedule` keeps the order of what one peer sends to another; it may never run what was cut
   *  off meanwhile. By default things arrive when the event loop turns. */
  constructor(schedule: Schedule = (_hop, run) => void setImmediate(run)) {
    this.#schedule = schedule;
  }

  /** A peer that can be reached at "/memory/" and its name, once it is started. */
  transport(options: MemoryPeerOptions): Transport {
    return new MemoryTransport(this, this.#schedule, options);
  }

  /** Until `heal` the two cannot reach each other; a connection between them is lost. */
  cut(a: PeerId, b: PeerId): void {
    this.#cuts.add(pairOf(a, b));
    this.#listening.get(a)?.lose(b);
  }

  heal(a: PeerId, b: PeerId): void {
    this.#cuts.delete(pairOf(a, b));
  }

  enter(transport: MemoryTransport): void {
    this.#listening.set(transport.self, transport);
  }

  leave(transport: MemoryTransport): void {
    if (this.#listening.get(transport.self) === transport) this.#listening.delete(transport.self);
  }

  /** Whom `from` reaches under this name. */
  find(from: PeerId, name: string): MemoryTransport | undefined {
    if (!isPeerId(name) || this.#cuts.has(pairOf(from, name))) return undefined;
    return this.#listening.get(name);
  }
}

const pairOf = (a: PeerId, b: PeerId): string => [a, b].sort().join(" ");
const addressPattern = /^\/memory\/(\w+)$/;

class MemoryTransport implements Transport {
  readonly self: PeerId;
  readonly #swarm: MemorySwarm;
  readonly #schedule: Schedule;
  readonly #options: MemoryPeerOptions;
  readonly #ends = new Map<PeerId, MemoryEnd>();
  #events: TransportEvents | undefined;
  #openings = 0;

  constructor(swarm: MemorySwarm, schedule: Schedule, options: MemoryPeerOptions) {
    this.self = options.self;
    this.#swarm = swarm;
    this.#schedule = schedule;
    this.#options = options;
  }

  async start(events: TransportEvents): Promise<undefined> {
    this.#events = events;
    this.#swarm.enter(this);
    return undefined;
  }

  addresses(): readonly string[] {
    return this.#events === undefined ? [] : [`/memory/${this.self}`];
  }

  async connect({ peer, addresses }: ConnectTarget): Promise<PeerId | Trouble> {
    if (this.#events === undefined) {
      return new Trouble("failed", "cannot connect: the network is closed.");
    }
    if (peer === this.self) return new Trouble("failed", `${peer} is this peer itself.`);
    if (peer !== undefined && this.#ends.has(peer)) return peer;
    const bad = addresses.find((address) => !addressPattern.test(address));
    if (bad !== undefined)
      return new Trouble("failed", `"${bad}" is not an address like /memory/x.`);
    const names = addresses.flatMap((address) => addressPattern.exec(address)?.[1] ?? []);
    if (peer !== undefined && addresses.length === 0) names.push(peer);
    let trouble = new Trouble("failed", "cannot connect: no address was given.");
    for (const name of names) {
      const result = await this.#call(name, peer);
      if (!isTrouble(result)) return result;
      trouble = result;
    }
    return trouble;
  }

  peers(): readonly ConnectedPeer[] {
    return [...this.#ends.values()].map((end) => end.describe());
  }

  send(peer: PeerId, parts: readonly Uint8Array[]): "ready" | "full" | Trouble {
    const end = this.#ends.get(peer);
    if (end === undefined) return new Trouble("unreachable", `${peer} is not connected.`);
    return end.send(parts);
  }

  pause(peer: PeerId): void {
    this.#ends.get(peer)?.pause();
  }

  resume(peer: PeerId): void {
    this.#ends.get(peer)?.resume();
  }

  disconnect(peer: PeerId, words: PartingWords): void {
    const end = this.#ends.get(peer);
    this.#schedule({ from: this.self, to: this.self, bytes: 0 }, () => end?.end(words));
  }

  async close(): Promise<void> {
    this.#swarm.leave(this);
    this.#events = undefined;
    for (const end of this.#ends.values()) end.end({ code: "closed", text: "the program ends" });
  }

  /** The line is cut. */
  lose(peer: PeerId): void {
    this.#ends.get(peer)?.lose("the line was cut");
  }

  async #call(name: string, expected: PeerId | undefined): Promise<PeerId | Trouble> {
    const whom = expected ?? name;
    const nobody = new Trouble("unreachable", `${whom}: nobody of this swarm answers.`);
    const called = this.#swarm.find(this.self, name);
    if (called === undefined || (expected !== undefined && called.self !== expected)) return nobody;
    await this.#hop(this.self, called.self);
    await this.#hop(called.self, this.self);
    // Meanwhile it may have called by itself, or gone.
    if (this.#ends.has(called.self)) return called.self;
    if (this.#swarm.find(this.self, name) !== called || this.#events === undefined) return nobody;
    const outcomes = talk(this.#terms(called.self), called.#terms(this.self));
    const ours = partingOf(outcomes.caller);
    if (ours === undefined) {
      this.#join(called);
      return called.self;
    }
    // The called side may have agreed before the caller did not.
    const theirs = partingOf(outcomes.called) ?? { ...ours, kind: "ended-there" };
    const address = `/memory/${called.self}`;
    this.#events.onRefused({ peer: called.self, address, parting: ours });
    called.#events?.onRefused({
      peer: this.self,
      address: `/memory/${this.self}`,
      parting: theirs,
    });
    return partingToTrouble(whom, ours);
  }

  #join(called: MemoryTransport): void {
    const schedule = this.#schedule;
    const ours = new MemoryEnd(this.#owner, called.self, { direction: "outgoing", schedule });
    const theirs = new MemoryEnd(called.#owner, this.self, { direction: "incoming", schedule });
    ours.meet(theirs);
    theirs.meet(ours);
    // A goodbye that never arrived leaves an end behind.
    called.#ends.get(this.self)?.lose("a newer connection takes over");
    this.#ends.set(called.self, ours);
    called.#ends.set(this.self, theirs);
    called.#events?.onConnected(this.self);
    this.#events?.onConnected(called.self);
  }

  get #owner(): EndOwner {
    return {
      self: this.self,
      onFrame: (peer, frame) => this.#events?.onFrame(peer, frame),
      onDrained: (peer) => this.#events?.onDrained(peer),
      onEnded: (end, parting) => {
        if (this.#ends.get(end.peer) === end) this.#ends.delete(end.peer);
        this.#events?.onDisconnected(end.peer, parting);
      },
    };
  }

  #terms(peer: PeerId): OpeningTerms {
    const { self, versions, program, swarmSecret } = this.#options;
    this.#openings += 1;
    return {
      self,
      peer,
      versions,
      program,
      nonce: createHash("sha256").update(`${self} ${this.#openings}`).digest(),
      binding: nothing,
      prove: (message) => createHmac("sha256", swarmSecret).update(message).digest(),
      refuses: (other) =>
        this.#options.admits(other)
          ? undefined
          : { code: "not-admitted", text: "this peer is not a member of the file system" },
    };
  }

  #hop(from: PeerId, to: PeerId): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#schedule({ from, to, bytes: 0 }, resolve);
    return promise;
  }
}

const nothing = new Uint8Array(0);

interface Outcomes {
  readonly caller: OpeningOutcome;
  readonly called: OpeningOutcome;
}

/** Both sides of the first words, to the end. */
function talk(callerTerms: OpeningTerms, calledTerms: OpeningTerms): Outcomes {
  const [caller, called] = [new CallerOpening(callerTerms), new CalledOpening(calledTerms)];
  let said = caller.begin();
  let speaker: "caller" | "called" = "caller";
  const outcomes: { caller?: OpeningOutcome; called?: OpeningOutcome } = {};
  for (;;) {
    if (said.outcome !== undefined) outcomes[speaker] = said.outcome;
    if (outcomes.caller !== undefined && outcomes.called !== undefined) {
      return { caller: outcomes.caller, called: outcomes.called };
    }
    const [word] = said.send;
    invariant(word !== undefined, "one side speaks until both are done");
    speaker = speaker === "caller" ? "called" : "caller";
    said = (speaker === "caller" ? caller : called).receive(word.kind, word.bytes);
  }
}

function partingOf(outcome: OpeningOutcome): Extract<Parting, PartingWords> | undefined {
  switch (outcome.kind) {
    case "open":
      return undefined;
    case "refused-here":
      return { kind: "ended-here", ...outcome.words };
    case "refused-there":
      return { kind: "ended-there", ...outcome.words };
  }
}
