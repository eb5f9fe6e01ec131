// A second process that makes system calls on request, for what is between processes (locks, shared
// memory). The conversation is synchronous, over two pipes, so that cases read from top to bottom.
import { spawn } from "node:child_process";
import { closeSync, readSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Facts } from "./attributes.ts";
import { checked, libc } from "./libc.ts";
import type { LockKind, LockRange } from "./locks.ts";

export type PeerRequest =
  | { readonly do: "open"; readonly path: string; readonly flags: number }
  | { readonly do: "close"; readonly fd: number }
  | { readonly do: "read"; readonly fd: number; readonly offset: number; readonly length: number }
  | { readonly do: "write"; readonly fd: number; readonly offset: number; readonly text: string }
  | { readonly do: "facts"; readonly fd: number }
  | { readonly do: "map"; readonly fd: number; readonly length: number }
  | { readonly do: "read-map"; readonly offset: number; readonly length: number }
  | { readonly do: "write-map"; readonly offset: number; readonly text: string }
  | { readonly do: "lock-file"; readonly fd: number; readonly kind: LockKind }
  | {
      readonly do: "lock-range";
      readonly fd: number;
      readonly kind: LockKind;
      readonly range: LockRange;
    }
  | {
      readonly do: "wait-range";
      readonly fd: number;
      readonly kind: LockKind;
      readonly range: LockRange;
    }
  | { readonly do: "leave" };

/** Text of a read, a descriptor, or facts; `refused` holds the name of an errno. */
export interface PeerAnswer {
  readonly refused?: string;
  readonly fd?: number;
  readonly text?: string;
  readonly facts?: Facts;
}

export interface Peer {
  readonly pid: number;
  ask(request: PeerRequest): PeerAnswer;
  /**
   * The two halves of `ask`, for a request that has to wait for something the caller does
   * meanwhile.
   */
  send(request: PeerRequest): void;
  receive(): PeerAnswer;
  /** Ends the process; returns once it is gone with all that it held. */
  leave(): void;
}

const pipeCall = libc.func("int pipe2(int *ends, int flags)");
const closeOnExec = 0o2000000;

export function startPeer(): Peer {
  const requests = makePipe();
  const answers = makePipe();
  const program = fileURLToPath(new URL("peer-main.ts", import.meta.url));
  const child = spawn(process.execPath, [program], {
    stdio: [requests.from, answers.to, "inherit"],
  });
  closeSync(requests.from);
  closeSync(answers.to);
  if (child.pid === undefined) throw new Error("the second process did not start");
  child.unref();
  const send = (request: PeerRequest): void => {
    writeSync(requests.to, `${JSON.stringify(request)}\n`);
  };
  const receive = (): PeerAnswer => JSON.parse(readLine(answers.from) ?? '{"refused":"gone"}');
  return {
    pid: child.pid,
    send,
    receive,
    ask: (request) => {
      send(request);
      return receive();
    },
    leave: () => {
      send({ do: "leave" });
      while (readLine(answers.from) !== undefined);
      closeSync(requests.to);
      closeSync(answers.from);
    },
  };
}

function makePipe(): { readonly from: number; readonly to: number } {
  const ends = new Int32Array(2);
  checked("pipe2", pipeCall(ends, closeOnExec));
  const [from, to] = ends;
  if (from === undefined || to === undefined) throw new Error("pipe2 gave no descriptors");
  return { from, to };
}

/** The next line, or undefined when the other end is closed. */
export function readLine(fd: number): string | undefined {
  const bytes: number[] = [];
  const one = Buffer.alloc(1);
  while (readSync(fd, one) === 1) {
    if (one[0] === 0x0a) return Buffer.from(bytes).toString("utf8");
    bytes.push(one.readUInt8());
  }
  return undefined;
}
