// How often there are ticks.
import test from "ava";
import { toldTicks } from "../../logs/core/limits.ts";
import { TickPace } from "../../mount-tool/compose/sharing/tick-pace.ts";

const closed = (): boolean => false;

function ticksWithin(
  pace: TickPace,
  from: number,
  milliseconds: number,
  isOpen: () => boolean,
): number {
  let ticks = 0;
  for (let now = from; now < from + milliseconds; ) {
    if (pace.tick(now, isOpen)) ticks++;
    now += Math.max(1, pace.restMilliseconds(now, isOpen));
  }
  return ticks;
}

test("ticks come twenty times a second while something is open or has just happened", (t) => {
  const pace = new TickPace(0);
  const open = (): boolean => true;
  const ticks = ticksWithin(pace, 9000, 2000, open);
  t.true(ticks >= 39 && ticks <= 41);
  pace.stir(11_500);
  // Enough for what is told every few ticks.
  t.true(ticksWithin(pace, 11_500, 300, closed) > toldTicks);
  t.true(ticksWithin(pace, 11_800, 2700, closed) <= 6);
});

test("they are seldom while nobody does anything, and soon again when somebody does", (t) => {
  const pace = new TickPace(0);
  t.is(ticksWithin(pace, 10_000, 5000, closed), 2);
  pace.stir(15_100);
  t.true(pace.restMilliseconds(15_100, closed) <= 50);
});
