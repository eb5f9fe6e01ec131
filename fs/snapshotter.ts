// Keeps snapshots of the tree, so that a mount starts from the newest one and folds only the
// records after it. Nodes are written in short slices between requests; a root counts only when the
// records that it folds are durable.

import type { Trouble } from "../dhash/core/index.ts";
import { isTrouble } from "../dhash/core/index.ts";
import type { Root, SnapshotStep } from "./core/index.ts";
import { openSnapshot, TreeDamage, writeSnapshot } from "./core/index.ts";
import type { Hasher, NodeSink, SnapshotGeneration, SnapshotGenerations } from "./snapshot-port.ts";

/** Records between snapshots: what a start after a crash has to fold, some tenths of a second. */
export const snapshotRecordsMin = 50_000;

/** A file that has grown to this many times its first snapshot (and a little) is mostly garbage. */
const garbageFactor = 4;
const garbageBytesMin = 64 * 1024 * 1024;

const basisBytes = 32;

/** Nodes of the root are read for it, and may prove damaged on the way. */
function isBasis(bytes: Uint8Array, root: Root, basisOf: SnapshotterParts["basisOf"]): boolean {
  try {
    return Buffer.compare(bytes.subarray(0, basisBytes), basisOf(root)) === 0;
  } catch (error) {
    if (!(error instanceof TreeDamage)) throw error;
    return false;
  }
}

function isMostlyGarbage(size: number, firstSize: number): boolean {
  return size > garbageBytesMin && size > garbageFactor * firstSize;
}

export interface SnapshotterParts {
  readonly files: SnapshotGenerations;
  readonly hasher: Hasher;
  /** 32 bytes that stay the same for as long as the root folds the records that it is to fold. */
  readonly basisOf: (root: Root) => Uint8Array;
  /** Makes every record that the root folds durable. */
  readonly sync: () => Trouble | undefined;
  /** Lets the device take what waits for it, so that `sync` has little to do. `sync` tells how that
   * went. */
  readonly settle: () => Promise<void>;
  /** All of the tree is in a new generation, and the one before is about to go: who holds something
   * that is no longer in the tree and was read from there has to load it now. */
  readonly retiring: () => void;
  readonly report: (trouble: Trouble) => void;
  /** By default `isMostlyGarbage`. */
  readonly isGarbage?: (size: number, firstSize: number) => boolean;
}

interface Writing {
  readonly sink: SnapshotGeneration;
  readonly steps: Generator<SnapshotStep, Trouble | undefined>;
  /** Waits for `settle`. */
  isSettling: boolean;
}

export class Snapshotter {
  readonly #parts: SnapshotterParts;
  #sink: SnapshotGeneration | undefined;
  #firstBytes: number;
  #writing: Writing | undefined;
  /** Generations that could not be completed. Nodes of the tree have their places there, until
   * another one is complete. */
  #failed: SnapshotGeneration[] = [];
  #bytesPassedBefore = 0;

  constructor(parts: SnapshotterParts) {
    this.#parts = parts;
    this.#sink = parts.files.newest;
    this.#firstBytes = this.#sink?.size ?? 0;
  }

