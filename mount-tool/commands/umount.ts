// ivy umount: asks the daemon to unmount, save and end, and waits for it. A mount whose daemon
// belongs to another home, or is dead, is taken away by the kernel's own means; a daemon that lives
// then ends by itself.
import { isTrouble } from "../../dhash/core/index.ts";
import { askDaemon } from "../daemon/control-client.ts";
import { type DaemonRecord, readDaemonRecord } from "../daemon/daemon-record.ts";
import { findDaemonOf } from "../daemon/mount-register.ts";
import { inspectMountpoint, unmountVolume } from "../drivers.ts";
import { Failure, failed, troubleToFailure } from "../failure.ts";
import { ivyMountType, removeStaleMounts } from "../mountpoint.ts";
import { print } from "../terminal.ts";

export interface UmountWish {
  readonly home: string;
  readonly mountpoint: string;
  /** Detach it although it is in use. */
  readonly lazy: boolean;
}

export async function umount(wish: UmountWish): Promise<void> {
  const found = await inspectMountpoint(wish.mountpoint);
  const daemon = findDaemon(wish.home, found.path);
  if (daemon === undefined || !(await stopDaemon(daemon, wish.lazy))) {
    await unmountWithoutDaemon(wish);
    return;
  }
  print(`Unmounted ${found.path}.`);
}

function findDaemon(home: string, mountpoint: string): DaemonRecord | undefined {
  const daemon = readDaemonRecord(home);
  return daemon?.mountpoint === mountpoint ? daemon : findDaemonOf(mountpoint, process.env);
}

// False when the daemon turns out to be dead.
async function stopDaemon(daemon: DaemonRecord, lazy: boolean): Promise<boolean> {
  const reply = await askDaemon(daemon, { kind: "stop", lazy });
  if (isTrouble(reply)) {
    if (reply.reason === "absent") return false;
    throw troubleToFailure(reply);
  }
  if (reply.kind === "failed") throw new Failure(reply.message);
  return true;
}

async function unmountWithoutDaemon({ mountpoint, lazy }: UmountWish): Promise<void> {
  const found = await inspectMountpoint(mountpoint);
  const thing = `mountpoint ${found.path}`;
  if (found.kind === "stale") {
    await removeStaleMounts(mountpoint);
    print(`Removed the dead mount at ${found.path}. Mount it again with: ivy mount ${found.path}`);
    return;
  }
  if (found.kind !== "mounted") {
    throw failed({
      thing,
      cause: "nothing is mounted there",
      next: "ivy status says what is mounted where.",
    });
  }
  if (found.mount.type !== ivyMountType) {
    const cause = `not an ivy mount (${found.mount.source}, type ${found.mount.type})`;
    throw failed({ thing, cause, next: "Unmount it with umount." });
  }
  const trouble = await unmountVolume({ mountpoint: found.path, driver: "linux", lazy });
  if (trouble !== undefined) throw troubleToFailure(trouble);
  print(`Unmounted ${found.path}.`);
}
