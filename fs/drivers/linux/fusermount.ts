// Mounting without being root: fusermount3 is set-user-id root, mounts, and sends the open
// /dev/fuse over a socket whose number it finds in _FUSE_COMMFD (fusermount3(1)). It enforces
// nosuid and nodev.
import { spawnSync } from "node:child_process";
import { closeSync } from "node:fs";
import { Trouble } from "../../../dhash/core/index.ts";
import type { Libc } from "./libc.ts";
import { connectedSockets, openFlags, receiveDescriptor, setDescriptorFlags } from "./libc.ts";
import { requestDataBytesMax } from "./limits.ts";
import type { MountOptions } from "./mountpoint.ts";

const helper = "fusermount3";
const helperMillisecondsMax = 10_000;
/** Position of the socket among the child's descriptors. */
const socketInChild = 3;

/** The descriptor of /dev/fuse, non-blocking. */
export function mountByHelper(libc: Libc, options: MountOptions): number | Trouble {
  const sockets = connectedSockets(libc);
  if (sockets === undefined) return new Trouble("failed", "no socket for fusermount3");
  const [ours, theirs] = sockets;
  try {
    const trouble = runHelper(["-o", helperOptions(options), "--", options.mountpoint], theirs);
    closeSync(theirs);
    if (trouble !== undefined) return trouble;
    const descriptor = receiveDescriptor(libc, ours);
    if (descriptor === undefined) return new Trouble("failed", "fusermount3 sent no descriptor");
    setDescriptorFlags(libc, descriptor, openFlags.nonBlocking);
    return descriptor;
  } finally {
    closeSync(ours);
  }
}

export function unmountByHelper(mountpoint: string, lazily: boolean): Trouble | undefined {
  return runHelper([lazily ? "-uz" : "-u", "--", mountpoint], "ignore");
}

function helperOptions(options: MountOptions): string {
  return [
    `fsname=ivy,subtype=ivy,default_permissions,max_read=${requestDataBytesMax}`,
    options.readOnly ? "ro" : "rw",
    ...(options.allowOther ? ["allow_other"] : []),
  ].join(",");
}

function runHelper(args: readonly string[], socket: number | "ignore"): Trouble | undefined {
  const child = spawnSync(helper, args, {
    stdio: ["ignore", "ignore", "pipe", socket],
    env: { ...process.env, LC_ALL: "C", _FUSE_COMMFD: String(socketInChild) },
    timeout: helperMillisecondsMax,
    encoding: "utf8",
  });
  if (child.error !== undefined && "code" in child.error && child.error.code === "ENOENT") {
    const next = 'install it with "apt-get install fuse3"';
    return new Trouble("absent", `${helper} is not installed: ${next}`, child.error);
  }
  if (child.status === 0) return undefined;
  return helperTrouble(child.stderr.trim() || (child.error?.message ?? "it gave no reason"));
}

function helperTrouble(said: string): Trouble {
  const next = nextStep(said);
  const message = `${helper}: ${said.replace(/^fusermount3: /, "")}${next}`;
  if (/permission denied|not allowed|not permitted|no write access/i.test(said))
    return new Trouble("denied", message);
  return new Trouble(/busy/i.test(said) ? "busy" : "failed", message);
}

function nextStep(said: string): string {
  if (/allow_other/.test(said)) return ' (put a line "user_allow_other" into /etc/fuse.conf)';
  if (/\/dev\/fuse.*permission denied/i.test(said)) {
    return " (/dev/fuse must be open to all: chmod 666 /dev/fuse)";
  }
  return "";
}
