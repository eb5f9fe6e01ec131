// A node that only stores, in the simulated network of participants: as `ivy node` runs one, with
// its blocks in memory.
import type { BlockKey, DhashEvent, PeerId } from "../../dhash/index.ts";
import {
  BlockExchange,
  DhashNode,
  isMachineId,
  MemoryBlocks,
  nodeHasher,
  publicKeyToPeerId,
} from "../../dhash/index.ts";
import { type Crypto, hexToBytes } from "../../logs/index.ts";
import { channels, frameOf } from "../../mount-tool/compose/sharing/channels.ts";
import { headToBlock } from "../../mount-tool/compose/sharing/head-block.ts";
import type { PartyNetwork } from "../simulation/parties/party-network.ts";

const hasher = nodeHasher();

export interface StoringPartyOptions {
  readonly crypto: Crypto;
  readonly network: PartyNetwork;
  readonly fileSystem: BlockKey;
  /** Any other for each party. */
  readonly number: number;
}

export class StoringParty {
  /** Its name in the network. */
  readonly peer: PeerId;
  readonly blocks = new MemoryBlocks(hasher);
  readonly closed: string[] = [];
  readonly #network: PartyNetwork;
  readonly #exchange: BlockExchange;
  readonly #dhash: DhashNode;
  /** Participants are named in the network as they are called. */
  readonly #names = new Map<PeerId, string>();
  readonly #peers = new Map<string, PeerId>();

  constructor({ crypto, network, fileSystem, number }: StoringPartyOptions) {
    this.#network = network;
    const key = new Uint8Array(32).fill(number);
    this.peer = peerOf(Buffer.from(key).toString("hex"));
    const milliseconds = (): number => network.time;
    const { blocks } = this;
    const machine = `machine-${number}`;
    if (!isMachineId(machine)) throw new Error("a machine has a name");
    this.#exchange = new BlockExchange({ hasher, blocks, milliseconds });
    this.#dhash = new DhashNode({
      ...{ self: this.peer, machine, isStoring: true, hasher, blocks, milliseconds },
      random: () => 0.5,
      quotaBytes: undefined,
      bytesStored: () => blocks.statistics().bytesStored,
      addresses: () => [],
      verify: (bytes) => headToBlock(crypto, fileSystem, bytes),
    });
    network.enter(this.peer, {
      logId: Buffer.from(key).toString("hex"),
      connected: (name, logId) => {
        this.#names.set(peerOf(logId), name);
        this.#peers.set(name, peerOf(logId));
        this.#takeBlocks(this.#exchange.connect(name));
        this.#take(this.#dhash.connect(peerOf(logId)));
      },
      gone: (name) => {
        const peer = this.#peers.get(name);
        this.#takeBlocks(this.#exchange.disconnect(name));
        if (peer !== undefined) this.#take(this.#dhash.disconnect(peer));
      },
      frame: (name, frame) => {
        const bytes = frame.subarray(1);
        const peer = this.#peers.get(name);
        if (frame[0] === channels.blocks) this.#takeBlocks(this.#exchange.receive(name, bytes));
        else if (frame[0] === channels.nodes && peer !== undefined) {
          this.#take(this.#dhash.receive(peer, bytes));
        }
      },
      full: (name) => this.#exchange.hold(name),
      drained: (name) => this.#takeBlocks(this.#exchange.drained(name)),
    });
  }

  tick(): void {
    this.#take(this.#dhash.tick());
    this.#takeBlocks(this.#exchange.tick());
  }

  headOf(logId: string): number | undefined {
    return this.blocks.getPublicKeyBlock(hexToBytes(logId))?.version;
  }

  #takeBlocks(events: ReturnType<BlockExchange["tick"]>): void {
    for (const event of events) {
      if (event.kind === "send") {
        this.#network.send(this.peer, event.peer, frameOf(channels.blocks, event.bytes));
      } else if (event.kind === "arrived") this.#take(this.#dhash.stored([event.key]));
      else if (event.kind === "close") this.#close(event.peer, event.why);
    }
  }

  #take(events: readonly DhashEvent[]): void {
    for (const event of events) {
      if (event.kind === "want") this.#takeBlocks(this.#exchange.want(event.keys, "later"));
      if (event.kind === "forget") this.#exchange.forget(event.keys);
      // What a liar sends may look like a version to come.
      if (event.kind === "trouble" && event.trouble.reason !== "newer") throw event.trouble;
      if (event.kind !== "send" && event.kind !== "close") continue;
      const name = this.#names.get(event.peer) ?? event.peer;
      if (event.kind === "close") this.#close(name, event.why);
      else this.#network.send(this.peer, name, frameOf(channels.nodes, event.bytes));
    }
  }

  #close(name: string, why: string): void {
    this.closed.push(`${name}: ${why}`);
    this.#network.cut(this.peer, name);
  }
}

function peerOf(logId: string): PeerId {
  const peer = publicKeyToPeerId(hexToBytes(logId));
  if (peer === undefined) throw new Error("32 bytes are a key");
  return peer;
}
