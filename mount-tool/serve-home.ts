// Serves one home: opens it, mounts it, answers the kernel until the mount is gone, closes it. Runs
// on the file-system thread, or, for a driver that cannot work there, on the main thread; it is
// spoken with through a port either way. What is not expected is thrown: the mount is then
// detached.
import { flushCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";
import type { MessagePort } from "node:worker_threads";
import { isTrouble, type Trouble } from "../dhash/core/index.ts";
import { isOfBlocks, openHome } from "./compose.ts";
import { threadFigures } from "./daemon/process-figures.ts";
import type { FromThread, MountOptions, ThreadReport, ToThread } from "./daemon/thread-messages.ts";
import type { Mount } from "./drivers/mount.ts";
import { mountVolume } from "./drivers.ts";
import { HeardMessages } from "./heard-messages.ts";
import type { LogLevel, OpenHome } from "./home-types.ts";
import type { ToSharing } from "./sharing-messages.ts";
import { beginSlice } from "./slice.ts";
import { letYoungHeapGrow } from "./young-heap.ts";

/**
 * The next collection comes when the heap is half as large again as after the last one. By itself
 * V8 lets it grow four times as large where the machine has room, and what a walk through a big
 * tree has let go fills a gigabyte.
 */
export const heapGrowth = "--heap-growing-percent=50";

const movedBytesMin = 16 * 1024;

/** How long it may sleep where nobody else is heard of. */
const idleMilliseconds = 1000;

export async function serveHome(options: MountOptions, port: MessagePort): Promise<void> {
  setFlagsFromString(heapGrowth);
  const say = (message: FromThread) => port.postMessage(message, movedOf(message));
  const log = (level: LogLevel, message: string) => say({ kind: "log", level, message });
  const home = await openHome({ ...options, log, say });
  if (isTrouble(home)) return end(port, { kind: "failed", message: home.message });

  const { volume, shared, habits } = home;
  const heard = new HeardMessages<ToSharing>((message) => {
    shared?.hear(message);
    letGo(message);
  });
  const mount = await mountVolume({
    ...{ ...options, volume, log, habits },
    handler: shared?.handler ?? volume,
    fetch: shared && ((request, blocks) => shared.fetch(request, blocks)),
    wait: shared && ((request, ticket) => shared.agreeing.wait(request, ticket)),
    abandon: shared && ((request) => shared.agreeing.abandon(request)),
    locks: shared?.agreeing.locks,
    restMilliseconds: () => (heard.size > 0 ? 0 : (shared?.restMilliseconds ?? idleMilliseconds)),
  });
  if (isTrouble(mount)) {
    await home.close();
    return end(port, { kind: "failed", message: mount.message });
  }
  port.on("message", (message: ToThread) => {
    if (message.kind === "leave") return mount.leave();
    if (message.kind !== "report") return heard.add(message);
    say({ kind: "report", id: message.id, report: report(home, mount) });
  });
  const { counters, wakeDescriptor } = mount;
  const { cells, names } = counters;
  say({
    kind: "mounted",
    info: home.info,
    wakeDescriptor,
    counters: { cells, names },
    report: report(home, mount),
  });
  letYoungHeapGrow();
  shared?.serve(mount);
  // A thread that is killed some day would never keep what it has compiled.
  flushCompileCache();
  end(port, { kind: "ended", trouble: (await serveUntilUnmounted(home, mount, heard))?.message });
}

/** Frames are in memory of their own: large ones change hands, small ones are copied sooner. */
function movedOf(message: FromThread): readonly ArrayBuffer[] {
  if (message.kind !== "frame" || message.bytes.length < movedBytesMin) return [];
  const { buffer } = message.bytes;
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}

/**
 * What a frame of a block brought is stored. Its memory goes at once: where megabytes wait for the
 * garbage collector, that goes through the whole heap for each 64 of them.
 */
function letGo(message: ToSharing): void {
  if (message.kind !== "frame" || message.bytes.length < movedBytesMin) return;
  const { buffer } = message.bytes;
  if (isOfBlocks(message.bytes) && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

function report(home: OpenHome, mount: Mount): ThreadReport {
  return {
    volume: home.status(),
    home: home.figures(),
    thread: threadFigures(),
    notifications: mount.notifications(),
  };
}

async function serveUntilUnmounted(
  home: OpenHome,
  mount: Mount,
  heard: HeardMessages<ToSharing>,
): Promise<Trouble | undefined> {
  await mount.serve((isAwaited) => {
    const isMore = heard.turn(beginSlice(() => performance.now(), isAwaited));
    return home.turn(isAwaited) || isMore;
  });
  return home.close();
}

function end(port: MessagePort, last: FromThread): void {
  port.postMessage(last);
  port.close();
}
