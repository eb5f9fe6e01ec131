// Pointers at the home of a key to copies elsewhere: readers who keep what they read, and stand-ins
// for an absent home (Tapestry's pointers). A pointer is a hint with an end; whoever follows it
// checks what it gets.
import type { NodeId, RingPoint } from "../routing/ring-point.ts";
import { pointedKeysMax, pointersPerKeyMax } from "./limits.ts";

export interface Pointer {
  readonly holder: NodeId;
  readonly until: number;
}

export class HolderPointers {
  /** In the order in which keys were last noted; no list is empty. */
  readonly #pointers = new Map<RingPoint, readonly Pointer[]>();
  readonly #keysMax: number;

  constructor(keysMax: number = pointedKeysMax) {
    this.#keysMax = keysMax;
  }

  /** Keys with a pointer. */
  get size(): number {
    return this.#pointers.size;
  }

  /** Notes or prolongs. Of too many for a key the one that ends first goes, of too many keys the
   *  one noted longest ago. */
  note(key: RingPoint, { holder, until }: Pointer): void {
    const others = (this.#pointers.get(key) ?? []).filter((pointer) => pointer.holder !== holder);
    const all = [...others, { holder, until }].sort(
      (a, b) => b.until - a.until || (a.holder < b.holder ? -1 : 1),
    );
    this.#pointers.delete(key);
    this.#pointers.set(key, all.slice(0, pointersPerKeyMax));
    if (this.#pointers.size <= this.#keysMax) return;
    for (const oldest of this.#pointers.keys()) {
      this.#pointers.delete(oldest);
      return;
    }
  }

  /** Holders whose pointers have not ended, the longest-lasting first. */
  holdersOf(key: RingPoint, now: number): readonly NodeId[] {
    const pointers = this.#pointers.get(key) ?? [];
    return pointers.filter(({ until }) => until > now).map(({ holder }) => holder);
  }

  /** The holder says, or was found, to have no copy. */
  drop(key: RingPoint, holder: NodeId): void {
    const left = (this.#pointers.get(key) ?? []).filter((pointer) => pointer.holder !== holder);
    if (left.length === 0) this.#pointers.delete(key);
    else this.#pointers.set(key, left);
  }

  /** Takes out what has ended; at most `count` keys are looked at. The rest waits for the next
   *  call. */
  expire(now: number, count: number): void {
    let left = Math.min(count, this.#pointers.size);
    for (const [key, pointers] of this.#pointers) {
      if (left === 0) return;
      left--;
      const current = pointers.filter(({ until }) => until > now);
      this.#pointers.delete(key);
      if (current.length > 0) this.#pointers.set(key, current);
    }
  }
}
