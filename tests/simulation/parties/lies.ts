// The habits of members who lie: each has some, so that several in one party lie differently.
import type { Chance } from "../../support/chance.ts";

const lies = [
  ...["write", "write", "write", "garbage", "garbage", "replay", "replay", "fork", "fork"],
  ...["huge Lamport number", "unknown vector", "absurd changes", "malformed changes"],
  ...["forged record of another", "old head", "false claim", "forged view", "forged block"],
  ...["forged join", "forged proof", "goodbye", "other side", "silence", "large message"],
  ...["false promise", "false promise"],
] as const;
export type Lie = (typeof lies)[number];

export const liarNames = ["mallory", "trudy", "oscar"] as const;

/** One in three does everything; the others write, and do a few things often. */
export function habitsOfLiar(chance: Chance): readonly Lie[] {
  if (chance.below(3) === 0) return lies;
  const some = Array.from({ length: 2 + chance.below(5) }, () => chance.pick(lies) ?? "garbage");
  return ["write", ...some];
}
