// Version vectors: for every other log the newest record known, by sequence and hash. A record
// carries only what changed since the record before it in its log (FORMAT "Records").
import type { Slot } from "./dot.ts";
import type { RecordHash } from "./hash.ts";
import type { KnownSequences } from "./stamp.ts";

export interface KnownRecord {
  readonly sequence: number;
  readonly hash: RecordHash;
}

/** One component as a record carries it. */
export interface KnownComponent extends KnownRecord {
  readonly slot: Slot;
}

/** Other logs only: what an author knows of its own log is everything before the record. */
export type VersionVector = ReadonlyMap<Slot, KnownRecord>;

export const emptyVector: VersionVector = new Map();

/** The vector after a record that carries `components`; the same object when there are none. */
export function advanceVector(
  vector: VersionVector,
  components: readonly KnownComponent[],
): VersionVector {
  if (components.length === 0) return vector;
  const next = new Map(vector);
  for (const { slot, sequence, hash } of components) next.set(slot, { sequence, hash });
  return next;
}

/** All components, ascending by slot, as a complete vector is written. */
export function vectorToComponents(vector: VersionVector): readonly KnownComponent[] {
  return [...vector].map(([slot, known]) => ({ slot, ...known })).sort((a, b) => a.slot - b.slot);
}

export function vectorToSequences(vector: VersionVector): KnownSequences {
  return new Map([...vector].map(([slot, { sequence }]) => [slot, sequence]));
}

/**
 * What an author knew: a shared map for the other logs, and its own log up to `sequence`. It costs
 * one small object for each record, where a map of its own would cost as much as there are
 * participants.
 */
export class AuthorKnown implements ReadonlyMap<Slot, number> {
  readonly #others: KnownSequences;
  readonly #slot: Slot;
  readonly #sequence: number;

  constructor(others: KnownSequences, own: { readonly slot: Slot; readonly sequence: number }) {
    this.#others = others;
    this.#slot = own.slot;
    this.#sequence = own.sequence;
  }

  get size(): number {
    return this.#others.size + (this.#sequence > 0 ? 1 : 0);
  }

  get(slot: Slot): number | undefined {
    if (slot !== this.#slot) return this.#others.get(slot);
    return this.#sequence > 0 ? this.#sequence : undefined;
  }

  has(slot: Slot): boolean {
    return this.get(slot) !== undefined;
  }

  *entries(): MapIterator<[Slot, number]> {
    yield* this.#others;
    if (this.#sequence > 0) yield [this.#slot, this.#sequence];
    return undefined;
  }

  *keys(): MapIterator<Slot> {
    for (const [slot] of this.entries()) yield slot;
    return undefined;
  }

  *values(): MapIterator<number> {
    for (const [, sequence] of this.entries()) yield sequence;
    return undefined;
  }

  [Symbol.iterator](): MapIterator<[Slot, number]> {
    return this.entries();
  }

  forEach(visit: (sequence: number, slot: Slot, map: ReadonlyMap<Slot, number>) => void): void {
    for (const [slot, sequence] of this) visit(sequence, slot, this);
  }
}
