// Which driver serves a mount. The drivers are in fs/drivers; each is loaded only when it is used,
// in the file-system thread, and this file makes them look alike.
import { closeSync } from "node:fs";
import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { isTrouble, Trouble } from "../dhash/core/index.ts";
import type { DriverStatistics, Mountpoint, SharedCounters } from "../fs/drivers/linux/index.ts";
import type { RequestHandler } from "../fs/ports.ts";
import type { DriverName } from "./daemon/daemon-record.ts";
import type { MountOptions } from "./daemon/thread-messages.ts";
import { failureText } from "./failure.ts";
import type { NotificationFigures } from "./figures.ts";
import type { LogLevel } from "./home-types.ts";

/** A live mount, in the thread that serves it. */
export interface Mount {
  /**
   * Another thread ends the server's sleep by writing 8 bytes here; undefined: it needs no waking.
   */
  readonly wakeDescriptor: number | undefined;
  /**
   * Serves until the mount is gone or `leave` was called. `turn` runs between requests; true: it
   * has more to do.
   */
  serve(turn: () => boolean): Promise<void>;
  leave(): void;
  /** Of the requests; another thread may read them at any time, by `readRequests`. */
  readonly counters: SharedCounters;
  notifications(): NotificationFigures;
}

export interface MountVolumeOptions extends MountOptions {
  readonly handler: RequestHandler;
  readonly log: (level: LogLevel, message: string) => void;
}

export function mountVolume(options: MountVolumeOptions): Promise<Mount | Trouble> {
  switch (options.driver) {
    case "linux":
      return mountLinux(options);
    case "fuse-native":
      return mountFuseNative(options);
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

/**
 * How long requests are answered before messages and background work get their turn, and how long
 * it may sleep.
 */
const busyMilliseconds = 20;
const idleMilliseconds = 1000;

async function mountLinux(options: MountVolumeOptions): Promise<Mount | Trouble> {
  const { makeOpcodeCounters, mount, Notifier, Session } = await import(
    "../fs/drivers/linux/index.ts"
  );
  const mounted = mount(options);
  if (isTrouble(mounted)) return mounted;
  const { descriptor, wakeDescriptor } = mounted;
  const log = (message: string, cause: unknown) => options.log("error", withCause(message, cause));
  let notifier: InstanceType<typeof Notifier> | undefined;
  const counters = makeOpcodeCounters();
  const session = new Session({
    volume: options.handler,
    descriptor,
    wakeDescriptor,
    log,
    counters,
    flush: (key, range) => notifier?.flush(range, () => session.resume(key)),
    onInit: (answer) => {
      if (answer.kind !== "agreed") return;
      // Nobody but this participant changes the tree yet, so nothing is ever told anew.
      const everything = (): [] => [];
      const minorVersion = answer.minor;
      notifier = new Notifier({ descriptor, wakeDescriptor, minorVersion, everything, log });
    },
  });
  let isLeaving = false;
  return {
    wakeDescriptor,
    leave: () => {
      isLeaving = true;
    },
    counters,
    notifications: () => {
      const { queued = 0, overflows = 0 } = notifier?.statistics() ?? {};
      return { waiting: queued, overflows };
    },
    serve: async (turn) => {
      let sleep = 0;
      while (!isLeaving && session.serve(busyMilliseconds, sleep) !== "ended") {
        sleep = turn() ? 0 : idleMilliseconds;
        await nextTurn();
      }
      // Those who still use a detached mount get errors from here on. The wake descriptor stays
      // open: the main thread may write to it at any time, and its number must not get reused.
      await notifier?.close();
      closeSync(descriptor);
    },
  };
}

async function mountFuseNative(options: MountVolumeOptions): Promise<Mount | Trouble> {
  const fuseNative = await import("../fs/drivers/fuse-native/index.ts");
  const log = (message: string, cause: unknown) => options.log("error", withCause(message, cause));
  const mounted = await fuseNative.mountFuseNative({ ...options, log });
  if (isTrouble(mounted)) return mounted;
  const left = Promise.withResolvers<void>();
  const over = Promise.race([mounted.closed, left.promise]).then(() => "over" as const);
  return {
    wakeDescriptor: undefined,
    leave: () => {
      mounted.leave();
      left.resolve();
    },
    counters: mounted.counters,
    // libfuse 2 sends none.
    notifications: () => ({ waiting: 0, overflows: 0 }),
    serve: async (turn) => {
      let pause = 0;
      while ((await Promise.race([over, wait(pause, "served" as const)])) === "served") {
        pause = turn() ? 0 : idleMilliseconds;
      }
    },
  };
}

function withCause(message: string, cause: unknown): string {
  if (cause === undefined) return message;
  return `${message}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`;
}
