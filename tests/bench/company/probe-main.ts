// Looks at mounts without a pause, by system calls of one thread: what is timed here waits for no
// event loop. probe-main.ts QUESTION takes it as JSON and prints the answer as JSON.
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { close, flags, open, readInto, writeAt } from "../../support/child/files.ts";
import { SystemError } from "../../support/child/libc.ts";
import { stat, statUncached, toPath } from "../load/system-calls.ts";
import { writeFile } from "../load/transfers.ts";
import type { ProbeAnswers, ProbeQuestion } from "./probe.ts";

function answer(asked: ProbeQuestion): ProbeAnswers[ProbeQuestion["kind"]] {
  switch (asked.kind) {
    case "changes":
      return timeChanges(asked);
    case "write":
      return { seconds: writeFile(asked) };
    case "read":
      return timeRead(asked);
    case "arrival":
      return watchArrival(asked);
    case "list":
      return timeList(asked);
  }
}

type Asked<Kind extends ProbeQuestion["kind"]> = Extract<ProbeQuestion, { kind: Kind }>;

/** A look each so often leaves the processor to those who are waited for. */
const lookMilliseconds = 0.05;
const changeSecondsMax = 20;
const never = new Int32Array(new SharedArrayBuffer(4));

function pause(milliseconds: number): void {
  Atomics.wait(never, 0, 0, milliseconds);
}

/** Until `isThere`; throws `what` after so long. */
function until(what: string, secondsMax: number, isThere: () => boolean): void {
  const end = performance.now() + secondsMax * 1000;
  while (!isThere()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${secondsMax} s`);
    pause(lookMilliseconds);
  }
}

/**
 * Every second change is a new file, the others are new bytes of one file. Between two there is a
 * pause, each time another one, so that none of them waits for the same tick of somebody's clock.
 */
function timeChanges({ from, to, changes }: Asked<"changes">): ProbeAnswers["changes"] {
  mkdirSync(`${from}/changes`);
  const marked = to.map((mount) => `${mount}/changes/marked`);
  writeText(`${from}/changes/marked`, textOf(0));
  until("the first file", changeSecondsMax, () => marked.every((path) => isMarked(path, 0)));
  const milliseconds: number[] = [];
  for (let change = 1; change <= changes; change++) {
    pause(5 + ((change * 7919) % 31));
    const isNew = change % 2 === 0;
    const name = isNew ? `changes/${change}` : "changes/marked";
    writeText(`${from}/${name}`, textOf(change));
    const closed = performance.now();
    until(`change ${change}`, changeSecondsMax, () =>
      to.every((mount) => isMarked(`${mount}/${name}`, change)),
    );
    milliseconds.push(performance.now() - closed);
  }
  return { milliseconds };
}

function textOf(change: number): string {
  return String(change).padStart(8, "0");
}

function writeText(path: string, text: string): void {
  const fd = open(path, flags.create | flags.writeOnly);
  writeAt(fd, 0, text);
  close(fd);
}

const marks = Buffer.alloc(8);

function isMarked(path: string, change: number): boolean {
  try {
    const fd = open(path, flags.readOnly);
    const length = readInto(fd, marks, 0);
    close(fd);
    return length === marks.length && marks.toString("latin1") === textOf(change);
  } catch (error) {
    if (error instanceof SystemError && error.code === "ENOENT") return false;
    throw error;
  }
}

const callBytes = 1024 * 1024;

function timeRead({ path, bytes, secondsMax }: Asked<"read">): ProbeAnswers["read"] {
  until(path, secondsMax, () => statSync(path, { throwIfNoEntry: false })?.size === bytes);
  const buffer = Buffer.alloc(callBytes);
  const started = performance.now();
  const fd = open(path, flags.readOnly);
  for (let at = 0; at < bytes; ) {
    const length = readInto(fd, buffer, at);
    if (length === 0) throw new Error(`${path} is short`);
    at += length;
  }
  close(fd);
  return { seconds: (performance.now() - started) / 1000 };
}

/** Looks at the root of the mount again and again until the last file is there. */
function watchArrival({ mount, first, last, secondsMax }: Asked<"arrival">) {
  const started = performance.now();
  const end = started + secondsMax * 1000;
  const root = toPath(mount);
  let longestMilliseconds = 0;
  let firstSeconds: number | undefined;
  for (;;) {
    const asked = performance.now();
    statUncached(root);
    const answered = performance.now();
    longestMilliseconds = Math.max(longestMilliseconds, answered - asked);
    const seconds = (answered - started) / 1000;
    if (firstSeconds === undefined && isThere(`${mount}/${first}`)) firstSeconds = seconds;
    if (isThere(`${mount}/${last}`)) {
      return { seconds, firstSeconds: firstSeconds ?? 0, longestMilliseconds };
    }
    if (answered > end) throw new Error(`${last}: not within ${secondsMax} s`);
    pause(1);
  }
}

function isThere(path: string): boolean {
  try {
    stat(toPath(path));
    return true;
  } catch {
    return false;
  }
}

/** Seconds of the clock of all processes at which a listing had everything. */
function timeList({ path, entries, secondsMax }: Asked<"list">): ProbeAnswers["list"] {
  until(path, secondsMax, () => readdirSync(path).length >= entries);
  return { atSeconds: Number(process.hrtime.bigint()) / 1e9 };
}

const question: ProbeQuestion = JSON.parse(process.argv[2] ?? "");
try {
  console.log(JSON.stringify(answer(question)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
