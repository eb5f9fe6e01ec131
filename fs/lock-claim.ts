// A lock that a program of this machine wants, until it has it or is refused.
import type { Peer } from "./audience.ts";
import type { Lock } from "./core/agreement/lock-table.ts";
import type { Turn } from "./name-promises.ts";

/** "test": is it free? "try": now or not at all. "wait": until it is free. */
export type LockPurpose = "test" | "try" | "wait";

export interface Claim {
  /** What those wait with who want it. */
  readonly ticket: number;
  readonly lock: Lock;
  readonly purpose: LockPurpose;
  readonly key: string;
  /** Of the question that is open. */
  turn: Turn;
  /** "waits": for a lock, or for another claim of this machine. */
  state: "asks" | "waits" | "settled";
  number: number;
  /** When it got into its state. */
  since: number;
  /** Who has not answered; since when nothing was heard of it, undefined: it said "wait". */
  readonly asked: Map<Peer, number | undefined>;
  /** What those who answered have in their trees. */
  readonly known: Map<number, number>;
  answer: "granted" | "held" | undefined;
}

export function makeClaim(what: Pick<Claim, "ticket" | "lock" | "purpose" | "key">): Claim {
  const nobody = { asked: new Map(), known: new Map(), turn: { time: 0, slot: 0 } };
  return { ...what, ...nobody, state: "waits", number: 0, since: 0, answer: undefined };
}

/** It keeps out those who come later. */
export function isFirm({ state, answer, purpose }: Claim): boolean {
  return purpose !== "test" && (state === "asks" || answer === "granted");
}

export function lockKey(lock: Lock, purpose: LockPurpose): string {
  const { inode, space, owner, isExclusive, start, end } = lock;
  return [inode, space, owner, isExclusive, start, end, purpose].join(" ");
}
