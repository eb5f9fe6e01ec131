// The command `ivy` as a person uses it, on a home and a mountpoint of its own that leave nothing
// behind. Every command is a child process with a time limit.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { makeTemporaryDirectory } from "./temporary.ts";

export interface Outcome {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Mounted tests need root and the kernel's FUSE device; elsewhere they are skipped and say so. */
export const canMount = process.getuid?.() === 0 && existsSync("/dev/fuse");

export const launcher = join(import.meta.dirname, "../../mount-tool/bin/ivy.cjs");
const secondsMax = 60;

export class Ivy implements AsyncDisposable {
  private readonly directory = makeTemporaryDirectory();
  readonly home: string;
  readonly mountpoint: string;
  /** XDG_STATE_HOME: where marks of homes are kept. */
  readonly state: string;

  constructor() {
    this.home = join(this.directory.path, "home");
    this.mountpoint = join(this.directory.path, "mnt");
    this.state = join(this.directory.path, "state");
    mkdirSync(this.mountpoint);
  }

  private get environment(): Readonly<Record<string, string>> {
    return { IVY_HOME: this.home, XDG_STATE_HOME: this.state };
  }

  /** A path in the temporary directory. */
  path(name: string): string {
    return join(this.directory.path, name);
  }

  /** `ivy WORDS...` with this home. */
  run(...words: readonly string[]): Promise<Outcome> {
    return runProgram([process.execPath, launcher, ...words], this.environment);
  }

  /** A shell command, away from this process: one that hangs must not hang the test. */
  shell(command: string): Promise<Outcome> {
    return runProgram(["sh", "-c", command], { ...this.environment, M: this.mountpoint });
  }

  /** A shell command that goes on until it is killed; its shell has to `exec` the last program. */
  start(command: string): ChildProcess {
    const env = { ...process.env, ...this.environment, M: this.mountpoint };
    return spawn("sh", ["-c", command], { stdio: "ignore", env, timeout: secondsMax * 1000 });
  }

  /** Creates the file system if need be and mounts it; the daemon's process id. */
  async up(...words: readonly string[]): Promise<number> {
    const { status, stderr } = await this.run("up", this.mountpoint, ...words);
    if (status !== 0) throw new Error(`ivy up failed: ${stderr}`);
    return this.pid();
  }

  async pid(): Promise<number> {
    const { stdout } = await this.run("status", "--json");
    const found = /"pid":(\d+)/.exec(stdout)?.[1];
    if (found === undefined) throw new Error(`no daemon: ${stdout}`);
    return Number(found);
  }

  isMounted(): boolean {
    return readFileSync("/proc/mounts", "utf8").includes(` ${this.mountpoint} `);
  }

  daemonLog(): string {
    return readFileSync(join(this.home, "daemon.log"), "utf8");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.directory.remove();
  }
}

export function runProgram(
  [program = "", ...words]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
      timeout: secondsMax * 1000,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ status: code ?? undefined, stdout, stderr }));
  });
}

/** Asks again and again until it is so; throws when it does not come true in time. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`it did not come true in time that ${what}`);
    await wait(50);
  }
}

/** A dead process that nobody has waited for counts as gone. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
