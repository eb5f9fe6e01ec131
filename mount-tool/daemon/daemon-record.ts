// daemon.json: what a running daemon says about itself to other processes of the same user. It is a
// hint for people and for finding the control socket; whether a home is in use is decided by its
// lock.
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import {
  type Check,
  isAbsentOr,
  isCount,
  isFlag,
  isOneOf,
  isShape,
  isText,
  parseChecked,
} from "../checked-json.ts";
import { controlSocketHome, daemonRecordPath } from "../home-paths.ts";

export type DriverName = "linux" | "fuse-native";

export interface DaemonRecord {
  readonly pid: number;
  readonly mountpoint: string;
  readonly driver: DriverName;
  readonly readOnly: boolean;
  /** ISO time. */
  readonly started: string;
  readonly controlSocket: string;
  /** Where figures are served for Prometheus; undefined: nowhere. */
  readonly metrics?: string | undefined;
}

/** What a running node says in its place. */
export interface NodeRecord {
  readonly pid: number;
  /** ISO time. */
  readonly started: string;
  readonly controlSocket: string;
  readonly fileSystemId: string;
}

export const isDriverName: Check<DriverName> = isOneOf("linux", "fuse-native");

export const isDaemonRecord: Check<DaemonRecord> = isShape({
  pid: isCount,
  mountpoint: isText,
  driver: isDriverName,
  readOnly: isFlag,
  started: isText,
  controlSocket: isText,
  metrics: isAbsentOr(isText),
});

export const isNodeRecord: Check<NodeRecord> = isShape({
  pid: isCount,
  started: isText,
  controlSocket: isText,
  fileSystemId: isText,
});

export function writeDaemonRecord(home: string, record: DaemonRecord | NodeRecord): void {
  const path = daemonRecordPath(home);
  writeFileSync(`${path}.new`, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function removeDaemonRecord(home: string): void {
  rmSync(daemonRecordPath(home), { force: true });
}

/**
 * The record of a process that is alive; undefined if there is none, its process is dead, it is
 * unreadable, or it came with a copy of the home.
 */
export function readDaemonRecord(home: string): DaemonRecord | undefined {
  return readLiving(home, isDaemonRecord);
}

/** The same, of a node. */
export function readNodeRecord(home: string): NodeRecord | undefined {
  return readLiving(home, isNodeRecord);
}

function readLiving<T extends { readonly pid: number; readonly controlSocket: string }>(
  home: string,
  check: Check<T>,
): T | undefined {
  const record = readRecord(home, check);
  const isHere = record !== undefined && isAlive(record.pid) && !isCopied(record, home);
  return isHere ? record : undefined;
}

/** The copy of a mounted home holds the original's record, whose socket stands in the original. */
function isCopied({ controlSocket }: { readonly controlSocket: string }, home: string): boolean {
  const original = controlSocketHome(controlSocket);
  if (original === undefined) return false;
  const [there, here] = [original, home].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (there === undefined || here === undefined) return false;
  return there.ino !== here.ino || there.dev !== here.dev;
}

function readRecord<T>(home: string, check: Check<T>): T | undefined {
  let text: string;
  try {
    text = readFileSync(daemonRecordPath(home), "utf8");
  } catch {
    return undefined;
  }
  return parseChecked(text, check);
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
