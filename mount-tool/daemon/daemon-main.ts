// The process that `ivy mount` and `ivy up` leave in the background. Through the IPC channel its
// parent says what to serve, and hears how the start went; after that it is on its own.
import { closeSync, openSync } from "node:fs";
import { entryFile } from "../entry-file.ts";
import { errorText } from "../failure.ts";
import type { StartReport } from "./daemon.ts";
import { ServingThread } from "./serving-thread.ts";
import { isDaemonOptions, type StartMessage } from "./start-messages.ts";
import type { DaemonOptions } from "./thread-messages.ts";

process.title = "ivy";
process.umask(0o077);
const heard = hearOptions();
const thread = new ServingThread(entryFile("file-system-thread"));
// While that thread loads its program.
const { openDaemonLog } = await import("./log-file.ts");
const { unmountVolume } = await import("../drivers.ts");
const { runDaemon } = await import("./daemon.ts");
const options = await heard;
if (options === undefined) process.exit(2);
const serving = options.driver === "linux" ? thread : undefined;
if (serving === undefined) void thread.worker.terminate();
const log = openDaemonLog(options.home, undefined);
process.on("uncaughtException", (error) => {
  log("error", `failed: ${error.stack ?? errorText(error)}`);
  const end = () => leave(1);
  unmountVolume({ ...options, lazy: true }).then(end, end);
});
let told = Promise.resolve();
const report: StartReport = {
  ready: (daemon) => {
    told = tell({ kind: "ready", daemon });
  },
  failed: (message) => {
    told = tell({ kind: "failed", message });
  },
};
const status = await runDaemon({ options, log, report, serving });
await told;
leave(status);

/**
 * At exit koffi syncs standard output and error, which are the log here, and waits for itself for
 * ever if that fails. They are taken off a disk that may have failed before.
 */
function leave(status: number): never {
  for (const descriptor of [1, 2]) {
    closeSync(descriptor);
    openSync("/dev/null", "a"); // gets the lowest number that is free: the one just closed
  }
  process.exit(status);
}

/** Undefined when the command has changed its mind, or this was started by hand. */
function hearOptions(): Promise<DaemonOptions | undefined> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve(undefined);
    const gone = () => resolve(undefined);
    process.once("disconnect", gone);
    process.once("message", (message: unknown) => {
      process.off("disconnect", gone);
      resolve(isDaemonOptions(message) ? message : undefined);
    });
  });
}

function tell(message: StartMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) return resolve();
    process.send(message, () => {
      if (process.connected) process.disconnect();
      resolve();
    });
  });
}
