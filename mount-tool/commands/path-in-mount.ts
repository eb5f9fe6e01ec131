// PATH on the command line: a path on this machine that lies in the mount, or one below the root of
// the file system. Nothing of the mount is touched.
import { join, posix } from "node:path";
import { readDaemonRecord } from "../daemon/daemon-record.ts";
import { wronglyUsed } from "../failure.ts";
import { requireHome } from "./require-home.ts";

/** Below the root of the file system; "." is the root itself. */
export function pathInMount(home: string, path: string, directory = process.cwd()): string {
  requireHome(home);
  const mountpoint = readDaemonRecord(home)?.mountpoint;
  const isHere = mountpoint !== undefined && isInside(directory, mountpoint);
  const isAbsolute = path.startsWith("/");
  if (!isAbsolute && !isHere) return checkInside(path, posix.normalize(path), mountpoint);
  const whole = posix.normalize(isAbsolute ? path : join(directory, path));
  // Without a daemon that is mounted somewhere the question to it will say so.
  if (mountpoint === undefined) return ".";
  return checkInside(path, posix.relative(mountpoint, whole), mountpoint);
}

/** The same where no daemon is needed: "/a" is below the root where nothing is mounted. */
export function pathInHome(home: string, path: string): string {
  const isMounted = readDaemonRecord(home) !== undefined;
  return isMounted ? pathInMount(home, path) : path;
}

function isInside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

function checkInside(typed: string, path: string, mountpoint: string | undefined): string {
  const inside = path.replace(/\/+$/, "");
  if (inside !== ".." && !inside.startsWith("../")) return inside === "" ? "." : inside;
  throw wronglyUsed({
    thing: typed,
    cause: `is not in the mount${mountpoint === undefined ? "" : ` at ${mountpoint}`}`,
    next: "Name a file or directory in it, or a path below its root.",
  });
}
