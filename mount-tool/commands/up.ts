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
import { homeWords } from "../home-paths.ts";
import type { HomeInfo } from "../home-types.ts";
import { isMountOf, makeMountpoint } from "../mountpoint.ts";
import { print, programWord } from "../terminal.ts";
import { checkName, checkParticipant, createdText, createHome } from "./init.ts";
import { meetOthers } from "./meet-others.ts";
import { alreadyMounted, checkWords, type MountWish, toDaemonOptions } from "./mount.ts";

export interface UpWish extends MountWish {
  readonly name: string | undefined;
  readonly participant: string | undefined;
}

/** `child`: a daemon's process that was started before. */
export async function up(wish: UpWish, child: ChildProcess | undefined): Promise<void> {
  checkWords(wish);
  if (wish.name !== undefined) checkName("--name", wish.name);
  if (wish.participant !== undefined) await checkParticipant("--participant", wish.participant);
  const daemon = await findDaemon(wish.home);
  if (daemon !== undefined) {
    if (!(await isMountOf(daemon, wish.mountpoint))) throw alreadyMounted(wish.home, daemon);
    print(`Already mounted at ${daemon.mountpoint} (process ${daemon.pid}).`);
    printNextSteps(wish.home, daemon);
    for (const line of passedOver(wish, daemon)) print(line);
    return;
  }
  await makeMountpoint(wish.mountpoint);
  const options = await toDaemonOptions(wish);
  const info = await findOrCreateHome(wish);
  const started = await launchDaemon(options, child);
  print(`Mounted ${info.fileSystemName} at ${started.mountpoint} (process ${started.pid}).`);
  printNextSteps(wish.home, started);
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

function printNextSteps(home: string, { mountpoint, metrics }: DaemonRecord): void {
  const [ivy, words] = [programWord(), homeWords(home)];
  const look = ["status", "log", "stats"].map((command) => `${ivy} ${command}${words}`);
  print(`  work in it   cd ${mountpoint}`);
  print(`  unmount      ${ivy} umount ${mountpoint}`);
  print(`  look         ${look.join(", ")}`);
  if (metrics !== undefined) print(`  metrics      ${metrics}`);
  print(`  invite       ${ivy} invite${words}`);
}

/** What was asked for and counts at the mount only. */
function passedOver(wish: UpWish, daemon: DaemonRecord): readonly string[] {
  const { habits, network, driver, keep, metrics } = wish;
  const isOtherDriver = driver !== undefined && driver !== daemon.driver;
  const asked: readonly (readonly [label: string, is: string, option: string, boolean])[] = [
    ["metrics", "none", "--metrics", metrics !== undefined && daemon.metrics === undefined],
    ["keep", "as before", "--keep", keep !== undefined],
    ["consistency", "as before", "--consistency", habits.consistency !== undefined],
    ["locks", "as before", "--locks", habits.locks !== undefined],
    ["listen", "as before", "--listen", network.listen.length > 0],
    ["announce", "as before", "--announce", network.announce.length > 0],
    ["nearby", "as before", "--no-nearby", !network.isFoundNearby],
    ["driver", daemon.driver, "--driver", isOtherDriver],
    ["others", "as before", "--allow-other", wish.allowOther],
  ];
  return asked.flatMap(([label, is, option, isAsked]) => {
    const why = `${option} counts at the mount, so unmount it first`;
    return isAsked ? [`  ${label.padEnd(12)} ${is}: ${why}`] : [];
  });
}
