// Mounts the Volume through fuse-native and serves it in the event loop of the main thread, until
// it is unmounted by us or by somebody else. fuse-native answers on libuv's default loop
// whichever thread has mounted (uv_default_loop in fuse-native.c), so that a mount made in a
// worker thread would run the worker's functions on the main thread.
import { isMainThread } from "node:worker_threads";
import type { BlockKey } from "../../../dhash/core/index.ts";
import { isTrouble, Trouble } from "../../../dhash/core/index.ts";
import type { RequestHandler } from "../../ports.ts";
import type { SharedCounters } from "../request-counters.ts";
import type { NativeBinding, NativeHandler } from "./binding.ts";
import { loadBinding, operationsMax } from "./binding.ts";
import { Dispatcher } from "./dispatcher.ts";
import { lingerMillisecondsMax, mountMillisecondsMax } from "./limits.ts";
import { mountOptions } from "./mount-options.ts";
import { checkMountpoint } from "./mountpoint.ts";
import { byteNames, utf8Names } from "./names.ts";
import { makeOperations } from "./operations.ts";
import { listDevices, watchSession } from "./session-watch.ts";
import { initTranslation, translations } from "./translations.ts";
import { unmountBy } from "./unmount.ts";

export interface FuseNativeOptions {
  /** An empty directory. */
  readonly mountpoint: string;
  /** Users other than the one who mounts may use it; permissions are checked either way. */
  readonly allowOther: boolean;
  readonly readOnly: boolean;
  readonly handler: RequestHandler;
  /** Told once for each kind of mistake, not for each request. */
  readonly log: (message: string, cause: unknown) => void;
  /** Fetches blocks that are not on this machine, within a deadline of its own. Absent: such
   *  requests get EIO. */
  readonly fetch?: (blocks: readonly BlockKey[]) => Promise<Trouble | undefined>;
  /** Waits for the turn of this ticket. Absent: such requests get EIO. */
  readonly wait?: (ticket: number) => Promise<Trouble | undefined>;
}

export interface FuseNativeMount {
  /** Detaches the mount even if it is in use, and says so by a Trouble. */
  unmount(): Promise<Trouble | undefined>;
  /** From now on the Volume is not asked, and who still uses a detached mount gets EIO. */
  leave(): void;
  /** Resolves when the Volume is not asked any more, whoever unmounted. */
  readonly closed: Promise<void>;
  /** To be called after others' records have changed the tree: paths may lead elsewhere. */
  invalidate(): void;
  /** Calls from the kernel, by name. */
  readonly counters: SharedCounters;
}

/** Native threads may still look at these after the session's end. */
const keptForProcess: unknown[] = [];

export async function mountFuseNative(
  options: FuseNativeOptions,
): Promise<FuseNativeMount | Trouble> {
  if (!isMainThread) {
    return new Trouble(
      "failed",
      "the driver fuse-native works on the main thread only; mount from there",
    );
  }
  const binding = loadBinding();
  if (isTrouble(binding)) return binding;
  const mountpoint = await checkMountpoint(options.mountpoint);
  if (isTrouble(mountpoint)) return mountpoint;
  const owner = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  const platform = process.platform;
  const names = platform === "linux" ? byteNames : utf8Names;
  const operations = makeOperations({ handler: options.handler, names, owner });
  const { log, fetch, wait } = options;
  const dispatcher = new Dispatcher({ operations, log, fetch, wait });
  const { readOnly, allowOther } = options;
  const text = mountOptions({ platform, readOnly, allowOther, asRoot: owner.uid === 0 });
  const started = await start(binding, { mountpoint, dispatcher, options: text });
  if (isTrouble(started)) return started;
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    dispatcher.close();
    binding.unmount(mountpoint, started.thread);
    resolve();
  };
  watchSession({ mountpoint, device: started.device }, end);
  return {
    closed,
    leave: end,
    unmount: () => unmountAndWait(mountpoint, closed, end),
    invalidate: operations.invalidate,
    counters: dispatcher.counters,
  };
}

interface Start {
  readonly mountpoint: string;
  readonly dispatcher: Dispatcher;
  readonly options: string;
}

interface Started {
  readonly thread: Uint8Array;
  readonly device: number | undefined;
}

/** Resolves when the kernel has sent its first request. */
async function start(binding: NativeBinding, wanted: Start): Promise<Started | Trouble> {
  const { mountpoint, dispatcher, options } = wanted;
  const thread = Buffer.alloc(binding.threadBytes);
  const { promise: ready, resolve } = Promise.withResolvers<"ready">();
  const table = handlerTable(binding, dispatcher, () => resolve("ready"));
  const allocate = (bytes: number): Uint8Array => keep(Buffer.alloc(bytes));
  keptForProcess.push(thread, table, allocate);
  const before = listDevices();
  try {
    binding.mount({ mountpoint, options, thread, allocate, ...table });
  } catch (error) {
    binding.unmount(mountpoint, thread);
    const why = "libfuse has said why on the error output (is /dev/fuse there and may you use it?)";
    return new Trouble("failed", `mounting on ${mountpoint} failed: ${why}`, error);
  }
  const device = listDevices().find((each) => !before.includes(each));
  if ((await within(mountMillisecondsMax, ready)) === "ready") return { thread, device };
  await unmountBy(mountpoint, { lazily: true });
  dispatcher.close();
  binding.unmount(mountpoint, thread);
  return new Trouble(
    "failed",
    `mounting on ${mountpoint} failed: the kernel sent no request in time`,
  );
}

function keep<T>(value: T): T {
  keptForProcess.push(value);
  return value;
}

function handlerTable(
  binding: NativeBinding,
  dispatcher: Dispatcher,
  ready: () => void,
): { readonly handlers: NativeHandler[]; readonly served: Uint32Array } {
  const handlers = new Array<NativeHandler>(operationsMax).fill(() => {});
  const served = new Uint32Array(operationsMax);
  for (const [name, translation] of Object.entries({ ...translations, init: initTranslation })) {
    const operation = binding.operation(name);
    const signal = binding.signal(name);
    if (operation === undefined || signal === undefined) continue;
    const handler = dispatcher.handler(name, translation, signal);
    handlers[operation] = (...values) => {
      handler(...values);
      if (name === "init") ready();
    };
    served[operation] = 1;
  }
  return { handlers, served };
}

async function unmountAndWait(
  mountpoint: string,
  closed: Promise<void>,
  end: () => void,
): Promise<Trouble | undefined> {
  const ended = closed.then(() => "ended" as const);
  if ((await within(0, ended)) === "ended") return undefined;
  const busy = await unmountBy(mountpoint, { lazily: false });
  if (busy === undefined) return waitFor(ended, mountpoint);
  if ((await within(lingerMillisecondsMax, ended)) === "ended") return undefined;
  const trouble = await unmountBy(mountpoint, { lazily: true });
  if (trouble !== undefined) return trouble;
  if ((await within(lingerMillisecondsMax, ended)) === "ended") return undefined;
  end();
  const what = "programs still have files open there, which now give errors";
  return new Trouble("busy", `${mountpoint} was in use and has been detached: ${what}`);
}

async function waitFor(ended: Promise<"ended">, mountpoint: string): Promise<Trouble | undefined> {
  if ((await within(mountMillisecondsMax, ended)) === "ended") return undefined;
  return new Trouble("failed", `${mountpoint} is unmounted, but its session does not end`);
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
