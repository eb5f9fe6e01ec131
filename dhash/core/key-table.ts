// Key → place of a block, in flat arrays: 60 to 120 bytes an entry and no object for the garbage
// collector to follow, whatever the number of blocks. Open addressing with linear probing; entries
// are never removed one by one.
import { invariant } from "./invariant.ts";
import { frameKeyBytes } from "./pack-codec.ts";

/** Where a frame is and how many stored bytes it has. */
export interface StoredPlace {
  readonly pack: number;
  readonly position: number;
  readonly length: number;
}

/** In place of a length: the frames of this key up to this place were removed. */
export const removedLength = 0xffff_ffff;

/** In place of a length: there is no entry. */
export const goneLength = 0xffff_fffe;

const positionSpan = 2 ** 28;
const digestBytes = frameKeyBytes - 1;
const slotsMin = 1024;

export class KeyTable {
  #slots = slotsMin;
  #size = 0;
  /** First byte of the key (the algorithm, never 0); 0 marks a free slot. */
  #algorithms = new Uint8Array(slotsMin);
  #digests = new Uint8Array(slotsMin * digestBytes);
  #locations = new Float64Array(slotsMin);
  #lengths = new Uint32Array(slotsMin);

  get size(): number {
    return this.#size;
  }

  get(key: Uint8Array): StoredPlace | undefined {
    const slot = this.#find(key);
    return this.#algorithms[slot] === 0 ? undefined : this.#placeAt(slot);
  }

  /** Enters or replaces; true when the key is new. */
  set(key: Uint8Array, place: StoredPlace): boolean {
    if (this.#size * 4 >= this.#slots * 3) this.#grow();
    const slot = this.#find(key);
    const isNew = this.#algorithms[slot] === 0;
    if (isNew) {
      const algorithm = key[0] ?? 0;
      invariant(
        key.length === frameKeyBytes && algorithm !== 0,
        "a key has 33 bytes, the first not 0",
      );
      this.#algorithms[slot] = algorithm;
      this.#digests.set(key.subarray(1), slot * digestBytes);
      this.#size++;
    }
    this.#locations[slot] = place.pack * positionSpan + place.position;
    this.#lengths[slot] = place.length;
    return isNew;
  }

  /** Every entry, in no particular order; the key is a fresh copy. */
  *entries(): IterableIterator<readonly [key: Uint8Array, place: StoredPlace]> {
    for (let slot = 0; slot < this.#slots; slot++) {
      const algorithm = this.#algorithms[slot] ?? 0;
      if (algorithm === 0) continue;
      const key = new Uint8Array(frameKeyBytes);
      key[0] = algorithm;
      key.set(this.#digestAt(slot), 1);
      yield [key, this.#placeAt(slot)];
    }
  }

  #placeAt(slot: number): StoredPlace {
    const location = this.#locations[slot] ?? 0;
    return {
      pack: Math.floor(location / positionSpan),
      position: location % positionSpan,
      length: this.#lengths[slot] ?? 0,
    };
  }

  #digestAt(slot: number): Uint8Array {
    return this.#digests.subarray(slot * digestBytes, (slot + 1) * digestBytes);
  }

  /** The slot of the key, or the free slot where it belongs. */
  #find(key: Uint8Array): number {
    const mask = this.#slots - 1;
    for (let slot = hashOf(key) & mask; ; slot = (slot + 1) & mask) {
      const algorithm = this.#algorithms[slot];
      if (algorithm === 0 || (algorithm === key[0] && this.#hasDigest(slot, key))) return slot;
    }
  }

  #hasDigest(slot: number, key: Uint8Array): boolean {
    const start = slot * digestBytes - 1;
    for (let i = 1; i < frameKeyBytes; i++) {
      if (this.#digests[start + i] !== key[i]) return false;
    }
    return true;
  }

  #grow(): void {
    const [algorithms, digests] = [this.#algorithms, this.#digests];
    const [locations, lengths, slots] = [this.#locations, this.#lengths, this.#slots];
    this.#slots = slots * 2;
    this.#algorithms = new Uint8Array(this.#slots);
    this.#digests = new Uint8Array(this.#slots * digestBytes);
    this.#locations = new Float64Array(this.#slots);
    this.#lengths = new Uint32Array(this.#slots);
    const key = new Uint8Array(frameKeyBytes);
    for (let old = 0; old < slots; old++) {
      const algorithm = algorithms[old] ?? 0;
      if (algorithm === 0) continue;
      key[0] = algorithm;
      key.set(digests.subarray(old * digestBytes, (old + 1) * digestBytes), 1);
      const slot = this.#find(key);
      this.#algorithms[slot] = algorithm;
      this.#digests.set(key.subarray(1), slot * digestBytes);
      this.#locations[slot] = locations[old] ?? 0;
      this.#lengths[slot] = lengths[old] ?? 0;
    }
  }
}

/** Digests are uniform; the mixing is for public keys, whose bytes their owners choose. */
function hashOf(key: Uint8Array): number {
  let hash = 0;
  for (let at = 1; at < frameKeyBytes; at += 4) {
    const word =
      ((key[at] ?? 0) << 24) |
      ((key[at + 1] ?? 0) << 16) |
      ((key[at + 2] ?? 0) << 8) |
      (key[at + 3] ?? 0);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
