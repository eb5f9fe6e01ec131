// A node of the block store (FORMAT "Nodes"): keeps blocks where they belong. It knows no network
// and no timer: messages and ticks come in, events go out. Blocks themselves travel by the block
// exchange.
import type { BlockKey } from "./core/block.ts";
import { type Held, largest } from "./core/held.ts";
import type { DhashEvent, DhashStatistics } from "./core/node/dhash-event.ts";
import {
  callerJobsMax,
  offerWindow,
  publicKeyBlocksMax,
  pullsWaitingMax,
  repairJobsMax,
  straysMax,
  takesMax,
  underReplicatedMax,
  upkeepMilliseconds,
} from "./core/node/limits.ts";
import {
  decodeNodeMessage,
  type NodeMessage,
  nodeMessageVersion,
} from "./core/node/node-message.ts";
import type { NodePeer } from "./core/node/node-peer.ts";
import type { PeerId } from "./core/peer-id.ts";
import { blockNameToRingPoint } from "./core/routing/ring-point.ts";
import { Trouble } from "./core/trouble.ts";
import { NodeOffers } from "./node-offers.ts";
import { type DhashNodeOptions, NodeParts } from "./node-parts.ts";
import { NodePeers } from "./node-peers.ts";
import { OwnerBlocks } from "./owner-blocks.ts";
import type { PublicKeyBlock } from "./ports.ts";
import { RepairWork } from "./repair-work.ts";

export class DhashNode {
  readonly #parts: NodeParts;
  readonly #peers: NodePeers;
  readonly #owners: OwnerBlocks;
  readonly #offers: NodeOffers;
  readonly #work: RepairWork;

  #upkeepAt = 0;
  #isNewerTold = false;

  constructor(options: DhashNodeOptions) {
    this.#parts = new NodeParts(options);
    this.#peers = new NodePeers(this.#parts);
    this.#owners = new OwnerBlocks(this.#parts);
    this.#offers = new NodeOffers(this.#parts);
    this.#work = new RepairWork(this.#parts, this.#offers.strays);
  }

  /** A connection stands. What was asked of the peer before is forgotten. */
  connect(peer: PeerId): readonly DhashEvent[] {
    return this.#run(() => this.#peers.connect(peer));
  }

  disconnect(peer: PeerId): readonly DhashEvent[] {
    return this.#run(() => this.#parts.drop(peer));
  }

  /** A message of a connected peer. */
  receive(name: PeerId, bytes: Uint8Array): readonly DhashEvent[] {
    const peer = this.#parts.peers.get(name);
    if (peer === undefined || peer.isOther) return [];
    return this.#run(() => {
      const message = decodeNodeMessage(bytes, this.#parts.nameNode);
      if (message.kind === "malformed") this.#parts.close(name, `it sent ${message.why}`);
      else if (message.kind === "other version") this.#passOver(peer, message.version);
      else if (!peer.spend(workOf(message), this.#parts.now)) {
        this.#parts.close(name, "it asks for more work than it may");
      } else if (message.kind === "hello") this.#peers.greet(peer, message.hello);
      else if (peer.hello === undefined) this.#parts.close(name, "it speaks before its hello");
      else {
        const isHeard =
          this.#peers.hear(peer, message) ||
          this.#offers.hear(peer, message) ||
          this.#owners.hear(peer, message) ||
          this.#work.hear(peer, message);
        if (!isHeard) this.#parts.close(name, "it answers what it was not asked");
      }
    });
  }

  #passOver(peer: NodePeer, version: number): void {
    peer.isOther = true;
    if (this.#isNewerTold) return;
    this.#isNewerTold = true;
    const what = `speaks version ${version} about copies of blocks, and this program knows`;
    const next = "Neither keeps anything for the other; the older one needs an update.";
    const text = `peer ${peer.peer} ${what} ${nodeMessageVersion}. ${next}`;
    this.#parts.tell({ kind: "trouble", trouble: new Trouble("newer", text) });
  }

