// A node of the swarm that means harm: nonsense, forged and old public-key blocks, offers of what
// it does not have, contacts of nobody, and blocks that it takes and never has.
import { encodeNodeMessage, type NodeMessage } from "../../../dhash/core/node/node-message.ts";
import { isMachineId } from "../../../dhash/core/routing-index.ts";
import type { PeerId } from "../../../dhash/index.ts";
import {
  isBlockKey,
  isPeerId,
  nameBlock,
  peerIdToPublicKey,
  publicKeyToPeerId,
} from "../../../dhash/index.ts";
import { nameNode } from "../../support/golden-nodes.ts";
import type { NodeWorld } from "./node-world.ts";
import { hasher } from "./sim-blocks.ts";
import { ownerOf, toyBlock } from "./toy-owners.ts";

export class HostileNode {
  readonly peer: PeerId;
  readonly #world: NodeWorld;
  readonly #isStoring: boolean;
  readonly #peers = new Set<PeerId>();

  constructor(world: NodeWorld) {
    this.#world = world;
    this.#isStoring = world.chance.below(2) === 0;
    this.peer = somebody(world);
  }

  enter(): void {
    this.#world.network.enter(this.peer, {
      logId: this.peer,
      connected: (name) => {
        if (!isPeerId(name)) return;
        this.#peers.add(name);
        if (this.#world.chance.below(8) > 0) this.#greet(name);
      },
      gone: (name) => {
        if (isPeerId(name)) this.#peers.delete(name);
      },
      frame: (name, bytes) => {
        if (isPeerId(name) && bytes[0] === 5) this.#answer(name, bytes);
      },
      full: () => undefined,
      drained: () => undefined,
    });
    for (const { peer } of this.#world.nodes) this.#world.network.connect(this.peer, peer);
  }

  leave(): void {
    this.#world.network.leave(this.peer);
  }

  act(): void {
    const { chance, network, nodes } = this.#world;
    const target = chance.pick(nodes);
    if (target === undefined) return;
    network.connect(this.peer, target.peer);
    this.#send(target.peer, this.#nonsense());
  }

  #greet(name: PeerId): void {
    const machine = "hostile";
    if (!isMachineId(machine)) return;
    const hello = { isStoring: this.#isStoring, bytesFree: undefined, machine, addresses: [] };
    this.#send(name, encodeNodeMessage({ kind: "hello", hello }));
  }

  /** It takes what it is offered, and never has it; others are told of nobodies. */
  #answer(name: PeerId, frame: Uint8Array): void {
    const { chance } = this.#world;
    if (frame[1] === 4 && chance.below(2) === 0) {
      const taken = frame.slice(1);
      taken[0] = 6;
      this.#send(name, taken);
    } else if (frame[1] === 2) {
      const number = Buffer.from(frame).readUInt32LE(2);
      this.#send(name, encodeNodeMessage(this.#lie(number)));
    }
  }

  #lie(number: number): NodeMessage {
    const { chance } = this.#world;
    const contacts = Array.from({ length: 1 + chance.below(20) }, () => {
      const peer = somebody(this.#world);
      const machine = `m${chance.below(99)}`;
      if (!isMachineId(machine)) throw new Error("a machine");
      return { ...nameNode(peerIdToPublicKey(peer)), machine, addresses: ["/at/nowhere"] };
    });
    const table = { isSettled: true, isWhole: true, hasRoom: true, nodes: 3 };
    if (chance.below(2) === 0) {
      const page = { kind: "page", contacts, next: undefined, table } as const;
      return { kind: "reply", number, reply: page, holders: [] };
    }
    const nearest = { kind: "nearest", contacts, certain: 1, isEveryone: true } as const;
    return { kind: "reply", number, reply: { ...nearest, holders: [] }, holders: contacts };
  }

  #nonsense(): Uint8Array {
    const { chance, nodes } = this.#world;
    const author = chance.pick(nodes)?.peer ?? this.peer;
    const owner = ownerOf(author);
    switch (chance.below(7)) {
      case 0:
        return chance.bytes(1 + chance.below(80));
      case 1: {
        const forged = Buffer.from(toyBlock(owner, 1_000_000));
        forged[71] = (forged[71] ?? 0) ^ 1;
        return encodeNodeMessage({ kind: "put", bytes: forged });
      }
      case 2:
        return encodeNodeMessage({ kind: "put", bytes: toyBlock(owner, 0) });
      case 3: {
        const keys = Array.from({ length: 200 }, () => nameBlock(hasher, [chance.bytes(8)]));
        return encodeNodeMessage({ kind: "offer", keys: keys.filter(isBlockKey) });
      }
      case 4:
        return encodeNodeMessage({ kind: "got", owner, bytes: toyBlock(owner, 0) });
      case 5:
        return encodeNodeMessage({ kind: "compared", number: chance.below(9), answers: [] });
      default:
        return encodeNodeMessage({ kind: "ask", number: 0, question: { kind: "leave" } });
    }
  }

  #send(name: PeerId, bytes: Uint8Array): void {
    this.#world.network.send(this.peer, name, Buffer.concat([Uint8Array.of(5), bytes]));
  }
}

function somebody(world: NodeWorld): PeerId {
  const peer = publicKeyToPeerId(world.chance.bytes(32));
  if (peer === undefined) throw new Error("32 bytes are a key");
  return peer;
}
