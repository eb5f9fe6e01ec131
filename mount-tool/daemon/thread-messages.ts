// What the daemon's main thread and the file-system thread say to each other. Both ends are this
// program, so messages are typed and not checked.
import type { SharedCounters } from "../../fs/drivers/linux/index.ts";
import type { HomeFigures, NotificationFigures, ThreadFigures } from "../figures.ts";
import type { HabitWish } from "../habits.ts";
import type { HomeInfo, LogLevel, VolumeStatus } from "../home-types.ts";
import type { KeepSetting } from "../keep-options.ts";
import type { ListenAddress } from "../listen-address.ts";
import type { NetworkOptions } from "../network-options.ts";
import type { FromSharing, ToSharing } from "../sharing-messages.ts";
import type { DriverName } from "./daemon-record.ts";

/** Given to the thread at its start. */
export interface MountOptions {
  /** Absolute. */
  readonly home: string;
  /** Absolute, without symbolic links. */
  readonly mountpoint: string;
  readonly driver: DriverName;
  readonly readOnly: boolean;
  readonly allowOther: boolean;
  /** What to keep of others' data; absent: as it was last time. */
  readonly keep?: KeepSetting | undefined;
  readonly habits: HabitWish;
}

/** What a daemon is given: besides, what only its main thread has to know. */
export interface DaemonOptions extends MountOptions {
  /** Where to serve figures for Prometheus. */
  readonly metrics?: ListenAddress | undefined;
  readonly network: NetworkOptions;
}

export type ToThread =
  | ToSharing
  | { readonly kind: "report"; readonly id: number }
  /** Stop serving although somebody may still use the detached mount, and close the home. */
  | { readonly kind: "leave" };

export interface ThreadReport {
  readonly volume: VolumeStatus;
  readonly home: HomeFigures;
  readonly thread: ThreadFigures;
  readonly notifications: NotificationFigures;
}

export type FromThread =
  | FromSharing
  | { readonly kind: "log"; readonly level: LogLevel; readonly message: string }
  /** Start failed, with a sentence for people; the thread ends. */
  | { readonly kind: "failed"; readonly message: string }
  /**
   * Requests are served. The thread sleeps until 8 bytes are written to `wakeDescriptor`;
   * undefined: it needs no waking.
   */
  | {
      readonly kind: "mounted";
      readonly info: HomeInfo;
      readonly wakeDescriptor: number | undefined;
      /** Of the requests, to be read at any time. */
      readonly counters: SharedCounters;
      readonly report: ThreadReport;
    }
  | { readonly kind: "report"; readonly id: number; readonly report: ThreadReport }
  /** Unmounted and closed; `trouble` says what could not be saved. The thread ends. */
  | { readonly kind: "ended"; readonly trouble: string | undefined };
