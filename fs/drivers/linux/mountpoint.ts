// Is a directory fit to be mounted on? Never touches a FUSE mount from this process, because one
// that hangs would hang us: the mount table is read first, and what is mounted is looked at by a
// child with a time limit.
import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { MountEntry } from "./mount-table.ts";
import { findMount, mountOfPath, parseMountTable } from "./mount-table.ts";

export type MountpointState =
  | { readonly kind: "ready" }
  /** A mount whose daemon has died; `unmount` with `lazily` removes it. */
  | { readonly kind: "stale"; readonly mount: MountEntry }
  | { readonly kind: "mounted"; readonly mount: MountEntry }
  | { readonly kind: "missing" }
  | { readonly kind: "not-directory" }
  | { readonly kind: "not-empty" }
  | { readonly kind: "denied"; readonly why: string };

export type Mountpoint = MountpointState & {
  /** Absolute, without symbolic links, as it stands in the mount table. */
  readonly path: string;
};

export interface MountOptions {
  /** As `inspectMountpoint` gave it; it said "ready". */
  readonly mountpoint: string;
  readonly readOnly: boolean;
  /** Users other than the one who mounts may use it. Permissions are checked either way, but for
   *  root alone, who has all of them. */
  readonly allowOther: boolean;
}

const probeMillisecondsMax = 2000;

export function inspectMountpoint(path: string): Mountpoint {
  const table = readMountTable();
  const absolute = canonicalPath(table, path);
  if (absolute === undefined) return { kind: "missing", path: resolve(path) };
  const mount = findMount(table, absolute);
  if (mount !== undefined) {
    const stale = mount.type.startsWith("fuse") && probe(absolute) === "dead";
    return { kind: stale ? "stale" : "mounted", mount, path: absolute };
  }
  return { ...stateOfDirectory(absolute), path: absolute };
}

export function readMountTable(): MountEntry[] {
  return parseMountTable(readFileSync("/proc/self/mountinfo", "utf8"));
}

/** undefined when there is nothing at `path`. Symbolic links are followed but for a mount's own
 *  root. */
function canonicalPath(table: readonly MountEntry[], path: string): string | undefined {
  const absolute = resolve(path);
  if (findMount(table, absolute) !== undefined) return absolute;
  try {
    const parent = dirname(absolute);
    if (isOnFuse(table, parent) && probe(parent) !== "alive") return undefined;
    const inParent = join(realpathSync(parent), basename(absolute));
    return findMount(table, inParent) === undefined ? realpathSync(inParent) : inParent;
  } catch {
    return undefined;
  }
}

function isOnFuse(table: readonly MountEntry[], path: string): boolean {
  return mountOfPath(table, path)?.type.startsWith("fuse") === true;
}

function stateOfDirectory(path: string): MountpointState {
  try {
    if (!statSync(path).isDirectory()) return { kind: "not-directory" };
    if (readdirSync(path).length > 0) return { kind: "not-empty" };
    accessSync(path, constants.W_OK);
    return { kind: "ready" };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return { kind: "missing" };
    if (code === "ENOTCONN") return { kind: "missing" };
    return { kind: "denied", why: error instanceof Error ? error.message : String(error) };
  }
}

/** Asks for the file system's figures, which the kernel never remembers. "silent": it did not
 *  answer in time, or may not be asked by this user. */
function probe(path: string): "alive" | "dead" | "silent" {
  const child = spawnSync("stat", ["-f", "--", path], {
    timeout: probeMillisecondsMax,
    killSignal: "SIGKILL",
    env: { ...process.env, LC_ALL: "C" },
    encoding: "utf8",
  });
  if (child.status === 0) return "alive";
  const dead = /not connected|connection abort/i.test(child.stderr ?? "");
  return dead ? "dead" : "silent";
}
