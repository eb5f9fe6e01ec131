// ivy mount: mounts the file system of a home, in the background.
import type { ChildProcess } from "node:child_process";
import { findDaemon } from "../daemon/control-client.ts";
import type { DaemonRecord, DriverName } from "../daemon/daemon-record.ts";
import { launchDaemon } from "../daemon/launch.ts";
import type { DaemonOptions } from "../daemon/thread-messages.ts";
import { failed, wronglyUsed } from "../failure.ts";
import type { HabitWish } from "../habits.ts";
import type { HomeInfo } from "../home-types.ts";
import type { KeepSetting } from "../keep-options.ts";
import { parseListenAddress } from "../listen-address.ts";
import { makeMountpoint, prepareMountpoint } from "../mountpoint.ts";
import type { NetworkOptions } from "../network-options.ts";
import { print, programWord } from "../terminal.ts";
import { meetOthers } from "./meet-others.ts";
import { requireHome } from "./require-home.ts";

export interface MountWish {
  readonly home: string;
  readonly mountpoint: string;
  /** Undefined: the one for this platform. */
  readonly driver: DriverName | undefined;
  readonly readOnly: boolean;
  readonly allowOther: boolean;
  /** Where to serve figures for Prometheus, as typed. */
  readonly metrics: string | undefined;
  readonly network: NetworkOptions;
  /** Undefined: as last time. */
  readonly keep: KeepSetting | undefined;
  readonly habits: HabitWish;
}

/** `child`: a daemon's process that was started before. */
export async function mount(wish: MountWish, child: ChildProcess | undefined): Promise<void> {
  const info = await checkWish(wish);
  const daemon = await launchDaemon(await toDaemonOptions(wish), child);
  print(`Mounted ${info.fileSystemName} at ${daemon.mountpoint}.`);
  print(`Unmount with: ${programWord()} umount ${daemon.mountpoint}`);
  printMetrics(daemon);
  await meetOthers(wish.home);
}

/** Makes the mountpoint, too. A Failure says what is in the way. */
export async function checkWish(wish: MountWish): Promise<HomeInfo> {
  checkWords(wish);
  const info = requireHome(wish.home);
  await refuseSecondDaemon(wish.home);
  await makeMountpoint(wish.mountpoint);
  return info;
}

export async function toDaemonOptions(wish: MountWish): Promise<DaemonOptions> {
  const metrics = wish.metrics === undefined ? undefined : parseListenAddress(wish.metrics);
  const driver = driverOf(wish);
  const mountpoint = await prepareMountpoint(wish.mountpoint, wish.home);
  const { home, readOnly, allowOther, network, keep, habits } = wish;
  return { home, mountpoint, driver, readOnly, allowOther, metrics, network, keep, habits };
}

async function refuseSecondDaemon(home: string): Promise<void> {
  const daemon = await findDaemon(home);
  if (daemon !== undefined) throw alreadyMounted(home, daemon);
}

export function alreadyMounted(home: string, daemon: DaemonRecord): Error {
  const cause = `already mounted at ${daemon.mountpoint} by process ${daemon.pid}`;
  const next = `Unmount it first (ivy umount ${daemon.mountpoint}), or use another --home.`;
  return failed({ thing: `home ${home}`, cause, next });
}

/** Wrong words are told before anything is done. */
export function checkWords(wish: MountWish): void {
  const { metrics, readOnly, habits } = wish;
  if (metrics !== undefined) parseListenAddress(metrics);
  const why = readOnly
    ? "asks others, and a mount with --read-only is not connected with them"
    : driverOf(wish) === "fuse-native"
      ? "is for the driver linux, not for fuse-native"
      : undefined;
  if (why === undefined) return;
  const rest = { cause: why, next: "Leave out one of the two." };
  if (habits.consistency === "strict")
    throw wronglyUsed({ thing: "--consistency strict", ...rest });
  if (habits.locks === "shared") throw wronglyUsed({ thing: "--locks shared", ...rest });
}

function driverOf({ driver }: MountWish): DriverName {
  return driver ?? (process.platform === "linux" ? "linux" : "fuse-native");
}

export function printMetrics({ metrics }: DaemonRecord): void {
  if (metrics !== undefined) print(`Metrics at ${metrics}`);
}
