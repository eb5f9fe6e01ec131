// The load of the file benchmark, in a child process: plain loops of system calls. A call through
// koffi costs about 0.3 µs, far below what is measured. Reads requests as JSON lines, answers each
// with its time.
import { randomFillSync } from "node:crypto";
import { writeFileSync, writeSync } from "node:fs";
import { facts } from "../support/child/attributes.ts";
import {
  close,
  flags,
  open,
  readInto,
  sync,
  syncFileSystem,
  writeAt,
} from "../support/child/files.ts";
import { SystemError } from "../support/child/libc.ts";
import { makeDirectory, unlink } from "../support/child/names.ts";
import { readLine } from "../support/child/peer.ts";

export type RowName =
  | "create"
  | "stat-cached"
  | "stat-uncached"
  | "stat-miss"
  | "unlink"
  | "write"
  | "read-cold";

export interface LoadRequest {
  readonly row: RowName;
  readonly directory: string;
  /** Makes the names of each round new. */
  readonly round: number;
  /** Files, or MiB for write and read. */
  readonly count: number;
}

export interface LoadAnswer {
  readonly seconds: number;
}

const mebibyte = 1024 * 1024;
const buffer = Buffer.alloc(mebibyte);
const creating = flags.create | flags.exclusive | flags.writeOnly;

if (process.argv[2] === "serve") {
  for (let line = readLine(0); line !== undefined; line = readLine(0)) {
    const request: LoadRequest = JSON.parse(line);
    const answer: LoadAnswer = { seconds: perform(request) };
    writeSync(1, `${JSON.stringify(answer)}\n`);
  }
  process.exit(0);
}

/** Prepares, then measures only what the row is about. */
function perform({ row, directory, round, count }: LoadRequest): number {
  const files = `${directory}/round-${round}`;
  const data = `${directory}/data-${round}`;
  switch (row) {
    case "create":
      makeDirectory(files);
      settle(files);
      return eachOf(count, (i) => close(open(`${files}/file-${i}`, creating)));
    case "stat-cached":
      for (let i = 0; i < count; i++) facts(`${files}/file-${i}`);
      return eachOf(count, (i) => facts(`${files}/file-${i}`));
    case "stat-uncached":
      dropCaches("names");
      facts(files);
      return eachOf(count, (i) => facts(`${files}/file-${i}`));
    case "stat-miss":
      return eachOf(count, (i) => expectMissing(`${files}/missing-${i}`));
    case "unlink":
      return eachOf(count, (i) => unlink(`${files}/file-${i}`));
    case "write":
      return writeFile(data, count);
    case "read-cold":
      dropCaches("names and pages");
      return readFile(data, count);
  }
}

/**
 * What an earlier row left to be written is written, and what a create needs to read has been read.
 */
function settle(directory: string): void {
  for (let i = 0; i < 200; i++) close(open(`${directory}/settle-${i}`, creating));
  const fd = open(directory, flags.directory);
  syncFileSystem(fd);
  close(fd);
}

function eachOf(count: number, act: (i: number) => void): number {
  return timed(() => {
    for (let i = 0; i < count; i++) act(i);
  });
}

function timed(act: () => void): number {
  const started = performance.now();
  act();
  return (performance.now() - started) / 1000;
}

function expectMissing(path: string): void {
  try {
    facts(path);
  } catch (error) {
    if (error instanceof SystemError && error.code === "ENOENT") return;
    throw error;
  }
  throw new Error(`${path} is there`);
}

/**
 * Random bytes are made outside the measured time and differ from MiB to MiB: nothing can be stored
 * once for all.
 */
function writeFile(path: string, mebibytes: number): number {
  const fd = open(path, creating);
  let seconds = 0;
  for (let i = 0; i < mebibytes; i++) {
    randomFillSync(buffer);
    seconds += timed(() => writeAt(fd, i * mebibyte, buffer));
  }
  seconds += timed(() => sync(fd));
  return seconds + timed(() => close(fd));
}

function readFile(path: string, mebibytes: number): number {
  return timed(() => {
    const fd = open(path, flags.readOnly);
    for (let i = 0; i < mebibytes; i++) {
      if (readInto(fd, buffer, i * mebibyte) !== mebibyte) throw new Error(`${path} is short`);
    }
    close(fd);
  });
}

/**
 * Root only; without it the rows that need cold caches are not asked for. Dirty pages are not
 * dropped.
 */
function dropCaches(what: "names" | "names and pages"): void {
  writeFileSync("/proc/sys/vm/drop_caches", what === "names" ? "2" : "3");
}
