// How a mount deals with what other participants do at the same time. What is asked for at a mount
// is remembered in the home (FORMAT "Home").
import { isAbsentOr, isOneOf, isShape } from "./checked-json.ts";

export interface Habits {
  /** "push": others' changes show when they arrive; "strict": they are asked for at each open. */
  readonly consistency: "push" | "strict";
}

/** Absent: as the last time. */
export interface HabitWish {
  readonly consistency?: Habits["consistency"] | undefined;
}

export const defaultHabits: Habits = { consistency: "push" };

const isConsistency = isOneOf("push", "strict");

export const isHabits = isShape({ consistency: isConsistency });
export const isHabitWish = isShape({ consistency: isAbsentOr(isConsistency) });
