// A node of the block store without a file system (`ivy node`): it stores for the swarm what it
// cannot read, serves it, and sees to its copies. One thread does it all.
import type {
  BlockExchangeEvent,
  BlockKey,
  DhashEvent,
  LocalBlocks,
  PeerId,
} from "../../../dhash/index.ts";
import {
  BlockExchange,
  DhashNode,
  isPeerId,
  isTrouble,
  openPackBlocks,
  publicKeyToPeerId,
  Trouble,
} from "../../../dhash/index.ts";
import type { LogLevel } from "../../home-types.ts";
import type { NetworkOptions } from "../../network-options.ts";
import type { NodeFigures } from "../../node-figures.ts";
import { reportOpening } from "../opening-report.ts";
import { channels, frameOf } from "../sharing/channels.ts";
import { headToBlock } from "../sharing/head-block.ts";
import { Peering } from "../sharing/peering.ts";
import { readSwarmFile, secretOf } from "../sharing/swarm-file.ts";
import { machineIdOf } from "./machine-id.ts";
import type { NodeHome } from "./node-home.ts";

export interface StorageNodeOptions {
  readonly node: NodeHome;
  readonly network: NetworkOptions;
  readonly program: string;
  readonly log: (level: LogLevel, message: string) => void;
}

const tickMilliseconds = 50;
const sliceMilliseconds = 10;

/** Nobody was reached in this time: somebody should know. */
const aloneMilliseconds = 20_000;

/** After a disk has failed to free room it is asked again after this. */
const restMilliseconds = 60_000;

export async function openStorageNode(options: StorageNodeOptions): Promise<StorageNode | Trouble> {
  const { home, around } = options.node;
  const secret = secretOf(readSwarmFile(around));
  if (secret === undefined) {
    const next = "Run it once more with a link: an admin makes one by ivy invite --role node.";
    return new Trouble("damaged", `home ${home}: swarm.json has no secret. ${next}`);
  }
  const keyPair = around.identity();
  if (keyPair === undefined || isTrouble(keyPair)) {
    return keyPair ?? new Trouble("absent", `home ${home}: the key file is missing.`);
  }
  const self = publicKeyToPeerId(keyPair.publicKey);
  if (self === undefined) return new Trouble("damaged", `home ${home}: no peer has this key.`);
  const { disk, hasher, indexPath } = around;
  const opened = await openPackBlocks({ disk, hasher, indexPath });
  if (isTrouble(opened)) return opened;
  reportOpening(opened.report, options.log);
  const { blocks } = opened;
  const seed = keyPair.secretKey.slice(0, 32);
  const node = new StorageNode({ ...options, blocks, self, seed, secret });
  const trouble = await node.open();
  if (trouble === undefined) return node;
  await node.close();
  return trouble;
}

interface OpenedNode extends StorageNodeOptions {
  readonly blocks: LocalBlocks;
  readonly self: PeerId;
  readonly seed: Uint8Array;
  readonly secret: Uint8Array;
}

export class StorageNode {
  readonly #options: OpenedNode;
  readonly #exchange: BlockExchange;
  readonly #dhash: DhashNode;
  readonly #peering: Peering;
  #ticking: NodeJS.Timeout | undefined;
  #restUntil = 0;
  #isFull = false;
  #openedAt = 0;
  /** Somebody was reached, or it was told that nobody is. */
  #isMet = false;

