// Chance from a seed: xoshiro128** (Blackman and Vigna), seeded by splitmix32.
import { isRingPoint, type RingPoint } from "../../../dhash/core/routing-index.ts";

export class Random {
  readonly #state = new Uint32Array(4);

  constructor(seed: number) {
    let state = seed >>> 0;
    for (let index = 0; index < 4; index++) {
      state = (state + 0x9e3779b9) >>> 0;
      let mixed = state;
      mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      this.#state[index] = (mixed ^ (mixed >>> 15)) >>> 0;
    }
  }

  /** 32 bits. */
  word(): number {
    const state = this.#state;
    const [a = 0, b = 0, c = 0, d = 0] = state;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    state[2] = c ^ a;
    state[3] = d ^ b;
    state[1] = b ^ (c ^ a);
    state[0] = a ^ (d ^ b);
    state[2] = (state[2] ?? 0) ^ (b << 9);
    state[3] = rotate(state[3] ?? 0, 11);
    return result;
  }

  /** In [0, 1). */
  next(): number {
    return ((this.word() >>> 5) * 2 ** 26 + (this.word() >>> 6)) / 2 ** 53;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  point(): RingPoint {
    let text = "";
    for (let index = 0; index < 8; index++) text += this.word().toString(16).padStart(8, "0");
    if (!isRingPoint(text)) throw new Error("eight words are a point");
    return text;
  }

  /** Different indexes below `size`, in random order. */
  sample(size: number, count: number): readonly number[] {
    const chosen = new Set<number>();
    while (chosen.size < Math.min(size, count)) chosen.add(this.below(size));
    return [...chosen];
  }
}

function rotate(word: number, bits: number): number {
  return ((word << bits) | (word >>> (32 - bits))) >>> 0;
}
