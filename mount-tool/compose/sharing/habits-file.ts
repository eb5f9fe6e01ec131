// habits.json of a home: how its mounts deal with others, as was asked for last (FORMAT "Home").
import type { Trouble } from "../../../dhash/index.ts";
import type { Habits, HabitWish } from "../../habits.ts";
import { defaultHabits, isHabits } from "../../habits.ts";
import { readCheckedFile, writeCheckedFile } from "../checked-file.ts";
import type { HomeParts } from "../home-parts.ts";

export const habitsFileName = "habits.json";

/** What is wished holds, and is remembered; the rest is as it was. */
export function settleHabits(
  parts: HomeParts,
  wish: HabitWish,
  report: (trouble: Trouble) => void,
): Habits {
  const file = readCheckedFile(parts, habitsFileName, isHabits);
  const before = file.kind === "read" ? file.value : defaultHabits;
  const { consistency = before.consistency, locks = before.locks } = wish;
  if (consistency === before.consistency && locks === before.locks) return before;
  const habits = { consistency, locks };
  const trouble = writeCheckedFile(parts, habitsFileName, habits);
  if (trouble !== undefined) report(trouble);
  return habits;
}
