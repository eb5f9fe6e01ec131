// ivy mount: mounts the file system of a home, in the background or (--foreground) in this process.
import { isTrouble } from "../../dhash/core/index.ts";
import { inspectHome } from "../compose/home-file.ts";
import { findDaemon } from "../daemon/control-client.ts";
import type { DaemonRecord, DriverName } from "../daemon/daemon-record.ts";
import { launchDaemon } from "../daemon/launch.ts";
import type { MountOptions } from "../daemon/thread-messages.ts";
import { entryFile } from "../entry-file.ts";
import { failed, troubleToFailure } from "../failure.ts";
import type { HomeInfo } from "../home-types.ts";
import { prepareMountpoint } from "../mountpoint.ts";
import { print, programWord } from "../terminal.ts";

export interface MountWish {
  readonly home: string;
  readonly mountpoint: string;
  /** Undefined: the one for this platform. */
  readonly driver: DriverName | undefined;
  readonly readOnly: boolean;
  readonly allowOther: boolean;
}

export async function mount(wish: MountWish & { readonly foreground: boolean }): Promise<void> {
  const info = requireHome(wish.home);
  await refuseSecondDaemon(wish.home);
  const options = await toMountOptions(wish);
  if (wish.foreground) {
    await mountHere(options);
    return;
  }
  const daemon = await launchDaemon(options);
  print(`Mounted ${info.fileSystemName} at ${daemon.mountpoint}.`);
  print(`Unmount with: ${programWord()} umount ${daemon.mountpoint}`);
}

/** What lives in the home; a Failure if it holds no file system. */
export function requireHome(home: string): HomeInfo {
  const info = inspectHome(home);
  if (isTrouble(info)) throw troubleToFailure(info);
  if (info !== undefined) return info;
  const next =
    "Create one with ivy up DIRECTORY or ivy init --name NAME, or choose another --home.";
  throw failed({ thing: `home ${home}`, cause: "holds no file system", next });
}

export async function toMountOptions(wish: MountWish): Promise<MountOptions> {
  const driver = wish.driver ?? (process.platform === "linux" ? "linux" : "fuse-native");
  const mountpoint = await prepareMountpoint(wish.mountpoint, wish.home);
  const { home, readOnly, allowOther } = wish;
  return { home, mountpoint, driver, readOnly, allowOther };
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

async function mountHere(options: MountOptions): Promise<never> {
  const { runDaemon } = await import("../daemon/daemon.ts");
  const { openDaemonLog } = await import("../daemon/log-file.ts");
  const log = openDaemonLog(options.home, (line) => void process.stderr.write(`${line}\n`));
  const report = {
    ready: ({ mountpoint }: DaemonRecord) =>
      print(`Mounted at ${mountpoint}. Unmount with Ctrl-C or ivy umount.`),
    // The log has told it on this terminal.
    failed: () => {},
  };
  const threadFile = entryFile("file-system-thread");
  process.exit(await runDaemon({ options, log, report, threadFile }));
}
