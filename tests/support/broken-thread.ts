// A file-system thread that works until somebody looks up the name "break": then it fails in a way
// that nobody catches, as a mistake of ours would.
import { parentPort, workerData } from "node:worker_threads";
import { isTrouble } from "../../dhash/index.ts";
import type { Outcome, Request } from "../../fs/core/request.ts";
import { mount, Session } from "../../fs/drivers/linux/index.ts";
import type { FromThread, MountOptions } from "../../mount-tool/daemon/thread-messages.ts";
import { ToyVolume } from "./toy-volume.ts";

class BrokenInvariant extends Error {
  override readonly name = "BrokenInvariant";
}

class BreakableVolume extends ToyVolume {
  override perform(request: Request): Outcome {
    if (request.kind === "lookup" && request.name === "break") {
      throw new BrokenInvariant("the tree is not a tree");
    }
    return super.perform(request);
  }
}

const options: MountOptions = workerData;
const mounted = mount(options);
if (isTrouble(mounted)) throw new Error(mounted.message);
const { descriptor, wakeDescriptor } = mounted;
const volume = new BreakableVolume();
const session = new Session({ volume, descriptor, wakeDescriptor, log: () => {} });
const info = {
  fileSystemName: "toy",
  fileSystemId: "",
  participant: "",
  logId: "",
  formatVersion: 1,
};
parentPort?.postMessage({ kind: "mounted", info, wakeDescriptor } satisfies FromThread);
while (session.serve(20, 1000) !== "ended") await new Promise(setImmediate);
parentPort?.postMessage({ kind: "ended", trouble: undefined } satisfies FromThread);
