// Unmounts by a child process: umount(2) waits for answers of the very process that would call it.
import { execFile } from "node:child_process";
import { Trouble } from "../../../dhash/core/index.ts";
import { unmountMillisecondsMax } from "./limits.ts";

/** "busy": programs use it. "absent": nothing is mounted there. */
export async function unmountBy(
  mountpoint: string,
  { lazily }: { readonly lazily: boolean },
): Promise<Trouble | undefined> {
  let said = "";
  for (const [program, ...args] of commands(mountpoint, lazily)) {
    const result = await run(program, args);
    if (result === "done") return undefined;
    if (result !== "absent") said ||= result;
  }
  if (/busy/i.test(said)) {
    const next = "close the programs that use it (fuser -vm names them) and try again";
    return new Trouble("busy", `${mountpoint} is in use: ${next}`);
  }
  if (/not mounted|not found|not currently mounted|invalid argument/i.test(said)) {
    return new Trouble("absent", `nothing is mounted on ${mountpoint}`);
  }
  const why = said || "there is no fusermount3, fusermount or umount; install fuse3";
  return new Trouble("failed", `${mountpoint} was not unmounted: ${why}`);
}

function commands(mountpoint: string, lazily: boolean): [string, ...string[]][] {
  if (process.platform === "darwin") {
    return lazily ? [["diskutil", "unmount", "force", mountpoint]] : [["umount", mountpoint]];
  }
  const flags = lazily ? "-uz" : "-u";
  const umount: [string, ...string[]] = ["umount", ...(lazily ? ["-l"] : []), mountpoint];
  return [["fusermount3", flags, mountpoint], ["fusermount", flags, mountpoint], umount];
}

/** "done", "absent" (no such program), or what it said. */
function run(program: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: "C" };
  const options = { timeout: unmountMillisecondsMax, killSignal: "SIGKILL", env } as const;
  return new Promise((resolve) => {
    execFile(program, args, options, (error, _output, complaint) => {
      if (error === null) resolve("done");
      else if (error.code === "ENOENT") resolve("absent");
      else resolve(complaint.trim() || error.message);
    });
  });
}
