// The system clock, from which the kernel gives times to files too: near the real time, never
// backwards, and on Linux in steps.
import test from "ava";
import { systemClock } from "../../fs/adapters/system-clock.ts";

test("times are near the system's, and do not go back", (t) => {
  let last = 0;
  for (let i = 0; i < 1000; i++) {
    const { seconds, nanoseconds } = systemClock.now();
    const time = seconds + nanoseconds / 1e9;
    t.true(time >= last);
    t.true(Math.abs(time - Date.now() / 1000) < 1);
    last = time;
  }
});

test("on Linux many calls in a row see one time: it is the kernel's coarse clock", (t) => {
  if (process.platform !== "linux") {
    t.pass("another system");
    return;
  }
  const times = new Set<number>();
  for (let i = 0; i < 100_000; i++) times.add(systemClock.now().nanoseconds);
  t.true(times.size < 50_000, `${times.size} times in 100,000 calls`);
});
