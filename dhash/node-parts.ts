// What the parts of a node of the block store share: who is connected, what is known and kept, and
// what is to be told.
import type { BlockKey } from "./core/block.ts";
import { invariant } from "./core/invariant.ts";
import { Comparing } from "./core/node/comparing.ts";
import type { NameNode } from "./core/node/contact-codec.ts";
import type { DhashEvent } from "./core/node/dhash-event.ts";
import { Finding } from "./core/node/finding.ts";
import { KnownNodes } from "./core/node/known-nodes.ts";
import { locatesMax, namesMax } from "./core/node/limits.ts";
import { encodeNodeMessage, type NodeMessage } from "./core/node/node-message.ts";
import type { NodePeer } from "./core/node/node-peer.ts";
import { Replication } from "./core/node/replication.ts";
import { Sweep } from "./core/node/sweep.ts";
import { Wayfinding } from "./core/node/wayfinding.ts";
import { type PeerId, peerIdToPublicKey, publicKeyToPeerId } from "./core/peer-id.ts";
import type { Contact, MachineId } from "./core/routing/contact.ts";
import { copiesDefault, copiesMax } from "./core/routing/limits.ts";
import {
  blockNameToRingPoint,
  bytesToRingPoint,
  type RingPoint,
} from "./core/routing/ring-point.ts";
import type { Trouble } from "./core/trouble.ts";
import { KeptBlocks } from "./kept-blocks.ts";
import type { Hasher, LocalBlocks, PublicKeyBlock } from "./ports.ts";

/** Domain label of a node's point. */
export const nodeLabel = "ivy node 1";

export interface DhashNodeOptions {
  readonly self: PeerId;
  readonly machine: MachineId;
  /** It keeps blocks of others, and is of the ring; others only ask and give. */
  readonly isStoring: boolean;
  readonly hasher: Hasher;
  readonly blocks: LocalBlocks;
  /** Monotonic. */
  readonly milliseconds: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Copies of each block, 1 to 8, on different machines; 3 if absent. */
  readonly copies?: number;
  /** Nodes that are remembered beside this one; 4,096 if absent. */
  readonly tableEntries?: number;
  /** Beyond it nothing is taken; undefined: as much as comes. */
  readonly quotaBytes: number | undefined;
  readonly bytesStored: () => number;
  /** Where this node is reached, at most 16. */
  readonly addresses: () => readonly string[];
  /** The block if its signature and all else is right. */
  readonly verify: (bytes: Uint8Array) => PublicKeyBlock | undefined;
}

export class NodeParts {
  readonly options: DhashNodeOptions;
  readonly copies: number;
  readonly peers = new Map<PeerId, NodePeer>();
  readonly known: KnownNodes;
  readonly kept: KeptBlocks;
  readonly replication: Replication;
  readonly ways: Wayfinding;
  readonly comparing: Comparing;
  readonly sweep: Sweep;
  readonly finding = new Finding();
  readonly #names = new Map<string, ReturnType<NameNode>>();
  readonly #locating = new Map<RingPoint, BlockKey>();
  #events: DhashEvent[] = [];
  #now = 0;

  constructor(options: DhashNodeOptions) {
    this.options = options;
    this.copies = Math.min(copiesMax, Math.max(1, options.copies ?? copiesDefault));
    const { self: peer, machine, isStoring } = options;
    const contact = { ...this.nameNode(peerIdToPublicKey(peer)), machine, addresses: [] };
    const { tableEntries } = options;
    this.known = new KnownNodes({ contact, peer, isStoring, tableEntries });
    const complain = (trouble: Trouble): void => this.tell({ kind: "trouble", trouble });
    this.kept = new KeptBlocks({ ...options, complain });
    const { known, copies } = this;
    const { tree } = this.kept;
    this.ways = new Wayfinding({ known, copies, ...this.#ways() });
    this.replication = new Replication({
      ...{ known, copies },
      peerOf: (name) => this.peers.get(name),
      reach: (point) => this.ways.reach(point, this.now),
      put: (name, { bytes }) => this.send(name, { kind: "put", bytes }),
    });
    this.comparing = new Comparing({
      ...{ known, copies, tree },
      isConnected: (to) => this.isConnected(to),
      ask: (to, number, question) => this.sendTo(to, { kind: "compare", number, question }),
    });
    this.sweep = new Sweep({ known, tree, copies });
  }

  get now(): number {
    return this.#now;
  }

  /** Nodes are named over and over: the names of some are remembered. */
  readonly nameNode: NameNode = (publicKey) => {
    const text = Buffer.from(publicKey).toString("latin1");
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const id = bytesToRingPoint(this.options.hasher.hash(nodeLabel, [publicKey]));
    const peer = publicKeyToPeerId(publicKey);
    invariant(id !== undefined && peer !== undefined, "32 bytes are a key, and a hash");
    if (this.#names.size >= namesMax) this.#names.clear();
    this.#names.set(text, { id, peer });
    return { id, peer };
  };

  startTurn(): number {
    this.#now = this.options.milliseconds();
    return this.#now;
  }

  endTurn(): readonly DhashEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  tell(event: DhashEvent): void {
    this.#events.push(event);
  }

  send(peer: PeerId, message: NodeMessage): void {
    if (!this.peers.has(peer)) return;
    this.tell({ kind: "send", peer, bytes: encodeNodeMessage(message) });
  }

  sendTo({ peer }: Contact, message: NodeMessage): void {
    if (peer !== undefined) this.send(peer, message);
  }

  /** It has said who it is. */
  isConnected({ peer }: Contact): boolean {
    return peer !== undefined && this.peers.get(peer)?.hello !== undefined;
  }

  close(peer: PeerId, why: string): void {
    if (this.drop(peer)) this.tell({ kind: "close", peer, why });
  }

  /** It is not connected any more. */
  drop(name: PeerId): boolean {
    const peer = this.peers.get(name);
    if (peer === undefined) return false;
    this.peers.delete(name);
    const forgotten = this.kept.lose(name);
    if (forgotten.length > 0) this.tell({ kind: "forget", keys: forgotten });
    this.finding.lose(name);
    const id = peer.contact?.id;
    if (id === undefined) return true;
    this.known.lose(id, this.now);
    this.ways.lose(id, this.now);
    this.comparing.lose(id);
    this.replication.lose(id);
    return true;
  }

  noteLocating(key: BlockKey): void {
    const point = blockNameToRingPoint(key);
    this.#locating.delete(point);
    this.#locating.set(point, key);
    if (this.#locating.size <= locatesMax) return;
    for (const oldest of this.#locating.keys()) {
      this.#locating.delete(oldest);
      return;
    }
  }

  #ways() {
    return {
      isConnected: (contact: Contact) => this.isConnected(contact),
      send: (to: Contact, ...[number, question]: AskArguments) =>
        this.sendTo(to, { kind: "ask", number, question }),
      seek: ({ peer, addresses }: Contact) => {
        if (peer !== undefined) this.tell({ kind: "seek", peer, addresses });
      },
      located: (point: RingPoint, contacts: readonly Contact[]) => {
        const key = this.#locating.get(point);
        const peers = contacts.flatMap((each) => (this.isConnected(each) ? [each.peer] : []));
        const named = peers.filter((peer) => peer !== undefined);
        if (key !== undefined) this.tell({ kind: "located", key, peers: [...new Set(named)] });
      },
    };
  }
}

type AskArguments = [number: number, question: Extract<NodeMessage, { kind: "ask" }>["question"]];
