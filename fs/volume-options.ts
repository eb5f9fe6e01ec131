// What a Volume is opened with.
import type { Trouble } from "../dhash/core/index.ts";
import type { Root } from "./core/index.ts";
import type { Clock, DataBlocks, OwnLog, Space } from "./ports.ts";

export interface VolumePorts {
  readonly log: OwnLog;
  readonly blocks: DataBlocks;
  readonly clock: Clock;
  readonly space: Space;
  /** Told of every trouble that a program sees as an error. */
  readonly report: (trouble: Trouble) => void;
  /**
   * The tree folded anew from the logs alone: when the snapshot under it proved damaged, when a
   * record came too late for what is kept in memory, or when records count differently now. It
   * costs time, nothing else.
   */
  readonly refold: (isDamaged: boolean) => Root | Trouble;
}

export interface VolumeOptions {
  /** The tree folded from all records held. */
  readonly root: Root;
  /** Slot of the participant's own log, and the first inode counter that is free in it. */
  readonly slot: number;
  readonly nextCounter: number;
  readonly readOnly: boolean;
  /** As `share` is told; absent: there are none. */
  readonly others?: readonly number[];
  readonly lent?: LentRoot | undefined;
}

/**
 * Somebody else's tree, which is shown while the own one is being folded. Nothing is written
 * meanwhile: an own record names what its author has seen, and that is not here yet.
 */
export interface LentRoot {
  readonly root: Root;
  /** Whoever wants to write, or to read what is not here yet, waits; false: is refused. */
  readonly isWaitedFor: () => boolean;
}

/** With this ticket requests wait until the own tree is shown. No other wait has it. */
export const ownTreeTicket = 0;
