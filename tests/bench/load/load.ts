// The other end of load-main.ts: a child process with a time limit for each request. One that takes
// too long is ended, and the next request has a new one.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Sizes } from "../workloads/sizes.ts";
import type { Figure, Scene } from "../workloads/workload.ts";

export type LoadRequest =
  | {
      readonly kind: "prepare";
      readonly workload: string;
      readonly materials: string;
      readonly sizes: Sizes;
    }
  | { readonly kind: "run"; readonly workload: string; readonly scene: Scene };

export type LoadAnswer =
  | { readonly figures: readonly Figure[] }
  /** Why the workload could not be run, or is wrong on this subject. */
  | { readonly failed: string };

const secondsMax = 300;
const program = fileURLToPath(new URL("load-main.ts", import.meta.url));

export class Load {
  readonly #temporary: string;
  #child: Child | undefined;

  /** The path is in the environment of all that is started here, by which it is ended at last. */
  constructor(temporary: string) {
    this.#temporary = temporary;
  }

  async ask(request: LoadRequest): Promise<LoadAnswer> {
    this.#child ??= startChild(this.#temporary);
    const { process: child, answers } = this.#child;
    child.stdin?.write(`${JSON.stringify(request)}\n`);
    const limit = setTimeout(() => child.kill("SIGKILL"), secondsMax * 1000);
    const { value, done } = await answers.next();
    clearTimeout(limit);
    if (done !== true) return JSON.parse(value);
    this.#child = undefined;
    return { failed: `the load ended early, or did not end in ${secondsMax} s` };
  }

  end(): void {
    this.#child?.process.stdin?.end();
    this.#child = undefined;
  }
}

interface Child {
  readonly process: ChildProcess;
  readonly answers: AsyncIterator<string>;
}

function startChild(temporary: string): Child {
  const child = spawn(process.execPath, [program], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, IVY_BENCH_DIRECTORY: temporary },
    cwd: temporary,
  });
  return {
    process: child,
    answers: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
  };
}
