// Nodes of the block store in one simulated network, each with its block exchange as a program has
// it, and authors who write. Time goes in small steps while something is under way.
import type { BlockKey, DhashEvent, PeerId, PublicKeyBlock } from "../../../dhash/index.ts";
import {
  BlockExchange,
  DhashNode,
  isMachineId,
  isPeerId,
  nameBlock,
  publicKeyToPeerId,
} from "../../../dhash/index.ts";
import { Chance } from "../../support/chance.ts";
import { PartyNetwork } from "../parties/party-network.ts";
import { hasher, SimBlocks } from "./sim-blocks.ts";
import { nameOf, ownerOf, toyBlock, verifyToy } from "./toy-owners.ts";

const peers = new Set<string>();

function isPeer(name: string): name is PeerId {
  if (peers.has(name)) return true;
  if (isPeerId(name)) peers.add(name);
  return peers.has(name);
}

const channels = { blocks: 2, nodes: 5 } as const;

export interface SimNodeOptions {
  readonly machine: string;
  readonly isStoring: boolean;
  readonly quotaBytes?: number;
  readonly tableEntries?: number;
}

/** A block that was written, and what its author was told of it. */
export interface Written {
  readonly key: BlockKey;
  copies: number;
}

export class SimNode {
  readonly peer: PeerId;
  readonly options: SimNodeOptions;
  readonly #world: NodeWorld;
  blocks = new SimBlocks();
  isUp = false;
  /** Its own, in the order written; and up to where all were replicated, as on its disk. */
  readonly written: Written[] = [];
  replicatedTo = 0;
  readonly #waiting = new Set<BlockKey>();
  published: PublicKeyBlock | undefined;
  readonly closed: string[] = [];
  /** What `find` and others brought, by owner: the newest version. */
  readonly heads = new Map<string, number>();
  readonly absent: string[] = [];
  readonly located: PeerId[] = [];
  readonly dropped: BlockKey[] = [];
  publishedCopies = 0;
  #node: DhashNode | undefined;
  #exchange: BlockExchange | undefined;

  constructor(world: NodeWorld, options: SimNodeOptions) {
    this.#world = world;
    this.options = options;
    const peer = publicKeyToPeerId(world.chance.bytes(32));
    if (peer === undefined) throw new Error("32 bytes are a key");
    this.peer = peer;
  }

