// How long work beside requests goes on, and in which order messages are heard.
import test from "ava";
import { HeardMessages } from "../../mount-tool/heard-messages.ts";
import { beginSlice } from "../../mount-tool/slice.ts";

test("a slice is short while a request waits, and ends even when none does", (t) => {
  let now = 100;
  let isAwaited = false;
  const isTimeUp = beginSlice(
    () => now,
    () => isAwaited,
  );
  t.false(isTimeUp());
  now = 103;
  t.false(isTimeUp());
  isAwaited = true;
  t.true(isTimeUp());
  isAwaited = false;
  now = 109;
  t.true(isTimeUp());
  now = 200;
  isAwaited = true;
  t.false(
    beginSlice(
      () => now,
      () => isAwaited,
    )(),
  );
});

test("messages are heard in their order, one at least, until the time is up", (t) => {
  const heard: number[] = [];
  const messages = new HeardMessages<number>((message) => heard.push(message));
  t.false(messages.turn(() => true));
  for (const message of [1, 2, 3, 4]) messages.add(message);
  t.true(messages.turn(() => true));
  t.deepEqual([heard, messages.size], [[1], 3]);
  t.true(messages.turn(() => heard.length === 3));
  t.false(messages.turn(() => true));
  t.deepEqual([heard, messages.size], [[1, 2, 3, 4], 0]);
});

test("what comes while messages are heard is heard after them", (t) => {
  const heard: string[] = [];
  const messages = new HeardMessages<string>((message) => {
    heard.push(message);
    if (message === "first") messages.add("of the first");
  });
  messages.add("first");
  messages.add("second");
  t.false(messages.turn(() => false));
  t.deepEqual(heard, ["first", "second", "of the first"]);
});
