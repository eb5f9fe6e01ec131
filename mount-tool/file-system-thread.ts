// The file-system thread: a worker of the daemon that serves its home.
import { parentPort, workerData } from "node:worker_threads";
import { serveHome } from "./serve-home.ts";

if (parentPort !== null) await serveHome(workerData, parentPort);
