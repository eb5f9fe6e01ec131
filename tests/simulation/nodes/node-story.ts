// What happens to nodes of the block store in one seed, and what must hold afterwards: copies on as
// many machines as wanted, or as there are; nothing lost that somebody had; the newest version of
// public-key blocks at their homes; and silence.
import type { BlockKey } from "../../../dhash/index.ts";
import { overfull } from "../overfull.ts";
import { HostileNode } from "./hostile-node.ts";
import { NodeWorld, type SimNode } from "./node-world.ts";
import { hasher } from "./sim-blocks.ts";
import { nameOf, ownerOf } from "./toy-owners.ts";

const hour = 3600_000;

export interface NodeStoryOptions {
  readonly seed: number;
  /** Nodes at the beginning; drawn when absent. */
  readonly nodes?: number | undefined;
  readonly steps?: number;
  /** Copies that the checks want of each block; more than nodes make is a failure for tests. */
  readonly copies?: number;
}

export interface NodeStoryResult {
  /** Hash of what happened. */
  readonly trace: string;
  readonly counts: { readonly messages: number; readonly bytes: number };
}

export function simulateNodes(options: NodeStoryOptions): NodeStoryResult {
  try {
    return new NodeStory(options).run();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const line = `npm run simulate -- --nodes --seed ${options.seed}`;
    throw new Error(`seed ${options.seed}: ${why}\nreplay: ${line}`, { cause: error });
  }
}

class NodeStory {
  readonly #world: NodeWorld;
  readonly #steps: number;
  readonly #copies: number;
  readonly #trace: string[] = [];
  readonly #hostile: HostileNode | undefined;
  /** Left, or their disk is lost. */
  readonly #gone = new Set<SimNode>();

  constructor({ seed, nodes, steps = 40, copies = 3 }: NodeStoryOptions) {
    this.#world = new NodeWorld(seed);
    this.#steps = steps;
    this.#copies = copies;
    const { chance } = this.#world;
    const count = nodes ?? 3 + chance.below(chance.below(6) === 0 ? 25 : 6);
    for (let number = 0; number < count; number++) this.#join();
    this.#join(false);
    this.#hostile = chance.below(4) === 0 ? new HostileNode(this.#world) : undefined;
  }

  run(): NodeStoryResult {
    this.#hostile?.enter();
    for (let step = 0; step < this.#steps; step++) {
      this.#happen();
      this.#world.run(this.#world.chance.below(8000));
      for (const node of this.#nodes) {
        const over = overfull(node.held());
        this.#claim(over === undefined, `${this.#nameOf(node)} has ${over}`);
      }
    }
    this.#calmDown();
    this.#check();
    const { messages, bytes } = this.#world;
    const trace = Buffer.from(hasher.hash("trace", [Buffer.from(this.#trace.join("\n"))]));
    return { trace: trace.toString("hex"), counts: { messages, bytes } };
  }

  get #nodes(): readonly SimNode[] {
    return this.#world.nodes.filter((node) => !this.#gone.has(node));
  }

  #join(isStoring = true): void {
    const { chance, nodes } = this.#world;
    const isShared = isStoring && nodes.length > 3 && chance.below(6) === 0;
    const shared = isShared ? chance.pick(nodes)?.options.machine : undefined;
    const machine = shared ?? `m${nodes.length}`;
    const isFull = isStoring && nodes.length > 4 && chance.below(8) === 0;
    const quota = isFull ? { quotaBytes: 1 } : {};
    const node = this.#world.add({ machine, isStoring, ...quota });
    this.#world.enter(node);
    this.#note(`${this.#nameOf(node)} joins ${machine}${isFull ? ", full" : ""}`);
  }

  #happen(): void {
    const { chance } = this.#world;
    const node = chance.pick(this.#nodes);
    if (node === undefined) return;
    if (!node.isUp && chance.below(3) > 0) return this.#restart(node);
    if (this.#hostile !== undefined && chance.below(3) === 0) {
      for (let count = chance.below(6); count >= 0; count--) this.#hostile.act();
    }
    const kind = chance.below(14);
    if (kind < 6) this.#write(node);
    else if (kind === 6) this.#publish(node);
    else if (kind === 7) this.#stop(node);
    else if (kind === 8) this.#cut();
    else if (kind === 9) this.#part();
    else if (kind === 10) this.#heal();
    else if (kind === 11) this.#join(chance.below(4) > 0);
    else if (kind === 12) this.#leave(node);
    else if (node.isUp) node.find(ownerOf(chance.pick(this.#nodes)?.peer ?? node.peer));
  }

  #write(node: SimNode): void {
    if (!node.isUp) return;
    const { chance } = this.#world;
    const count = 1 + chance.below(chance.below(5) === 0 ? 300 : 12);
    for (let number = 0; number < count; number++) node.write(chance.bytes(9 + chance.below(60)));
    this.#note(`${this.#nameOf(node)} writes ${count}`);
  }

  #publish(node: SimNode): void {
    if (!node.isUp) return;
    node.publish();
    this.#note(`${this.#nameOf(node)} publishes ${node.published?.version}`);
  }

  #stop(node: SimNode): void {
    if (!node.isUp) return;
    const power = this.#world.chance.below(2) === 0;
    node.stop(power);
    this.#note(`${this.#nameOf(node)} ${power ? "is killed" : "loses power"}`);
  }

  #restart(node: SimNode): void {
    this.#world.enter(node);
    this.#note(`${this.#nameOf(node)} is back`);
  }

  #cut(): void {
    const pair = this.#world.chance.pick(this.#world.network.pairs());
    if (pair !== undefined) this.#world.network.cut(pair[0], pair[1]);
  }

