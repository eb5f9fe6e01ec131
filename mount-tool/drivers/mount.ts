// A mount as the file-system thread sees it, whichever driver serves it.
import type { BlockKey } from "../../dhash/index.ts";
import type { SharedCounters } from "../../fs/drivers/linux/index.ts";
import type { InodeDifference, LockHandler, RequestHandler, Volume } from "../../fs/index.ts";
import type { MountOptions } from "../daemon/thread-messages.ts";
import type { NotificationFigures } from "../figures.ts";
import type { Habits } from "../habits.ts";
import type { LogLevel } from "../home-types.ts";

/** A live mount, in the thread that serves it. */
export interface Mount {
  /**
   * Another thread ends the server's sleep by writing 8 bytes here; undefined: it needs no waking.
   */
  readonly wakeDescriptor: number | undefined;
  /**
   * Serves until the mount is gone or `leave` was called. `turn` runs between requests, and may ask
   * whether somebody waits for its end; true: it has more to do.
   */
  serve(turn: (isAwaited: () => boolean) => boolean): Promise<void>;
  leave(): void;
  /** The blocks that a parked request needed are here: it is answered. */
  resume(request: string): void;
  /** They did not come in time: it gets EIO. */
  giveUp(request: string): void;
  /**
   * The tree has changed otherwise than by requests: the kernel is told; undefined: anything may
   * have changed.
   */
  differ(differences: readonly InodeDifference[] | undefined): void;
  /** Of the requests; another thread may read them at any time, by `readRequests`. */
  readonly counters: SharedCounters;
  notifications(): NotificationFigures;
}

export interface MountVolumeOptions extends MountOptions {
  readonly habits: Habits;
  readonly volume: Volume;
  /** Answers the requests. */
  readonly handler: RequestHandler;
  /** A request lacks blocks: `resume` or `giveUp` is to follow. Absent: such requests get EIO. */
  readonly fetch: ((request: string, blocks: readonly BlockKey[]) => void) | undefined;
  /** A request waits for others: `resume` is to follow. Absent: such requests get EIO. */
  readonly wait: ((request: string, ticket: number) => void) | undefined;
  /** A request that waits was interrupted. */
  readonly abandon: ((request: string) => void) | undefined;
  /** Undefined: locks are the kernel's. */
  readonly locks: LockHandler | undefined;
  /** Asked before each sleep: how long it may take; 0: there is work for `turn` now. */
  readonly restMilliseconds: () => number;
  readonly log: (level: LogLevel, message: string) => void;
}

export function withCause(message: string, cause: unknown): string {
  if (cause === undefined) return message;
  return `${message}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`;
}
