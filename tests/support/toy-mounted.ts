// A toy volume on a real mount, for tests: served by a child, used by other children with time
// limits, never by the process that tests. Whatever happens, the temporary directory's guard
// unmounts and removes it.

import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { InodeNumber } from "../../fs/core/inode-number.ts";
import { isInodeNumber } from "../../fs/core/inode-number.ts";
import { makeTemporaryDirectory } from "./temporary.ts";
import type { ToyCommand } from "./toy-mount.ts";

const milliseconds = 20_000;

export interface Finished {
  readonly status: number;
  readonly output: string;
}

/** Why this machine cannot mount; undefined when it can. */
export function cannotMount(): string | undefined {
  try {
    accessSync("/dev/fuse", constants.R_OK | constants.W_OK);
    return undefined;
  } catch {
    return "no access to /dev/fuse";
  }
}

export interface MountWishes {
  /** Bits of `initFlags` to leave out. */
  readonly without: number;
}

export class ToyMounted implements AsyncDisposable {
  readonly path: string;
  private readonly directory: ReturnType<typeof makeTemporaryDirectory>;
  private readonly server: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;

  private constructor(wishes: MountWishes) {
    this.directory = makeTemporaryDirectory();
    this.path = join(this.directory.path, "mount");
    mkdirSync(this.path);
    const script = new URL("./toy-mount.ts", import.meta.url).pathname;
    this.server = spawn(process.execPath, [script, this.path, String(wishes.without)]);
    this.lines = createInterface({ input: this.server.stdout })[Symbol.asyncIterator]();
  }

  static async start(wishes: MountWishes = { without: 0 }): Promise<ToyMounted> {
    const mounted = new ToyMounted(wishes);
    const line = await mounted.line();
    if (!line.startsWith("mounted")) throw new Error(`not mounted: ${line}`);
    return mounted;
  }

  get processId(): number {
    return this.server.pid ?? 0;
  }

  /** Runs a shell script with the mount as its directory; its output, trimmed. Fails the test with
   *  what it said. */
  async shell(script: string): Promise<string> {
    const { status, output } = await run("sh", ["-ec", script], this.path);
    if (status !== 0) throw new Error(`${script}\nended with ${status}: ${output}`);
    return output.trim();
  }

  /** The inode number that a shell script prints. */
  async inodeNumber(script: string): Promise<InodeNumber> {
    const number = Number(await this.shell(script));
    if (!isInodeNumber(number)) throw new Error(`${script} printed no inode number`);
    return number;
  }

  /** Runs a program text of Node with `fs` at hand and the mount as its directory. */
  async node(text: string): Promise<string> {
    const { status, output } = await run(
      process.execPath,
      ["-e", `const fs = require("node:fs");${text}`],
      this.path,
    );
    if (status !== 0) throw new Error(`node ended with ${status}: ${output}`);
    return output.trim();
  }

  /** Has "somebody else" change the volume and the kernel told; the outcomes, as JSON. */
  async elsewhere(command: Partial<ToyCommand>): Promise<string> {
    const whole: ToyCommand = { requests: [], notifications: [], text: "", ...command };
    this.server.stdin.write(`${JSON.stringify(whole)}\n`);
    const outcomes = await this.line();
    // What the notifying thread was given last is written before this is: it answers in order.
    this.server.stdin.write(`${JSON.stringify({ settle: true })}\n`);
    await this.line();
    return outcomes;
  }

  /** The statistics line, after SIGTERM. */
  async end(): Promise<string> {
    this.server.kill("SIGTERM");
    let last = "";
    for (;;) {
      const { done, value } = await this.lines.next();
      if (done === true) return last;
      last = value;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.server.exitCode === null && this.server.signalCode === null) await this.end();
    await this.directory.remove();
  }

  private async line(): Promise<string> {
    const { done, value } = await this.lines.next();
    return done === true ? "the server ended" : value;
  }
}

export function run(program: string, args: readonly string[], cwd: string): Promise<Finished> {
  return new Promise((resolve) => {
    const options = {
      cwd,
      timeout: milliseconds,
      killSignal: "SIGKILL",
      maxBuffer: 2 ** 26,
    } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : 255;
      resolve({ status, output: `${stdout}${stderr}` });
    });
  });
}
