// ivy mount --foreground: mounts the file system of a home in this process.
import type { DaemonRecord } from "../daemon/daemon-record.ts";
import { ServingThread } from "../daemon/serving-thread.ts";
import { entryFile } from "../entry-file.ts";
import type { MountWish } from "./mount.ts";

export async function mountHere(wish: MountWish): Promise<never> {
  // It loads its program while this thread loads the rest and looks at home and mountpoint.
  const thread = new ServingThread(entryFile("file-system-thread"));
  try {
    return await mountWith(thread, wish);
  } catch (error) {
    await thread.worker.terminate();
    throw error;
  }
}

async function mountWith(thread: ServingThread, wish: MountWish): Promise<never> {
  const { checkWish, printMetrics, toDaemonOptions } = await import("./mount.ts");
  const { runDaemon } = await import("../daemon/daemon.ts");
  const { openDaemonLog } = await import("../daemon/log-file.ts");
  const { print } = await import("../terminal.ts");
  await checkWish(wish);
  const options = await toDaemonOptions(wish);
  const serving = options.driver === "linux" ? thread : undefined;
  if (serving === undefined) await thread.worker.terminate();
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
