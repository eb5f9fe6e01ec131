// Machines of a small network for tests: network namespaces on one bridge, whose links can be taken
// away and given back. A namespace lives as long as a process that holds it.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import type { ChildOptions } from "../../support/temporary.ts";

export interface Machine {
  readonly address: string;
  /** Words before those of a program that is to run there. */
  readonly within: readonly string[];
  /** No packet comes or goes until `heal`. */
  cut(): void;
  heal(): void;
  /** Each packet to it takes so much longer. */
  delay(milliseconds: number): void;
}

export class Network {
  readonly #bridge: ChildProcess;
  readonly #child: ChildOptions;
  readonly #holders: ChildProcess[] = [];
  #count = 0;

  private constructor(bridge: ChildProcess, child: ChildOptions) {
    this.#bridge = bridge;
    this.#child = child;
  }

  static async make(child: ChildOptions): Promise<Network> {
    const network = new Network(await holdNamespace(child), child);
    network.#inBridge("ip", "link", "add", "bridge", "type", "bridge");
    network.#inBridge("ip", "link", "set", "bridge", "up");
    return network;
  }

  async machine(): Promise<Machine> {
    const holder = await holdNamespace(this.#child);
    this.#holders.push(holder);
    const number = ++this.#count;
    const port = `port${number}`;
    const within = enter(holder);
    const run = (...words: readonly string[]): void => runIn(within, words);
    run("ip", "link", "set", "lo", "up");
    run(
      "ip",
      "link",
      "add",
      "eth0",
      "type",
      "veth",
      "peer",
      "name",
      port,
      "netns",
      pidOf(this.#bridge),
    );
    run("ip", "address", "add", `10.77.0.${number}/24`, "dev", "eth0");
    run("ip", "link", "set", "eth0", "up");
    run("ip", "route", "add", "default", "dev", "eth0");
    this.#inBridge("ip", "link", "set", port, "master", "bridge");
    const heal = (): void => this.#inBridge("ip", "link", "set", port, "up");
    heal();
    return {
      address: `10.77.0.${number}`,
      within,
      cut: () => this.#inBridge("ip", "link", "set", port, "down"),
      heal,
      delay: (milliseconds) => {
        const rule = ["root", "netem", "delay", `${milliseconds}ms`];
        this.#inBridge("tc", "qdisc", "replace", "dev", port, ...rule);
      },
    };
  }

  end(): void {
    for (const holder of [...this.#holders, this.#bridge]) holder.kill("SIGKILL");
  }

  #inBridge(...words: readonly string[]): void {
    runIn(enter(this.#bridge), words);
  }
}

async function holdNamespace(child: ChildOptions): Promise<ChildProcess> {
  const holder = spawn("unshare", ["--net", "sleep", "infinity"], { ...child, stdio: "ignore" });
  const own = execFileSync("readlink", ["/proc/self/ns/net"]).toString();
  for (let look = 0; look < 200; look++) {
    await wait(20);
    const its = execFileSync("readlink", [`/proc/${pidOf(holder)}/ns/net`]).toString();
    if (its !== own) return holder;
  }
  throw new Error("no network namespace was made");
}

function enter(holder: ChildProcess): readonly string[] {
  return ["nsenter", `--net=/proc/${pidOf(holder)}/ns/net`];
}

function pidOf({ pid }: ChildProcess): string {
  if (pid === undefined) throw new Error("the program to hold a namespace did not start");
  return String(pid);
}

function runIn(within: readonly string[], words: readonly string[]): void {
  const [program = "", ...rest] = [...within, ...words];
  execFileSync(program, rest, { stdio: ["ignore", "ignore", "pipe"] });
}
