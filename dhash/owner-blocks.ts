// Public-key blocks of a node: the newest signed version goes to the homes of its owner's key, and
// is asked of them.
import { findWidthFactor } from "./core/node/limits.ts";
import type { NodeMessage } from "./core/node/node-message.ts";
import type { NodePeer } from "./core/node/node-peer.ts";
import { ownerToFrameKey } from "./core/public-key-frame.ts";
import { blockNameToRingPoint } from "./core/routing/ring-point.ts";
import type { NodeParts } from "./node-parts.ts";
import type { PublicKeyBlock } from "./ports.ts";

export class OwnerBlocks {
  readonly #parts: NodeParts;

  constructor(parts: NodeParts) {
    this.#parts = parts;
  }

  publish(block: PublicKeyBlock): void {
    const { kept, replication, now } = this.#parts;
    kept.putOwner(block, undefined);
    replication.add({ name: nameOf(block.owner), origin: "caller", block }, now);
  }

  find(owner: Uint8Array): void {
    const { kept, known, ways, finding, copies, now } = this.#parts;
    const point = blockNameToRingPoint(nameOf(owner));
    const own = kept.getOwner(owner);
    if (own !== undefined) this.#parts.tell({ kind: "public-key-block", block: own });
    ways.reach(point, now);
    const ring = known.ring.nearest(point, known.ring.size);
    const near = ring.filter((each) => this.#parts.isConnected(each));
    const names = near.flatMap(({ peer }) => peer ?? []).slice(0, findWidthFactor * copies);
    if (!finding.hasRoom) return this.#parts.tell({ kind: "absent", owner });
    finding.begin(owner, names, { now, isQuiet: own !== undefined });
    for (const name of names) this.#parts.send(name, { kind: "get", owner });
  }

  /** True when the message is one of these. */
  hear(peer: NodePeer, message: NodeMessage): boolean {
    const { replication } = this.#parts;
    const id = peer.contact?.id;
    if (id === undefined) return false;
    switch (message.kind) {
      case "put":
        this.#put(peer, message.bytes);
        return true;
      case "get": {
        const { owner } = message;
        const bytes = this.#parts.kept.getOwner(owner)?.bytes ?? new Uint8Array(0);
        this.#parts.send(peer.peer, { kind: "got", owner, bytes });
        return true;
      }
      case "got":
        return this.#got(peer, message.owner, message.bytes);
      case "holding": {
        const name = nameOf(message.owner);
        const version = replication.get(name)?.block?.version;
        if (version !== undefined && version <= message.version) replication.kept(name, id);
        return true;
      }
      case "declined":
        replication.refused(nameOf(message.owner), id);
        return true;
      default:
        return false;
    }
  }

  upkeep(): void {
    for (const owner of this.#parts.finding.ended(this.#parts.now)) {
      this.#parts.tell({ kind: "absent", owner });
    }
  }

  #put(peer: NodePeer, bytes: Uint8Array): void {
    const block = this.#parts.options.verify(bytes);
    if (block === undefined) {
      return this.#parts.close(peer.peer, "it sent a public-key block that is not signed");
    }
    const { owner } = block;
    const before = this.#parts.kept.getOwner(owner);
    const isKept = this.#parts.options.isStoring && this.#parts.kept.putOwner(block, peer.peer);
    if (!isKept) return this.#parts.send(peer.peer, { kind: "declined", owner });
    if (before === undefined || before.version < block.version) {
      this.#parts.tell({ kind: "public-key-block", block });
    }
  }

  #got(peer: NodePeer, owner: Uint8Array, bytes: Uint8Array): boolean {
    const { finding, kept, options } = this.#parts;
    if (!finding.isAsked(owner, peer.peer)) return true;
    const block = bytes.length === 0 ? undefined : options.verify(bytes);
    if (bytes.length > 0 && (block === undefined || nameOf(block.owner) !== nameOf(owner))) {
      this.#parts.close(peer.peer, "it sent a public-key block that is not signed");
      return true;
    }
    finding.answered(owner, peer.peer, block !== undefined);
    if (block === undefined) return true;
    const before = kept.getOwner(owner);
    if (before !== undefined && before.version > block.version) return true;
    kept.putOwner(block, undefined);
    this.#parts.tell({ kind: "public-key-block", block });
    return true;
  }
}

function nameOf(owner: Uint8Array): string {
  return Buffer.from(ownerToFrameKey(owner)).toString("hex");
}
