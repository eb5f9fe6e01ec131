// ivy mount --foreground: mounts the file system of a home in this process.
import { runDaemon } from "../daemon/daemon.ts";
import type { DaemonRecord } from "../daemon/daemon-record.ts";
import { openDaemonLog } from "../daemon/log-file.ts";
import { ServingThread } from "../daemon/serving-thread.ts";
import { entryFile } from "../entry-file.ts";
import { print } from "../terminal.ts";
import { checkWish, type MountWish, printMetrics, toDaemonOptions } from "./mount.ts";

export async function mountHere(wish: MountWish): Promise<never> {
  await checkWish(wish);
  const options = await toDaemonOptions(wish);
  const serving =
    options.driver === "linux" ? new ServingThread(entryFile("file-system-thread")) : undefined;
  const log = openDaemonLog(options.home, (line) => void process.stderr.write(`${line}\n`));
  const report = {
    ready: (daemon: DaemonRecord) => {
      print(`Mounted at ${daemon.mountpoint}. Unmount with Ctrl-C or ivy umount.`);
      printMetrics(daemon);
    },
    // The log has told it on this terminal.
    failed: () => {},
  };
  process.exit(await runDaemon({ options, log, report, serving }));
}
