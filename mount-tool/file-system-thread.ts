// The file-system thread: a worker of the daemon that serves its home.
import { parentPort, workerData } from "node:worker_threads";
import { hearStart } from "./daemon/serving-thread.ts";
import { serveHome } from "./serve-home.ts";

if (parentPort !== null) await serveHome(await hearStart(workerData), parentPort);
