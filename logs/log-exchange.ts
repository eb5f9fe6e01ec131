// The exchange of records, views and proofs with all peers (FORMAT "Exchange"). It knows no
// network: messages and ticks come in, messages go out; the steps are decided by core/exchange.ts.
import { type Held, isTrouble } from "../dhash/core/index.ts";
import { hearPeer, look, meetPeer, tickPeer } from "./core/exchange.ts";
import type { ExchangeMessage, WantedRange } from "./core/exchange-message.ts";
import { decodeExchange, encodeExchange } from "./core/exchange-message.ts";
import { noteAbsorbed, notePushed } from "./core/exchange-notes.ts";
import type { HereFacts, LogOffer, PeerAction, PeerState, Stepped } from "./core/exchange-state.ts";
import { heldOfPeers, isOpen, lookAround } from "./core/exchange-state.ts";
import { verifyForkProof } from "./core/fork-proof.ts";
import type { LogId } from "./core/hash.ts";
import { helloTicks, sentProofBytesMax, viewsBytesMax } from "./core/limits.ts";
import type { LogRun } from "./core/log-run.ts";
import { isMalformed } from "./core/message.ts";
import type { ExchangeEvent, PeerId } from "./exchange-event.ts";
import type { LogExchangeOptions } from "./log-exchange-options.ts";
import type { LogsForPeers } from "./logs-for-peers.ts";
import { RunQueue } from "./run-queue.ts";
import type { Absorbed } from "./shared-log.ts";

export class LogExchange {
  readonly #options: LogExchangeOptions;
  readonly #logs: LogsForPeers;
  readonly #peers = new Map<PeerId, PeerState>();
  readonly #queue = new RunQueue((logId) => this.#offerOf(logId)?.traced !== undefined);
  /** This side as it is for all peers; undefined when it has changed. */
  #facts: HereFacts | undefined;
  #events: ExchangeEvent[] = [];
  /** Until what the disk kept from entering is tried again; 0: nothing is. */
  #enterTicks = 0;

  constructor(options: LogExchangeOptions, logs: LogsForPeers) {
    this.#options = options;
    this.#logs = logs;
  }

  /** A connection stands; whether the other side may be in the swarm was checked. */
  connect(peer: PeerId): readonly ExchangeEvent[] {
    return this.#run(() => this.#take(peer, meetPeer(this.#here(peer))));
  }

  disconnect(peer: PeerId): void {
    this.#peers.delete(peer);
  }

