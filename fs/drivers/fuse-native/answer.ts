// What an operation comes to: its value, or the Volume's refusal or need of blocks, unchanged.

import type { Refusal } from "../../core/refusal.ts";
import type { Outcome } from "../../core/request.ts";

export type Unfinished = Extract<Outcome, { kind: "refused" | "needs" | "waits" }>;

export interface Done<T> {
  readonly kind: "done";
  readonly value: T;
}

export type Answer<T> = Done<T> | Unfinished;

export function done<T>(value: T): Done<T> {
  return { kind: "done", value };
}

/** For operations that give nothing back. */
export const finished: Done<undefined> = done(undefined);

export function refuse(refusal: Refusal): Unfinished {
  return { kind: "refused", refusal };
}

/** An outcome that is not the one asked for: a refusal, a wait, or else a bug of the Volume. */
export function unfinished(outcome: Outcome): Unfinished {
  const { kind } = outcome;
  if (kind === "refused" || kind === "needs" || kind === "waits") return outcome;
  throw new Error(`the Volume answered with an unexpected outcome: ${outcome.kind}`);
}

/** For requests whose success says nothing more. */
export function finish(outcome: Outcome): Answer<undefined> {
  if (outcome.kind === "done" || outcome.kind === "attributes") return finished;
  return unfinished(outcome);
}

export function mapAnswer<From, To>(answer: Answer<From>, map: (value: From) => To): Answer<To> {
  return answer.kind === "done" ? done(map(answer.value)) : answer;
}
