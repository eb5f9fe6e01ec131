// Offers of blocks between nodes: what others offer is taken, kept or refused, and the word that it
// is durable follows; what is offered to others waits for theirs.
import type { BlockKey } from "./core/block.ts";
import { offerKeysMax, straysMax, sweepFullMilliseconds } from "./core/node/limits.ts";
import type { KeyState, NodeMessage } from "./core/node/node-message.ts";
import type { NodePeer } from "./core/node/node-peer.ts";
import type { PeerId } from "./core/peer-id.ts";
import { blockToDigestItem } from "./core/repair/digest-item.ts";
import { pointerMilliseconds } from "./core/repair/limits.ts";
import { blockNameToRingPoint } from "./core/routing/ring-point.ts";
import type { NodeParts } from "./node-parts.ts";

export class NodeOffers {
  /** Kept here for others' sake, and at home elsewhere. */
  readonly strays = new Set<BlockKey>();
  readonly #parts: NodeParts;
  #refusedByOthers = 0;

  constructor(parts: NodeParts) {
    this.#parts = parts;
  }

  get refusedByOthers(): number {
    return this.#refusedByOthers;
  }

  /** True when the message is one of these. */
  hear(peer: NodePeer, message: NodeMessage): boolean {
    if (message.kind === "offer") this.#answer(peer, message.keys);
    else if (message.kind === "state") this.#note(peer, message.state, message.keys);
    else return false;
    return true;
  }

  /** Offers that have room are sent. */
  flush(): void {
    for (const peer of this.#parts.peers.values()) {
      for (;;) {
        const keys = peer.nextOffer(this.#parts.now);
        if (keys === undefined) break;
        this.#parts.send(peer.peer, { kind: "offer", keys });
      }
    }
  }

  #answer(peer: NodePeer, keys: readonly BlockKey[]): void {
    const { kept, ways, sweep, now } = this.#parts;
    const answer = kept.offered(peer, keys);
    if (answer === undefined) {
      return this.#parts.close(peer.peer, "it offers more blocks than it may");
    }
    this.#say(peer.peer, "kept", answer.kept);
    this.#say(peer.peer, "taken", answer.taken);
    this.#say(peer.peer, "refused", answer.refused);
    if (answer.fetch.length > 0) this.#parts.tell({ kind: "want", keys: answer.fetch });
    if (answer.refused.length > 0) sweep.hasten(now + sweepFullMilliseconds);
    const holder = peer.hello?.isStoring === true ? peer.contact?.id : undefined;
    if (holder === undefined) return;
    const until = now + pointerMilliseconds;
    for (const key of answer.kept) {
      ways.pointers.note(blockNameToRingPoint(key), { holder, until });
    }
  }

  #note(peer: NodePeer, state: KeyState, keys: readonly BlockKey[]): void {
    const { replication, now } = this.#parts;
    const id = peer.contact?.id;
    if (id === undefined) return;
    for (const key of keys) {
      if (state === "taken") {
        peer.noteTaken(key, now);
        continue;
      }
      peer.noteSettled(key);
      replication[state](key, id);
    }
    if (state === "refused") this.#refusedByOthers += keys.length;
  }

  /** Offers that were not answered are given up. */
  upkeep(): void {
    const { peers, replication, now } = this.#parts;
    for (const peer of peers.values()) {
      const id = peer.contact?.id;
      if (id === undefined) continue;
      for (const key of peer.overdue(now)) replication.refused(key, id);
    }
  }

  /** Whoever waits is told what is durable now. */
  tick(): void {
    const { kept, sweep, now } = this.#parts;
    const synced = kept.sync(now);
    if (synced === undefined) return;
    const told = new Map<PeerId, BlockKey[]>();
    for (const [key, names] of synced.keys) {
      for (const name of names) {
        const keys = told.get(name) ?? [];
        told.set(name, keys);
        keys.push(key);
      }
      const isStray = names.size > 0 && sweep.isStray(blockToDigestItem(key));
      if (isStray && this.strays.size < straysMax) this.strays.add(key);
    }
    for (const [name, keys] of told) this.#say(name, "kept", keys);
    for (const { block, peer } of synced.owners) {
      const { owner, version } = block;
      this.#parts.send(peer, { kind: "holding", owner, version });
    }
  }

  #say(name: PeerId, state: KeyState, keys: readonly BlockKey[]): void {
    for (let at = 0; at < keys.length; at += offerKeysMax) {
      const some = keys.slice(at, at + offerKeysMax);
      this.#parts.send(name, { kind: "state", state, keys: some });
    }
  }
}
