// Requests that wait: for blocks that are not on this machine, for their turn after others were
// asked, or for data that the kernel still has to write back. Kept as the kernel wrote them,
// answered again later.
import type { BlockKey } from "../../../dhash/core/index.ts";
import type { RequestCounters } from "../request-counters.ts";
import { Incoming } from "./incoming.ts";
import { parkedRequestsMax } from "./limits.ts";
import { servedOpcodes } from "./opcodes.ts";
import type { Exchange, FileRange, Verdict } from "./verdict.ts";

/** Who ends the waits. */
export interface ParkingOptions {
  /** Fetches blocks that are not here and then calls `Session.resume(key)` on the session's thread,
   *  or `Session.giveUp(key)` past its deadline. Absent: such requests get EIO at once. */
  readonly fetch?: (key: string, blocks: readonly BlockKey[]) => void;
  /** Calls `Session.resume(key)` when the turn of this ticket has come. Absent: EIO at once. */
  readonly wait?: (key: string, ticket: number) => void;
  /** It waits no longer: it was interrupted. */
  readonly abandon?: (key: string) => void;
  /** Has the kernel write back what it holds of this range (`Notifier.flush`) and then calls
   *  `Session.resume(key)`. Absent: SEEK_DATA and SEEK_HOLE may overlook data that was written a
   *  moment ago. */
  readonly flush?: (key: string, range: FileRange) => void;
}

export type Waiting = Extract<Verdict, { kind: "needs" | "waits" | "flush" }>;

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

export class Parking {
  private readonly options: ParkingOptions;
  private readonly counters: Pick<RequestCounters, "park">;
  private readonly requests = new Map<string, Parked>();

  constructor(options: ParkingOptions, counters: Pick<RequestCounters, "park">) {
    this.options = options;
    this.counters = counters;
  }

  /** False: nobody ends such a wait, or too many wait already. The wait may be over, and the
   *  request answered, when this returns. */
  begin({ incoming, flushed }: Exchange, waiting: Waiting, arrived: number): boolean {
    const { fetch, wait, flush } = this.options;
    switch (waiting.kind) {
      case "needs": {
        // They may be far away.
        const how = { flushed, arrived, isInterruptible: true };
        return this.park(incoming, how, fetch && ((key) => fetch(key, waiting.blocks)));
      }
      case "waits": {
        // A lock may be somebody else's for hours.
        const isInterruptible = incoming.opcode === servedOpcodes.waitForLock;
        const how = { flushed, arrived, isInterruptible };
        return this.park(incoming, how, wait && ((key) => wait(key, waiting.ticket)));
      }
      case "flush": {
        const { range } = waiting;
        const how = { flushed: range, arrived, isInterruptible: false };
        return this.park(incoming, how, flush && ((key) => flush(key, range)));
      }
    }
  }

  /** The request, once: undefined when it was interrupted meanwhile. */
  end(key: string): Parked | undefined {
    const parked = this.requests.get(key);
    this.requests.delete(key);
    this.counters.park(this.requests.size);
    return parked;
  }

  /** The same for the request that a FUSE_INTERRUPT is about, if a signal ends its wait. */
  interrupt(incoming: Incoming): Parked | undefined {
    const key = incoming.remaining < 8 ? undefined : keyOf(incoming.uint32(), incoming.uint32());
    if (key === undefined || this.requests.get(key)?.isInterruptible !== true) return undefined;
    const parked = this.end(key);
    this.options.abandon?.(key);
    return parked;
  }

  /** Copies the request out of the session's buffer. */
  private park(
    incoming: Incoming,
    how: Omit<Parked, "request">,
    begin: ((key: string) => void) | undefined,
  ): boolean {
    if (begin === undefined || this.requests.size >= parkedRequestsMax) return false;
    const key = keyOf(incoming.uniqueLow, incoming.uniqueHigh);
    const request = Buffer.from(incoming.bytes.subarray(0, incoming.length));
    this.requests.set(key, { request, ...how });
    this.counters.park(this.requests.size);
    begin(key);
    return true;
  }
}

/** The exchange about a request that was parked; undefined: it makes no sense. */
export function unpark(around: Exchange, { request, flushed }: Parked): Exchange | undefined {
  const incoming = new Incoming(request);
  if (!incoming.begin(request.length)) return undefined;
  around.outgoing.begin();
  return { ...around, incoming, flushed };
}

/** Unique while the request is not answered. */
function keyOf(low: number, high: number): string {
  return `${high}:${low}`;
}
