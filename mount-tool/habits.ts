// How a mount deals with what other participants do at the same time. What is asked for at a mount
// is remembered in the home (FORMAT "Home").
import { isAbsentOr, isOneOf, isShape } from "./checked-json.ts";

export interface Habits {
  /** "push": others' changes show when they arrive; "strict": they are asked for at each open. */
  readonly consistency: "push" | "strict";
  /** "local": flock(2) and fcntl(2) hold on this machine; "shared": for all who are connected. */
  readonly locks: "local" | "shared";
}

/** Absent: as the last time. */
export interface HabitWish {
  readonly consistency?: Habits["consistency"] | undefined;
  readonly locks?: Habits["locks"] | undefined;
}

export const defaultHabits: Habits = { consistency: "push", locks: "local" };

const isConsistency = isOneOf("push", "strict");
const isLockScope = isOneOf("local", "shared");

export const isHabits = isShape({ consistency: isConsistency, locks: isLockScope });
export const isHabitWish = isShape({
  consistency: isAbsentOr(isConsistency),
  locks: isAbsentOr(isLockScope),
});
