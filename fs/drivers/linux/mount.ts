// Makes and removes the mount: for root by mount(2), for others through fusermount3, which passes
// the open /dev/fuse back (fuse(4), fusermount3(1)). Never call it on the thread that serves the
// mount: unmounting writes dirty pages back first.
import { closeSync, constants, existsSync, openSync, writeFileSync } from "node:fs";
import { Trouble } from "../../../dhash/core/index.ts";
import { mountByHelper, unmountByHelper } from "./fusermount.ts";
import type { Libc } from "./libc.ts";
import { errnos, loadLibc, mountFlags, openFlags, unmountFlags } from "./libc.ts";
import { requestDataBytesMax } from "./limits.ts";
import { findMount } from "./mount-table.ts";
import type { MountOptions } from "./mountpoint.ts";
import { readMountTable } from "./mountpoint.ts";

export interface Mounted {
  readonly mountpoint: string;
  /** /dev/fuse, non-blocking. The last one to close it ends the file system. */
  readonly descriptor: number;
  /** An eventfd for `SessionOptions.wakeDescriptor` and `wake`. */
  readonly wakeDescriptor: number;
  /** Mounted by root for root alone. The kernel lets nobody else in (fuse(4), allow_other), and has
   *  no permissions to check: that alone costs a request for each name made or removed, as it asks
   *  for the attributes of the directory anew each time. Serve it with `Manner.isPrivate`. */
  readonly isPrivate: boolean;
}

const device = "/dev/fuse";
const source = "ivy";
const type = "fuse.ivy";
/** Cold sequential reads are as fast as the pages asked for ahead. */
const readAheadKibibytes = 4096;

export function mount(options: MountOptions): Mounted | Trouble {
  if (!existsSync(device)) {
    return new Trouble("absent", `${device} is not there: load it with "modprobe fuse"`);
  }
  const libc = loadLibc();
  const isRoot = libc.geteuid() === 0;
  const descriptor = isRoot ? mountAsRoot(libc, options) : mountByHelper(libc, options);
  if (descriptor instanceof Trouble) return descriptor;
  const wakeDescriptor = libc.eventfd(0, openFlags.nonBlocking | openFlags.closeOnExec);
  const isPrivate = isRoot && !options.allowOther;
  return { mountpoint: options.mountpoint, descriptor, wakeDescriptor, isPrivate };
}

/** Ends the sleep of `Session.serve`. From any thread. */
export function wake(wakeDescriptor: number): void {
  loadLibc().write(wakeDescriptor, oneWake, oneWake.length);
}
const oneWake = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);

/** `lazily` detaches a mount that is in use, or whose daemon has died: it disappears now and ends
 *  with its last user. */
export function unmount(mountpoint: string, lazily: boolean): Trouble | undefined {
  const libc = loadLibc();
  if (libc.geteuid() !== 0) return unmountByHelper(mountpoint, lazily);
  const flags = unmountFlags.noFollow | (lazily ? unmountFlags.detach : 0);
  if (libc.umount2(mountpoint, flags) === 0) return undefined;
  const error = libc.errno();
  if (error === errnos.busy) {
    const next = "close the programs that use it (fuser -vm names them), or unmount it lazily";
    return new Trouble("busy", `${mountpoint} is in use: ${next}`);
  }
  if (error === errnos.invalid) return new Trouble("absent", `nothing is mounted on ${mountpoint}`);
  return new Trouble("failed", `unmounting ${mountpoint} failed: errno ${error}; ${seeDoctor}`);
}

const seeDoctor = "see: ivy doctor";

/** Ends the file system at once, whoever uses it: all that waits for it gets an error, and so does
 *  a notification of ours. For a session that cannot go on, and for a daemon that no longer
 *  answers. */
export function abort(mountpoint: string): Trouble | undefined {
  const libc = loadLibc();
  if (libc.geteuid() !== 0) {
    abortConnection(mountpoint);
    return unmountByHelper(mountpoint, true);
  }
  const flags = unmountFlags.noFollow | unmountFlags.detach | unmountFlags.force;
  if (libc.umount2(mountpoint, flags) === 0) return undefined;
  const error = libc.errno();
  return new Trouble("failed", `unmounting ${mountpoint} failed: errno ${error}; ${seeDoctor}`);
}

/** Belongs to who mounted. Where fusectl is not mounted, detaching has to do. */
function abortConnection(mountpoint: string): void {
  const minor = findMount(readMountTable(), mountpoint)?.device.split(":")[1];
  try {
    writeFileSync(`/sys/fs/fuse/connections/${minor}/abort`, "1");
  } catch {
    // Not there, or somebody else's.
  }
}

function mountAsRoot(libc: Libc, options: MountOptions): number | Trouble {
  const flags = constants.O_RDWR | openFlags.nonBlocking | openFlags.closeOnExec;
  const descriptor = openDevice(flags);
  if (descriptor instanceof Trouble) return descriptor;
  const data = [
    `fd=${descriptor},rootmode=40000,user_id=0,group_id=0`,
    `max_read=${requestDataBytesMax}`,
    ...(options.allowOther ? ["default_permissions,allow_other"] : []),
  ].join(",");
  const readOnly = options.readOnly ? mountFlags.readOnly : 0;
  if (libc.mount(source, options.mountpoint, type, readOnly, data) !== 0) {
    const error = libc.errno();
    closeSync(descriptor);
    return mountTrouble(options.mountpoint, error);
  }
  raiseReadAhead(options.mountpoint);
  return descriptor;
}

function openDevice(flags: number): number | Trouble {
  try {
    return openSync(device, flags);
  } catch (error) {
    return new Trouble("denied", `${device} cannot be opened; ${seeDoctor}`, error);
  }
}

function mountTrouble(mountpoint: string, error: number): Trouble {
  if (error === errnos.permission || error === errnos.accessDenied) {
    const why = "this root may not mount (a container without CAP_SYS_ADMIN?)";
    return new Trouble("denied", `mounting on ${mountpoint} was refused: ${why}`);
  }
  if (error === errnos.noDevice) {
    return new Trouble("absent", 'the kernel has no FUSE: load it with "modprobe fuse"');
  }
  return new Trouble("failed", `mounting on ${mountpoint} failed: errno ${error}; ${seeDoctor}`);
}

/** Before INIT is answered, which can only lower it. Without it everything works, a little slower.
 *  */
function raiseReadAhead(mountpoint: string): void {
  const entry = findMount(readMountTable(), mountpoint);
  if (entry === undefined) return;
  try {
    writeFileSync(`/sys/class/bdi/${entry.device}/read_ahead_kb`, String(readAheadKibibytes));
  } catch {
    // A read-only /sys, as in containers.
  }
}
