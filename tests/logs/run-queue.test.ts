// What came and waits to be absorbed.
import test from "ava";
import { bytesToLogId } from "../../logs/core/hash.ts";
import type { LogRun } from "../../logs/core/log-run.ts";
import { RunQueue } from "../../logs/run-queue.ts";

const one = bytesToLogId(new Uint8Array(32).fill(1)) ?? fail();
const two = bytesToLogId(new Uint8Array(32).fill(2)) ?? fail();

function fail(): never {
  throw new Error("it is no log id");
}

function runOf(logId: LogRun["logId"], records: number): LogRun {
  const envelopes = Array.from({ length: records }, (_, at) => Uint8Array.of(at & 0xff, at >> 8));
  return { logId, envelopes, head: Uint8Array.of(1) };
}

test("a long run comes in pieces, in order, and its end is marked", (t) => {
  const queue = new RunQueue();
  const [long, short] = [runOf(one, 150), runOf(two, 1)];
  queue.add("bob", [long, short]);
  t.is(queue.size, 4);
  const pieces = [queue.take(), queue.take(), queue.take(), queue.take()];
  t.deepEqual(
    pieces.map((piece) => [piece?.run.envelopes.length, piece?.isLast]),
    [
      [64, false],
      [64, false],
      [22, false],
      [1, true],
    ],
  );
  t.deepEqual(
    pieces.slice(0, 3).flatMap((piece) => piece?.run.envelopes ?? []),
    [...long.envelopes],
  );
  t.is(queue.take(), undefined);
  t.is(queue.size, 0);
});

test("a run that tells of a head alone is a piece", (t) => {
  const queue = new RunQueue();
  queue.add("bob", [runOf(one, 0)]);
  t.is(queue.take()?.isLast, true);
});

test("a log is held as long as pieces of it wait", (t) => {
  const queue = new RunQueue();
  queue.add("bob", [runOf(one, 100)]);
  queue.take();
  t.true(queue.holds(runOf(one, 0).logId));
  t.false(queue.holds(runOf(two, 0).logId));
  queue.take();
  t.false(queue.holds(runOf(one, 0).logId));
});

test("of an answer it is known where it ends, as long as it waits", (t) => {
  const queue = new RunQueue();
  queue.add("bob", [runOf(one, 100)], [{ logId: one, first: 11, last: 500 }]);
  t.is(queue.waitingTo(one), 110);
  t.false(queue.isFull(one));
  queue.add("bob", [runOf(one, 4000)], [{ logId: one, first: 111, last: 5000 }]);
  t.is(queue.waitingTo(one), 4110);
  t.true(queue.isFull(one));
  for (let left = queue.size; left > 1; left--) queue.take();
  t.is(queue.waitingTo(one), 4110);
  t.false(queue.isFull(one));
  queue.take();
  t.is(queue.waitingTo(one), 0);
});

test("behind what nobody asked for nothing is asked for", (t) => {
  const queue = new RunQueue();
  queue.add("bob", [runOf(one, 100)]);
  t.true(queue.isFull(one));
  t.false(queue.isFull(two));
  queue.take();
  queue.take();
  t.false(queue.isFull(one));
});

test("who sends without end is taken at once", (t) => {
  const queue = new RunQueue();
  while (!queue.isCrowded) queue.add("bob", [runOf(one, 256)]);
  t.true(queue.size <= 1100);
});
