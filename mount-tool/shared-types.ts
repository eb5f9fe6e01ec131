// A home that shares its file system with others, as the driver and the threads around it see it.
import type { BlockKey, Held } from "../dhash/index.ts";
import type { InodeDifference, LockHandler, RequestHandler } from "../fs/index.ts";
import type { ToSharing } from "./sharing-messages.ts";

/** Requests that wait for blocks. */
export interface Readers {
  /** The blocks are here, or will not come. */
  resume(request: string): void;
  giveUp(request: string): void;
}

/** What a mount does for it. */
export interface SharedMount extends Readers {
  /** Writing to it ends the sleep of this thread; undefined: it needs no waking. */
  readonly wakeDescriptor: number | undefined;
  /** The kernel is told what changed; undefined: everything may have. */
  differ(differences: readonly InodeDifference[] | undefined): void;
}

/** Requests about which others are asked first: new names, and in strict mode each look. */
export interface AskingOthers extends RequestHandler {
  readonly locks: LockHandler | undefined;
  /** The request was answered with "waits": it is resumed when the ticket is settled. */
  wait(request: string, ticket: number): void;
  abandon(request: string): void;
}

export interface Shared {
  /** Answers the kernel. */
  readonly handler: RequestHandler;
  readonly agreeing: AskingOthers;
  /** How long its thread may sleep while nothing comes. */
  readonly restMilliseconds: number;
  /** From now on what changes is told to the kernel. */
  serve(mount: SharedMount): void;
  /** A request lacks these blocks. */
  fetch(request: string, keys: readonly BlockKey[]): void;
  hear(message: ToSharing): void;
  /** Its tables and queues that can grow, with their limits. */
  held(): readonly Held[];
}
