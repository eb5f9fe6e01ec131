// The process of a background daemon, in a session of its own. It loads its program while the
// command that started it looks at home and mountpoint; then it is told what to serve.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { entryFile } from "../entry-file.ts";
import { errorText, failed } from "../failure.ts";
import { daemonLogPath, daemonRecordPath, homeFilePath } from "../home-paths.ts";

/**
 * Runs `command` with a daemon's process that is loading, or without one where it is unlikely to be
 * used. One that was not told what to serve goes.
 */
export async function withDaemonProcess(
  home: string,
  command: (child: ChildProcess | undefined) => Promise<void>,
): Promise<void> {
  const isLikely = existsSync(homeFilePath(home)) && !existsSync(daemonRecordPath(home));
  const child = isLikely ? startDaemonProcess(home) : undefined;
  try {
    await command(child);
  } finally {
    if (child?.connected === true) child.kill("SIGKILL");
  }
}

/** What the runtime itself prints on a crash goes into the log of the home as well. */
export function startDaemonProcess(home: string): ChildProcess {
  const log = openLog(daemonLogPath(home));
  try {
    const child = spawn(process.execPath, [entryFile("daemon/daemon-main")], {
      detached: true,
      cwd: "/",
      stdio: ["ignore", log, log, "ipc"],
    });
    // Whoever waits for its word notices that it has no number.
    child.on("error", () => {});
    return child;
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
