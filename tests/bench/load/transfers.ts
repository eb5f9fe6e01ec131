// Sequential writing and reading of one file, in calls of a given size.
import { randomFillSync } from "node:crypto";
import { close, flags, open, readInto, sync, writeAt } from "../../support/child/files.ts";
import { secondsOf } from "./measure.ts";

export const mebibyte = 1024 * 1024;

export interface Transfer {
  readonly path: string;
  readonly mebibytes: number;
  readonly callBytes: number;
}

/**
 * Seconds to write and fsync. Random bytes are made outside the measured time and differ from MiB
 * to MiB: nothing can be compressed or stored once for all.
 */
export function writeFile({ path, mebibytes, callBytes }: Transfer): number {
  const bytes = Buffer.alloc(mebibyte);
  const fd = open(path, flags.create | flags.truncate | flags.writeOnly);
  let seconds = 0;
  for (let start = 0; start < mebibytes * mebibyte; start += mebibyte) {
    randomFillSync(bytes);
    seconds += secondsOf(() => {
      for (let at = 0; at < mebibyte; at += callBytes) {
        writeAt(fd, start + at, bytes.subarray(at, at + callBytes));
      }
    });
  }
  seconds += secondsOf(() => sync(fd));
  return seconds + secondsOf(() => close(fd));
}

/** Seconds to open and read it. */
export function readFile({ path, mebibytes, callBytes }: Transfer): number {
  const bytes = Buffer.alloc(callBytes);
  return secondsOf(() => {
    const fd = open(path, flags.readOnly);
    for (let at = 0; at < mebibytes * mebibyte; at += callBytes) {
      if (readInto(fd, bytes, at) !== callBytes) throw new Error(`${path} is short`);
    }
    close(fd);
  });
}
