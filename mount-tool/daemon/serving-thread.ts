// The worker that serves a home. It loads its program, most of ours, while the main thread loads
// its own and takes the lock; what to serve it is told then.
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { keepYoungHeapSmall, youngMebibytesMax } from "../young-heap.ts";
import type { MountOptions } from "./thread-messages.ts";

export class ServingThread {
  readonly worker: Worker;
  /** Settles with the reason when the thread ends, in whichever way. */
  readonly ended: Promise<string>;
  readonly #starter: MessagePort;

  /** `file`: the program, which calls `hearStart`. */
  constructor(file: string) {
    const { port1, port2 } = new MessageChannel();
    this.#starter = port1;
    keepYoungHeapSmall();
    // The driver opens descriptors through the C library and closes them itself.
    const options = { trackUnmanagedFds: false, transferList: [port2] };
    const resourceLimits = { maxYoungGenerationSizeMb: youngMebibytesMax };
    this.worker = new Worker(file, { ...options, resourceLimits, workerData: port2 });
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.worker.once("error", (error) => resolve(crashText(error)));
    this.worker.once("exit", (code) => {
      resolve(`the thread ended by itself with status ${code}`);
    });
  }

  start(options: MountOptions): void {
    this.#starter.postMessage(options);
    this.#starter.close();
  }
}

/** In the thread: what it is to serve. */
export function hearStart(starter: MessagePort): Promise<MountOptions> {
  return new Promise((resolve) => starter.once("message", resolve));
}

export function crashText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
