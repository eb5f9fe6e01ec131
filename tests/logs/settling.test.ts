// Admins who did different things without seeing each other: one of them takes it all up, and then
// there is rest.
import test from "ava";
import { Settling } from "../../logs/settling.ts";
import { makeKeyPair } from "../support/logs.ts";
import { found, makeInvite, Party, spread } from "../support/members.ts";

function admins(count: number): readonly Party[] {
  const founding = found(makeKeyPair(1), "p1");
  const first = new Party("p1", 1, founding);
  const others = Array.from({ length: count - 1 }, (_, at) => {
    return new Party(`p${at + 2}`, at + 2, { key: founding.key });
  });
  for (const { logId, name } of others) first.change({ kind: "admit", logId, name, role: "admin" });
  spread([first, ...others]);
  return [first, ...others];
}

const viewsOf = (party: Party): number => party.views.blocks().length;

/** Time goes on; who settles is heard `delay` ticks later. Returns the views that came of it. */
function settle(parties: readonly Party[], delay: number): number {
  const settlings = parties.map(({ views, logId }) => new Settling(views, logId));
  const before = Math.max(...parties.map(viewsOf));
  for (let tick = 0; tick < 2000; tick++) {
    for (const settling of settlings) settling.tick();
    if (tick % delay === delay - 1) spread(parties);
  }
  spread(parties);
  return Math.max(...parties.map(viewsOf)) - before;
}

test("the first admin takes up what lies aside, and no other view comes of it", (t) => {
  const parties = admins(4);
  parties.forEach((each, at) => {
    each.change({ kind: "invite", invite: makeInvite(at + 1) });
  });
  spread(parties);
  t.is(settle(parties, 1), 1);
  for (const { views } of parties) {
    t.is(views.membership?.invites.length, 4);
    t.deepEqual(views.membership?.aside, []);
  }
});

test("however late they hear of each other, they come to rest", (t) => {
  for (const delay of [15, 40, 90, 300]) {
    const parties = admins(5);
    parties.forEach((each, at) => {
      each.change({ kind: "invite", invite: makeInvite(at + 1) });
    });
    spread(parties);
    t.true(settle(parties, delay) <= 5, `${delay}`);
    t.is(settle(parties, delay), 0, `${delay}`);
    t.is(parties[0]?.views.membership?.invites.length, 5);
  }
});

test("what does not hold calls for no view", (t) => {
  const [anna, ben] = admins(2);
  if (anna === undefined || ben === undefined) return t.fail();
  const nowhere = { sequence: 0, hash: undefined };
  anna.change({ kind: "exclude", logId: ben.logId, cut: nowhere });
  ben.change({ kind: "exclude", logId: anna.logId, cut: nowhere });
  spread([anna, ben]);
  t.is(settle([anna, ben], 1), 0);
  return undefined;
});
