// Joining, answering, leaving and upkeep, one message after the other.
import test from "ava";
import { pointerMilliseconds } from "../../../dhash/core/repair/limits.ts";
import {
  type Ask,
  answerQuestion,
  type Contact,
  HolderPointers,
  Join,
  type JoinStep,
  type NodeId,
  pointAfter,
  type Reply,
  RoutingTable,
  refreshQuestion,
  takeRefresh,
} from "../../../dhash/core/routing-index.ts";
import { member, pointFrom } from "./members.ts";

class Swarm {
  readonly tables = new Map<NodeId, RoutingTable>();
  readonly silent = new Set<NodeId>();
  readonly pointers = new HolderPointers();
  readonly #options: { readonly entriesMax: number; readonly leavesPerSide: number };

  constructor(entriesMax = 200, leavesPerSide = 3) {
    this.#options = { entriesMax, leavesPerSide };
  }

  table(own: Contact): RoutingTable {
    const table = this.tables.get(own.id) ?? new RoutingTable(own, this.#options);
    this.tables.set(own.id, table);
    return table;
  }

  ask(asker: Contact, { to, question }: Ask): Reply | undefined {
    if (this.silent.has(to.id)) return undefined;
    const state = { table: this.table(to), pointers: this.pointers };
    return answerQuestion({ asker, question, now: 0 }, state);
  }

  /** Each asks one question of upkeep and then those who are news. */
  keepUp(members: readonly Contact[], round: number): void {
    members.forEach((own, index) => {
      const table = this.table(own);
      // Any sequence will do that reaches all parts.
      const ask = refreshQuestion(table, ((round * 31 + index * 17) % 101) / 101);
      if (ask === undefined) return;
      const reply = this.ask(own, ask);
      if (reply === undefined) table.forget(ask.to.id);
      for (const contact of reply === undefined ? [] : takeRefresh(table, { by: ask.to, reply })) {
        if (this.silent.has(contact.id)) table.forget(contact.id);
        else table.learn(contact, 1);
      }
    });
  }

  join(own: Contact, bootstrap: readonly Contact[]): JoinStep["state"] {
    const join = new Join(this.table(own), bootstrap);
    const asks: Ask[] = [];
    let step = join.start();
    for (;;) {
      asks.push(...step.asks);
      const ask = asks.shift();
      if (ask === undefined) return step.state;
      const reply = this.ask(own, ask);
      step = reply === undefined ? join.failed(ask.to.id) : join.answered(ask.to, reply);
    }
  }
}

const members: readonly Contact[] = Array.from({ length: 60 }, (_, index) =>
  member(((index * 37) % 256).toString(16).padStart(2, "0")),
);
const [first, second, third] = members;
if (first === undefined || second === undefined || third === undefined) throw new Error("sixty");

test("one after the other, everyone comes to know everyone", (t) => {
  const swarm = new Swarm();
  members.forEach((own, index) => {
    const state = swarm.join(own, members.slice(Math.max(0, index - 2), index));
    t.is(state, index === 0 ? "alone" : "joined");
  });
  for (const own of members) {
    t.is(swarm.table(own).size, members.length - 1);
    t.true(swarm.table(own).isWhole);
  }
});

test("beyond the budget, everyone knows its neighbours", (t) => {
  const swarm = new Swarm(20);
  members.forEach((own, index) => void swarm.join(own, members.slice(0, index).slice(-3)));
  const sorted = [...members].sort((a, b) => (a.id < b.id ? -1 : 1));
  sorted.forEach((own, index) => {
    const table = swarm.table(own);
    t.true(table.size <= 20);
    for (const offset of [-3, -2, -1, 1, 2, 3]) {
      const neighbour = sorted[(index + offset + sorted.length) % sorted.length];
      t.true(neighbour !== undefined && table.get(neighbour.id) !== undefined);
    }
  });
});

test("who reaches nobody is alone and claims nothing", (t) => {
  const swarm = new Swarm();
  swarm.silent.add(first.id);
  t.is(swarm.join(second, [first]), "alone");
  t.is(swarm.table(second).nearest(pointFrom("1"), 3).certain, 0);
  t.false(swarm.table(second).isWhole);
});

test("a neighbour that falls silent is replaced by the next", (t) => {
  const swarm = new Swarm();
  members.slice(0, 20).forEach((own, index) => void swarm.join(own, members.slice(0, index)));
  const own = member("41", "newcomer");
  const nearest = swarm.table(first).nearest(own.id, 1).contacts[0];
  if (nearest === undefined) throw new Error("somebody is nearest");
  swarm.silent.add(nearest.id);
  t.is(swarm.join(own, [first, second, third]), "joined");
  t.is(swarm.table(own).size, 19);
  t.is(swarm.table(own).get(nearest.id), undefined);
});

test("who leaves is forgotten at once, and nobody else for it", (t) => {
  const swarm = new Swarm();
  members.slice(0, 5).forEach((own, index) => void swarm.join(own, members.slice(0, index)));
  swarm.ask(second, { to: first, question: { kind: "leave" } });
  t.is(swarm.table(first).get(second.id), undefined);
  t.is(swarm.table(first).size, 3);
});

test("an answer to a find names holders and learns who asked", (t) => {
  const swarm = new Swarm();
  swarm.table(first).settle(true);
  swarm.pointers.note(pointFrom("7"), { holder: third.id, until: 1 });
  const question = { kind: "find", key: pointFrom("7"), count: 99 } as const;
  const reply = swarm.ask(second, { to: first, question });
  t.deepEqual(reply, {
    kind: "nearest",
    contacts: swarm.table(first).nearest(pointFrom("7"), 2).contacts,
    certain: 2,
    isEveryone: true,
    holders: [third.id],
  });
  t.deepEqual(swarm.table(first).get(second.id), second);
});

test("a holder is pointed to near the key, until it lets go or the pointer ends", (t) => {
  const swarm = new Swarm();
  const keys = [pointFrom("7"), pointFrom("9")];
  swarm.ask(second, { to: first, question: { kind: "hold", keys } });
  t.deepEqual(swarm.pointers.holdersOf(pointFrom("7"), pointerMilliseconds - 1), [second.id]);
  t.deepEqual(swarm.pointers.holdersOf(pointFrom("7"), pointerMilliseconds), []);
  swarm.ask(second, { to: first, question: { kind: "release", keys: [pointFrom("7")] } });
  t.deepEqual(swarm.pointers.holdersOf(pointFrom("7"), 0), []);
  t.deepEqual(swarm.pointers.holdersOf(pointFrom("9"), 0), [second.id]);
});

test("no pointers are kept far from home, nor more than one message may bring", (t) => {
  const swarm = new Swarm();
  for (const contact of members.slice(1)) swarm.table(first).learn(contact);
  const far = pointAfter(first.id, 2n ** 255n);
  swarm.ask(second, { to: first, question: { kind: "hold", keys: [far] } });
  t.is(swarm.pointers.size, 0);
  const keys = Array.from({ length: 2000 }, (_, index) => pointAfter(first.id, BigInt(index)));
  swarm.ask(second, { to: first, question: { kind: "hold", keys } });
  t.is(swarm.pointers.size, 1024);
  swarm.ask(second, { to: first, question: { kind: "release", keys } });
  t.is(swarm.pointers.size, 0);
});

test("upkeep mends tables that missed an announcement", (t) => {
  const swarm = new Swarm();
  const thirty = members.slice(0, 30);
  for (const own of thirty.slice(0, 25)) {
    for (const contact of thirty.slice(0, 25)) swarm.table(own).learn(contact);
  }
  for (const newcomer of thirty.slice(25)) {
    for (const contact of thirty) swarm.table(newcomer).learn(contact);
  }
  for (let round = 0; round < 40; round++) swarm.keepUp(thirty, round);
  for (const own of thirty) t.is(swarm.table(own).size, 29);
});

test("who is joining itself is not taken for one who knows everyone", (t) => {
  const swarm = new Swarm();
  members.slice(0, 10).forEach((own, index) => void swarm.join(own, members.slice(0, index)));
  // It is nearest to the newcomer, has asked, and is known, but has not taken any list yet.
  const joining = member("411");
  for (const own of members.slice(0, 10)) swarm.table(own).learn(joining);
  swarm.table(joining).learn(first);
  t.is(swarm.join(member("41", "newcomer"), [first]), "joined");
  t.is(swarm.table(member("41")).size, 11);
  t.true(swarm.table(member("41")).isWhole);
});

test("when nobody dares to say so, upkeep finds that everyone is known", (t) => {
  const swarm = new Swarm();
  const ten = members.slice(0, 10);
  for (const own of ten) {
    for (const contact of ten) swarm.table(own).learn(contact);
    swarm.table(own).settle(false);
    t.is(swarm.table(own).homes(pointFrom("1"), 3), undefined);
  }
  for (let round = 0; round < 10; round++) swarm.keepUp(ten, round);
  for (const own of ten) t.true(swarm.table(own).isWhole);
});

test("who had no room, or has not joined, agrees with nobody", (t) => {
  const table = new RoutingTable(first);
  table.learn(second);
  const other = { isSettled: true, isWhole: false, hasRoom: true, nodes: 2 };
  table.agree(other);
  t.false(table.isWhole);
  table.settle(false);
  for (const change of [{ isSettled: false }, { hasRoom: false }, { nodes: 3 }]) {
    table.agree({ ...other, ...change });
    t.false(table.isWhole);
  }
  table.agree(other);
  t.true(table.isWhole);
});

test("ghosts die out although tables still name them, and return when they speak", (t) => {
  const swarm = new Swarm();
  const thirty = members.slice(0, 30);
  thirty.forEach((own, index) => void swarm.join(own, thirty.slice(0, index)));
  const [alive, ghosts] = [thirty.slice(0, 22), thirty.slice(22)];
  for (const { id } of ghosts) swarm.silent.add(id);
  for (let round = 0; round < 120; round++) swarm.keepUp(alive, round);
  for (const own of alive) t.is(swarm.table(own).size, 21);
  for (const own of alive) swarm.table(own).forgive();
  for (const own of alive) swarm.table(own).forgive();
  for (let round = 0; round < 40; round++) swarm.keepUp(alive, round);
  for (const own of alive) t.is(swarm.table(own).size, 21, "nobody knows them any more");
  const [returned] = ghosts;
  if (returned === undefined) throw new Error("eight fell silent");
  swarm.silent.delete(returned.id);
  t.is(swarm.join(returned, alive.slice(0, 2)), "joined");
  for (const own of alive) t.true(swarm.table(own).get(returned.id) !== undefined);
});

test("nobody is asked by who knows nobody", (t) => {
  t.is(refreshQuestion(new RoutingTable(first), 0.5), undefined);
});
