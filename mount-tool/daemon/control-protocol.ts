// The language of the control socket: one JSON object a line, one reply for each request. Both
// sides check what they receive.
import {
  type Check,
  isAbsentOr,
  isCount,
  isDictionary,
  isEither,
  isFlag,
  isOneOf,
  isShape,
  isText,
} from "../checked-json.ts";
import type { HomeInfo, VolumeStatus } from "../home-types.ts";
import { type DaemonRecord, isDaemonRecord } from "./daemon-record.ts";

/** Longest line in either direction. */
export const controlLineBytesMax = 64 * 1024;

export type ControlRequest =
  | { readonly kind: "status" }
  /** Time spent on each kind of kernel request. */
  | { readonly kind: "statistics" }
  /**
   * Unmount, sync, end. `lazy` detaches a mount that is in use: the programs that use it get
   * errors.
   */
  | { readonly kind: "stop"; readonly lazy: boolean };

export interface RequestCost {
  readonly count: number;
  /** In all, and for the slowest; absent when the driver does not measure it. */
  readonly microseconds?: number | undefined;
  readonly microsecondsMax?: number | undefined;
}

export type RequestCosts = Readonly<Record<string, RequestCost>>;

export type ControlReply =
  | {
      readonly kind: "status";
      readonly daemon: DaemonRecord;
      readonly info: HomeInfo;
      readonly volume: VolumeStatus;
    }
  | { readonly kind: "statistics"; readonly requests: RequestCosts }
  /** Everything is synced, the home is free again, the process is about to exit. */
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly message: string };

export const isControlRequest: Check<ControlRequest> = isEither(
  isShape({ kind: isOneOf("status", "statistics") }),
  isShape({ kind: isOneOf("stop"), lazy: isFlag }),
);

const isHomeInfo: Check<HomeInfo> = isShape({
  fileSystemName: isText,
  fileSystemId: isText,
  participant: isText,
  logId: isText,
  formatVersion: isCount,
});

const isVolumeStatus: Check<VolumeStatus> = isShape({
  head: isAbsentOr(isShape({ sequence: isCount, hash: isText, lamport: isCount })),
  digest: isAbsentOr(isText),
  inodes: isCount,
  storedBytes: isCount,
  journalBytes: isCount,
  blocks: isCount,
});

const isRequestCosts: Check<RequestCosts> = isDictionary(
  isShape({
    count: isCount,
    microseconds: isAbsentOr(isCount),
    microsecondsMax: isAbsentOr(isCount),
  }),
);

export const isControlReply: Check<ControlReply> = isEither(
  isEither(
    isShape({
      kind: isOneOf("status"),
      daemon: isDaemonRecord,
      info: isHomeInfo,
      volume: isVolumeStatus,
    }),
    isShape({ kind: isOneOf("statistics"), requests: isRequestCosts }),
  ),
  isEither(
    isShape({ kind: isOneOf("stopped") }),
    isShape({ kind: isOneOf("failed"), message: isText }),
  ),
);
