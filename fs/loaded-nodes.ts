// Bounds the part of the tree that is in memory: when enough was loaded from snapshots, or written
// to them, everything that they hold is let go, and what is needed again is loaded again.
import type { Root } from "./core/index.ts";
import { unloadStored } from "./core/index.ts";

/**
 * Bytes of nodes between two times of letting go: the nodes of some 130,000 files, which take three
 * times as much memory. To load them costs some microseconds a file, so it must not happen often;
 * the pauses of the garbage collector grow with what is kept.
 */
export const loadedBytesMax = 32 * 1024 * 1024;

export class LoadedNodes {
  readonly #bytesMax: number;
  #bytesBefore = 0;
  #unloading: Generator<void> | undefined;

  constructor(bytesMax = loadedBytesMax) {
    this.#bytesMax = bytesMax;
  }

  /**
   * A slice of letting go, if it is time. `bytesPassed` is what snapshots count. Not to be called
   * while a snapshot is written. False when there is nothing left to do.
   */
  turn(bytesPassed: number, root: () => Root, isTimeUp: () => boolean): boolean {
    if (this.#unloading === undefined) {
      if (!this.isCrowded(bytesPassed)) return false;
      this.#unloading = unloadStored(root());
    }
    this.#bytesBefore = bytesPassed;
    do {
      if (this.#unloading.next().done !== true) continue;
      this.#unloading = undefined;
      return false;
    } while (!isTimeUp());
    return true;
  }

  /** It is time to let go. */
  isCrowded(bytesPassed: number): boolean {
    return bytesPassed - this.#bytesBefore >= this.#bytesMax;
  }

  /** A snapshot begins: what is not let go yet stays for the next time. */
  interrupt(): void {
    this.#unloading = undefined;
  }
}
