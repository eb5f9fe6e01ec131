// The process that `ivy mount` and `ivy up` leave in the background. Its parent passes the options
// as its argument and hears through the IPC channel how the start went; after that it is on its
// own.
import { closeSync, openSync } from "node:fs";
import { unmountVolume } from "../drivers.ts";
import { entryFile } from "../entry-file.ts";
import { errorText } from "../failure.ts";
import { runDaemon, type StartReport } from "./daemon.ts";
import { openDaemonLog } from "./log-file.ts";
import { decodeDaemonOptions, type StartMessage } from "./start-messages.ts";

process.title = "ivy";
process.umask(0o077);
const options = decodeDaemonOptions(process.argv[2]);
if (options === undefined) {
  await tell({
    kind: "failed",
    message: "daemon: started without its options. Use ivy mount or ivy up.",
  });
  process.exit(2);
}
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
const threadFile = entryFile("file-system-thread");
const status = await runDaemon({ options, log, report, threadFile });
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

function tell(message: StartMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) return resolve();
    process.send(message, () => {
      if (process.connected) process.disconnect();
      resolve();
    });
  });
}