  receive(peer: PeerId, bytes: Uint8Array): readonly ExchangeEvent[] {
    const state = this.#peers.get(peer);
    if (state === undefined) return [];
    return this.#run(() => {
      const message = decodeExchange(bytes);
      if (isMalformed(message)) this.#sayGoodbye(peer, "malformed", message.why);
      else this.#take(peer, hearPeer(state, message, this.#here(peer)));
    });
  }

  /** What came is not all taken: `goOn` takes the next piece of it. */
  get isAbsorbing(): boolean {
    return this.#queue.size > 0;
  }

  /** A peer waits for something, or is waited for, or something is to be tried again: there are to
   * be ticks. */
  get isBusy(): boolean {
    return this.isAbsorbing || this.#enterTicks > 0 || [...this.#peers.values()].some(isOpen);
  }

  held(): readonly Held[] {
    const ofPeers = [this.#queue.held(), heldOfPeers(this.#peers.values())];
    return [...ofPeers, ...this.#logs.held(), ...this.#options.views.held()];
  }

  goOn(): readonly ExchangeEvent[] {
    return this.#run(() => this.#absorbNext());
  }

  /** To be called many times a second while isBusy, and now and then: what changed is told, what
   * was lost is asked for again. */
  tick(): readonly ExchangeEvent[] {
    return this.#run(() => {
      this.#absorbNext();
      if (this.#enterTicks > 0 && --this.#enterTicks === 0) this.#enter();
      for (const [peer, state] of this.#peers) this.#take(peer, tickPeer(state, this.#here(peer)));
    });
  }

  /** Own records were appended, or members changed, from outside: peers are told at once. */
  advance(): readonly ExchangeEvent[] {
    return this.#run(() => this.#lookAtAll());
  }

  /** Records that came another way than from a peer: as blocks. */
  takeRun(run: LogRun): { readonly events: readonly ExchangeEvent[]; readonly absorbed: Absorbed } {
    const absorbed = this.#options.logs.absorb(run);
    this.#noteAbsorbed(run, absorbed);
    this.#events.push({ kind: "records" });
    return { events: this.#run(() => this.#lookAtAll()), absorbed };
  }

  /** Asks a peer to be let in. */
  askToJoin(peer: PeerId, request: Uint8Array): readonly ExchangeEvent[] {
    return this.#run(() => this.#send(peer, { kind: "join", request }));
  }

  /** The views here have changed otherwise than by a peer. */
  noteViews(): readonly ExchangeEvent[] {
    return this.#run(() => this.#enter());
  }

  #run(work: () => void): readonly ExchangeEvent[] {
    this.#facts = undefined;
    work();
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #here(peer: PeerId) {
    this.#facts ??= this.#lookHere();
    const { isAsked, isHeldTo } = lookAround(this.#peers, peer);
    const queue = this.#queue;
    const isBusy = (logId: LogId): boolean => isAsked(logId) || queue.isFull(logId);
    const waitingTo = (logId: LogId): number => queue.waitingTo(logId);
    return { ...this.#facts, isBusy, waitingTo, isHeldTo };
  }

  #lookHere(): HereFacts {
    const { fileSystem, views, store } = this.#options;
    const proofs = store.proofs();
    return {
      fileSystem,
      offers: this.#logs.offers(),
      tips: views.tips,
      hasView: (key) => views.has(key),
      hashAt: (logId, sequence) => this.#logs.hashAt(logId, sequence),
      forked: isTrouble(proofs) ? [] : [...proofs.keys()],
    };
  }

  #take(peer: PeerId, { state, actions }: Stepped): void {
    this.#peers.set(peer, state);
    for (const action of actions) {
      if (!this.#peers.has(peer)) return;
      this.#perform(peer, action);
    }
  }

  #perform(peer: PeerId, action: PeerAction): void {
    switch (action.kind) {
      case "send":
        return this.#send(peer, action.message);
      case "serve":
        return this.#serve(peer, action.answers, action.ranges);
      case "absorb":
        return this.#absorb(peer, action);
      case "serve-views": {
        const views = this.#options.views.beyond(action.known, viewsBytesMax);
        return this.#send(peer, { kind: "views", views });
      }
      case "take-views":
        return this.#takeViews(peer, action.views);
      case "serve-proofs":
        return this.#serveProofs(peer, action.known);
      case "take-proofs":
        return this.#takeProofs(peer, action.proofs);
      case "answer-join":
        return this.#answerJoin(peer, action.request);
      case "joined": {
        const { refusal, why } = action.joined;
        this.#events.push({ kind: "joined", peer, refusal, why });
        return undefined;
      }
      case "close":
        return this.#close(peer, action.why);
    }
  }

  #send(peer: PeerId, message: ExchangeMessage): void {
    this.#events.push({ kind: "send", peer, bytes: encodeExchange(message) });
  }

  #sayGoodbye(peer: PeerId, reason: "malformed" | "forged", why: string): void {
    this.#send(peer, { kind: "goodbye", reason, why: why.slice(0, 200) });
    this.#close(peer, why);
  }

  #close(peer: PeerId, why: string): void {
    this.#peers.delete(peer);
    this.#events.push({ kind: "close", peer, why });
  }

  #serve(peer: PeerId, answers: number, ranges: readonly WantedRange[]): void {
    const { runs, isFull } = this.#logs.runs(ranges, this.#options.now());
    if (answers === 0 && runs.length === 0) return;
    this.#send(peer, { kind: "runs", answers, runs, isFull });
    const state = this.#peers.get(peer);
    if (answers === 0 && state !== undefined) this.#peers.set(peer, notePushed(state, runs));
  }

  /** The first piece at once, unless others wait. What comes next is asked for before. */
  #absorb(peer: PeerId, { runs, asked }: Extract<PeerAction, { kind: "absorb" }>): void {
    const isFirst = this.#queue.size === 0;
    this.#queue.add(peer, runs, asked);
    if (asked.length > 0) this.#lookAt(peer);
    if (isFirst) this.#absorbNext();
    while (this.#queue.isCrowded) this.#absorbNext();
  }

  #absorbNext(): void {
    const piece = this.#queue.take();
    if (piece === undefined || !this.#peers.has(piece.peer)) return;
    const { peer, run, isLast } = piece;
    const before = this.#offerOf(run.logId);
    const absorbed = this.#options.logs.absorb(run);
    if (absorbed.kind === "refused") return this.#sayGoodbye(peer, "forged", absorbed.why);
    this.#noteAbsorbed(run, absorbed);
    const facts = { before, now: this.#offerOf(run.logId), isMore: this.#queue.holds(run.logId) };
    const state = this.#peers.get(peer);
    if (state !== undefined) this.#peers.set(peer, noteAbsorbed(state, run.logId, facts));
    this.#events.push({ kind: "records" });
    if (isLast) this.#lookAt(peer);
  }

  #noteAbsorbed({ logId }: LogRun, absorbed: Absorbed): void {
    this.#facts = undefined;
    if (absorbed.kind === "forked") this.#events.push({ kind: "forked", logId });
    if (absorbed.kind === "trouble") this.#events.push(absorbed);
    if (absorbed.kind === "reset") this.#enter();
  }

  #offerOf(logId: LogId): LogOffer | undefined {
    this.#facts ??= this.#lookHere();
    return this.#facts.offers.find((offer) => offer.logId === logId);
  }

  #takeViews(peer: PeerId, blocks: readonly Uint8Array[]): void {
    const taken = this.#options.views.take(blocks);
    if (isTrouble(taken)) return void this.#events.push({ kind: "trouble", trouble: taken });
    if (taken.newer !== undefined) this.#events.push({ kind: "trouble", trouble: taken.newer });
    const state = this.#peers.get(peer);
    this.#facts = undefined;
    if (taken.added.length > 0) this.#enter();
    else if (state !== undefined) this.#peers.set(peer, { ...state, unknownTips: [] });
  }

  /** What the views say is in force from now on, and peers are told. */
  #enter(): void {
    const { views, logs } = this.#options;
    const next = views.inForce();
    const recounts = next === undefined ? [] : logs.enter(next);
    this.#facts = undefined;
    // First, for those whose connections end by it.
    this.#lookAtAll();
    this.#enterTicks = isTrouble(recounts) ? helloTicks : 0;
    if (isTrouble(recounts)) this.#events.push({ kind: "trouble", trouble: recounts });
    else this.#events.push({ kind: "members", recounts });
  }

  #lookAtAll(): void {
    for (const peer of [...this.#peers.keys()]) this.#lookAt(peer);
  }

  #lookAt(peer: PeerId): void {
    const state = this.#peers.get(peer);
    if (state !== undefined) this.#take(peer, look(state, this.#here(peer)));
  }

  #serveProofs(peer: PeerId, known: readonly LogId[]): void {
    const kept = this.#options.store.proofs();
    if (isTrouble(kept)) return;
    const proofs = [...kept]
      .filter(([logId, { length }]) => !known.includes(logId) && length <= sentProofBytesMax)
      .map(([, bytes]) => bytes);
    for (const proof of proofs) this.#send(peer, { kind: "proofs", proofs: [proof] });
  }

  #takeProofs(peer: PeerId, proofs: readonly Uint8Array[]): void {
    for (const bytes of proofs) {
      const proven = verifyForkProof(this.#options, bytes);
      if (isMalformed(proven)) return this.#sayGoodbye(peer, "forged", proven.why);
      if (proven.earlier.fileSystem !== this.#options.fileSystem) continue;
      const trouble = this.#options.store.keepProof(proven.logId, Uint8Array.from(bytes));
      if (trouble !== undefined) this.#events.push({ kind: "trouble", trouble });
      this.#logs.noteFork(proven.logId, proven.earlier.sequence);
      this.#events.push({ kind: "forked", logId: proven.logId });
    }
    return undefined;
  }

  #answerJoin(peer: PeerId, request: Uint8Array): void {
    const answer = this.#options.views.answerJoin(request, this.#options.now().seconds);
    if (isTrouble(answer)) {
      this.#events.push({ kind: "trouble", trouble: answer });
      const why = "This member's disk failed.";
      return this.#send(peer, { kind: "joined", refusal: "not-now", why });
    }
    if (answer.kind === "admitted") this.#enter();
    const { refusal, why } = answer.kind === "refused" ? answer : { refusal: undefined, why: "" };
    return this.#send(peer, { kind: "joined", refusal, why });
  }
}
