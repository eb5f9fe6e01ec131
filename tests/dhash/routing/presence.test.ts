// Presence: suspected, away, back, gone.
import test from "ava";
import { type PresenceChange, Presences } from "../../../dhash/core/routing-index.ts";
import { member } from "./members.ts";

const [a, b, c] = [member("a"), member("b"), member("c")];
const plain = (changes: readonly PresenceChange[]) =>
  changes.map(({ contact, change }) => `${contact.id[0]} ${change}`);

test("a node that does not answer is suspected, then away, and returns when it is heard", (t) => {
  const presences = new Presences();
  t.deepEqual(plain(presences.heard(a, 0)), ["a new"]);
  t.deepEqual(plain(presences.failed(a.id)), ["a suspected"]);
  t.deepEqual(plain(presences.failed(a.id)), []);
  t.is(presences.stateOf(a.id), "suspected");
  t.deepEqual(plain(presences.failed(a.id)), ["a away"]);
  t.deepEqual(plain(presences.failed(a.id)), []);
  t.deepEqual([...presences.members()], [a]);
  t.deepEqual(plain(presences.heard(a, 9)), ["a returned"]);
  t.is(presences.stateOf(a.id), "present");
  t.deepEqual(plain(presences.failed(a.id)), ["a suspected"], "it is counted from the beginning");
});

test("absent is not gone, until it has been absent for long", (t) => {
  const presences = new Presences({ goneAfter: 100 });
  presences.heard(a, 0);
  presences.heard(b, 0);
  for (let count = 0; count < 3; count++) presences.failed(a.id);
  t.deepEqual(plain(presences.expire(99)), []);
  t.deepEqual(plain(presences.expire(100)), ["a gone"], "b is present, if quiet");
  t.is(presences.stateOf(a.id), undefined);
  t.deepEqual([...presences.members()], [b]);
});

test("who says that it leaves is gone at once; of a stranger nothing is said", (t) => {
  const presences = new Presences();
  presences.heard(a, 0);
  t.deepEqual(plain(presences.left(a.id)), ["a gone"]);
  t.deepEqual(plain(presences.left(a.id)), []);
  t.deepEqual(plain(presences.failed(a.id)), []);
});

test("one that is away can be asked whether it is back", (t) => {
  const presences = new Presences();
  t.is(presences.awayNode(0), undefined);
  for (const node of [a, b, c]) presences.heard(node, 0);
  t.is(presences.awayNode(0.9), undefined, "nobody is away");
  for (const { id } of [a, a, a, c, c, c]) presences.failed(id);
  t.deepEqual(
    [0, 0.4, 0.5, 0.99].map((chance) => presences.awayNode(chance)),
    [a, a, c, c],
  );
  presences.heard(a, 1);
  t.is(presences.awayNode(0), c);
});

test("of too many, one that is present goes before one that is away", (t) => {
  const presences = new Presences({ nodesMax: 2 });
  presences.heard(a, 0);
  for (let count = 0; count < 3; count++) presences.failed(a.id);
  presences.heard(b, 1);
  t.deepEqual(plain(presences.heard(c, 2)), ["c new", "b gone"]);
  t.is(presences.size, 2);
});