  get node(): DhashNode {
    if (this.#node === undefined) throw new Error("it is down");
    return this.#node;
  }

  held() {
    return [...(this.#node?.held() ?? []), ...(this.#exchange?.held() ?? [])];
  }

  start(): void {
    const { machine, isStoring, quotaBytes, tableEntries } = this.options;
    const { blocks } = this;
    const milliseconds = (): number => this.#world.network.time;
    if (!isMachineId(machine)) throw new Error("a machine has a name");
    this.#exchange = new BlockExchange({ hasher, blocks, milliseconds });
    this.#node = new DhashNode({
      ...{ self: this.peer, machine, isStoring, hasher, blocks, milliseconds, quotaBytes },
      ...(tableEntries === undefined ? {} : { tableEntries }),
      random: () => this.#world.chance.below(2 ** 20) / 2 ** 20,
      bytesStored: () => this.blocks.bytes,
      addresses: () => [`/at/${this.peer}`],
      verify: verifyToy,
    });
    this.isUp = true;
    this.#waiting.clear();
    this.#world.network.enter(this.peer, {
      logId: this.peer,
      connected: (name) => {
        this.#takeBlocks(this.#exchange?.connect(name));
        if (isPeer(name)) this.#take(this.node.connect(name));
      },
      gone: (name) => {
        this.#takeBlocks(this.#exchange?.disconnect(name));
        if (isPeer(name)) this.#take(this.node.disconnect(name));
      },
      frame: (name, bytes) => this.#hear(name, bytes),
      full: (name) => this.#exchange?.hold(name),
      drained: (name) => this.#takeBlocks(this.#exchange?.drained(name)),
    });
    if (this.published !== undefined) this.#take(this.node.publish(this.published));
  }

  /** Without power what was not synced is lost. */
  stop(power: boolean): void {
    this.#world.network.leave(this.peer);
    this.#node = undefined;
    this.#exchange = undefined;
    this.isUp = false;
    this.blocks = this.blocks.reopen(power);
    // What the author's program had not made durable was not written.
    for (const each of [...this.written]) {
      if (!this.blocks.has(each.key)) this.written.splice(this.written.indexOf(each), 1);
    }
    this.replicatedTo = Math.min(this.replicatedTo, this.written.length);
  }

  write(bytes: Uint8Array): BlockKey {
    const key = nameBlock(hasher, [bytes]);
    this.blocks.put(key, bytes);
    this.blocks.sync();
    this.written.push({ key, copies: 0 });
    return key;
  }

  publish(): void {
    const version = (this.published?.version ?? 0) + 1;
    const owner = ownerOf(this.peer);
    this.published = { owner, version, bytes: toyBlock(owner, version) };
    this.#take(this.node.publish(this.published));
  }

  find(owner: Uint8Array): void {
    this.#take(this.node.find(owner));
  }

  leave(): void {
    this.#take(this.node.leave());
  }

  locate(key: BlockKey): void {
    this.#take(this.node.locate(key));
  }

  /** A message as if it had come from that peer. */
  receive(from: PeerId, bytes: Uint8Array): void {
    this.#take(this.node.receive(from, bytes));
  }

  /** As the program of an author does: what is not replicated is given to the node, in order. */
  tick(): void {
    if (this.#node === undefined) return;
    let done = this.replicatedTo;
    const open: BlockKey[] = [];
    const end = Math.min(this.written.length, done + 256);
    for (let at = done; at < end; at++) {
      const each = this.written[at];
      if (each === undefined) break;
      if (each.copies === 0 && !this.#waiting.has(each.key)) open.push(each.key);
      if (each.copies > 0 && at === done) done++;
    }
    this.replicatedTo = done;
    if (open.length > 0) {
      for (const key of open) this.#waiting.add(key);
      this.#take(this.#node.replicate(open));
    }
    this.#take(this.#node.tick());
    this.#takeBlocks(this.#exchange?.tick());
  }

  #hear(name: string, frame: Uint8Array): void {
    const bytes = frame.subarray(1);
    if (frame[0] === channels.blocks) this.#takeBlocks(this.#exchange?.receive(name, bytes));
    else if (isPeer(name)) {
      this.#world.noteMessage(bytes.length);
      this.#take(this.node.receive(name, bytes));
    }
  }

  #takeBlocks(events: ReturnType<BlockExchange["tick"]> = []): void {
    for (const event of events) {
      if (event.kind === "send") this.#send(event.peer, channels.blocks, event.bytes);
      else if (event.kind === "arrived") this.#take(this.node.stored([event.key]));
      else if (event.kind === "close") this.#close(event.peer, event.why);
    }
  }

  #take(events: readonly DhashEvent[]): void {
    for (const event of events) {
      switch (event.kind) {
        case "send":
          this.#send(event.peer, channels.nodes, event.bytes);
          break;
        case "close":
          this.#close(event.peer, event.why);
          break;
        case "seek":
          this.#world.seek(this.peer, event.peer);
          break;
        case "want":
          this.#takeBlocks(this.#exchange?.want(event.keys, "later"));
          break;
        case "forget":
          this.#exchange?.forget(event.keys);
          break;
        case "replicated": {
          const each = this.written.find(({ key }) => key === event.key);
          if (each !== undefined) each.copies = Math.max(1, event.copies);
          this.#waiting.delete(event.key);
          break;
        }
        case "public-key-block":
          this.heads.set(nameOf(event.block.owner), event.block.version);
          break;
        case "trouble":
          throw event.trouble;
        case "absent":
          this.absent.push(nameOf(event.owner));
          break;
        case "located":
          this.located.push(...event.peers);
          break;
        case "drop":
          this.dropped.push(...event.keys);
          break;
        case "published":
          this.publishedCopies = event.copies;
          break;
      }
    }
  }

  #close(name: string, why: string): void {
    this.closed.push(`${name}: ${why}`);
    this.#world.network.cut(this.peer, name);
  }

  #send(to: string, channel: number, bytes: Uint8Array): void {
    this.#world.network.send(this.peer, to, Buffer.concat([Uint8Array.of(channel), bytes]));
  }
}

export class NodeWorld {
  readonly chance: Chance;
  readonly network: PartyNetwork;
  readonly nodes: SimNode[] = [];
  /** Of the channel of nodes. */
  messages = 0;
  bytes = 0;
  /** Who can be reached when somebody seeks it. */
  readonly #hermits = new Set<string>();

  constructor(seed: number) {
    this.chance = new Chance(seed);
    this.network = new PartyNetwork(this.chance);
  }

  add(options: SimNodeOptions): SimNode {
    const node = new SimNode(this, options);
    this.nodes.push(node);
    return node;
  }

  /** Starts it and connects it with some that are up. */
  enter(node: SimNode, links = 2): void {
    node.start();
    const up = this.nodes.filter((each) => each.isUp && each !== node);
    for (let count = 0; count < links; count++) {
      const other = this.chance.pick(up);
      if (other !== undefined) this.network.connect(node.peer, other.peer);
    }
  }

  seek(from: PeerId, to: PeerId): void {
    if (!this.#hermits.has(to)) this.network.connect(from, to);
  }

  noteMessage(bytes: number): void {
    this.messages++;
    this.bytes += bytes;
  }

  /** Time goes on; in large steps while nothing is under way. */
  run(milliseconds: number, rest = 1000): void {
    const end = this.network.time + milliseconds;
    while (this.network.time < end) {
      const step = this.network.underWay > 0 ? 250 : rest;
      this.network.advance(Math.min(step, end - this.network.time));
      for (const node of this.nodes) node.tick();
    }
  }
}
