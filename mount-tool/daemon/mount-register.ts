// Which home is mounted where, for this user: a symbolic link for each mount, named after the
// mountpoint and pointing to the home, in the user's private runtime directory. With it `ivy umount
// DIR` finds the daemon whatever its home. Only a hint: the home's daemon.json has to agree.
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Environment, runtimeDirectory } from "../home-paths.ts";
import { makeDirectory } from "../make-directory.ts";
import { type DaemonRecord, readDaemonRecord } from "./daemon-record.ts";

/** Failure to register costs a convenience and is not reported. */
export function registerMount(mountpoint: string, home: string, environment: Environment): void {
  try {
    const directory = runtimeDirectory(environment);
    makePrivateDirectory(directory);
    removeStaleLinks(directory);
    const link = linkPath(mountpoint, environment);
    rmSync(link, { force: true });
    symlinkSync(home, link);
  } catch {
    // No runtime directory: umount then needs --home to find this daemon.
  }
}

export function unregisterMount(mountpoint: string, environment: Environment): void {
  rmSync(linkPath(mountpoint, environment), { force: true });
}

/** The living daemon of this mountpoint, in whichever home. */
export function findDaemonOf(
  mountpoint: string,
  environment: Environment,
): DaemonRecord | undefined {
  let home: string;
  try {
    makePrivateDirectory(runtimeDirectory(environment));
    home = readlinkSync(linkPath(mountpoint, environment));
  } catch {
    return undefined;
  }
  const daemon = readDaemonRecord(home);
  return daemon?.mountpoint === mountpoint ? daemon : undefined;
}

/** Throws when the directory is not this user's alone. */
export function makePrivateDirectory(directory: string): void {
  makeDirectory(directory, 0o700);
  const found = lstatSync(directory);
  const isPrivate =
    found.isDirectory() && (found.mode & 0o077) === 0 && found.uid === process.getuid?.();
  if (!isPrivate) throw new Error(`${directory} is not a private directory of this user`);
}

// Killed daemons leave their links behind.
function removeStaleLinks(directory: string): void {
  for (const name of readdirSync(directory)) {
    const link = join(directory, name);
    const isStale = name.endsWith(linkEnding) && readDaemonRecord(readlinkSync(link)) === undefined;
    if (isStale) rmSync(link, { force: true });
  }
}

const linkEnding = ".mount";

function linkPath(mountpoint: string, environment: Environment): string {
  const digest = createHash("sha256").update(mountpoint).digest("hex").slice(0, 16);
  return join(runtimeDirectory(environment), `${digest}${linkEnding}`);
}