  /** To be called some times a second. */
  tick(): readonly DhashEvent[] {
    return this.#run((now) => {
      if (now >= this.#upkeepAt) {
        this.#upkeepAt = now + upkeepMilliseconds;
        this.#peers.upkeep();
        this.#offers.upkeep();
        this.#owners.upkeep();
        this.#parts.replication.upkeep(now);
      }
      this.#offers.tick();
      this.#work.tick();
    });
  }

  /** How many keys `replicate` takes now; those beyond are dropped. */
  get replicateRoom(): number {
    return Math.max(0, this.#parts.replication.callerRoom);
  }

  /** Blocks held here, durably, that are to have copies at their homes. "replicated" follows for
   *  each, in any order, perhaps after a long time. */
  replicate(keys: readonly BlockKey[]): readonly DhashEvent[] {
    return this.#run((now) => {
      const { kept, replication } = this.#parts;
      kept.enter(keys);
      for (const name of keys) {
        if (replication.callerRoom > 0) replication.add({ name, origin: "caller" }, now);
      }
    });
  }

  /** Blocks came to be here: by the block exchange, or written here. */
  stored(keys: readonly BlockKey[]): readonly DhashEvent[] {
    return this.#run(() => {
      this.#parts.kept.stored(keys, (name) => this.#parts.peers.get(name));
      this.#work.takePulls();
    });
  }

  /** Blocks are here no more. */
  dropped(keys: readonly BlockKey[]): readonly DhashEvent[] {
    return this.#run(() => {
      this.#parts.kept.dropped(keys);
      for (const key of keys) this.#parts.replication.remove(key);
    });
  }

  /** A newer version of an own block goes to the homes of its owner's key. */
  publish(block: PublicKeyBlock): readonly DhashEvent[] {
    return this.#run(() => this.#owners.publish(block));
  }

  /** Asks the homes for the newest version: "public-key-block", or "absent" follows. */
  find(owner: Uint8Array): readonly DhashEvent[] {
    return this.#run(() => this.#owners.find(owner));
  }

  /** Who may have a block that no connected peer has: "located" follows, perhaps more than once. */
  locate(key: BlockKey): readonly DhashEvent[] {
    return this.#run((now) => {
      this.#parts.noteLocating(key);
      this.#parts.ways.locate(blockNameToRingPoint(key), now);
    });
  }

  /** Says that this node leaves and takes nothing with it. */
  leave(): readonly DhashEvent[] {
    return this.#run(() => this.#peers.leave());
  }

  /** Nodes that store for others, this one included if it does. */
  get storingNodes(): number {
    return this.#parts.known.ring.size;
  }

  statistics(): DhashStatistics {
    const { known, kept, replication, copies, options } = this.#parts;
    const { isStoring, quotaBytes, bytesStored } = options;
    const connected = [...known.ring].filter((each) => this.#parts.isConnected(each)).length;
    return {
      storingNodes: known.ring.size,
      storingConnected: connected + (isStoring ? 1 : 0),
      storingMachines: known.machines,
      copies,
      blocksKept: kept.tree.size - kept.owners,
      isCounting: kept.isCounting,
      blocksReplicating: replication.size,
      blocksUnderReplicated: this.#work.underReplicated,
      blocksTaking: kept.taking,
      bytesStored: bytesStored(),
      quotaBytes,
      blocksRefused: kept.refused,
      blocksRefusedByOthers: this.#offers.refusedByOthers,
      blocksRepaired: this.#work.repaired,
    };
  }

  held(): readonly Held[] {
    const { kept, replication, peers } = this.#parts;
    const offers = [...peers.values()].map(({ offersOpen }) => offersOpen);
    return [
      largest("keys offered to a peer", offers, offerWindow),
      { what: "blocks cared for", size: replication.size, max: callerJobsMax + repairJobsMax },
      { what: "blocks being taken", size: kept.taking, max: takesMax },
      {
        what: "blocks under-replicated",
        size: this.#work.underReplicated,
        max: underReplicatedMax,
      },
      { what: "blocks to be pulled", size: this.#work.pulls, max: pullsWaitingMax },
      { what: "blocks away from home", size: this.#offers.strays.size, max: straysMax },
      { what: "public-key blocks", size: kept.owners, max: publicKeyBlocksMax },
    ];
  }

  #run(work: (now: number) => void): readonly DhashEvent[] {
    work(this.#parts.startTurn());
    this.#offers.flush();
    return this.#parts.endTurn();
  }
}

/** Units of work that a message makes: four keys are one. */
function workOf(message: NodeMessage): number {
  switch (message.kind) {
    case "offer":
    case "state":
      return 1 + message.keys.length / 4;
    case "compare":
      return 1 + message.question.nodes.length;
    case "ask":
    case "reply":
    case "put":
    case "got":
      return 4;
    default:
      return 1;
  }
}
