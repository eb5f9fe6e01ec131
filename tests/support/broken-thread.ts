// A file-system thread that works until somebody looks up the name "break": then it fails in a way
// that nobody catches, as a mistake of ours would. At "hang" it stops for ever.
import { parentPort, workerData } from "node:worker_threads";
import { BrokenInvariant, isTrouble } from "../../dhash/core/index.ts";
import type { Outcome, Request } from "../../fs/core/request.ts";
import { makeOpcodeCounters, mount, Session } from "../../fs/drivers/linux/index.ts";
import { hearStart } from "../../mount-tool/daemon/serving-thread.ts";
import type { FromThread } from "../../mount-tool/daemon/thread-messages.ts";
import { sampleFigures } from "./sample-figures.ts";
import { ToyVolume } from "./toy-volume.ts";

class BreakableVolume extends ToyVolume {
  override perform(request: Request): Outcome {
    if (request.kind === "lookup" && request.name === "break") {
      throw new BrokenInvariant("the tree is not a tree");
    }
    if (request.kind === "lookup" && request.name === "hang") {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    return super.perform(request);
  }
}

const options = await hearStart(workerData);
const mounted = mount(options);
if (isTrouble(mounted)) throw new Error(mounted.message);
const { descriptor, wakeDescriptor } = mounted;
const volume = new BreakableVolume();
const counters = makeOpcodeCounters();
const session = new Session({ volume, descriptor, wakeDescriptor, counters, log: () => {} });
const info = {
  fileSystemName: "toy",
  fileSystemId: "",
  participant: "",
  logId: "",
  formatVersion: 1,
};
const { caches, snapshot, notifications, fileSystemThread: thread } = sampleFigures;
const report = {
  volume: {
    head: undefined,
    inodes: 1,
    storedBytes: 0,
    journalBytes: 0,
    blocks: 0,
  },
  home: { caches, snapshot },
  thread,
  notifications,
};
const { cells, names } = counters;
parentPort?.postMessage({
  kind: "mounted",
  info,
  wakeDescriptor,
  counters: { cells, names },
  report,
} satisfies FromThread);
while (session.serve(20, 1000) !== "ended") await new Promise(setImmediate);
parentPort?.postMessage({ kind: "ended", trouble: undefined } satisfies FromThread);
