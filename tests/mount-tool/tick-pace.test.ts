// How often there are ticks.
import test from "ava";
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
  for (const ticks of [ticksWithin(pace, 0, 2000, closed), ticksWithin(pace, 9000, 2000, open)]) {
    t.true(ticks >= 39 && ticks <= 41);
  }
});

test("they are seldom while nobody does anything, and soon again when somebody does", (t) => {
  const pace = new TickPace(0);
  t.is(ticksWithin(pace, 10_000, 5000, closed), 10);
  pace.stir(15_100);
  t.true(pace.restMilliseconds(15_100, closed) <= 50);
  t.true(ticksWithin(pace, 15_100, 1000, closed) >= 19);
});
