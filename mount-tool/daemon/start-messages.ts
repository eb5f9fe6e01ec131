// What a background daemon is given by the process that starts it, and how it answers.
import {
  type Check,
  isEither,
  isFlag,
  isOneOf,
  isShape,
  isText,
  parseChecked,
} from "../checked-json.ts";
import { type DaemonRecord, isDaemonRecord, isDriverName } from "./daemon-record.ts";
import type { MountOptions } from "./thread-messages.ts";

export type StartMessage =
  | { readonly kind: "ready"; readonly daemon: DaemonRecord }
  | { readonly kind: "failed"; readonly message: string };

export const isStartMessage: Check<StartMessage> = isEither(
  isShape({ kind: isOneOf("ready"), daemon: isDaemonRecord }),
  isShape({ kind: isOneOf("failed"), message: isText }),
);

const isMountOptions: Check<MountOptions> = isShape({
  home: isText,
  mountpoint: isText,
  driver: isDriverName,
  readOnly: isFlag,
  allowOther: isFlag,
});

export function encodeMountOptions(options: MountOptions): string {
  return JSON.stringify(options);
}

export function decodeMountOptions(text: string | undefined): MountOptions | undefined {
  return text === undefined ? undefined : parseChecked(text, isMountOptions);
}