  #part(): void {
    const { chance, network, nodes } = this.#world;
    const side = new Set(nodes.filter(() => chance.below(2) === 0));
    for (const a of side) {
      for (const b of nodes) if (!side.has(b)) network.part(a.peer, b.peer);
    }
    this.#note(`apart: ${[...side].map((node) => this.#nameOf(node)).join(" ")}`);
  }

  #heal(): void {
    const { chance, network } = this.#world;
    network.heal();
    const up = this.#nodes.filter(({ isUp }) => isUp);
    for (const node of up) network.connect(node.peer, chance.pick(up)?.peer ?? node.peer);
    this.#note("together again");
  }

  /** For good: by saying so, or with its disk. Everything it had is elsewhere, or only there. */
  #leave(node: SimNode): void {
    const storing = this.#nodes.filter(({ options }) => options.isStoring);
    if (storing.length < 5 || !node.isUp || this.#world.chance.below(3) > 0) return;
    const isPolite = this.#world.chance.below(2) === 0;
    if (isPolite) {
      node.leave();
      this.#world.run(1000);
    }
    node.stop(true);
    this.#gone.add(node);
    this.#note(`${this.#nameOf(node)} ${isPolite ? "leaves" : "is lost"}`);
  }

  #calmDown(): void {
    const { network, chance } = this.#world;
    network.heal();
    for (const node of this.#nodes) if (!node.isUp) this.#restart(node);
    const up = this.#nodes;
    up.forEach((node, at) => {
      const next = up[(at + 1) % up.length];
      if (next !== undefined) network.connect(node.peer, next.peer);
      network.connect(node.peer, chance.pick(up)?.peer ?? node.peer);
    });
    this.#hostile?.leave();
    this.#note("quiet");
    this.#world.run(2 * 60_000);
    this.#world.run(2 * hour, 20_000);
  }

  #check(): void {
    const before = this.#world.messages;
    this.#checkCopies();
    this.#checkOwners();
    for (const node of this.#nodes) {
      this.#checkIdle(node);
      const closed = node.closed.filter((why) => !why.startsWith(this.#hostile?.peer ?? "nobody"));
      this.#claim(closed.length === 0, `${this.#nameOf(node)} parted: ${closed[0]}`);
    }
    this.#world.run(60_000, 20_000);
    const perNode = (this.#world.messages - before) / this.#nodes.length;
    this.#claim(perNode < 200, `${perNode} messages of each in a quiet minute`);
  }

  /** Now or soon: some is looked at again and again. */
  #checkIdle(node: SimNode): void {
    for (let left = 6; left >= 0; left--) {
      const { blocksReplicating, blocksTaking } = node.node.statistics();
      if (blocksReplicating + blocksTaking === 0) return;
      const what = `cares for ${blocksReplicating}, takes ${blocksTaking}`;
      this.#claim(left > 0, `${this.#nameOf(node)} ${what}`);
      this.#world.run(10_000);
    }
  }

  /** Every block that somebody has is on as many machines as wanted, or as have room. */
  #checkCopies(): void {
    const storing = this.#nodes.filter(({ options }) => options.isStoring);
    const machines = new Set<string>();
    for (const { options } of storing) {
      if (options.quotaBytes === undefined) machines.add(options.machine);
    }
    const known = new Map<BlockKey, Set<string>>();
    for (const node of this.#nodes) {
      for (const { key } of node.written) known.set(key, known.get(key) ?? new Set());
    }
    for (const node of storing) {
      for (const key of node.blocks.bytesByKey.keys()) {
        known.set(key, (known.get(key) ?? new Set()).add(node.options.machine));
      }
    }
    const wanted = Math.min(this.#copies, machines.size);
    for (const [key, holders] of known) {
      const where = [...holders].join(" ");
      this.#claim(holders.size >= wanted, `block ${key} is on ${where} only, of ${wanted}`);
    }
  }

  #checkOwners(): void {
    const storing = this.#nodes.filter(({ options }) => options.isStoring);
    for (const { peer } of this.#world.nodes) {
      const owner = ownerOf(peer);
      const versions = storing.map(({ blocks }) => blocks.getPublicKeyBlock(owner)?.version ?? 0);
      const own = this.#nodes.find((node) => node.peer === peer)?.published?.version ?? 0;
      const newest = Math.max(own, ...versions);
      if (newest === 0) continue;
      const machines = new Set(storing.map(({ options }) => options.machine)).size;
      const count = versions.filter((version) => version === newest).length;
      const wanted = Math.min(this.#copies, machines);
      this.#claim(count >= wanted, `version ${newest} of ${nameOf(owner)} is on ${count} nodes`);
      const seeker = this.#nodes.find(({ options }) => !options.isStoring);
      seeker?.find(owner);
      this.#world.run(5000);
      this.#claim((seeker?.heads.get(nameOf(owner)) ?? newest) === newest, "an old head is found");
    }
  }

  #claim(isSo: boolean, what: string): void {
    if (!isSo) throw new Error(`${what}\n${this.#trace.join("\n")}`);
  }

  #nameOf(node: SimNode): string {
    return `node ${this.#world.nodes.indexOf(node)}`;
  }

  #note(what: string): void {
    this.#trace.push(`${this.#world.network.time}: ${what}`);
  }
}
