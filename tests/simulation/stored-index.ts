// LevelDB in the simulated world: batches that nobody syncs. A killed process leaves all of them, a
// loss of power any first few, or nothing that can be opened.

import type { IndexMark, StoredIndex } from "../../dhash/adapters/stored-index.ts";
import type { KeyTable, StoredPlace } from "../../dhash/core/key-table.ts";
import type { OpenIndex } from "../../dhash/index.ts";
import { Trouble } from "../../dhash/index.ts";
import type { Chance } from "../support/chance.ts";
import type { DiskProcess } from "./disk-process.ts";
import type { PowerLoss } from "./faults.ts";

interface Batch {
  readonly places: ReadonlyMap<string, StoredPlace>;
  readonly mark: IndexMark;
}

const hexOf = (key: Uint8Array): string => Buffer.from(key).toString("hex");

export class SimulatedIndex {
  #batches: Batch[] = [];

  losePower(loss: PowerLoss, chance: Chance): void {
    const kept = loss === "nothing" ? 0 : chance.below(this.#batches.length + 1);
    this.#batches = this.#batches.slice(0, kept);
  }

  openBy(process: DiskProcess): OpenIndex {
    return async () => {
      if (process.isDead) return gone();
      return { index: this.#open(process), discarded: undefined };
    };
  }

  #open(process: DiskProcess): StoredIndex {
    const places = new Map<string, StoredPlace>();
    for (const batch of this.#batches)
      for (const [key, place] of batch.places) places.set(key, place);
    return {
      mark: this.#batches.at(-1)?.mark,
      get: (key) => (process.isDead ? gone() : places.get(hexOf(key))),
      write: async (entries: KeyTable, mark) => {
        if (process.isDead) return gone();
        const added = new Map([...entries.entries()].map(([key, place]) => [hexOf(key), place]));
        for (const [key, place] of added) places.set(key, place);
        this.#batches.push({ places: added, mark });
        return undefined;
      },
      abandon: async () => {
        if (!process.isDead) this.#batches = [];
      },
      close: async () => (process.isDead ? gone() : undefined),
    };
  }
}

function gone(): Trouble {
  return new Trouble("failed", "the process is gone.");
}
