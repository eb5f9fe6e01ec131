// Pointers to copies elsewhere: bounded, and they end.
import test from "ava";
import { HolderPointers } from "../../../dhash/core/routing-index.ts";
import { pointFrom } from "../routing/members.ts";

const [a, b, c] = [pointFrom("a"), pointFrom("b"), pointFrom("c")];

test("holders are named until their pointers end, the longest-lasting first", (t) => {
  const pointers = new HolderPointers();
  pointers.note(a, { holder: b, until: 10 });
  pointers.note(a, { holder: c, until: 20 });
  t.deepEqual(pointers.holdersOf(a, 9), [c, b]);
  t.deepEqual(pointers.holdersOf(a, 10), [c]);
  pointers.note(a, { holder: b, until: 30 });
  t.deepEqual(pointers.holdersOf(a, 10), [b, c], "prolonged");
  t.deepEqual(pointers.holdersOf(b, 0), []);
});

test("a holder without a copy is dropped, a key without holders forgotten", (t) => {
  const pointers = new HolderPointers();
  pointers.note(a, { holder: b, until: 10 });
  pointers.drop(a, c);
  t.is(pointers.size, 1);
  pointers.drop(a, b);
  t.is(pointers.size, 0);
});

test("a key has sixteen pointers at most: those that last longest", (t) => {
  const pointers = new HolderPointers();
  for (let index = 0; index < 40; index++) {
    pointers.note(a, { holder: pointFrom(index.toString(16).padStart(2, "0")), until: index });
  }
  t.is(pointers.holdersOf(a, 0).length, 16);
  t.is(pointers.holdersOf(a, 0)[0], pointFrom("27"));
});

test("of too many keys the one noted longest ago goes", (t) => {
  const pointers = new HolderPointers(2);
  pointers.note(a, { holder: c, until: 9 });
  pointers.note(b, { holder: c, until: 9 });
  pointers.note(a, { holder: b, until: 9 });
  pointers.note(c, { holder: a, until: 9 });
  t.is(pointers.size, 2);
  t.deepEqual(pointers.holdersOf(b, 0), []);
  t.deepEqual(pointers.holdersOf(a, 0), [c, b].sort());
});

test("what has ended is taken out, some keys at a time", (t) => {
  const pointers = new HolderPointers();
  pointers.note(a, { holder: c, until: 1 });
  pointers.note(b, { holder: c, until: 9 });
  pointers.note(c, { holder: a, until: 1 });
  pointers.expire(5, 2);
  t.is(pointers.size, 2);
  pointers.expire(5, 1);
  t.is(pointers.size, 1);
  t.deepEqual(pointers.holdersOf(b, 5), [c]);
});