  constructor(options: OpenedNode) {
    this.#options = options;
    const { node, network, program, log, blocks, self, seed, secret } = options;
    const { hasher, milliseconds, crypto } = node.around;
    const { fileSystemId, quotaBytes } = node.file;
    this.#exchange = new BlockExchange({ hasher, blocks, milliseconds });
    this.#dhash = new DhashNode({
      ...{ self, hasher, blocks, milliseconds, quotaBytes },
      machine: machineIdOf(node.around, secret, self),
      isStoring: true,
      random: Math.random,
      bytesStored: () => blocks.statistics().bytesStored,
      addresses: () => this.#peering.addresses(),
      verify: (bytes) => headToBlock(crypto, fileSystemId, bytes),
    });
    this.#peering = new Peering({
      ...{ ...network, home: node.home, program, log, clock: Date.now },
      swarm: { fileSystemId, seed, secret, members: [], isShared: true },
      onConnected: (peer) => this.#connect(peer),
      onGone: (peer) => this.#disconnect(peer),
      onFull: (peer) => this.#exchange.hold(peer),
      onDrained: (peer) => this.#takeBlocks(this.#exchange.drained(peer)),
      onFrame: (peer, frame) => this.#hear(peer, frame),
    });
  }

  async open(): Promise<Trouble | undefined> {
    const trouble = await this.#peering.open();
    if (trouble !== undefined) return trouble;
    this.#openedAt = this.#now();
    this.#ticking = setInterval(() => this.#tick(), tickMilliseconds);
    return undefined;
  }

  addresses(): readonly string[] {
    return this.#peering.addresses();
  }

  figures(): NodeFigures {
    const { node, blocks } = this.#options;
    const { fileSystemId, quotaBytes } = node.file;
    const { blocksServed, bytesServed, blocksReceived } = this.#exchange.statistics();
    const { storingNodes, blocksKept, blocksTaking, blocksRefused, ...rest } =
      this.#dhash.statistics();
    return {
      ...{ fileSystemId, quotaBytes, isFull: this.#isFull, addresses: this.addresses() },
      ...{ blocksServed, bytesServed, blocksReceived, storingNodes },
      ...{ blocksKept, blocksTaking, blocksRefused, isCounting: rest.isCounting },
      blocksReplicating: rest.blocksReplicating,
      blocksUnderReplicated: rest.blocksUnderReplicated,
      blocksRepaired: rest.blocksRepaired,
      bytesStored: blocks.statistics().bytesStored,
      peers: this.#peering.peers(),
    };
  }

  async close(): Promise<Trouble | undefined> {
    clearInterval(this.#ticking);
    await this.#peering.close();
    return this.#options.blocks.close();
  }

  #connect(peer: string): void {
    this.#isMet = true;
    this.#takeBlocks(this.#exchange.connect(peer));
    if (isPeerId(peer)) this.#take(this.#dhash.connect(peer));
  }

  #disconnect(peer: string): void {
    this.#takeBlocks(this.#exchange.disconnect(peer));
    if (isPeerId(peer)) this.#take(this.#dhash.disconnect(peer));
  }

  /** Records are nothing to a node. */
  #hear(peer: string, frame: Uint8Array): void {
    const bytes = frame.subarray(1);
    if (frame[0] === channels.blocks) this.#takeBlocks(this.#exchange.receive(peer, bytes));
    else if (frame[0] === channels.nodes && isPeerId(peer)) {
      this.#take(this.#dhash.receive(peer, bytes));
    }
  }

  #tick(): void {
    if (this.#exchange.isBusy) this.#takeBlocks(this.#exchange.tick());
    this.#take(this.#dhash.tick());
    this.#reclaim();
    this.#tellQuota();
    this.#tellAlone();
  }

  #reclaim(): void {
    const { node, blocks } = this.#options;
    const now = this.#now();
    if (now < this.#restUntil) return;
    const isTimeUp = (): boolean => this.#now() - now >= sliceMilliseconds;
    const settle = () => node.around.settle("");
    let more = blocks.reclaim({ isTimeUp, settle });
    while (more === true && !isTimeUp()) more = blocks.reclaim({ isTimeUp, settle });
    if (!isTrouble(more)) return;
    this.#restUntil = now + restMilliseconds;
    this.#options.log("error", more.message);
  }

  #tellQuota(): void {
    const { quotaBytes } = this.#options.node.file;
    const { bytesStored } = this.#options.blocks.statistics();
    const isFull = quotaBytes !== undefined && bytesStored >= quotaBytes;
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    const next = "Start it with a larger --quota, or run another node.";
    if (isFull) this.#options.log("warn", `the quota is used up: nothing more is taken. ${next}`);
    else this.#options.log("info", "there is room within the quota again");
  }

  #tellAlone(): void {
    if (this.#isMet || this.#now() - this.#openedAt < aloneMilliseconds) return;
    this.#isMet = true;
    const known = readSwarmFile(this.#options.node.around).contacts;
    const where = known
      .flatMap(({ addresses }) => addresses)
      .slice(0, 4)
      .join(" ");
    const next = "It goes on trying; a new link brings new addresses.";
    this.#options.log("warn", `nobody is reached (${where || "no address"}). ${next}`);
  }

  #takeBlocks(events: readonly BlockExchangeEvent[]): void {
    const arrived: BlockKey[] = [];
    for (const event of events) {
      switch (event.kind) {
        case "send":
          this.#peering.send(event.peer, frameOf(channels.blocks, event.bytes));
          break;
        case "arrived":
          arrived.push(event.key);
          break;
        case "close":
          this.#peering.disconnect(event.peer, event.why);
          break;
        case "trouble":
          this.#options.log("error", event.trouble.message);
          break;
      }
    }
    if (arrived.length > 0) this.#take(this.#dhash.stored(arrived));
  }

  #take(events: readonly DhashEvent[]): void {
    for (const event of events) {
      switch (event.kind) {
        case "send":
          this.#peering.send(event.peer, frameOf(channels.nodes, event.bytes));
          break;
        case "close":
          this.#peering.disconnect(event.peer, event.why);
          break;
        case "seek":
          this.#peering.seek({ peer: event.peer, addresses: event.addresses });
          break;
        case "want":
          this.#takeBlocks(this.#exchange.want(event.keys, "later"));
          break;
        case "forget":
          this.#exchange.forget(event.keys);
          break;
        case "drop":
          this.#drop(event.keys);
          break;
        case "trouble":
          this.#options.log("error", event.trouble.message);
          break;
        case "replicated":
        case "public-key-block":
        case "published":
        case "absent":
        case "located":
          break;
      }
    }
  }

  #drop(keys: readonly BlockKey[]): void {
    const dropped = keys.filter((key) => this.#options.blocks.remove(key) === "removed");
    if (dropped.length > 0) this.#take(this.#dhash.dropped(dropped));
  }

  #now(): number {
    return this.#options.node.around.milliseconds();
  }
}
