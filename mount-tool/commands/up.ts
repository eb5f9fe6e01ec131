// ivy up: from nothing to a live mount. Creates identity, file system and directory where they are
// missing, mounts in the background, and says how to go on. Where all is done already it says so.
import type { ChildProcess } from "node:child_process";
import { basename, resolve } from "node:path";
import { isTrouble } from "../../dhash/core/index.ts";
import { inspectHome } from "../compose/home-file.ts";
import { findDaemon } from "../daemon/control-client.ts";
import type { DaemonRecord } from "../daemon/daemon-record.ts";
import { launchDaemon } from "../daemon/launch.ts";
import { troubleToFailure } from "../failure.ts";
import type { HomeInfo } from "../home-types.ts";
import { isMountOf, makeMountpoint } from "../mountpoint.ts";
import { print, programWord } from "../terminal.ts";
import { createdText, createHome } from "./init.ts";
import { meetOthers } from "./meet-others.ts";
import { alreadyMounted, checkWords, type MountWish, toDaemonOptions } from "./mount.ts";

export interface UpWish extends MountWish {
  readonly name: string | undefined;
  readonly participant: string | undefined;
}

/** `child`: a daemon's process that was started before. */
export async function up(wish: UpWish, child: ChildProcess | undefined): Promise<void> {
  checkWords(wish);
  const daemon = await findDaemon(wish.home);
  if (daemon !== undefined) {
    if (!(await isMountOf(daemon, wish.mountpoint))) throw alreadyMounted(wish.home, daemon);
    print(`Already mounted at ${daemon.mountpoint} (process ${daemon.pid}).`);
    printNextSteps(daemon);
    const isLate = wish.metrics !== undefined && daemon.metrics === undefined;
    if (isLate) print("  metrics      none: --metrics counts at the mount, so unmount it first");
    if (wish.keep !== undefined) {
      print("  keep         as before: --keep counts at the mount, so unmount it first");
    }
    return;
  }
  await makeMountpoint(wish.mountpoint);
  const options = await toDaemonOptions(wish);
  const info = await findOrCreateHome(wish);
  const started = await launchDaemon(options, child);
  print(`Mounted ${info.fileSystemName} at ${started.mountpoint} (process ${started.pid}).`);
  printNextSteps(started);
  await meetOthers(wish.home);
}

async function findOrCreateHome(wish: UpWish): Promise<HomeInfo> {
  const found = inspectHome(wish.home);
  if (isTrouble(found)) throw troubleToFailure(found);
  if (found !== undefined) return found;
  const name = wish.name ?? (basename(resolve(wish.mountpoint)) || "ivy");
  const info = await createHome({ home: wish.home, name, participant: wish.participant });
  print(createdText(wish.home, info));
  return info;
}

function printNextSteps({ mountpoint, metrics }: DaemonRecord): void {
  const ivy = programWord();
  print(`  work in it   cd ${mountpoint}`);
  print(`  unmount      ${ivy} umount ${mountpoint}`);
  print(`  look         ${ivy} status, ${ivy} log, ${ivy} stats`);
  if (metrics !== undefined) print(`  metrics      ${metrics}`);
  print(`  invite       ${ivy} invite`);
}
