// The look-up: it finds the true homes when tables are honest, ends in bounds when they are not,
// and asks nobody when everyone is known.
import { deepStrictEqual, ok } from "node:assert";
import test from "ava";
import fc from "fast-check";
import {
  type Contact,
  Lookup,
  lookupAsksMax,
  type Nearest,
} from "../../../dhash/core/routing-index.ts";
import { HonestSwarm, lookUp } from "./honest-swarm.ts";
import { member, membersOn, pointFrom, points, trueHomes } from "./members.ts";

const bounded = { entriesMax: 14, leavesPerSide: 5 };
const trips = fc.array(fc.nat({ max: 300 }), { minLength: 97, maxLength: 97 });
const order = fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 20 });
const swarms = fc
  .tuple(membersOn(40, { min: 1, max: 70 }), trips)
  .map(([members, times]) => new HonestSwarm(members, { ...bounded, trips: times }));

test("with honest tables a look-up finds the nearest on different machines", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(swarms, points, fc.nat(), order, (swarm, key, who, turns) => {
        const from = pick(swarm.members, who);
        const looked = lookUp(swarm, { from, key, copies: 3, order: turns });
        deepStrictEqual(looked.homes, trueHomes(swarm.members, key, 3));
        deepStrictEqual(looked.state, "found");
      }),
      { numRuns: 200 },
    ),
  );
});

test("nodes that are gone are replaced by the nearest that are left", (t) => {
  const gone = fc.array(fc.nat(), { maxLength: 3 });
  t.notThrows(() =>
    fc.assert(
      fc.property(swarms, points, fc.nat(), order, gone, (swarm, key, who, turns, which) => {
        const from = pick(swarm.members, who);
        const lost = new Set(which.map((index) => pick(swarm.members, index).id));
        lost.delete(from.id);
        const looked = lookUp(swarm, { from, key, copies: 2, order: turns, gone: lost });
        const left = swarm.members.filter(({ id }) => !lost.has(id));
        deepStrictEqual(looked.homes, trueHomes(left, key, 2));
      }),
      { numRuns: 200 },
    ),
  );
});

test("who knows everyone asks nobody", (t) => {
  const members = [..."0123456789abcdef"].map((start) => member(start));
  const swarm = new HonestSwarm(members, { entriesMax: 40, leavesPerSide: 2, trips: [1] });
  for (const from of members) {
    const key = pointFrom("7a");
    const looked = lookUp(swarm, { from, key, copies: 3 });
    t.deepEqual(looked, {
      homes: trueHomes(members, key, 3),
      state: "found",
      asks: 0,
      hops: 0,
    });
  }
});

test("with fewer machines than copies, all that there are is found", (t) => {
  const members = ["1", "5", "9"].map((start) => member(start, "one"));
  const swarm = new HonestSwarm(members, { ...bounded, trips: [1] });
  const looked = lookUp(swarm, { from: pick(members, 0), key: pointFrom("4"), copies: 3 });
  t.is(looked.state, "found");
  t.deepEqual(looked.homes, [members[1]]);
});

test("whatever is answered, a look-up ends within its bounds", (t) => {
  const nonsense = fc.record({
    contacts: membersOn(9, { min: 0, max: 30 }),
    certain: fc.nat({ max: 40 }),
    isEveryone: fc.boolean(),
  });
  const answers = fc.array(nonsense, { minLength: 1, maxLength: 12 });
  t.notThrows(() =>
    fc.assert(
      fc.property(
        answers,
        points,
        fc.integer({ min: 1, max: 8 }),
        order,
        (lies, key, copies, turns) => {
          const own = member("8");
          const contacts = [member("1"), own];
          const nearest: Nearest = { contacts, certain: 0, isEveryone: false };
          const lookup = new Lookup({ key, copies, nearest, own, roundTripOf: () => undefined });
          const waiting: Contact[] = [...lookup.start().ask];
          let asks = waiting.length;
          for (let turn = 0; waiting.length > 0; turn++) {
            ok(turn <= lookupAsksMax);
            const draw = turns[turn % turns.length] ?? 0;
            const [next] = waiting.splice(draw % waiting.length, 1);
            const lie = lies[turn % lies.length];
            if (next === undefined || lie === undefined) throw new Error("somebody is asked");
            const { ask } = lookup.answered(next.id, lie);
            waiting.push(...ask);
            asks += ask.length;
          }
          ok(asks <= lookupAsksMax);
          ok(lookup.homes().length <= copies);
        },
      ),
      { numRuns: 300 },
    ),
  );
});

test("a slow node is not waited for alone, and its late answer still counts", (t) => {
  const members = Array.from({ length: 64 }, (_, index) =>
    member((index * 4).toString(16).padStart(2, "0")),
  );
  const swarm = new HonestSwarm(members, { ...bounded, trips: [5, 80, 31, 7] });
  const key = pointFrom("82");
  const from = pick(members, 0);
  const lookup = new Lookup({ ...swarm.startOf(from, key), copies: 3, parallel: 1 });
  const { ask } = lookup.start();
  t.is(ask.length, 1);
  const [first] = ask;
  if (first === undefined) throw new Error("one is asked");
  const hedge = lookup.slow(first.id).ask;
  t.is(hedge.length, 1);
  t.not(hedge[0]?.id, first.id);
  t.deepEqual(lookup.slow(first.id).ask, [], "once");
  t.not(lookup.answered(first.id, swarm.nearest(first.id, key)).state, "spent");
  // Nobody's answer is taken twice, or unasked.
  const unasked: Nearest = { contacts: [member("82")], certain: 1, isEveryone: false };
  t.deepEqual(lookup.answered(first.id, unasked).ask, []);
  t.false(lookup.homes().some(({ id }) => id === pointFrom("82")));
});

function pick(members: readonly Contact[], index: number): Contact {
  const contact = members[index % members.length];
  if (contact === undefined) throw new Error("a swarm has members");
  return contact;
}
