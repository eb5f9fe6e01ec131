// The daemon's log: pino's JSON lines, written at once so that the last words before a crash are
// there, in a file that is put aside as .1 when it is full, so that two files of a bounded size are
// all there ever is.
import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";
import { pino } from "pino";
import { daemonLogPath } from "../home-paths.ts";
import type { LogLevel } from "../home-types.ts";

export const logFileBytesMax = 4 * 1024 * 1024;

export type Log = (level: LogLevel, message: string) => void;

/** `echo` also gets every line, as text for people. */
export function openDaemonLog(home: string, echo: ((line: string) => void) | undefined): Log {
  const logger = pino({ base: { pid: process.pid } }, boundedFile(daemonLogPath(home)));
  return (level, message) => {
    logger[level](message);
    echo?.(`${level}: ${message}`);
  };
}

interface LineSink {
  write(line: string): void;
}

export function boundedFile(path: string, bytesMax: number = logFileBytesMax): LineSink {
  let descriptor = openSync(path, "a", 0o600);
  let bytes = fstatSync(descriptor).size;
  return {
    write(line) {
      const length = Buffer.byteLength(line);
      try {
        if (bytes > 0 && bytes + length > bytesMax) {
          const full = descriptor;
          renameSync(path, `${path}.1`);
          descriptor = openSync(path, "a", 0o600);
          closeSync(full);
          bytes = 0;
        }
        writeSync(descriptor, line);
        bytes += length;
      } catch {
        // A full disk must not end the daemon for want of a log line; what it would have said is
        // lost.
      }
    },
  };
}
