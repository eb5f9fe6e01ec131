// The law of blocks between peers: whatever the network does to messages, everything that somebody
// reachable holds arrives where it is wanted, nothing is stored under a wrong name, and nobody asks
// for more than its window. (The last two are checked by the net itself, at every message.)
import { deepStrictEqual } from "node:assert";
import test from "ava";
import fc from "fast-check";
import { samples } from "../dhash/block-samples.ts";
import { BlockNet } from "../support/block-net.ts";

const blockCount = 40;
const all = samples(blockCount);

const who = fc.nat(4);
const keys = fc.record({ first: fc.nat(blockCount - 1), count: fc.integer({ min: 1, max: 30 }) });
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("now"), who, keys }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("later"), who, keys }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("forget"), who, keys }) },
  { weight: 9, arbitrary: fc.record({ kind: fc.constant("deliver"), at: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("lose"), at: fc.nat(30) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("wait"), at: fc.nat(6000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut"), who, other: who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("link"), who, other: who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("full"), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("room"), who }) },
);
interface Step {
  readonly kind: string;
  readonly who?: number;
  readonly other?: number;
  readonly at?: number;
  readonly keys?: { readonly first: number; readonly count: number };
}

/** Which party holds which block at first: bits. */
const holdings = fc.array(fc.nat(31), { minLength: blockCount, maxLength: blockCount });

function take(net: BlockNet, wanted: Set<string>[], step: Step): void {
  const { kind, who = 0, other = 0, at = 0 } = step;
  const party = net.party(who);
  const { first = 0, count = 0 } = step.keys ?? {};
  const some = all.slice(first, first + count).map(({ key }) => key);
  const mine = wanted[net.parties.indexOf(party)];
  const place = net.packets.length === 0 ? 0 : at % net.packets.length;
  if (kind === "now" || kind === "later") {
    for (const key of some) mine?.add(key);
    net.take(party, party.exchange.want(some, kind));
  } else if (kind === "forget") {
    for (const key of some) mine?.delete(key);
    party.exchange.forget(some);
  } else if (kind === "deliver") net.deliver(place);
  else if (kind === "lose") net.packets.splice(place, 1);
  else if (kind === "wait") {
    net.time += at;
    net.tick();
  } else if (kind === "cut") net.cut(party, net.party(other));
  else if (kind === "link") net.link(party, net.party(other));
  else party.blocks.isFull = kind === "full";
}

for (const count of [2, 3, 5]) {
  test(`after any network each of ${count} has what it wants and another holds`, (t) => {
    fc.assert(
      fc.property(holdings, fc.array(step, { maxLength: 100 }), (bits, steps) => {
        const net = new BlockNet(...["anna", "ben", "cleo", "dora", "emil"].slice(0, count));
        const wanted = net.parties.map(() => new Set<string>());
        all.forEach(({ key, bytes }, number) => {
          net.parties.forEach(({ blocks }, at) => {
            if (((bits[number] ?? 0) >> at) & 1) blocks.put(key, bytes);
          });
        });
        net.linkAll();
        for (const each of steps) take(net, wanted, each);
        for (const { blocks } of net.parties) blocks.isFull = false;
        net.linkAll();
        net.run(130_000, undefined, 200);
        net.parties.forEach((party, at) => {
          for (const { key } of all) {
            const isSomewhere = net.parties.some((each) => each.holds(key));
            if (wanted[at]?.has(key) && isSomewhere) deepStrictEqual(party.holds(key), true);
          }
          deepStrictEqual(party.closed, []);
        });
      }),
      { numRuns: 40 },
    );
    t.pass();
  });
}
