// A flood of refusals is told a bounded number of times.
import test from "ava";
import { RefusalBudget, refusalsTold } from "../../dhash/core/refusal-budget.ts";

test("so many refusals are told in a minute, and as many in the next", (t) => {
  const budget = new RefusalBudget();
  for (const minute of [0, 1, 7]) {
    const told = Array.from({ length: 1000 }, (_, i) => budget.spend(minute * 60_000 + i));
    t.is(told.filter(Boolean).length, refusalsTold);
    t.true(told[0]);
  }
});
