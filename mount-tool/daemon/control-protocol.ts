// The language of the control socket: one JSON object a line, one reply for each request. Both
// sides check what they receive.
import {
  type Check,
  isAbsentOr,
  isCount,
  isEither,
  isFlag,
  isOneOf,
  isShape,
  isText,
} from "../checked-json.ts";
import { type Figures, isFigures } from "../figures.ts";
import type { HomeInfo, VolumeStatus } from "../home-types.ts";
import { type DaemonRecord, isDaemonRecord } from "./daemon-record.ts";

/** Longest line in either direction. The figures of all kinds of requests have 100 KiB at most. */
export const controlLineBytesMax = 256 * 1024;

export type ControlRequest =
  | { readonly kind: "status" }
  /**
   * Unmount, sync, end. `lazy` detaches a mount that is in use: the programs that use it get
   * errors.
   */
  | { readonly kind: "stop"; readonly lazy: boolean };

export type ControlReply =
  | {
      readonly kind: "status";
      readonly daemon: DaemonRecord;
      readonly info: HomeInfo;
      readonly volume: VolumeStatus;
      readonly figures: Figures;
    }
  /** Everything is synced, the home is free again, the process is about to exit. */
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly message: string };

export const isControlRequest: Check<ControlRequest> = isEither(
  isShape({ kind: isOneOf("status") }),
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

export const isControlReply: Check<ControlReply> = isEither(
  isShape({
    kind: isOneOf("status"),
    daemon: isDaemonRecord,
    info: isHomeInfo,
    volume: isVolumeStatus,
    figures: isFigures,
  }),
  isEither(
    isShape({ kind: isOneOf("stopped") }),
    isShape({ kind: isOneOf("failed"), message: isText }),
  ),
);
