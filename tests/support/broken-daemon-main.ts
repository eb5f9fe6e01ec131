// node broken-daemon-main.ts HOME MOUNTPOINT: a daemon whose file-system thread can be broken.
import { join } from "node:path";
import { runDaemon } from "../../mount-tool/daemon/daemon.ts";
import { openDaemonLog } from "../../mount-tool/daemon/log-file.ts";
import { ServingThread } from "../../mount-tool/daemon/serving-thread.ts";

const [, , home = "", mountpoint = ""] = process.argv;
const log = openDaemonLog(home, undefined);
const metrics = { host: "127.0.0.1", port: 0 };
const flags = { driver: "linux", readOnly: false, allowOther: false, habits: {} } as const;
const network = { listen: [], announce: [], isFoundNearby: false };
const options = { home, mountpoint, ...flags, metrics, network };
const report = {
  ready: () => process.stdout.write("ready\n"),
  failed: (message: string) => process.stderr.write(`${message}\n`),
};
const serving = new ServingThread(join(import.meta.dirname, "broken-thread.ts"));
process.exit(await runDaemon({ options, log, report, serving }));
