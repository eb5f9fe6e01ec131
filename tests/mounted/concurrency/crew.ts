// Sixteen processes that work on a mount, seen from the test. Each is started once and obeys many
// orders; an order has a time limit, beyond which it is told where its process hangs.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ChildOptions } from "../../support/temporary.ts";
import type { Order, Report } from "./worker-main.ts";

const program = fileURLToPath(new URL("worker-main.ts", import.meta.url));
const secondsMax = 60;

export class Crew {
  readonly #children: readonly ChildProcess[];

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children;
  }

  /** The first one's compiled code is there for the others. */
  static async start(size: number, options: ChildOptions): Promise<Crew> {
    const start = (): ChildProcess =>
      fork(program, { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"], ...options });
    const first = start();
    await once(first, "message");
    const others = Array.from({ length: size - 1 }, start);
    await Promise.all(others.map((child) => once(child, "message")));
    return new Crew([first, ...others]);
  }

  get size(): number {
    return this.#children.length;
  }

  /** Has the first obey. */
  async one(order: Order): Promise<Report> {
    const [first] = this.#children;
    if (first === undefined) throw new Error("the crew has nobody");
    return obey(first, order);
  }

  /** Has all obey at the same time. */
  all(orderOf: (worker: number) => Order): Promise<readonly Report[]> {
    return Promise.all(this.#children.map((child, worker) => obey(child, orderOf(worker))));
  }

  end(): void {
    for (const child of this.#children) child.kill("SIGKILL");
  }
}

async function obey(child: ChildProcess, order: Order): Promise<Report> {
  const over = new AbortController();
  const { signal } = over;
  const limit = setTimeout(() => over.abort(), secondsMax * 1000);
  try {
    child.send(order);
    const answer = once(child, "message", { signal });
    const ended = once(child, "exit", { signal }).then(() => undefined);
    ended.catch(() => undefined);
    const message = await Promise.race([answer, ended]);
    if (message === undefined) return complaint(`ended with ${child.exitCode ?? child.signalCode}`);
    return message[0];
  } catch (error) {
    if (!signal.aborted) throw error;
    return complaint(`${order.kind} takes more than ${secondsMax} s: ${whereabouts(child.pid)}`);
  } finally {
    clearTimeout(limit);
    over.abort();
  }
}

function complaint(what: string): Report {
  return { wrong: [what], lines: [], named: [], use: { lines: 0, counted: 0 } };
}

/** Where in the kernel a process waits. */
function whereabouts(pid: number | undefined): string {
  const read = (name: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${name}`, "utf8").trim();
    } catch {
      return "unknown";
    }
  };
  return `${read("wchan")}; ${read("syscall")}; ${read("stack")}`;
}
