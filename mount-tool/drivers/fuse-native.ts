// The fuse-native driver as a mount: libfuse 2 calls back into the main thread.
import { setTimeout as wait } from "node:timers/promises";
import { isTrouble, Trouble } from "../../dhash/core/index.ts";
import { mountFuseNative as mountByLibrary } from "../../fs/drivers/fuse-native/index.ts";
import type { Mount, MountVolumeOptions } from "./mount.ts";
import { withCause } from "./mount.ts";

export async function mountFuseNative(options: MountVolumeOptions): Promise<Mount | Trouble> {
  if (options.habits.consistency === "strict") return notStrict;
  if (options.locks !== undefined) return noLocks;
  const log = (message: string, cause: unknown) => options.log("error", withCause(message, cause));
  const waiting = new WaitingCalls();
  const { fetch, wait: waitFor } = options;
  const mounted = await mountByLibrary({
    mountpoint: options.mountpoint,
    readOnly: options.readOnly,
    allowOther: options.allowOther,
    handler: options.handler,
    log,
    ...(fetch === undefined
      ? {}
      : { fetch: (blocks) => waiting.park((request) => fetch(request, blocks)) }),
    ...(waitFor === undefined
      ? {}
      : { wait: (ticket) => waiting.park((request) => waitFor(request, ticket)) }),
  });
  if (isTrouble(mounted)) return mounted;
  const left = Promise.withResolvers<void>();
  const over = Promise.race([mounted.closed, left.promise]).then(() => "over" as const);
  return {
    wakeDescriptor: undefined,
    leave: () => {
      mounted.leave();
      left.resolve();
    },
    // libfuse 2 takes no notifications; what it remembers is out of date for a second at most.
    differ: () => {},
    resume: (request) => waiting.settle(request, undefined),
    giveUp: (request) =>
      waiting.settle(
        request,
        new Trouble("absent", "its data did not come in time; see: ivy get PATH"),
      ),
    counters: mounted.counters,
    // libfuse 2 sends none.
    notifications: () => ({ waiting: 0, overflows: 0 }),
    serve: async (turn) => {
      let pause = 0;
      while ((await Promise.race([over, wait(pause, "served" as const)])) === "served") {
        // Requests come by the event loop, so that one cannot tell.
        pause = turn(() => true) ? 0 : options.restMilliseconds();
      }
    },
  };
}

const notStrict = new Trouble(
  "failed",
  "the driver fuse-native cannot be strict: libfuse 2 keeps names and attributes for a second. " +
    "Use --driver linux, or --consistency push.",
);

const noLocks = new Trouble(
  "failed",
  "the driver fuse-native cannot share locks. Use --driver linux, or --locks local.",
);

/** Calls that wait for something, each under a name of its own. */
class WaitingCalls {
  readonly #settleByRequest = new Map<string, (trouble: Trouble | undefined) => void>();
  #count = 0;

  park(begin: (request: string) => void): Promise<Trouble | undefined> {
    const { promise, resolve } = Promise.withResolvers<Trouble | undefined>();
    const request = String(++this.#count);
    this.#settleByRequest.set(request, resolve);
    begin(request);
    return promise;
  }

  settle(request: string, trouble: Trouble | undefined): void {
    this.#settleByRequest.get(request)?.(trouble);
    this.#settleByRequest.delete(request);
  }
}
