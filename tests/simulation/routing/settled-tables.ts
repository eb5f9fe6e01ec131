// Tables as they are when upkeep has had its time: the leaf set is right, and each cell holds the
// nearest of some that were measured. A table is made when somebody asks for it, from the
// population and the seed alone, because 100,000 of them do not fit into memory.
import {
  type Contact,
  leavesPerSide,
  type NodeId,
  type Ring,
  RoutingTable,
} from "../../../dhash/core/routing-index.ts";
import type { Population } from "./population.ts";
import { Random } from "./random.ts";

/** For each entry of a cell so many nodes have been measured, and at least `measuredMin` for the
 *  cell (DHash++ measures 16 for one entry). */
const measuredPerEntry = 4;
const measuredMin = 16;

/** Tables kept. */
const cachedMax = 3000;

/** More than there are places; times a billion nanoseconds it is exact. */
const placesMax = 2 ** 20;

export class SettledTables {
  readonly #population: Population;
  readonly #entriesMax: number;
  readonly #seed: number;
  readonly #cache = new Map<NodeId, RoutingTable>();

  constructor(
    population: Population,
    { entriesMax, seed }: { readonly entriesMax: number; readonly seed: number },
  ) {
    this.#population = population;
    this.#entriesMax = entriesMax;
    this.#seed = seed;
  }

  tableOf(id: NodeId): RoutingTable {
    const cached = this.#cache.get(id);
    if (cached !== undefined) return cached;
    const table = this.#make(id);
    this.#cache.set(id, table);
    if (this.#cache.size > cachedMax) {
      for (const oldest of this.#cache.keys()) {
        this.#cache.delete(oldest);
        break;
      }
    }
    return table;
  }

  #make(id: NodeId): RoutingTable {
    const { ring, size } = this.#population;
    const own = this.#population.node(this.#population.indexOf(id));
    const table = new RoutingTable(own, { entriesMax: this.#entriesMax });
    const isWhole = size - 1 <= this.#entriesMax;
    const ownPlace = ring.lowerBound(id);
    const places = isWhole ? Int32Array.from(every(size)) : this.#choose(own, ownPlace);
    for (const place of places) {
      table.learn(ring.at(place), this.#population.roundTripOfPlaces(ownPlace, place));
    }
    table.settle(isWhole);
    return table;
  }

  /** Places in the ring, in order, so that a table grows at its end. */
  #choose(own: Contact, ownPlace: number): Int32Array {
    const { ring, size } = this.#population;
    const random = new Random(this.#seed + this.#population.indexOf(own.id));
    const chosen = new Set<number>();
    for (let offset = 1; offset <= leavesPerSide; offset++) {
      chosen.add((ownPlace - offset + size) % size).add((ownPlace + offset) % size);
    }
    const cells = cellsAround(ring, own);
    const level = levelFor(cells, this.#entriesMax - chosen.size);
    for (const { start, length } of cells) {
      const measured = Math.max(measuredMin, measuredPerEntry * level);
      const stride = Math.max(1, length / measured);
      // One number each, nearest first: they sort without being compared one by one.
      const candidates = Float64Array.from({ length: Math.min(length, measured) }, (_, index) => {
        const [low, high] = [Math.floor(index * stride), Math.floor((index + 1) * stride)];
        const place = start + low + random.below(high - low);
        const nanoseconds = Math.round(this.#population.roundTripOfPlaces(ownPlace, place) * 1e6);
        return nanoseconds * placesMax + place;
      }).sort();
      for (const candidate of candidates.subarray(0, level)) chosen.add(candidate % placesMax);
    }
    return Int32Array.from(chosen).sort();
  }
}

interface Cell {
  /** Index in the ring. */
  readonly start: number;
  readonly length: number;
}

/** Every cell with somebody in it. */
function cellsAround(ring: Ring, { id }: Contact): readonly Cell[] {
  const cells: Cell[] = [];
  for (let row = 0; ; row++) {
    const shared = id.slice(0, row);
    const length = ring.lowerBound(`${shared}g`) - ring.lowerBound(shared);
    if (length <= 1) return cells;
    for (const digit of "0123456789abcdef") {
      if (digit === id[row]) continue;
      const start = ring.lowerBound(shared + digit);
      const end = ring.lowerBound(`${shared}${digit}g`);
      if (end > start) cells.push({ start, length: end - start });
    }
  }
}

/** The number of entries for which, when no cell has more, all together fit. */
function levelFor(cells: readonly Cell[], entries: number): number {
  let level = 0;
  const count = (most: number) =>
    cells.reduce((sum, { length }) => sum + Math.min(length, most), 0);
  while (count(level + 1) <= entries && count(level + 1) > count(level)) level++;
  return Math.max(1, level);
}

function every(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}
