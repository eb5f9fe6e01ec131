// The daemon: one mounted home. This main thread holds the lock, the log, the control socket and
// the signals; the file-system thread serves the kernel. The daemon ends when the mount is gone,
// whoever took it away: the control socket, a signal, umount(8), or a crash of the file-system
// thread.
import { flushCompileCache } from "node:module";
import { isTrouble, type Trouble } from "../../dhash/core/index.ts";
import { unmountVolume } from "../drivers.ts";
import { failureText } from "../failure.ts";
import { lockHome } from "../home-lock.ts";
import { controlSocketPlace, daemonLogPath } from "../home-paths.ts";
import type { HomeInfo } from "../home-types.ts";
import type { ListenAddress } from "../listen-address.ts";
import type { ControlReply, ControlRequest } from "./control-protocol.ts";
import { serveControl } from "./control-server.ts";
import { type DaemonRecord, removeDaemonRecord, writeDaemonRecord } from "./daemon-record.ts";
import { FiguresSource } from "./figures-source.ts";
import type { Log } from "./log-file.ts";
import type { MetricsServer } from "./metrics-server.ts";
import { registerMount, unregisterMount } from "./mount-register.ts";
import type { ServingThread } from "./serving-thread.ts";
import { DaemonSharing } from "./sharing.ts";
import { type ThreadEnd, ThreadHandle } from "./thread-handle.ts";
import type { DaemonOptions } from "./thread-messages.ts";
import {
  type MountHolder,
  unmountFirmly,
  unmountInAnyCase,
  unmountPolitely,
} from "./unmounting.ts";

export interface StartReport {
  ready(daemon: DaemonRecord): void;
  /** The daemon could not start; nothing is mounted. */
  failed(message: string): void;
}

/** Exit status. */
export type DaemonStatus = 0 | 1;

export interface DaemonWish {
  readonly options: DaemonOptions;
  readonly log: Log;
  readonly report: StartReport;
  /** Undefined for a driver that works on the main thread only. */
  readonly serving: ServingThread | undefined;
}

/**
 * Runs until the mount is gone. The caller ends the process then: a crashed thread may have left
 * things open.
 */
export async function runDaemon(wish: DaemonWish): Promise<DaemonStatus> {
  const { options, log, report, serving } = wish;
  const refuse = (message: string): DaemonStatus => {
    log("error", message);
    report.failed(message);
    return 1;
  };
  const lock = lockHome(options.home);
  if (isTrouble(lock)) return refuse(lock.message);
  const metrics = await openMetrics(options.metrics);
  if (isTrouble(metrics)) return refuse(metrics.message);
  log("info", `mounting ${options.home} at ${options.mountpoint} with driver ${options.driver}`);
  const thread = new ThreadHandle({ options, log, serving });
  const start = await thread.started;
  if (start.kind === "failed") return refuse(start.message);

  const holder: MountHolder = { options, thread, log };
  const sharing = new DaemonSharing({ ...options, thread, log });
  const daemon: RunningDaemon = {
    holder,
    sharing,
    info: start.info,
    record: describe(options, metrics?.url),
    figures: new FiguresSource(options.home, thread, start),
    over: Promise.withResolvers(),
  };
  const place = controlSocketPlace(options.home, process.env);
  const server = await serveControl(place, (request) => answer(daemon, request));
  if (isTrouble(server)) {
    await unmountFirmly(holder);
    await thread.ended;
    return refuse(server.message);
  }
  stopOnSignals(holder);
  writeDaemonRecord(options.home, daemon.record);
  registerMount(options.mountpoint, options.home, process.env);
  metrics?.publish(() => daemon.figures.gather());
  report.ready(daemon.record);
  flushCompileCache();

  const trouble = await settle(holder, await ended(thread, sharing));
  removeDaemonRecord(options.home);
  unregisterMount(options.mountpoint, process.env);
  lock.release();
  metrics?.close();
  daemon.over.resolve(trouble);
  await server.close();
  return trouble === undefined ? 0 : 1;
}

/** Nobody is told anything any more either. */
async function ended(thread: ThreadHandle, sharing: DaemonSharing): Promise<ThreadEnd> {
  const end = await thread.ended;
  await sharing.close();
  return end;
}

interface RunningDaemon {
  readonly holder: MountHolder;
  readonly sharing: DaemonSharing;
  readonly info: HomeInfo;
  readonly record: DaemonRecord;
  readonly figures: FiguresSource;
  /** Resolved when the home is free again, with what went wrong at the end. */
  readonly over: PromiseWithResolvers<string | undefined>;
}

/** The server's code is loaded only where somebody wants it. */
async function openMetrics(
  address: ListenAddress | undefined,
): Promise<MetricsServer | Trouble | undefined> {
  if (address === undefined) return undefined;
  const { serveMetrics } = await import("./metrics-server.ts");
  return serveMetrics(address);
}

function describe(options: DaemonOptions, metrics: string | undefined): DaemonRecord {
  return {
    pid: process.pid,
    mountpoint: options.mountpoint,
    driver: options.driver,
    readOnly: options.readOnly,
    started: new Date().toISOString(),
    controlSocket: controlSocketPlace(options.home, process.env).path,
    metrics,
  };
}

async function answer(daemon: RunningDaemon, request: ControlRequest): Promise<ControlReply> {
  if (request.kind === "stop") return stop(daemon, request.lazy);
  if (request.kind !== "status") return daemon.sharing.answer(request);
  const { record, info, figures } = daemon;
  return { kind: "status", daemon: record, info, ...(await figures.gather()) };
}

async function stop({ holder, over }: RunningDaemon, lazy: boolean): Promise<ControlReply> {
  const trouble = await (lazy ? unmountFirmly(holder) : unmountPolitely(holder));
  if (trouble !== undefined) return { kind: "failed", message: trouble.message };
  const atEnd = await over.promise;
  return atEnd === undefined ? { kind: "stopped" } : { kind: "failed", message: atEnd };
}

// The first signal unmounts, a second one does not wait for those who use the mount.
function stopOnSignals(holder: MountHolder): void {
  let signals = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    holder.log("info", `received ${signal}`);
    if (++signals === 1) void unmountInAnyCase(holder, () => signals > 1);
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, onSignal);
}

// Undefined when everything is saved and the mount is gone; otherwise what went wrong.
async function settle({ options, log }: MountHolder, end: ThreadEnd): Promise<string | undefined> {
  if (end.kind === "crashed") {
    log("error", `the file-system thread failed, the mount is taken away: ${end.why}`);
    const trouble = await unmountVolume({ ...options, lazy: true });
    if (trouble !== undefined) log("error", trouble.message);
    const next = `Look into ${daemonLogPath(options.home)}.`;
    return failureText({
      thing: `mount ${options.mountpoint}`,
      cause: "the file system failed",
      next,
    });
  }
  if (end.trouble !== undefined) {
    log("error", end.trouble);
    return end.trouble;
  }
  log("info", `unmounted ${options.mountpoint}`);
  return undefined;
}
