// The table: bounded, right about its neighbourhood, near elsewhere.
import { deepStrictEqual, ok } from "node:assert";
import test from "ava";
import fc from "fast-check";
import { type Contact, Ring, RoutingTable } from "../../../dhash/core/routing-index.ts";
import { byTrueDistance, member, membersOn, pointFrom, points, trueHomes } from "./members.ts";

const options = { entriesMax: 12, leavesPerSide: 2 };
const learned = membersOn(30, { min: 1, max: 60 });
const milliseconds = fc.array(fc.nat({ max: 300 }), { minLength: 60, maxLength: 60 });

/** Own id, shared digits and the next one. */
function cellOf(own: string, id: string): string {
  let row = 0;
  while (own[row] === id[row]) row++;
  return id.slice(0, row + 1);
}

test("a table keeps its budget and its leaves, and what it gives up is far", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(learned, milliseconds, (members, trips) => {
        const [own, ...others] = members;
        if (own === undefined) return;
        const table = new RoutingTable(own, options);
        const everLeaves = new Set<Contact>();
        others.forEach((contact, index) => {
          table.learn(contact, trips[index]);
          for (const leaf of table.leaves()) everLeaves.add(leaf);
          ok(table.size <= options.entriesMax);
        });
        deepStrictEqual(table.leaves(), trueLeaves(own, others));
        const tripOf = (contact: Contact) => trips[others.indexOf(contact)] ?? 0;
        const kept = [...table.contacts()];
        for (const given of others.filter((contact) => !kept.includes(contact))) {
          const cell = cellOf(own.id, given.id);
          const same = kept.filter(({ id }) => id !== own.id && cellOf(own.id, id) === cell);
          const farther = same.filter((contact) => tripOf(contact) > tripOf(given));
          ok(farther.every((contact) => everLeaves.has(contact)));
        }
      }),
      { numRuns: 300 },
    ),
  );
});

/** Two on each side, those before the owner first. */
function trueLeaves(own: Contact, others: readonly Contact[]): readonly Contact[] {
  const ring = [...others].sort((a, b) => (a.id < b.id ? -1 : 1));
  const after = ring.filter(({ id }) => id > own.id);
  const around = [...after, ...ring.filter(({ id }) => id < own.id)];
  if (around.length <= 4) return around;
  return [...around.slice(-2), ...around.slice(0, 2)];
}

test("within its budget a table knows everyone, and says so when it was told so", (t) => {
  const own = member("8");
  const others = ["1", "3", "5", "9", "b", "d"].map((start) => member(start));
  const table = new RoutingTable(own, options);
  for (const contact of others) t.true(table.learn(contact));
  const key = pointFrom("4");
  t.is(table.nearest(key, 3).certain, 0);
  table.settle(true);
  t.deepEqual(table.nearest(key, 3), {
    contacts: byTrueDistance([own, ...others], key).slice(0, 3),
    certain: 3,
    isEveryone: false,
  });
  t.deepEqual(table.nearest(key, 9), {
    contacts: byTrueDistance([own, ...others], key),
    certain: 7,
    isEveryone: true,
  });
  t.true(table.isWhole);
});

test("a table that gave somebody up does not claim to know everyone", (t) => {
  const table = new RoutingTable(member("8"), options);
  table.settle(true);
  for (let index = 0; index < 40; index++) table.learn(member(index.toString(16).padStart(4, "1")));
  t.is(table.size, options.entriesMax);
  t.false(table.isWhole);
  table.settle(true);
  t.false(table.isWhole, "whatever others say");
});

test("what a settled table calls certain is", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(
        membersOn(60, { min: 20, max: 60 }),
        points,
        milliseconds,
        (members, key, trips) => {
          const ring = Ring.of(members);
          for (const own of members.slice(0, 8)) {
            const table = new RoutingTable(own, options);
            members.forEach((contact, index) => void table.learn(contact, trips[index]));
            table.settle(false);
            const { contacts, certain, isEveryone } = table.nearest(key, 4);
            deepStrictEqual(contacts.slice(0, certain), ring.nearest(key, certain));
            ok(!isEveryone);
          }
        },
      ),
      { numRuns: 200 },
    ),
  );
});

