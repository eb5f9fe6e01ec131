// Mounts a toy volume and serves it until it is unmounted: node toy-mount.ts DIRECTORY [FLAGS TO
// LEAVE OUT]. Prints "mounted ..." when it is there and its statistics at the end; SIGTERM
// unmounts. Each line of standard input is a JSON ToyCommand: what "somebody else" does to the
// volume, and what the kernel is told of it.
import { createInterface } from "node:readline";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { isTrouble } from "../../dhash/index.ts";
import type { Outcome, Request } from "../../fs/core/request.ts";
import type { Notification } from "../../fs/drivers/linux/index.ts";
import {
  inspectMountpoint,
  mount,
  Notifier,
  Session,
  unmount,
  wake,
} from "../../fs/drivers/linux/index.ts";
import { closeMounted } from "./close-mounted.ts";
import { ToyVolume } from "./toy-volume.ts";

export interface ToyCommand {
  readonly requests: readonly Request[];
  /** Contents of a "write" or "stored" that is given as text. */
  readonly text: string;
  readonly notifications: readonly Notification[];
  /** Instead of all that: say when the kernel has been told everything. */
  readonly settle?: boolean;
}

interface WorkerData {
  readonly descriptor: number;
  readonly wakeDescriptor: number;
  readonly without: number;
}

if (isMainThread) serveInWorker(process.argv[2] ?? "", Number(process.argv[3] ?? 0));
else serve(workerData);

function serveInWorker(directory: string, without: number): void {
  const found = inspectMountpoint(directory);
  if (found.kind !== "ready") return fail(`${directory} is ${found.kind}`);
  const allowOther = process.geteuid?.() === 0;
  const mounted = mount({ mountpoint: found.path, readOnly: false, allowOther });
  if (isTrouble(mounted)) return fail(mounted.message);
  const { descriptor, wakeDescriptor } = mounted;
  const data: WorkerData = { descriptor, wakeDescriptor, without };
  const worker = new Worker(new URL(import.meta.url), { workerData: data });
  worker.on("message", (message) => process.stdout.write(`${message}\n`));
  worker.on("error", (error) => fail(String(error)));
  worker.on("exit", () => {
    closeMounted(mounted);
    process.exit(process.exitCode ?? 0);
  });
  process.once("SIGTERM", () => {
    if (unmount(mounted.mountpoint, false) !== undefined) unmount(mounted.mountpoint, true);
  });
  createInterface({ input: process.stdin }).on("line", (line) => {
    worker.postMessage(line);
    wake(wakeDescriptor);
  });
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

function serve({ descriptor, wakeDescriptor, without }: WorkerData): void {
  const volume = new ToyVolume();
  const say = (message: string): void => parentPort?.postMessage(message);
  const log = (message: string, cause: unknown): void => say(`log: ${message}: ${cause}`);
  let notifier: Notifier | undefined;
  let settling = false;
  const session = new Session({
    volume,
    ...{ descriptor, wakeDescriptor, wishes: { without }, log },
    flush: (key, range) => notifier?.flush(range, () => session.resume(key)),
    onInit: (answer) => {
      say(`mounted ${JSON.stringify(answer)}`);
      const minorVersion = answer.kind === "agreed" ? answer.minor : 0;
      const everything = (): [] => [];
      notifier = new Notifier({ descriptor, wakeDescriptor, minorVersion, everything, log });
    },
  });
  parentPort?.on("message", (line: string) => {
    const command: ToyCommand = JSON.parse(line);
    if (command.settle === true) settling = true;
    else say(`outcomes ${JSON.stringify(obey(command, volume, notifier))}`);
  });
  const start = process.threadCpuUsage();
  const turn = (): void => {
    const served = session.serve(1000, settling ? 1 : 1000);
    if (settling && notifier?.statistics().idle === true) {
      settling = false;
      say("settled");
    }
    if (served !== "ended") return void setImmediate(turn);
    const { user, system } = process.threadCpuUsage(start);
    say(JSON.stringify({ cpu: user + system, requests: session.statistics() }));
    void notifier?.close();
    parentPort?.close();
  };
  turn();
}

function obey(command: ToyCommand, volume: ToyVolume, notifier: Notifier | undefined): Outcome[] {
  const { requests, text, notifications } = command;
  const bytes = Buffer.from(text);
  const outcomes = requests.map((request) =>
    volume.perform(request.kind === "write" ? { ...request, data: bytes } : request),
  );
  notifier?.notify(notifications.map((one) => (one.kind === "stored" ? { ...one, bytes } : one)));
  return outcomes;
}
