// How many records of others are folded in one go.
import test from "ava";
import { FoldPace } from "../../mount-tool/compose/sharing/fold-pace.ts";

/** One go that folds as many as it may, or fewer, and takes so long; how many it might. */
function go(pace: FoldPace, milliseconds: number, atMost = Number.POSITIVE_INFINITY): number {
  const records = pace.begin(100);
  pace.end(100 + milliseconds, Math.min(records, atMost));
  return records;
}

test("it is few at first, more while that is quick, and few again when it is not", (t) => {
  const pace = new FoldPace();
  const first = go(pace, 1);
  for (let round = 0; round < 20; round++) go(pace, 1);
  t.true(go(pace, 1) >= 8 * first);
  for (let round = 0; round < 20; round++) go(pace, 30);
  t.is(go(pace, 30), first);
});

test("what was less than could have been says nothing of more", (t) => {
  const pace = new FoldPace();
  const first = go(pace, 0.1, 3);
  t.is(go(pace, 0.1), first);
});

test("a pace between the two stays", (t) => {
  const pace = new FoldPace();
  const first = go(pace, 3);
  t.is(go(pace, 3), first);
});

test("requests come before other work after what came alone, not again and again", (t) => {
  const pace = new FoldPace();
  const fold = (records: number): boolean => {
    pace.begin(0);
    return pace.end(1, records);
  };
  const foldNothing = (): void => void pace.begin(0);
  t.true(fold(3));
  foldNothing();
  t.true(fold(1));
  t.false(fold(1));
  foldNothing();
  t.true(fold(1));
  foldNothing();
  const many = pace.begin(0);
  foldNothing();
  t.false(fold(many));
});
