// Starts a daemon in the background, in a session of its own, and waits until its mount is live or
// it says why not.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { entryFile } from "../entry-file.ts";
import { errorText, Failure, failed } from "../failure.ts";
import { daemonLogPath } from "../home-paths.ts";
import { openWaitingLine } from "../terminal.ts";
import type { DaemonRecord } from "./daemon-record.ts";
import { encodeDaemonOptions, isStartMessage, type StartMessage } from "./start-messages.ts";
import type { DaemonOptions } from "./thread-messages.ts";

/**
 * Opening a home whose snapshots are lost folds all its records again; beyond this something hangs.
 */
const startSecondsMax = 300;

export async function launchDaemon(options: DaemonOptions): Promise<DaemonRecord> {
  const child = start(options);
  const interrupted = () => child.kill("SIGKILL");
  process.once("SIGINT", interrupted);
  const waiting = openWaitingLine(`mounting at ${options.mountpoint}`);
  try {
    const message = await hear(child, daemonLogPath(options.home));
    if (message.kind === "failed") throw new Failure(message.message);
    return message.daemon;
  } finally {
    waiting.end();
    process.removeListener("SIGINT", interrupted);
    if (child.connected) child.disconnect();
    child.unref();
  }
}

// What the runtime itself prints on a crash goes into the log as well.
function start(options: DaemonOptions): ChildProcess {
  const log = openLog(daemonLogPath(options.home));
  try {
    return spawn(
      process.execPath,
      [entryFile("daemon/daemon-main"), encodeDaemonOptions(options)],
      {
        detached: true,
        cwd: "/",
        stdio: ["ignore", log, log, "ipc"],
      },
    );
  } finally {
    closeSync(log);
  }
}

function openLog(path: string): number {
  try {
    return openSync(path, "a", 0o600);
  } catch (error) {
    const next = "Make room, or make the home writable.";
    throw failed({ thing: path, cause: `cannot be written (${errorText(error)})`, next });
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
    child.once("error", (error) => fail(`could not be started (${error.message})`));
    // Only when the channel is closed as well is it certain that no message is still on its way.
    const disconnected = new Promise((closed) => child.once("disconnect", closed));
    child.once("exit", (code, signal) => {
      void disconnected.then(() =>
        fail(`ended with ${signal ?? `status ${code}`} before it had mounted`),
      );
    });
  });
}
