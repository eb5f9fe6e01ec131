// The nodes of a simulated swarm: ids, machines, places in the network, and who is gone.
import {
  type Contact,
  isMachineId,
  type MachineId,
  type NodeId,
  Ring,
} from "../../../dhash/core/routing-index.ts";
import { Latency } from "./latency.ts";
import { Random } from "./random.ts";

/** Every so many nodes, one runs on the machine of the one before it. */
const sharedEvery = 16;

export class Population {
  /** In the order in which they were made. */
  readonly nodes: readonly Contact[];
  readonly ring: Ring;
  readonly #indexes = new Map<NodeId, number>();
  /** Index of a node by its place in the ring. */
  readonly #atPlace: Int32Array;
  readonly #latency: Latency;
  readonly #gone: Uint8Array;

  constructor(size: number, seed: number) {
    const random = new Random(seed);
    this.nodes = Array.from({ length: size }, (_, index) => ({
      id: random.point(),
      machine: machineOf(index % sharedEvery === 1 ? index - 1 : index),
      addresses: [],
    }));
    this.nodes.forEach(({ id }, index) => void this.#indexes.set(id, index));
    this.ring = Ring.of(this.nodes);
    this.#atPlace = Int32Array.from(this.ring, ({ id }) => this.indexOf(id));
    this.#latency = new Latency(size, random.word());
    this.#gone = new Uint8Array(size);
  }

  get size(): number {
    return this.nodes.length;
  }

  node(index: number): Contact {
    const node = this.nodes[index];
    if (node === undefined) throw new Error(`there is no node ${index}`);
    return node;
  }

  indexOf(id: NodeId): number {
    const index = this.#indexes.get(id);
    if (index === undefined) throw new Error(`there is no node ${id}`);
    return index;
  }

  /** Milliseconds. */
  roundTrip(a: NodeId, b: NodeId): number {
    return this.#latency.roundTrip(this.indexOf(a), this.indexOf(b));
  }

  /** The same by places in the ring, for when there are very many. */
  roundTripOfPlaces(a: number, b: number): number {
    return this.#latency.roundTrip(this.#indexAt(a), this.#indexAt(b));
  }

  isGone(id: NodeId): boolean {
    return this.#gone[this.indexOf(id)] === 1;
  }

  /** This share of all nodes goes, at once and without a word; those that were gone come back. */
  loseShare(share: number, seed: number): void {
    const random = new Random(seed);
    this.#gone.fill(0);
    for (const index of random.sample(this.size, Math.round(share * this.size))) {
      this.#gone[index] = 1;
    }
  }

  left(): Ring {
    return Ring.of(this.nodes.filter(({ id }) => !this.isGone(id)));
  }

  #indexAt(place: number): number {
    return this.#atPlace[((place % this.size) + this.size) % this.size] ?? 0;
  }
}

export function machineOf(index: number): MachineId {
  const name = `machine-${index}`;
  if (!isMachineId(name)) throw new Error("a plain name is a machine's");
  return name;
}
