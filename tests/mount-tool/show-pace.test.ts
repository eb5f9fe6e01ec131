// How soon, and how often, own records are shown.
import test from "ava";
import { Lull, ShowPace } from "../../mount-tool/compose/sharing/show-pace.ts";

/** Shows whenever it may, for so long; answers how often, with syncs that take so long. */
function showsWithin(pace: ShowPace, from: number, milliseconds: number, took: number): number {
  let shows = 0;
  for (let now = from; now < from + milliseconds; ) {
    const wait = pace.waitMilliseconds(now);
    if (wait > 0) now += Math.max(0.25, Math.min(wait, 1));
    else {
      pace.synced(now, now + took);
      now += took;
      shows++;
    }
  }
  return shows;
}

test("a lone change is shown at once", (t) => {
  const pace = new ShowPace(0);
  for (let now = 0; now < 1000; now += 25) {
    t.is(pace.waitMilliseconds(now), 0);
    pace.synced(now, now + 0.5);
  }
});

test("while many changes are made they are shown in batches", (t) => {
  const pace = new ShowPace(0);
  t.true(showsWithin(pace, 0, 1000, 0.5) <= 8 + 100);
  t.true(showsWithin(pace, 1000, 1000, 0.5) >= 50);
});

test("syncs take at most a quarter of the time", (t) => {
  t.true(showsWithin(new ShowPace(0), 0, 10_000, 40) * 40 <= 10_000 / 4 + 40);
});

test("who waits for a slow sync beside the thread does not wait for a long rest as well", (t) => {
  const pace = new ShowPace(0);
  pace.syncedBeside(0, 200);
  t.is(pace.waitMilliseconds(200), 10);
  t.is(pace.waitMilliseconds(210), 0);
  pace.syncedBeside(300, 302);
  t.is(pace.waitMilliseconds(302), 2);
});

/** How many shows have the device settled first until one has not. */
function settledShows(pace: ShowPace, from: number): number {
  let settled = 0;
  for (let now = from; pace.isSettledFirst; now += 100) {
    pace.synced(now, now + 0.1);
    settled++;
  }
  return settled;
}

test("a slow device takes what it is given beside the thread, and is tried again later", (t) => {
  const pace = new ShowPace(0);
  const counts = Array.from({ length: 7 }, (_, at) => {
    pace.synced(at * 10_000, at * 10_000 + 6);
    return settledShows(pace, at * 10_000 + 100);
  });
  t.deepEqual(counts, [2, 4, 8, 16, 32, 64, 64]);
  pace.synced(1e6, 1e6 + 1);
  t.false(pace.isSettledFirst);
  pace.synced(2e6, 2e6 + 6);
  t.is(settledShows(pace, 2e6 + 100), 2);
});

test("a clock that begins late counts from there", (t) => {
  const pace = new ShowPace(1e9);
  t.true(showsWithin(pace, 1e9, 5, 0) <= 8);
});

test("changes that follow each other are shown together, when none follows any more", (t) => {
  const lull = new Lull();
  t.true(lull.waitMilliseconds(100, 1) > 0);
  t.true(lull.waitMilliseconds(100.2, 2) > 0);
  t.true(lull.waitMilliseconds(100.3, 2) > 0);
  t.is(lull.waitMilliseconds(100.5, 2), 0);
});

test("who changes something without a pause is not waited for long", (t) => {
  const lull = new Lull();
  let now = 100;
  for (let newest = 1; lull.waitMilliseconds(now, newest) > 0; newest++) now += 0.1;
  t.true(now > 104 && now < 106);
  lull.shown();
  t.true(lull.waitMilliseconds(now, 1000) > 0);
});
