// What is printed, and how: text for people on stdout, JSON for programs, progress on stderr only
// if that is a terminal.
import type { Time } from "../logs/core/index.ts";
import type { Progress, ReportProgress } from "./home-types.ts";

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Lines of "key  value" with the values in one column. */
export function printTable(rows: readonly (readonly [key: string, value: string])[]): void {
  const width = Math.max(...rows.map(([key]) => key.length));
  for (const [key, value] of rows) print(`${key.padEnd(width)}  ${value}`);
}

const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

export function bytesToText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${byteUnits[unit]}`;
}

/** ISO time with nanoseconds; a clock beyond the calendar gives its seconds. */
export function timeToText({ seconds, nanoseconds }: Time): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return `${seconds} s after 1970`;
  return `${date.toISOString().slice(0, -5)}.${String(nanoseconds).padStart(9, "0")}Z`;
}

/**
 * What to type to run this program again: somebody who came through npx has no `ivy` on the path.
 */
export function programWord(): string {
  return process.env["npm_command"] === "exec" ? "npx ivy" : "ivy";
}

export interface ProgressLine {
  readonly report: ReportProgress;
  /** Removes the line. */
  end(): void;
}

const barWidth = 30;
const pauseMilliseconds = 100;

export function openProgressLine(): ProgressLine {
  const stream = process.stderr;
  if (stream.isTTY !== true) return { report: () => {}, end: () => {} };
  let shownAt = 0;
  return {
    report: (progress) => {
      const now = Date.now();
      if (now - shownAt < pauseMilliseconds) return;
      shownAt = now;
      stream.write(`\r\x1b[K${progressText(progress)}`);
    },
    end: () => void stream.write("\r\x1b[K"),
  };
}

export function progressText({ stage, done, total }: Progress): string {
  if (total === undefined || total === 0) return `${stage}  ${done}`;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * barWidth);
  const bar = `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`;
  return `${stage}  ${bar}  ${Math.floor(share * 100)} %  ${done}/${total}`;
}

/** A word for a wait of unknown length, shown only on a terminal. */
export function openWaitingLine(text: string): { end(): void } {
  const stream = process.stderr;
  if (stream.isTTY !== true) return { end: () => {} };
  stream.write(`${text} ...`);
  return { end: () => void stream.write("\r\x1b[K") };
}
