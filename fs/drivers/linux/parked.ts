// Requests that wait for something: blocks that are not on this machine, or data that the kernel
// still has to write back. Kept as the kernel wrote them, answered again later.
import type { Incoming } from "./incoming.ts";
import { parkedRequestsMax } from "./limits.ts";
import type { FileRange } from "./verdict.ts";

export interface Parked {
  readonly request: Buffer;
  /** What is flushed when it is answered again. */
  readonly flushed: FileRange | undefined;
  /** By performance.now() of the session's thread. */
  readonly arrived: number;
  /** A signal ends its wait. Local file systems never answer EINTR to open(2) or mkdir(2), so only
   *  what may take long does. */
  readonly isInterruptible: boolean;
}

export class ParkedRequests {
  private readonly requests = new Map<string, Parked>();

  get size(): number {
    return this.requests.size;
  }

  /** Copies the request out of the session's buffer; undefined when too many wait already. */
  park(incoming: Incoming, waiting: Omit<Parked, "request">): string | undefined {
    if (this.requests.size >= parkedRequestsMax) return undefined;
    const key = keyOf(incoming.uniqueLow, incoming.uniqueHigh);
    const request = Buffer.from(incoming.bytes.subarray(0, incoming.length));
    this.requests.set(key, { request, ...waiting });
    return key;
  }

  /** As `take`, of a request that may be interrupted. */
  interrupt(key: string): Parked | undefined {
    return this.requests.get(key)?.isInterruptible === true ? this.take(key) : undefined;
  }

  /** The request, once: undefined when it was interrupted meanwhile. */
  take(key: string): Parked | undefined {
    const parked = this.requests.get(key);
    this.requests.delete(key);
    return parked;
  }
}

/** Of the request that a FUSE_INTERRUPT is about. */
export function interruptedKey(incoming: Incoming): string {
  return incoming.remaining < 8 ? "" : keyOf(incoming.uint32(), incoming.uint32());
}

/** Unique while the request is not answered. */
function keyOf(low: number, high: number): string {
  return `${high}:${low}`;
}