test("near a settled owner its answers are certain", (t) => {
  const members = [..."0123456789abcdef"].flatMap((a) => [member(`${a}2`), member(`${a}9`)]);
  const own = members[16] ?? member("8");
  const table = new RoutingTable(own, options);
  for (const contact of members) table.learn(contact);
  table.settle(false);
  t.is(table.nearest(own.id, 4).certain, 3);
  t.is(table.nearest(pointFrom("0"), 4).certain, 0);
});

test("round trips are kept for who is there, and an owner never learns or forgets itself", (t) => {
  const own = member("8");
  const table = new RoutingTable(own, options);
  t.false(table.learn(own, 7));
  t.false(table.forget(own.id));
  table.learn(member("5"));
  t.is(table.roundTripOf(pointFrom("5")), undefined);
  table.measured(pointFrom("5"), 20);
  table.measured(pointFrom("6"), 30);
  t.is(table.roundTripOf(pointFrom("5")), 20);
  table.learn(member("5"), 25);
  t.is(table.roundTripOf(pointFrom("5")), 25);
  t.true(table.forget(pointFrom("5")));
  t.false(table.forget(pointFrom("5")));
  t.is(table.size, 0);
  t.is(table.roundTripOf(pointFrom("6")), undefined);
});

test("a list is cut by prefix, start and count", (t) => {
  const own = member("8");
  const table = new RoutingTable(own, { entriesMax: 40, leavesPerSide: 2 });
  for (const start of ["11", "12", "13", "14", "21"]) table.learn(member(start));
  const ids = (prefix: string, from: string, count: number) =>
    table.list({ prefix, from: pointFrom(from), count }).map(({ id }) => id.slice(0, 2));
  t.deepEqual(ids("", "0", 9), ["11", "12", "13", "14", "21", "80"]);
  t.deepEqual(ids("1", "0", 2), ["11", "12"]);
  t.deepEqual(ids("1", "13", 9), ["13", "14"]);
  t.deepEqual(ids("1", "2", 9), []);
  t.deepEqual(ids("3", "0", 9), []);
});

test("who knows everyone names the homes in one step, however few machines there are", (t) => {
  const own = member("8", "one");
  const table = new RoutingTable(own, { entriesMax: 200, leavesPerSide: 2 });
  for (let index = 0; index < 150; index++) {
    table.learn(member(index.toString(16).padStart(3, "0"), `machine-${index % 2}`));
  }
  const key = pointFrom("7");
  t.is(table.homes(key, 3), undefined, "it has not joined");
  table.settle(false);
  t.is(table.homes(key, 3), undefined, "it was not told that this is everyone");
  table.settle(true);
  t.deepEqual(table.homes(key, 3), trueHomes(table.contacts(), key, 3));
  t.is(table.homes(key, 3)?.length, 3);
  t.is(table.homes(key, 4)?.length, 3, "there are three machines");
});

test("what others say replaces nothing that is known at first hand", (t) => {
  const table = new RoutingTable(member("8"), options);
  const heard = { ...member("5"), addresses: ["its own"] };
  table.learn(heard, 20);
  t.false(table.hearOf({ ...member("5", "elsewhere"), addresses: ["made up"] }));
  t.is(table.get(heard.id), heard);
  t.is(table.roundTripOf(heard.id), 20);
  t.false(table.hearOf(member("8", "elsewhere")), "nor the owner");
  t.true(table.hearOf(member("6")));
  t.is(table.get(pointFrom("6"))?.id, pointFrom("6"));
});

test("a ghost is not brought back by others, only by itself, or after two periods", (t) => {
  const table = new RoutingTable(member("8"), options);
  const ghost = member("5");
  table.learn(ghost, 20);
  table.forget(ghost.id);
  t.false(table.hearOf(ghost));
  table.forgive();
  t.false(table.hearOf(ghost));
  table.forgive();
  t.true(table.hearOf(ghost));
  table.forget(ghost.id);
  table.learn(ghost, 20);
  t.is(table.get(ghost.id), ghost, "it was heard itself");
  table.forget(ghost.id);
  table.learn(ghost, 20);
  table.forgive();
  t.is(table.roundTripOf(ghost.id), 20, "to forgive takes nobody out");
});
