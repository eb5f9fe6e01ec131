// Generations of snapshots in memory. One that is closed must not be used; a disk that is full
// refuses every append until there is room again.
import { Trouble } from "../../dhash/index.ts";
import type { SnapshotGeneration, SnapshotGenerations } from "../../fs/snapshot-port.ts";
import { MemorySnapshots } from "./memory-snapshots.ts";

const full = new Trouble("full", "no space left.");

export class MemoryGenerations implements SnapshotGenerations {
  readonly #generations: MemoryGeneration[] = [];
  isFull = false;

  /** The one with the newest root. */
  get newest(): MemoryGeneration | undefined {
    return this.#generations.findLast(({ root }) => root !== undefined);
  }

  begin(): MemoryGeneration {
    const last = this.#generations.at(-1)?.generation ?? 0;
    const made = new MemoryGeneration(this, last + 1);
    this.#generations.push(made);
    return made;
  }

  retireBefore(generation: number): undefined {
    while ((this.#generations[0]?.generation ?? generation) < generation) {
      if (this.#generations.shift()?.isClosed !== true) throw new Error("retired while open");
    }
  }
}

class MemoryGeneration extends MemorySnapshots implements SnapshotGeneration {
  readonly generation: number;
  readonly #owner: MemoryGenerations;
  isClosed = false;
  bytesPassed = 0;

  constructor(owner: MemoryGenerations, generation: number) {
    super();
    this.#owner = owner;
    this.generation = generation;
  }

  get size(): number {
    return this.bytes;
  }

  override append(bytes: Uint8Array): number | Trouble {
    this.#check();
    if (this.#owner.isFull) return full;
    this.bytesPassed += bytes.length;
    return super.append(bytes);
  }

  override appendRoot(bytes: Uint8Array): Trouble | undefined {
    this.#check();
    return this.#owner.isFull ? full : super.appendRoot(bytes);
  }

  override load(reference: number): Uint8Array | Trouble {
    this.#check();
    const bytes = super.load(reference);
    if (bytes instanceof Uint8Array) this.bytesPassed += bytes.length;
    return bytes;
  }

  close(): void {
    this.#check();
    this.isClosed = true;
  }

  #check(): void {
    if (this.isClosed) throw new Error(`generation ${this.generation} is used after close`);
  }
}
