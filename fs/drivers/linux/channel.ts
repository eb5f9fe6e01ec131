// /dev/fuse as the session sees it: requests come in, replies go out, and a wake-up descriptor ends
// the wait. Everything is synchronous; nothing here knows what a request means.
import { writevSync } from "node:fs";
import type { Libc } from "./libc.ts";
import { errnos, loadLibc, pollEvents } from "./libc.ts";
import type { Outgoing } from "./outgoing.ts";

export type Received = number | "empty" | "ended";
export type Waited = "readable" | "woken" | "idle";

const wakeBuffer = Buffer.alloc(8);

export class Channel {
  private readonly descriptor: number;
  private readonly wakeDescriptor: number;
  private readonly libc: Libc = loadLibc();
  private readonly polled = Buffer.alloc(16);
  private readonly pollTime = Buffer.alloc(16);

  /** `descriptor` must be non-blocking; `wakeDescriptor` is a non-blocking eventfd. */
  constructor(descriptor: number, wakeDescriptor: number) {
    this.descriptor = descriptor;
    this.wakeDescriptor = wakeDescriptor;
    this.polled.writeInt32LE(descriptor, 0);
    this.polled.writeInt16LE(pollEvents.readable, 4);
    this.polled.writeInt32LE(wakeDescriptor, 8);
    this.polled.writeInt16LE(pollEvents.readable, 12);
  }

  /** Reads one request into `buffer`; "ended" once the file system is unmounted. */
  receive(buffer: Buffer): Received {
    for (;;) {
      const bytes = this.libc.read(this.descriptor, buffer, buffer.length);
      if (bytes >= 0) return bytes;
      const error = this.libc.errno();
      if (error === errnos.tryAgain) return "empty";
      // ENOENT: the request was interrupted while it was read; the next one may be there.
      if (error === errnos.interrupted || error === errnos.noEntry) continue;
      if (error === errnos.noDevice) return "ended";
      throw new Error(`reading /dev/fuse failed: errno ${error}`);
    }
  }

  /** A request has come, or a wake. */
  isReadable(): boolean {
    this.pollTime.fill(0);
    return this.libc.ppoll(this.polled, 2, this.pollTime, null) > 0;
  }

  /** Fractions of a millisecond count. */
  wait(milliseconds: number): Waited {
    const seconds = Math.floor(milliseconds / 1000);
    this.pollTime.writeUInt32LE(seconds, 0);
    this.pollTime.writeUInt32LE(Math.floor((milliseconds - 1000 * seconds) * 1e6), 8);
    const ready = this.libc.ppoll(this.polled, 2, this.pollTime, null);
    if (ready <= 0) return "idle";
    if (this.polled.readInt16LE(14) !== 0) {
      this.libc.read(this.wakeDescriptor, wakeBuffer, 8);
      return "woken";
    }
    return "readable";
  }

  /** Writes a finished reply. False when nobody waits for it any longer (interrupted, or
   *  unmounted). */
  send(outgoing: Outgoing): boolean {
    if (outgoing.partsLength > 0) return this.sendParts(outgoing);
    if (this.libc.write(this.descriptor, outgoing.bytes, outgoing.length) >= 0) return true;
    return this.explain(this.libc.errno(), outgoing);
  }

  /** Writes a notification that needs no lock of the kernel's, such as "attributes". It does not
   *  matter whether the kernel knows the inode. */
  tell(message: Buffer): void {
    this.libc.write(this.descriptor, message, message.length);
  }

  private sendParts(outgoing: Outgoing): boolean {
    try {
      writevSync(this.descriptor, [outgoing.bytes.subarray(0, outgoing.length), ...outgoing.parts]);
      return true;
    } catch (error) {
      return this.explain(errnoOfNodeError(error), outgoing);
    }
  }

  private explain(error: number, outgoing: Outgoing): boolean {
    if (error === errnos.noEntry || error === errnos.noDevice) return false;
    const bytes = outgoing.length + outgoing.partsLength;
    throw new Error(`a reply of ${bytes} bytes was not taken by /dev/fuse: errno ${error}`);
  }
}

function errnoOfNodeError(error: unknown): number {
  const given = error instanceof Error && "errno" in error ? error.errno : undefined;
  return typeof given === "number" ? -given : 0;
}
