// Keeps snapshots of the tree, so that a mount starts from the newest one and folds only the
// records after it. Nodes are written in short slices between requests; a root counts only when the
// records that it folds are durable.

import type { Trouble } from "../dhash/core/index.ts";
import { isTrouble } from "../dhash/core/index.ts";
import type { Root } from "./core/index.ts";
import { openSnapshot, TreeDamage, writeSnapshot } from "./core/index.ts";
import type { Hasher, NodeSink, SnapshotGeneration, SnapshotGenerations } from "./snapshot-port.ts";

/** Records between snapshots: what a start after a crash has to fold, some tenths of a second. */
export const snapshotRecordsMin = 50_000;

/** A file that has grown to this many times its first snapshot (and a little) is mostly garbage. */
const garbageFactor = 4;
const garbageBytesMin = 64 * 1024 * 1024;

export interface SnapshotterParts {
  readonly files: SnapshotGenerations;
  readonly hasher: Hasher;
  /** Makes every record that the root folds durable. */
  readonly sync: () => Trouble | undefined;
  readonly report: (trouble: Trouble) => void;
}

interface Writing {
  readonly sink: SnapshotGeneration;
  readonly nodes: Generator<void, Trouble | undefined>;
}

export class Snapshotter {
  readonly #parts: SnapshotterParts;
  #sink: SnapshotGeneration | undefined;
  #firstBytes: number;
  #writing: Writing | undefined;

  constructor(parts: SnapshotterParts) {
    this.#parts = parts;
    this.#sink = parts.files.newest;
    this.#firstBytes = this.#sink?.size ?? 0;
  }

  /** The root of the newest snapshot; undefined when there is none that can be read. */
  load(): Root | undefined {
    const bytes = this.#sink?.newestRoot();
    if (this.#sink === undefined || bytes === undefined || isTrouble(bytes)) return undefined;
    const root = openSnapshot(bytes, this.#sink.source, this.#parts.hasher);
    if (!isTrouble(root)) return root;
    this.#parts.report(root);
    this.discard();
    return undefined;
  }

  /**
   * The snapshot is damaged, or of records that are not there: it is not used again. Its file is
   * closed, so that the next snapshot can remove it; no root read from it may be in use.
   */
  discard(): void {
    const written = this.#writing?.sink;
    if (written !== this.#sink) written?.close();
    this.#sink?.close();
    this.#sink = undefined;
    this.#writing = undefined;
  }

  get isWriting(): boolean {
    return this.#writing !== undefined;
  }

  /** Begins a snapshot of a frozen root. */
  begin(root: Root): void {
    const sink = this.#chooseSink();
    if (isTrouble(sink)) return this.#parts.report(sink);
    const port: NodeSink = {
      source: sink.source,
      append: (bytes) => sink.append(bytes),
      appendRoot: (bytes) => this.#parts.sync() ?? sink.appendRoot(bytes),
    };
    this.#writing = { sink, nodes: writeSnapshot(root, port, this.#parts.hasher) };
  }

  /** Writes on until `isTimeUp`; false when nothing is left to write. */
  turn(isTimeUp: () => boolean): boolean {
    const writing = this.#writing;
    if (writing === undefined) return false;
    do {
      const step = this.#step(writing);
      if (step.done === true) {
        this.#end(writing, step.value);
        return false;
      }
    } while (!isTimeUp());
    return true;
  }

  /** Nodes that lie unread in an older snapshot are read on the way, and may prove damaged. */
  #step({ nodes }: Writing): IteratorResult<void, Trouble | undefined> {
    try {
      return nodes.next();
    } catch (error) {
      if (!(error instanceof TreeDamage)) throw error;
      return { done: true, value: error.trouble };
    }
  }

  close(): void {
    this.#sink?.close();
  }

  #chooseSink(): SnapshotGeneration | Trouble {
    const sink = this.#sink;
    const isGarbage = (size: number): boolean =>
      size > garbageBytesMin && size > garbageFactor * this.#firstBytes;
    if (sink !== undefined && !isGarbage(sink.size)) return sink;
    return this.#parts.files.begin();
  }

  #end({ sink }: Writing, trouble: Trouble | undefined): void {
    this.#writing = undefined;
    if (trouble !== undefined) {
      this.#parts.report(trouble);
      if (sink !== this.#sink) sink.close();
      return;
    }
    if (sink === this.#sink) return;
    this.#sink?.close();
    this.#sink = sink;
    this.#firstBytes = sink.size;
    const left = this.#parts.files.retireBefore(sink.generation);
    if (left !== undefined) this.#parts.report(left);
  }
}
