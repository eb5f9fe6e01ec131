// Tells a daemon's process what to serve, and waits until its mount is live or it says why not.
import type { ChildProcess } from "node:child_process";
import { Failure, failed } from "../failure.ts";
import { daemonLogPath } from "../home-paths.ts";
import { openWaitingLine } from "../terminal.ts";
import { startDaemonProcess } from "./daemon-process.ts";
import type { DaemonRecord } from "./daemon-record.ts";
import { isStartMessage, type StartMessage } from "./start-messages.ts";
import type { DaemonOptions } from "./thread-messages.ts";

/**
 * Opening a home whose snapshots are lost folds all its records again; beyond this something hangs.
 */
const startSecondsMax = 300;

/** `child`: one that was started before; without it one is started now. */
export async function launchDaemon(
  options: DaemonOptions,
  child: ChildProcess = startDaemonProcess(options.home),
): Promise<DaemonRecord> {
  const interrupted = () => child.kill("SIGKILL");
  process.once("SIGINT", interrupted);
  const waiting = openWaitingLine(`mounting at ${options.mountpoint}`);
  try {
    const heard = hear(child, daemonLogPath(options.home));
    // A process that has ended is told of by its end.
    child.send(options, () => {});
    const message = await heard;
    if (message.kind === "failed") throw new Failure(message.message);
    return message.daemon;
  } finally {
    waiting.end();
    process.removeListener("SIGINT", interrupted);
    if (child.connected) child.disconnect();
    child.unref();
  }
}

function hear(child: ChildProcess, logPath: string): Promise<StartMessage> {
  const next = `Look into ${logPath}.`;
  return new Promise((resolve, reject) => {
    const fail = (cause: string) => {
      clearTimeout(timer);
      reject(failed({ thing: "daemon", cause, next }));
    };
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(`not mounted after ${startSecondsMax} s, and stopped`);
    }, startSecondsMax * 1000);
    child.once("message", (message: unknown) => {
      clearTimeout(timer);
      if (isStartMessage(message)) resolve(message);
      else fail("gave an answer that makes no sense");
    });
    if (child.pid === undefined) fail(`could not be started from ${process.execPath}`);
    // Only when the channel is closed as well is it certain that no message is still on its way.
    const disconnected = child.connected
      ? new Promise((closed) => child.once("disconnect", closed))
      : Promise.resolve();
    const ended = (code: number | null, signal: string | null) => {
      void disconnected.then(() =>
        fail(`ended with ${signal ?? `status ${code}`} before it had mounted`),
      );
    };
    if (child.exitCode === null && child.signalCode === null) child.once("exit", ended);
    else ended(child.exitCode, child.signalCode);
  });
}
