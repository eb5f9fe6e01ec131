// Where snapshots of the tree are kept: nodes that are appended and never change, and roots that
// name them. Everything here can be lost at the cost of time only: the tree is folded again from
// the logs.
import type { Trouble } from "../dhash/index.ts";

export type { Hasher } from "../dhash/index.ts";

export interface NodeSource {
  /** The bytes that `append` was given when it answered `reference`. The tree checks their digest;
   * they may be a view that is valid until the next call. */
  load(reference: number): Uint8Array | Trouble;
}

export interface NodeSink {
  /** Where the nodes appended here can be loaded from: the same object for as long as references
   * stay valid. */
  readonly source: NodeSource;
  /** Keeps a copy of the bytes and answers with a reference, a safe integer from 0. Nothing needs
   * to be durable yet. */
  append(bytes: Uint8Array): number | Trouble;
  /** Records the root of a finished snapshot. Every node appended before it must be durable before
   * this root can be found again by `newestRoot`, so that a root never names nodes that a power
   * failure took. */
  appendRoot(bytes: Uint8Array): Trouble | undefined;
}

export interface SnapshotStore extends NodeSource, NodeSink {
  /** The bytes of the newest root recorded; undefined when there is none. */
  newestRoot(): Uint8Array | Trouble | undefined;
}

/** One of several stores that follow each other. */
export interface SnapshotGeneration extends SnapshotStore {
  readonly generation: number;
  /** Bytes in it. */
  readonly size: number;
  /** Bytes of nodes that were loaded or appended through this object. */
  readonly bytesPassed: number;
  close(): void;
}

export interface SnapshotGenerations {
  /** The one with the newest root at opening. */
  readonly newest: SnapshotGeneration | undefined;
  /** A new, empty one; it counts once it has a root. */
  begin(): SnapshotGeneration | Trouble;
  /** Removes all generations before this one, which must be closed. Nothing where nothing may be
   * written. */
  retireBefore(generation: number): Trouble | undefined;
}
