// What a background daemon is given by the process that starts it, and how it answers.
import {
  type Check,
  isAbsentOr,
  isEither,
  isFlag,
  isOneOf,
  isShape,
  isText,
} from "../checked-json.ts";
import { isHabitWish } from "../habits.ts";
import { isKeepSetting } from "../keep-options.ts";
import { isListenAddress } from "../listen-address.ts";
import { isNetworkOptions } from "../network-options.ts";
import { type DaemonRecord, isDaemonRecord, isDriverName } from "./daemon-record.ts";
import type { DaemonOptions } from "./thread-messages.ts";

export type StartMessage =
  | { readonly kind: "ready"; readonly daemon: DaemonRecord }
  | { readonly kind: "failed"; readonly message: string };

export const isStartMessage: Check<StartMessage> = isEither(
  isShape({ kind: isOneOf("ready"), daemon: isDaemonRecord }),
  isShape({ kind: isOneOf("failed"), message: isText }),
);

export const isDaemonOptions: Check<DaemonOptions> = isShape({
  home: isText,
  mountpoint: isText,
  driver: isDriverName,
  readOnly: isFlag,
  allowOther: isFlag,
  keep: isAbsentOr(isKeepSetting),
  habits: isHabitWish,
  metrics: isAbsentOr(isListenAddress),
  network: isNetworkOptions,
});
