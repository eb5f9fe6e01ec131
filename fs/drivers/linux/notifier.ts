// Hands notifications to the thread that writes them. Lives on the file-system thread and never
// blocks it: what does not fit the queue is replaced by telling the kernel about everything anew.
import { Worker } from "node:worker_threads";
import { notificationsQueuedMax } from "./limits.ts";
import type { Notification } from "./notification.ts";
import { encodeNotification } from "./notification.ts";
import { progress } from "./notifier-progress.ts";
import type { FileRange } from "./verdict.ts";

export interface NotifierOptions {
  readonly descriptor: number;
  /** The session's, so that the next batch need not wait until it has something else to do. */
  readonly wakeDescriptor: number;
  /** What `Session` agreed on with the kernel (`onInit`). */
  readonly minorVersion: number;
  /** Notifications for everything that the kernel may have cached, drawn little by little after the
   *  queue overflowed. */
  readonly everything: () => Iterable<Notification>;
  readonly log: (message: string, cause: unknown) => void;
  readonly queuedMax?: number;
}

/** From the notifying thread: a batch is written, whose end was waited for or which was refused. */
export interface BatchWritten {
  /** Messages that the kernel found malformed; 0 unless we have a bug. */
  readonly refused: number;
}

export interface NotifyWorkerData {
  readonly descriptor: number;
  readonly wakeDescriptor: number;
  /** Of notifier-progress.ts. */
  readonly cells: Int32Array<SharedArrayBuffer>;
}

const batchMax = 512;

export class Notifier {
  private readonly options: NotifierOptions;
  private readonly worker: Worker;
  private queue: Notification[] = [];
  /** Called once what is queued before them is written. */
  private waiting: (() => void)[] = [];
  private called: (() => void)[] = [];
  /** How many of `queue` are written already. */
  private taken = 0;
  private rest: Iterator<Notification> | undefined;
  private readonly cells = progress.makeCells();
  /** Batches that were given to the thread; the number wraps. */
  private given = 0;
  private closed = false;
  private overflows = 0;

  constructor(options: NotifierOptions) {
    this.options = options;
    const { descriptor, wakeDescriptor } = options;
    const file = import.meta.url.endsWith(".ts") ? "./notify-worker.ts" : "./notify-worker.js";
    const data: NotifyWorkerData = { descriptor, wakeDescriptor, cells: this.cells };
    this.worker = new Worker(new URL(file, import.meta.url), { workerData: data });
    this.worker.on("message", (written: BatchWritten) => this.batchWritten(written));
    this.worker.on("error", (error) => {
      this.closed = true;
      this.callWaiting();
      options.log("the notifying thread stopped; changes by others may show late", error);
    });
    this.worker.unref();
  }

  /** Never blocks. The kernel knows some time later, usually within a millisecond;
   *  `statistics().idle` tells when. */
  notify(notifications: readonly Notification[]): void {
    if (this.closed) return;
    const max = this.options.queuedMax ?? notificationsQueuedMax;
    if (this.queue.length - this.taken + notifications.length > max) {
      this.overflows++;
      this.emptyQueue();
      this.rest = this.options.everything()[Symbol.iterator]();
    } else {
      for (const notification of notifications) this.queue.push(notification);
    }
    this.writeBatches();
  }

  /** Has the kernel write back what it holds of this range of a file, then calls `done` on this
   *  thread. Pages of the range are no longer cached afterwards. */
  flush({ inode, offset, end }: FileRange, done: () => void): void {
    const length = Number.isFinite(end) ? end - offset : 0;
    this.waiting.push(done);
    this.notify([{ kind: "contents", inode, offset, length }]);
    if (this.closed) this.callWaiting();
  }

  statistics(): { readonly queued: number; readonly overflows: number; readonly idle: boolean } {
    const queued = this.queue.length - this.taken;
    const idle = !this.isWriting && queued === 0 && this.rest === undefined;
    return { queued, overflows: this.overflows, idle };
  }

  /** Ends the thread after the message that it is writing. Unmount (or abort) first when the
   *  session does not run any more: a notification can wait for a request that nobody answers. */
  async close(): Promise<void> {
    this.closed = true;
    this.emptyQueue();
    this.rest = undefined;
    await this.worker.terminate();
  }

  private batchWritten({ refused }: BatchWritten): void {
    if (refused > 0)
      this.options.log(`${refused} notifications were refused by the kernel`, undefined);
    this.writeBatches();
  }

  private get isWriting(): boolean {
    return progress.count(this.cells) !== this.given;
  }

  /** One batch after the other. The end of one is waited for only if something hangs on it. */
  private writeBatches(): void {
    while (!this.closed) {
      if (!this.isWriting) {
        this.callNow();
        if (!this.giveBatch()) return this.callNow();
      }
      const hasMore = this.taken < this.queue.length || this.rest !== undefined;
      const isNeeded = hasMore || this.waiting.length > 0 || this.called.length > 0;
      if (!isNeeded || progress.wait(this.cells, this.given)) return;
    }
  }

  /** False: there was nothing to write. */
  private giveBatch(): boolean {
    const messages: Buffer[] = [];
    while (messages.length < batchMax) {
      const next = this.next();
      if (next === undefined) break;
      const message = encodeNotification(next, this.options.minorVersion);
      if (message !== undefined) messages.push(message);
    }
    // A call may come late, after a batch more than its own, but never early.
    if (this.taken >= this.queue.length) this.called.push(...this.waiting.splice(0));
    if (messages.length === 0) return false;
    this.given = (this.given + 1) | 0;
    const batch = new Uint8Array(Buffer.concat(messages));
    this.worker.postMessage(batch, [batch.buffer]);
    return true;
  }

  private callNow(): void {
    for (const done of this.called.splice(0)) done();
  }

  private callWaiting(): void {
    this.called.push(...this.waiting.splice(0));
    this.callNow();
  }

  private next(): Notification | undefined {
    const drawn = this.rest?.next();
    if (drawn?.done === false) return drawn.value;
    this.rest = undefined;
    const next = this.queue[this.taken];
    if (next === undefined) this.emptyQueue();
    else this.taken++;
    return next;
  }

  private emptyQueue(): void {
    if (this.queue.length > 0) this.queue = [];
    this.taken = 0;
  }
}
