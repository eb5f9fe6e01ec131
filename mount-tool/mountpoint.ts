// Is this a place to mount on? Answers with the path as the mount table has it, or with a Failure
// that says what is wrong with the place and what to do. What a killed daemon left there is
// removed.
import { resolve } from "node:path";
import type { Mountpoint } from "../fs/drivers/linux/index.ts";
import type { DaemonRecord } from "./daemon/daemon-record.ts";
import { inspectMountpoint, unmountVolume } from "./drivers.ts";
import { errorText, type Failure, failed, troubleToFailure } from "./failure.ts";
import { makeDirectory } from "./make-directory.ts";

/** Dead mounts may lie on top of each other after several crashes. */
const staleMountsMax = 16;

export const ivyMountType = "fuse.ivy";

/** The path to mount on: absolute and without symbolic links. */
export async function prepareMountpoint(mountpoint: string, home: string): Promise<string> {
  const found = await removeStaleMounts(mountpoint);
  if (found.kind !== "ready") throw unfit(found);
  if (isInside(home, found.path)) {
    const cause = `contains the home ${home}, which has to be outside`;
    throw failed({ thing: `mountpoint ${found.path}`, cause, next: "Mount on another directory." });
  }
  return found.path;
}

/** Detaches what killed daemons left at this place. */
export async function removeStaleMounts(mountpoint: string): Promise<Mountpoint> {
  let found = await inspectMountpoint(mountpoint);
  for (let removed = 0; found.kind === "stale" && removed < staleMountsMax; removed++) {
    const trouble = await unmountVolume({ mountpoint: found.path, driver: "linux", lazy: true });
    if (trouble !== undefined) throw troubleToFailure(trouble);
    found = await inspectMountpoint(mountpoint);
  }
  return found;
}

/** Does the daemon serve this place? */
export async function isMountOf(daemon: DaemonRecord, mountpoint: string): Promise<boolean> {
  return (await inspectMountpoint(mountpoint)).path === daemon.mountpoint;
}

function unfit(found: Mountpoint): Failure {
  const thing = `mountpoint ${found.path}`;
  const another = "choose another directory";
  switch (found.kind) {
    case "ready":
    case "stale":
      return failed({
        thing,
        cause: "holds a dead mount that does not go away",
        next: "Restart the machine, or choose another directory.",
      });
    case "mounted":
      return failed({ thing, ...describeMounted(found) });
    case "missing":
      return failed({
        thing,
        cause: "there is no such directory",
        next: `Create it (mkdir -p ${found.path}), or use ivy up, which does.`,
      });
    case "not-directory":
      return failed({
        thing,
        cause: "is not a directory",
        next: `Name an empty directory, or ${another}.`,
      });
    case "not-empty":
      return failed({
        thing,
        cause: "is not empty, and a mount would hide what is there",
        next: `Move that away, or ${another}.`,
      });
    case "denied":
      return failed({
        thing,
        cause: `may not be used (${found.why})`,
        next: `Get the right to write in it, or ${another}.`,
      });
  }
}

function describeMounted({ mount, path }: Mountpoint & { readonly kind: "mounted" }) {
  if (mount.type === ivyMountType) {
    return {
      cause: "an ivy file system is already mounted there",
      next: `Unmount it first: ivy umount ${path}`,
    };
  }
  const next = "Choose another directory, or unmount that first.";
  return { cause: `something else is mounted there (${mount.source}, type ${mount.type})`, next };
}

function isInside(path: string, directory: string): boolean {
  return `${resolve(path)}/`.startsWith(directory === "/" ? "/" : `${directory}/`);
}

/** Creates the directory to mount on if there is nothing. */
export async function makeMountpoint(mountpoint: string): Promise<void> {
  const found = await removeStaleMounts(mountpoint);
  if (found.kind !== "missing") return;
  try {
    makeDirectory(resolve(mountpoint));
  } catch (error) {
    const cause = `cannot be created (${errorText(error)})`;
    const next = "Choose a place where you may create a directory.";
    throw failed({ thing: `mountpoint ${mountpoint}`, cause, next });
  }
}
