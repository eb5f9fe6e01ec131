// The main thread's view of what serves the home: its start, its reports, its end. That is a thread
// of its own, but for a driver that works on the main thread only. A thread that
// dies in any other way than by saying "ended" has crashed.
import { writeSync } from "node:fs";
import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import type { FromSharing } from "../sharing-messages.ts";
import type { Log } from "./log-file.ts";
import { crashText, type ServingThread } from "./serving-thread.ts";
import type { FromThread, MountOptions, ThreadReport, ToThread } from "./thread-messages.ts";

export type Mounted = Extract<FromThread, { kind: "mounted" }>;

export type ThreadStart = Mounted | { readonly kind: "failed"; readonly message: string };

export type ThreadEnd =
  | { readonly kind: "ended"; readonly trouble: string | undefined }
  | { readonly kind: "crashed"; readonly why: string };

export interface ThreadWish {
  readonly options: MountOptions;
  readonly log: Log;
  /** Undefined for a driver that works on the main thread only. */
  readonly serving: ServingThread | undefined;
}

export class ThreadHandle {
  private readonly port: Worker | MessagePort;
  private readonly log: Log;
  private readonly start = Promise.withResolvers<ThreadStart>();
  private readonly end = Promise.withResolvers<ThreadEnd>();
  private readonly waiting = new Map<number, (report: ThreadReport | undefined) => void>();
  private sharing: ((message: FromSharing) => void) | undefined;
  private readonly unheard: FromSharing[] = [];
  private wakeDescriptor: number | undefined;
  private isOver = false;
  private reportsAsked = 0;

  constructor({ options, log, serving }: ThreadWish) {
    this.log = log;
    // libfuse calls back into the main thread, whichever thread has mounted.
    this.port =
      serving === undefined ? this.serveHere(options) : this.startWorker(options, serving);
    this.port.on("message", (message: FromThread) => this.hear(message));
  }

  get started(): Promise<ThreadStart> {
    return this.start.promise;
  }

  /** Settles after `started` did, if that was "mounted". */
  get ended(): Promise<ThreadEnd> {
    return this.end.promise;
  }

  /** Undefined when the thread has ended. */
  report(): Promise<ThreadReport | undefined> {
    if (this.isOver) return Promise.resolve(undefined);
    const answer = Promise.withResolvers<ThreadReport | undefined>();
    const id = ++this.reportsAsked;
    this.waiting.set(id, answer.resolve);
    this.tell({ kind: "report", id });
    return answer.promise;
  }

  /** Ends it without waiting for those who use a detached mount. */
  leave(): void {
    this.tell({ kind: "leave" });
  }

  private startWorker(options: MountOptions, serving: ServingThread): Worker {
    serving.start(options);
    void serving.ended.then((why) => this.crash(why));
    return serving.worker;
  }

  private serveHere(options: MountOptions): MessagePort {
    const { port1, port2 } = new MessageChannel();
    void import("../serve-home.ts")
      .then(({ serveHome }) => serveHome(options, port2))
      .catch((error: unknown) => this.crash(crashText(error)));
    return port1;
  }

  /** What is said to others, or about them, is heard by this one. */
  hearSharing(listener: (message: FromSharing) => void): void {
    this.sharing = listener;
    for (const message of this.unheard.splice(0)) listener(message);
  }

  tell(message: ToThread, moved: readonly ArrayBuffer[] = []): void {
    this.port.postMessage(message, moved);
    if (this.wakeDescriptor !== undefined) writeSync(this.wakeDescriptor, one);
  }

  private hear(message: FromThread): void {
    switch (message.kind) {
      case "log":
        return this.log(message.level, message.message);
      case "failed":
        return this.start.resolve({ kind: "failed", message: message.message });
      case "mounted":
        this.wakeDescriptor = message.wakeDescriptor;
        return this.start.resolve(message);
      case "report":
        this.waiting.get(message.id)?.(message.report);
        this.waiting.delete(message.id);
        return;
      case "ended":
        return this.finish({ kind: "ended", trouble: message.trouble });
      default:
        if (this.sharing === undefined) this.unheard.push(message);
        else this.sharing(message);
    }
  }

  // Without effect on a thread that has said how its start went and that it has ended.
  private crash(why: string): void {
    this.start.resolve({ kind: "failed", message: `file-system thread: failed. ${why}` });
    this.finish({ kind: "crashed", why });
  }

  private finish(end: ThreadEnd): void {
    this.isOver = true;
    for (const answer of this.waiting.values()) answer(undefined);
    this.waiting.clear();
    this.end.resolve(end);
  }
}

// The thread sleeps in poll(2) on /dev/fuse and an eventfd, to which any number ends the sleep.
const one = new Uint8Array(new BigUint64Array([1n]).buffer);
