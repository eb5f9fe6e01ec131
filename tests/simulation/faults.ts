// The named faults of the simulated world, each with its meaning. Chances are per thousand calls.
import type { Chance } from "../support/chance.ts";

/** What a failing or full disk does to the system calls of a process. */
export interface DiskFaults {
  /** write(2) takes only a part of its bytes and says so. */
  readonly shortWrites: number;
  /** write(2) fails with EIO; a part of its bytes may have reached the file. */
  readonly failedWrites: number;
  /** write(2) fails with ENOSPC at once, as when another program has filled the disk. */
  readonly suddenlyFull: number;
  /** read(2) fails with EIO. */
  readonly failedReads: number;
  /** fsync(2) fails with EIO, once: some pages that were not yet written are lost with it. */
  readonly failedSyncs: number;
  /** open, mkdir, rename, unlink, truncate and listing fail with EIO. */
  readonly failedNames: number;
  /** Bytes that the device holds in all: a write takes what there is room for, then ENOSPC. */
  readonly bytesMax: number;
  /** The system writes pages back by itself, before anybody syncs them. */
  readonly writtenBack: number;
}

export const noFaults: DiskFaults = {
  shortWrites: 0,
  failedWrites: 0,
  suddenlyFull: 0,
  failedReads: 0,
  failedSyncs: 0,
  failedNames: 0,
  bytesMax: Number.POSITIVE_INFINITY,
  writtenBack: 0,
};

/** What of the unsynced bytes and names a loss of power leaves. */
export type PowerLoss =
  /** Nothing. */
  | "nothing"
  /** A file keeps its first unsynced bytes up to any one. */
  | "prefix"
  /** Each page on its own is there or not; a file may have grown over pages that are not. */
  | "any-pages";

export const powerLosses: readonly PowerLoss[] = ["nothing", "prefix", "any-pages"];

/** Refusals of the file system that a fault explains. */
export type FaultKind = "input-output" | "no-space";

/** One sort of failure, for some time. */
export function someFaults(chance: Chance, bytesUsed: number): DiskFaults {
  const often = 20 + chance.below(400);
  switch (chance.below(4)) {
    case 0:
      return { ...noFaults, bytesMax: bytesUsed + chance.below(20_000) };
    case 1:
      return { ...noFaults, suddenlyFull: often };
    case 2:
      return { ...noFaults, shortWrites: often };
    default:
      return { ...noFaults, failedWrites: often, failedNames: often };
  }
}