  /**
   * The root of the newest snapshot; undefined when there is none that can be read and is of the
   * records that are to be folded now.
   */
  load(): Root | undefined {
    const bytes = this.#sink?.newestRoot();
    if (this.#sink === undefined || bytes === undefined || isTrouble(bytes)) return undefined;
    const { hasher, basisOf, report } = this.#parts;
    const root = openSnapshot(bytes.subarray(basisBytes), this.#sink.source, hasher);
    if (isTrouble(root)) report(root);
    else if (isBasis(bytes, root, basisOf)) return root;
    this.discard();
    return undefined;
  }

  /**
   * The snapshot is damaged, or of records that are not there: it goes at once, before records take
   * the numbers of those. No root read from it may be in use.
   */
  discard(): void {
    this.#bytesPassedBefore = this.bytesPassed;
    const written = this.#writing?.sink;
    if (written !== this.#sink) written?.close();
    this.#writing = undefined;
    this.close();
    this.#sink = undefined;
    const left = this.#parts.files.retireBefore(Number.POSITIVE_INFINITY);
    if (left !== undefined) this.#parts.report(left);
  }

  get isWriting(): boolean {
    return this.#writing !== undefined;
  }

  /** Bytes of nodes that were loaded from snapshots or written to them so far: what they are in
   * memory is about twice as large. */
  get bytesPassed(): number {
    const written = this.#writing?.sink;
    const beside = written === undefined || written === this.#sink ? 0 : written.bytesPassed;
    return this.#bytesPassedBefore + (this.#sink?.bytesPassed ?? 0) + beside;
  }

  /** Begins a snapshot of a frozen root. While it is crowded, nodes are let go once written. */
  begin(root: Root, isCrowded: () => boolean): void {
    const sink = this.#chooseSink();
    if (isTrouble(sink)) return this.#parts.report(sink);
    const { hasher, basisOf } = this.#parts;
    // As it is now: what is to be folded may change while nodes are written.
    const basis = Uint8Array.from(basisOf(root));
    const port: NodeSink = {
      source: sink.source,
      append: (bytes) => sink.append(bytes),
      appendRoot: (bytes) => this.#parts.sync() ?? sink.appendRoot(Buffer.concat([basis, bytes])),
    };
    const steps = writeSnapshot(root, { sink: port, hasher, isCrowded });
    this.#writing = { sink, steps, isSettling: false };
  }

  /** Writes on until `isTimeUp`; false when there is nothing to write now. */
  turn(isTimeUp: () => boolean): boolean {
    const writing = this.#writing;
    if (writing === undefined || writing.isSettling) return false;
    do {
      const step = this.#step(writing);
      if (step.done === true) {
        this.#end(writing, step.value);
        return false;
      }
      if (step.value === "root next") {
        this.#settle(writing);
        return false;
      }
    } while (!isTimeUp());
    return true;
  }

  /** Completes the snapshot that was begun, however long that takes. */
  finish(): void {
    const writing = this.#writing;
    if (writing === undefined) return;
    for (;;) {
      const step = this.#step(writing);
      if (step.done === true) return this.#end(writing, step.value);
    }
  }

  close(): void {
    this.#sink?.close();
    for (const failed of this.#failed) failed.close();
    this.#failed = [];
  }

  #settle(writing: Writing): void {
    writing.isSettling = true;
    void this.#parts.settle().then(() => {
      writing.isSettling = false;
    });
  }

  /** Nodes that lie unread in an older snapshot are read on the way, and may prove damaged. */
  #step({ steps }: Writing): IteratorResult<SnapshotStep, Trouble | undefined> {
    try {
      return steps.next();
    } catch (error) {
      if (!(error instanceof TreeDamage)) throw error;
      return { done: true, value: error.trouble };
    }
  }

  #chooseSink(): SnapshotGeneration | Trouble {
    const sink = this.#sink;
    const { files, isGarbage = isMostlyGarbage } = this.#parts;
    if (sink !== undefined && !isGarbage(sink.size, this.#firstBytes)) return sink;
    return files.begin();
  }

  #end({ sink }: Writing, trouble: Trouble | undefined): void {
    this.#writing = undefined;
    if (trouble !== undefined) {
      this.#parts.report(trouble);
      if (sink === this.#sink) return;
      this.#failed.push(sink);
      this.#bytesPassedBefore += sink.bytesPassed;
      return;
    }
    if (sink === this.#sink) return;
    this.#parts.retiring();
    this.#bytesPassedBefore += this.#sink?.bytesPassed ?? 0;
    this.close();
    this.#sink = sink;
    this.#firstBytes = sink.size;
    const left = this.#parts.files.retireBefore(sink.generation);
    if (left !== undefined) this.#parts.report(left);
  }
}
