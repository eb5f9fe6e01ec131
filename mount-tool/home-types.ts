// What the commands and the daemon see of a home directory once compose.ts has joined the rooms:
// plain data and a few calls. A home holds one participant's key, the logs and blocks of one file
// system, and the daemon's files.
import type { Trouble } from "../dhash/core/index.ts";
import type { Volume } from "../fs/index.ts";
import type { Time } from "../logs/core/index.ts";
import type { HomeFigures } from "./figures.ts";
import type { Habits, HabitWish } from "./habits.ts";
import type { KeepSetting } from "./keep-options.ts";
import type { Moment } from "./moment.ts";
import type { Shared } from "./shared-types.ts";
import type { FromSharing } from "./sharing-messages.ts";

/** Who lives in a home. Read without taking the home's lock. */
export interface HomeInfo {
  readonly fileSystemName: string;
  /** Block key of the first view block, which names the file system. */
  readonly fileSystemId: string;
  readonly participant: string;
  /** Public key of the own log, 64 hex characters. */
  readonly logId: string;
  readonly formatVersion: number;
}

export interface InitHomeOptions {
  readonly home: string;
  /** Name of the new file system. */
  readonly name: string;
  /** Name of its first participant. */
  readonly participant: string;
}

export type LogLevel = "info" | "warn" | "error";

export interface OpenHomeOptions {
  readonly home: string;
  readonly readOnly: boolean;
  readonly log: (level: LogLevel, message: string) => void;
  /** What to keep of others' data; absent: as it was last time. */
  readonly keep?: KeepSetting | undefined;
  /** Absent: as the last time. */
  readonly habits?: HabitWish;
  /** What is for others, or about them; absent: there is no network. */
  readonly say?: (message: FromSharing) => void;
}

export interface LogHeadInfo {
  readonly sequence: number;
  readonly hash: string;
  readonly lamport: number;
}

export interface VolumeStatus {
  /** Undefined while the log is empty. */
  readonly head: LogHeadInfo | undefined;
  readonly inodes: number;
  /** Bytes of all pack files. */
  readonly storedBytes: number;
  readonly journalBytes: number;
  readonly blocks: number;
}

/** An open home, owned by the file-system thread. */
export interface OpenHome {
  readonly info: HomeInfo;
  readonly volume: Volume;
  /** Undefined for a home that is only read. */
  readonly shared: Shared | undefined;
  readonly habits: Habits;
  status(): VolumeStatus;
  figures(): HomeFigures;
  /**
   * One short slice of background work (snapshots, index upkeep), between requests; a longer one as
   * long as nobody waits for its end. True: there is more to do now.
   */
  turn(isAwaited?: () => boolean): boolean;
  /** Syncs, writes what makes the next start fast, releases everything. */
  close(): Promise<Trouble | undefined>;
}

/** One record as `ivy log` shows it. */
export interface LogLine {
  readonly time: Time;
  readonly participant: string;
  readonly sequence: number;
  readonly hash: string;
  /** False: its author may not write, or was out by then, so it has no effect on the tree. */
  readonly counts: boolean;
  /** Text for people, one for each change, such as "write src/a.c 0+4096". */
  readonly changes: readonly string[];
}

/** How far long work has come. `total` is undefined while it is not known. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number | undefined;
}

export type ReportProgress = (progress: Progress) => void;

export interface ReplayOptions {
  /** Undefined: everything. */
  readonly at: Moment | undefined;
  /** An empty or absent directory. */
  readonly to: string;
  readonly progress: ReportProgress;
}

export interface ReplaySummary {
  readonly records: number;
  readonly directories: number;
  /** Everything that is not a directory. */
  readonly files: number;
  readonly bytes: number;
  readonly digest: string;
  /**
   * What could not be rebuilt as it was, one sentence each (owners without root, missing blocks).
   */
  readonly omissions: readonly string[];
}

export interface VerifyProblem {
  /** What is damaged: "record 812 of log 3fa2...", "block 12ab...", "root digest". */
  readonly thing: string;
  /** File and position. */
  readonly where: string;
  readonly why: string;
}

export interface VerifyReport {
  readonly records: number;
  readonly blocks: number;
  readonly bytes: number;
  readonly digest: string;
  readonly problems: readonly VerifyProblem[];
}
