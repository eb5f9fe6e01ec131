// Which driver serves a mount. The drivers are in fs/drivers; each is loaded only when it is used,
// in the file-system thread, and this file makes them look alike.
import { Trouble } from "../dhash/core/index.ts";
import type { DriverStatistics, Mountpoint, SharedCounters } from "../fs/drivers/linux/index.ts";
import type { DriverName } from "./daemon/daemon-record.ts";
import type { Mount, MountVolumeOptions } from "./drivers/mount.ts";
import { failureText } from "./failure.ts";

export async function mountVolume(options: MountVolumeOptions): Promise<Mount | Trouble> {
  switch (options.driver) {
    case "linux": {
      const { mountLinux } = await import("./drivers/linux.ts");
      return mountLinux(options);
    }
    case "fuse-native": {
      const { mountFuseNative } = await import("./drivers/fuse-native.ts");
      return mountFuseNative(options);
    }
  }
}

export interface Unmounting {
  readonly mountpoint: string;
  readonly driver: DriverName;
  /** Detach it although it is in use. */
  readonly lazy: boolean;
}

/** Not from the thread that serves it. "busy" while somebody uses the mount, unless `lazy`. */
export async function unmountVolume({
  mountpoint,
  driver,
  lazy,
}: Unmounting): Promise<Trouble | undefined> {
  const trouble = await unmountBy[driver](mountpoint, lazy);
  if (trouble?.reason !== "busy" || lazy) return trouble;
  const text = failureText({
    thing: `mountpoint ${mountpoint}`,
    cause: "in use by other programs",
    next: `Close them (fuser -vm names them), or detach it: ivy umount --lazy ${mountpoint}`,
  });
  return new Trouble("busy", text, trouble);
}

const unmountBy = {
  linux: async (mountpoint: string, lazy: boolean) => {
    const { unmount } = await import("../fs/drivers/linux/index.ts");
    return unmount(mountpoint, lazy);
  },
  // By another process: this one may be what the kernel waits for.
  "fuse-native": async (mountpoint: string, lazy: boolean) => {
    const fuseNative = await import("../fs/drivers/fuse-native/index.ts");
    return fuseNative.unmountBy(mountpoint, { lazily: lazy });
  },
} as const;

/** On whichever thread; never waits for the one that serves. */
export async function readRequests(counters: SharedCounters): Promise<DriverStatistics> {
  const { readCounters } = await import("../fs/drivers/linux/index.ts");
  return readCounters(counters);
}

/** What is at this place, without ever waiting for a mount that hangs. */
export async function inspectMountpoint(path: string): Promise<Mountpoint> {
  const linux = await import("../fs/drivers/linux/index.ts");
  return linux.inspectMountpoint(path);
}
