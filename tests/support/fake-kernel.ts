// The kernel's side of /dev/fuse on a socket pair that keeps message boundaries: a session runs
// against it in one process.
import { closeSync } from "node:fs";
import koffi from "koffi";
import { loadLibc } from "../../fs/drivers/linux/libc.ts";
import type { SessionOptions } from "../../fs/drivers/linux/session.ts";
import { Session } from "../../fs/drivers/linux/session.ts";
import type { RequestParts } from "./kernel-request.ts";
import { kernelRequest } from "./kernel-request.ts";

export interface Reply {
  /** Error number, 0 for success. */
  readonly error: number;
  readonly unique: number;
  readonly body: Buffer;
}

const unixDomain = 1;
const sequencedNonBlocking = 5 | 0o4000;
const bufferBytes = 2 * 1024 * 1024;

export class FakeKernel implements Disposable {
  readonly session: Session;
  readonly logged: string[] = [];
  private readonly ours: number;
  private readonly theirs: number;
  private readonly wakeDescriptor: number;
  private readonly libc = loadLibc();
  private readonly buffer = Buffer.alloc(bufferBytes);

  constructor(options: Omit<SessionOptions, "descriptor" | "wakeDescriptor" | "log">) {
    const pair = new Int32Array(2);
    this.libc.socketpair(unixDomain, sequencedNonBlocking, 0, pair);
    [this.ours = -1, this.theirs = -1] = pair;
    setBufferSize(this.ours);
    setBufferSize(this.theirs);
    this.wakeDescriptor = this.libc.eventfd(0, 0o4000);
    const { theirs: descriptor, wakeDescriptor } = this;
    const log = (message: string): number => this.logged.push(message);
    this.session = new Session({ ...options, descriptor, wakeDescriptor, log });
  }

  /** Sends a request, lets the session serve, and gives back the replies that came. */
  ask(parts: RequestParts): Reply[] {
    return this.askBytes(kernelRequest(parts));
  }

  askBytes(request: Buffer): Reply[] {
    if (this.libc.write(this.ours, request, request.length) !== request.length) {
      throw new Error(`the request was not sent: errno ${this.libc.errno()}`);
    }
    return this.turn();
  }

  turn(): Reply[] {
    this.session.serve(1000, 0);
    return this.replies();
  }

  replies(): Reply[] {
    const replies: Reply[] = [];
    for (;;) {
      const length = this.libc.read(this.ours, this.buffer, bufferBytes);
      if (length <= 0) return replies;
      const reply = Buffer.from(this.buffer.subarray(0, length));
      if (reply.readUInt32LE(0) !== length) throw new Error("a reply lies about its length");
      const unique = Number(reply.readBigUInt64LE(8));
      replies.push({ error: 0 - reply.readInt32LE(4), unique, body: reply.subarray(16) });
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.ours);
    closeSync(this.theirs);
    closeSync(this.wakeDescriptor);
  }
}

/** Room for a message of a megabyte (SOL_SOCKET, SO_SNDBUFFORCE). */
function setBufferSize(socket: number): void {
  const size = Buffer.alloc(4);
  size.writeInt32LE(bufferBytes);
  const set = koffi
    .load(null)
    .func("int setsockopt(int fd, int level, int name, void *value, unsigned int length)");
  set(socket, 1, 32, size, 4);
}
