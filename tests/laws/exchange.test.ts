// Laws of the exchange: whatever the network does to messages, and in whatever order records and
// views arrive, all end with the same; and who may not write changes nothing.
import { deepStrictEqual } from "node:assert";
import test from "ava";
import fc from "fast-check";
import { makeKeyPair, noTime } from "../support/logs.ts";
import { Net } from "../support/member-net.ts";
import { found, Party, spread } from "../support/members.ts";

/** What happens next: somebody writes, a message is delivered, lost, doubled or overtaken, time
 * passes, a link fails or heals, a program starts again. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("write"), who: fc.nat(2) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("deliver"), at: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lose"), at: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("double"), at: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("tick"), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut"), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("link"), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart"), who: fc.nat(2) }) },
);
type Step = {
  readonly kind: string;
  readonly who?: number;
  readonly at?: number;
};

class World {
  readonly net = new Net();
  readonly parties: readonly Party[];
  #written = 0;

  constructor(count: number) {
    const founding = found(makeKeyPair(1), "anna");
    const anna = new Party("anna", 1, founding);
    const others = ["ben", "cleo"]
      .slice(0, count - 1)
      .map((name, at) => new Party(name, at + 2, { key: founding.key }));
    for (const { logId, name } of others) {
      anna.change({ kind: "admit", logId, name, role: "writer" });
    }
    this.parties = [anna, ...others];
    spread(this.parties);
    this.linkAll();
  }

  party(number: number): Party {
    const party = this.parties[number % this.parties.length];
    if (party === undefined) throw new Error("nobody");
    return party;
  }

  linkAll(): void {
    this.parties.forEach((a, at) => {
      for (const b of this.parties.slice(at + 1)) {
        if (!this.net.isLinked(a, b)) this.net.link(a, b);
      }
    });
  }

  step({ kind, who = 0, at = 0 }: Step): void {
    const { net, parties } = this;
    const party = this.party(who);
    const next = this.party(who + 1);
    const place = net.packets.length === 0 ? 0 : at % net.packets.length;
    const packet = net.packets[place];
    if (kind === "write") {
      party.write(`${party.name} ${this.#written++}`);
      net.advance(party, parties);
    } else if (kind === "deliver") net.deliver(place, parties);
    else if (kind === "lose") net.packets.splice(place, 1);
    else if (kind === "double" && packet !== undefined) net.packets.push(packet);
    else if (kind === "tick") net.take(party, party.exchange.tick(), parties);
    else if (kind === "cut" && parties.length > 1) net.cut(party, next);
    else if (kind === "link" && party !== next && !net.isLinked(party, next)) net.link(party, next);
    else if (kind === "restart") this.#restart(party);
  }

  #restart(party: Party): void {
    for (const other of this.parties) if (other !== party) this.net.cut(party, other);
    party.restart();
    party.read();
    party.accept();
  }

  /** All are connected, and nothing is lost any more. */
  heal(): void {
    this.linkAll();
    this.net.settle(this.parties, 60);
  }
}

for (const count of [2, 3]) {
  test(`after any network all of ${count} have the same records, each once`, (t) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const world = new World(count);
        for (const each of steps) world.step(each);
        world.heal();
        const [first, ...others] = world.parties;
        const all = first?.read() ?? [];
        deepStrictEqual(new Set(all).size, all.length);
        for (const other of others) deepStrictEqual(other.read(), all);
        for (const party of world.parties) {
          for (const { logId, accepted, stored } of party.logs.peers()?.standings() ?? []) {
            deepStrictEqual([logId, accepted], [logId, stored.sequence]);
          }
        }
      }),
      { numRuns: 30 },
    );
    t.pass();
  });
}

test("any order and doubling of arrival gives the same records", (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ who: fc.nat(2), hears: fc.nat(2) }), { minLength: 1, maxLength: 14 }),
      fc.infiniteStream(fc.nat(1000)),
      (writings, chance) => {
        const world = new World(3);
        for (const party of world.parties) {
          for (const other of world.parties) if (party !== other) world.net.cut(party, other);
        }
        world.net.packets.length = 0;
        for (const [at, { who, hears }] of writings.entries()) {
          const author = world.party(who);
          give(world.party(hears), author);
          author.write(`${at}`);
        }
        const reader = world.party(0);
        const single = world.parties.flatMap((author) => runsOfOne(author));
        const shuffled = [...single, ...single]
          .map((run) => ({ run, place: chance.next().value ?? 0 }))
          .sort((a, b) => a.place - b.place);
        // What has a gap before it comes again, as a peer would send it.
        for (let round = 0; round < single.length; round++) {
          for (const { run } of shuffled) reader.logs.absorb(run);
        }
        reader.accept(3);
        for (const author of world.parties) give(world.party(1), author);
        for (const author of world.parties) give(world.party(1), author);
        deepStrictEqual(reader.read().length, writings.length);
        deepStrictEqual(reader.read(), world.party(1).read());
      },
    ),
    { numRuns: 20 },
  );
  t.pass();
});

/** Every record of the author's log as a run of its own with a head. */
function runsOfOne(author: Party): ReturnType<typeof runAt>[] {
  const { sequence } = author.placeOf(author.logId);
  return Array.from({ length: sequence }, (_, at) => runAt(author, at + 1));
}

function runAt(author: Party, sequence: number) {
  const bounds = { bytesMax: 1, last: sequence, time: noTime };
  const run = author.logs.peers()?.run(author.logId, sequence, bounds);
  if (run === undefined) throw new Error("a record that was written");
  return run;
}

/** `to` learns all that `from` wrote and knows. */
function give(to: Party, from: Party): void {
  if (to === from) return;
  for (const { logId } of from.logs.peers()?.offers() ?? []) {
    const first = to.placeOf(logId).sequence + 1;
    const bounds = { bytesMax: Number.MAX_SAFE_INTEGER, last: 2 ** 37, time: noTime };
    const run = from.logs.peers()?.run(logId, first, bounds);
    if (run !== undefined) to.logs.absorb(run);
  }
  to.accept();
}

test("readers and strangers change nothing, whatever they write", (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(2), { maxLength: 20 }), (writings) => {
      const world = new World(3);
      const [anna, ben, cleo] = world.parties;
      if (anna === undefined || ben === undefined || cleo === undefined) return;
      const { logId } = cleo;
      anna.change({ kind: "set-role", logId, role: "reader", place: anna.placeOf(logId) });
      world.net.advance(anna, world.parties);
      // Cleo's program does not care what it may.
      const honest: string[] = [];
      for (const [at, who] of writings.entries()) {
        const party = world.party(who);
        if (party.tryToWrite(`${party.name} ${at}`) === "" && party !== cleo) {
          honest.push(`${party.name} ${at}`);
        }
        world.net.advance(party, world.parties);
      }
      world.heal();
      deepStrictEqual(anna.read().toSorted(), honest.toSorted());
      deepStrictEqual(ben.read(), anna.read());
      deepStrictEqual(cleo.read(), anna.read());
    }),
    { numRuns: 20 },
  );
  t.pass();
});
