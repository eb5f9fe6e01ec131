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

type KeyedRows = readonly (readonly [key: string, value: string])[];

/** Lines of "key  value" with the values in one column. */
export function tableText(rows: KeyedRows): string {
  const width = Math.max(...rows.map(([key]) => key.length));
  return rows.map(([key, value]) => `${key.padEnd(width)}  ${value}`).join("\n");
}

/** What is printed next stands at the top, if there is a screen; else an empty line divides. */
export function clearScreen(): void {
  process.stdout.write(process.stdout.isTTY === true ? "\x1b[H\x1b[2J" : "\n");
}

export interface Screen {
  /** In place of what was shown before; on something else than a terminal, after it. */
  show(text: string): void;
}

/** Old text is written over line by line, so that nothing flickers. */
export function openScreen(): Screen {
  const stream = process.stdout;
  if (stream.isTTY !== true) return { show: (text) => print(`${text}\n`) };
  let isShown = false;
  return {
    show: (text) => {
      const lines = text.split("\n").map((line) => `${line}\x1b[K\n`);
      stream.write(`${isShown ? "\x1b[H" : "\x1b[H\x1b[2J"}${lines.join("")}\x1b[J`);
      isShown = true;
    },
  };
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

const timeUnits = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
] as const;

/** The two largest units: "3 d 4 h", "5 min 6 s", "1.5 s". */
export function secondsToText(seconds: number): string {
  const at = timeUnits.findIndex(([, length]) => seconds >= length);
  const [unit, length] = timeUnits[at] ?? ["s", 1];
  if (at < 0) return `${seconds < 9.95 ? seconds.toFixed(1) : Math.floor(seconds)} ${unit}`;
  const [smaller, smallerLength] = timeUnits[at + 1] ?? ["s", 1];
  const whole = Math.floor(seconds / length);
  return `${whole} ${unit} ${Math.floor((seconds - whole * length) / smallerLength)} ${smaller}`;
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
