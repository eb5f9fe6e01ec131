// Requests of programs that the daemon keeps: for blocks, for others, or for its own tree. None
// waits for longer than it may (promise C7).

import { lookMillisecondsMax } from "../../../fs/core/agreement/limits.ts";
import type { Outcome, Request } from "../../../fs/core/index.ts";

export interface WaitingRequest<Note> {
  readonly request: Request;
  /** What whoever asked wants to remember. */
  readonly note: Note;
  /** Undefined: until it has a tree of its own. */
  readonly until: number | undefined;
  readonly for: "needs" | "waits";
}

/** A reader gets an error after half a minute. */
const readMillisecondsMax = 30_000;
/** Clocks go in steps, and a step may do much. */
const slackMilliseconds = 500;

export class WaitingRequests<Note> {
  readonly #byId = new Map<string, WaitingRequest<Note>>();
  #count = 0;

  get size(): number {
    return this.#byId.size;
  }

  add(wish: {
    readonly request: Request;
    readonly note: Note;
    readonly outcome: Extract<Outcome, { kind: "needs" | "waits" }>;
    /** Undefined: there is no limit while the own tree is not there. */
    readonly now: number | undefined;
  }): string {
    const { request, note, outcome, now } = wish;
    const id = `request ${++this.#count}`;
    const time = outcome.kind === "needs" ? readMillisecondsMax : lookMillisecondsMax;
    const until = now === undefined ? undefined : now + time + slackMilliseconds;
    this.#byId.set(id, { request, note, until, for: outcome.kind });
    return id;
  }

  take(id: string): WaitingRequest<Note> | undefined {
    const waiting = this.#byId.get(id);
    this.#byId.delete(id);
    return waiting;
  }

  /** Kinds of requests that wait for longer than they may. */
  overdue(now: number): readonly string[] {
    return [...this.#byId.values()].flatMap(({ request, until, for: why }) =>
      until !== undefined && now > until ? [`${request.kind} (${why})`] : [],
    );
  }

  clear(): void {
    this.#byId.clear();
  }
}
