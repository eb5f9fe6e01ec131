// The other end of proxy-main.ts: starts the process that holds bytes back.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TemporaryDirectory } from "../../support/temporary.ts";
import { childOptions } from "../../support/temporary.ts";

export interface Place {
  readonly host: string;
  /** 0: one that is free, for those who listen. */
  readonly port: number;
}

export interface Route {
  readonly listen: Place;
  readonly to: Place;
}

export interface ProxyRoutes {
  /** Of each byte, each way. */
  readonly delayMilliseconds: number;
  readonly routes: readonly Route[];
}

export interface DelayProxy {
  /** Where it listens, in the order of the routes. */
  readonly ports: readonly number[];
  end(): Promise<void>;
}

const program = fileURLToPath(new URL("proxy-main.ts", import.meta.url));

/** A timer of Node may be late by this; what is left is waited for by turns of the event loop. */
const lateMilliseconds = 1.5;

export function isWaitLong(milliseconds: number): boolean {
  return milliseconds > lateMilliseconds + 1;
}

export function waitMilliseconds(milliseconds: number): number {
  return Math.floor(milliseconds - lateMilliseconds);
}

/** `within` are words before the program's. */
export async function startProxy(
  temporary: TemporaryDirectory,
  routes: ProxyRoutes,
  within: readonly string[] = [],
): Promise<DelayProxy> {
  const [first = "", ...words] = [...within, process.execPath, program, JSON.stringify(routes)];
  const child = spawn(first, words, {
    ...childOptions(temporary),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const { value, done } = await createInterface({ input: child.stdout })
    [Symbol.asyncIterator]()
    .next();
  if (done === true) throw new Error("the proxy does not start");
  const end = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  return { ports: JSON.parse(value), end };
}
