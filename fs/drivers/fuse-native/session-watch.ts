// Notices the end of a mount, which the binding does not tell. libfuse closes its /dev/fuse when
// the kernel has ended the session, and not before: after a lazy unmount it goes on serving who
// still has files open there.
import { execFile } from "node:child_process";
import { readdirSync, readlinkSync } from "node:fs";
import { watchMilliseconds } from "./limits.ts";

const descriptors = "/proc/self/fd";

/** The descriptors of /dev/fuse that this process has. */
export function listDevices(): number[] {
  try {
    return readdirSync(descriptors).map(Number).filter(isDevice);
  } catch {
    return []; // no /proc: macOS
  }
}

function isDevice(descriptor: number): boolean {
  try {
    return readlinkSync(`${descriptors}/${descriptor}`) === "/dev/fuse";
  } catch {
    return false; // closed meanwhile
  }
}

export interface Watched {
  readonly mountpoint: string;
  /** /dev/fuse of the mount; undefined where it cannot be known. */
  readonly device: number | undefined;
}

/** Calls `ended` once. It does not keep the process alive; the binding does that while mounted. */
export function watchSession({ mountpoint, device }: Watched, ended: () => void): void {
  const again = (): void => void setTimeout(look, watchMilliseconds).unref();
  const look = (): void => {
    if (device === undefined)
      lookInMountList(mountpoint, (mounted) => (mounted ? again() : ended()));
    else if (isDevice(device)) again();
    else ended();
  };
  again();
}

/** mount(8) of macOS reads the kernel's list and touches no file system. A failure says nothing. */
function lookInMountList(mountpoint: string, found: (mounted: boolean) => void): void {
  execFile("mount", (error, text) => found(error !== null || text.includes(` on ${mountpoint} (`)));
}
