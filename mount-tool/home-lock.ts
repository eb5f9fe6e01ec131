// One home, one writer. An flock(2) on a file of the home: the kernel releases it however the
// holder dies, so there is no stale lock to judge, and it holds in every container that sees the
// same file.
import { closeSync, openSync } from "node:fs";
import { createRequire } from "node:module";
import { Trouble } from "../dhash/core/index.ts";
import { readDaemonRecord, readNodeRecord } from "./daemon/daemon-record.ts";
import { errorText } from "./failure.ts";
import { homeWords, lockPath } from "./home-paths.ts";
import { makeDirectory } from "./make-directory.ts";

export interface HomeLock {
  release(): void;
}

const lockExclusively = 2;
const withoutWaiting = 4;

/**
 * Creates the home if need be and takes its lock; "busy" names the process that has it and where it
 * is mounted.
 */
export function lockHome(home: string): HomeLock | Trouble {
  let descriptor: number;
  try {
    makeDirectory(home, 0o700);
    descriptor = openSync(lockPath(home), "a", 0o600);
  } catch (error) {
    const next = "Choose another home with --home, or make this one writable.";
    return new Trouble(
      "denied",
      `home ${home}: cannot be written (${errorText(error)}). ${next}`,
      error,
    );
  }
  if (!flock(descriptor, lockExclusively | withoutWaiting)) {
    closeSync(descriptor);
    return new Trouble("busy", busyText(home));
  }
  return { release: () => closeSync(descriptor) };
}

function busyText(home: string): string {
  const daemon = readDaemonRecord(home);
  const node = daemon === undefined ? readNodeRecord(home) : undefined;
  if (node !== undefined) {
    const next = `Stop it first (ivy node${homeWords(home)} --stop), or use another --home.`;
    return `home ${home}: a node runs there already (process ${node.pid}). ${next}`;
  }
  if (daemon === undefined) {
    const next = "Wait for it to end, or use another --home.";
    return `home ${home}: another ivy process is using it. ${next}`;
  }
  return (
    `home ${home}: in use by process ${daemon.pid}, mounted at ${daemon.mountpoint}. ` +
    `Unmount it first (ivy umount ${daemon.mountpoint}), or use another --home.`
  );
}

type Flock = (descriptor: number, operation: number) => number;
let libraryCall: Flock | undefined;

// koffi is loaded only by commands that lock: it costs the others their quick start.
function flock(descriptor: number, operation: number): boolean {
  libraryCall ??= loadFlock();
  return libraryCall(descriptor, operation) === 0;
}

function loadFlock(): Flock {
  const koffi: typeof import("koffi") = createRequire(import.meta.url)("koffi");
  // null names the running program itself, whose C library has the call on every platform.
  return koffi.load(null).func("int flock(int descriptor, int operation)");
}
