// What answering one request comes to, and the things an answering function works with.
import type { InodeNumber } from "../../core/inode-number.ts";
import type { Outcome } from "../../core/request.ts";
import type { LockHandler, RequestHandler } from "../../ports.ts";
import type { CachedListings } from "./cached-listings.ts";
import type { Incoming } from "./incoming.ts";
import type { OpenFiles } from "./open-files.ts";
import type { Outgoing } from "./outgoing.ts";

/** How the mount stands to other participants, and to other users. */
export interface Manner {
  /** Every open, look-up and listing reaches the Volume: the kernel answers none by itself. */
  readonly isStrict: boolean;
  /** Only root uses the mount, who may do everything: the kernel asks for no permissions, and for
   *  no attributes to check them by (`Mounted.isPrivate`). */
  readonly isPrivate: boolean;
}

export const defaultManner: Manner = { isStrict: false, isPrivate: false };

export interface Exchange {
  /** Absent: locks are the kernel's. */
  readonly locks: LockHandler | undefined;
  readonly handles: OpenFiles;
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  readonly volume: RequestHandler;
  readonly listings: CachedListings;
  readonly manner: Manner;
  /** The kernel is to ask again for the attributes of this inode, told before the reply. */
  readonly outdate: (inode: InodeNumber) => void;
  /** What the kernel has written back since it sent this request, as asked for by "flush". */
  readonly flushed: FileRange | undefined;
}

/** From `offset` on; `end` is exclusive and may be Infinity. */
export interface FileRange {
  readonly inode: InodeNumber;
  readonly offset: number;
  readonly end: number;
}

/** The answer depends on data that the kernel may still hold back: have it written, then ask again.
 *  */
export interface Flush {
  readonly kind: "flush";
  readonly range: FileRange;
}

/** "replied": the reply's body is in `outgoing`. "silent": the kernel wants none. "unserved":
 *  ENOSYS. */
export type Verdict = "replied" | "silent" | "unserved" | Flush | Unfinished;
export type Unfinished = Extract<Outcome, { kind: "refused" | "needs" | "waits" }>;
export type Answerer = (exchange: Exchange) => Verdict;

type Refused = Extract<Outcome, { kind: "refused" }>;
export const invalid: Refused = { kind: "refused", refusal: "invalid" };
export const notSupported: Refused = { kind: "refused", refusal: "not-supported" };
export const range: Refused = { kind: "refused", refusal: "range" };
export const stale: Refused = { kind: "refused", refusal: "stale" };

/** An outcome that is not the one asked for: a refusal, a wait, or else a bug of the Volume. */
export function unfinished(outcome: Outcome): Unfinished {
  const { kind } = outcome;
  if (kind === "refused" || kind === "needs" || kind === "waits") return outcome;
  throw new Error(`the Volume answered with an unexpected outcome: ${outcome.kind}`);
}

/** For requests whose reply is empty. */
export function replyDone(outcome: Outcome): Verdict {
  return outcome.kind === "done" ? "replied" : unfinished(outcome);
}

/** For requests whose reply is an entry. */
export function replyEntry(exchange: Exchange, outcome: Outcome): Verdict {
  if (outcome.kind !== "entry") return unfinished(outcome);
  exchange.outgoing.entry(outcome.attributes);
  return "replied";
}

/** For requests whose reply is `struct fuse_attr_out`. */
export function replyAttributes(exchange: Exchange, outcome: Outcome): Verdict {
  if (outcome.kind !== "attributes") return unfinished(outcome);
  exchange.outgoing.attributesReply(outcome.attributes);
  return "replied";
}
