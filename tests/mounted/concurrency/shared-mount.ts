// The mount with a second participant (shared-mount-main.ts), seen from the test.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ChildOptions } from "../../support/temporary.ts";
import type { Acting, Shortening } from "./other-side.ts";
import type { Served, Settled } from "./rounds.ts";
import type { SharedCommand, SharedReply } from "./shared-mount-main.ts";

const program = fileURLToPath(new URL("shared-mount-main.ts", import.meta.url));
const secondsMax = 30;

export class SharedMount implements Served {
  readonly mountpoint: string;
  readonly #server: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #complaint = "";

  private constructor(server: ChildProcessWithoutNullStreams, mountpoint: string) {
    this.mountpoint = mountpoint;
    this.#server = server;
    this.#lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
    server.stderr.on("data", (data: Buffer) => (this.#complaint += data.toString()));
  }

  static async start(mountpoint: string, seed: number, child: ChildOptions): Promise<SharedMount> {
    const words = [program, mountpoint, String(seed)];
    const mount = new SharedMount(spawn(process.execPath, words, { ...child }), mountpoint);
    await mount.#reply();
    return mount;
  }

  async act(acting: Acting): Promise<void> {
    await this.#ask({ kind: "act", ...acting });
  }

  async shorten(shortening: Shortening): Promise<void> {
    await this.#ask({ kind: "shorten", ...shortening });
  }

  async settle(directory: string): Promise<Settled> {
    const reply = await this.#ask({ kind: "settle", directory });
    if (reply.kind !== "settled") throw new Error(`the server says ${reply.kind}`);
    return reply;
  }

  /** SIGTERM; the exit status. Null when it had to be killed: somebody still uses the mount. */
  async end(): Promise<number | null> {
    if (this.#server.exitCode === null) {
      this.#server.kill("SIGTERM");
      const limit = setTimeout(() => this.#server.kill("SIGKILL"), secondsMax * 1000);
      await once(this.#server, "exit");
      clearTimeout(limit);
    }
    return this.#server.exitCode;
  }

  #ask(command: SharedCommand): Promise<SharedReply> {
    this.#server.stdin.write(`${JSON.stringify(command)}\n`);
    return this.#reply();
  }

  async #reply(): Promise<SharedReply> {
    const limit = setTimeout(() => this.#server.kill("SIGKILL"), secondsMax * 1000);
    const { done, value } = await this.#lines.next();
    clearTimeout(limit);
    if (done === true) throw new Error(`the server ended, or hung: ${this.#complaint}`);
    return JSON.parse(value);
  }
}
