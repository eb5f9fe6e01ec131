// The process of a node: holds the home's lock, the log, the control socket and the signals, until
// somebody stops it.
import { isTrouble, type Trouble } from "../../dhash/core/index.ts";
import type { InviteLink } from "../../logs/index.ts";
import { openStorageNode, prepareNodeHome } from "../compose.ts";
import { lockHome } from "../home-lock.ts";
import { controlSocketPlace } from "../home-paths.ts";
import type { NetworkOptions } from "../network-options.ts";
import { programVersion } from "../version.ts";
import type { ControlReply, ControlRequest } from "./control-protocol.ts";
import { serveControl } from "./control-server.ts";
import type { NodeRecord } from "./daemon-record.ts";
import { removeDaemonRecord, writeDaemonRecord } from "./daemon-record.ts";
import { type Log, openDaemonLog } from "./log-file.ts";

export interface NodeDaemonOptions {
  readonly home: string;
  readonly link: InviteLink | undefined;
  readonly quotaBytes: number | undefined;
  readonly network: NetworkOptions;
  /** Every line of the log, as text for people. */
  readonly echo: (line: string) => void;
  /** Told once it is reachable. */
  readonly ready: (record: NodeRecord, addresses: readonly string[]) => void;
}

type Node = Exclude<Awaited<ReturnType<typeof openStorageNode>>, Trouble>;

interface RunningNode {
  readonly node: Node;
  readonly record: NodeRecord;
  readonly log: Log;
  readonly stopping: PromiseWithResolvers<void>;
  /** Resolved when the home is free again, with what went wrong at the end. */
  readonly over: PromiseWithResolvers<Trouble | undefined>;
}

/** Runs until it is stopped; what went wrong. */
export async function runNode(options: NodeDaemonOptions): Promise<Trouble | undefined> {
  const { home } = options;
  const lock = lockHome(home);
  if (isTrouble(lock)) return lock;
  const prepared = await prepareNodeHome(options);
  if (isTrouble(prepared)) return released(lock, prepared);
  const log = openDaemonLog(home, options.echo);
  const { network } = options;
  const program = `ivy ${programVersion()}`;
  const node = await openStorageNode({ node: prepared, network, program, log });
  if (isTrouble(node)) return released(lock, node);
  const running: RunningNode = {
    ...{ node, log, record: describe(home, prepared.file.fileSystemId) },
    stopping: Promise.withResolvers(),
    over: Promise.withResolvers(),
  };
  const place = controlSocketPlace(home, process.env);
  const server = await serveControl(place, (request) => answer(running, request));
  if (isTrouble(server)) {
    await node.close();
    return released(lock, server);
  }
  stopOnSignals(running);
  writeDaemonRecord(home, running.record);
  log("info", `reachable at ${node.addresses().join(" ") || "no address"}`);
  options.ready(running.record, node.addresses());
  await running.stopping.promise;
  const trouble = await node.close();
  log(trouble === undefined ? "info" : "error", trouble?.message ?? "stopped");
  removeDaemonRecord(home);
  lock.release();
  running.over.resolve(trouble);
  await server.close();
  return trouble;
}

function released(lock: { release(): void }, trouble: Trouble): Trouble {
  lock.release();
  return trouble;
}

function describe(home: string, fileSystemId: string): NodeRecord {
  const controlSocket = controlSocketPlace(home, process.env).path;
  return { pid: process.pid, started: new Date().toISOString(), controlSocket, fileSystemId };
}

async function answer(running: RunningNode, request: ControlRequest): Promise<ControlReply> {
  const { node, record, stopping, over } = running;
  if (request.kind === "status") return { kind: "node", record, figures: node.figures() };
  if (request.kind !== "stop") {
    const message = "a node lives in this home: it is no member, and has no files.";
    return { kind: "failed", message };
  }
  stopping.resolve();
  const trouble = await over.promise;
  return trouble === undefined ? { kind: "stopped" } : { kind: "failed", message: trouble.message };
}

/** A second signal does not wait. */
function stopOnSignals({ log, stopping }: RunningNode): void {
  let signals = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    log("info", `received ${signal}`);
    if (++signals > 1) process.exit(1);
    stopping.resolve();
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, onSignal);
}
