// The laws of the chain: what several participants write in any interleaving is read in one order
// by all of them, and whatever breaks a rule of the chain is told from what does not.

import test from "ava";
import fc from "fast-check";
import type { ChainState, RecordLookup } from "../../logs/core/chain.ts";
import {
  checkEnvelopeLink,
  emptyChain,
  linkBody,
  linkBodyAfterDamage,
} from "../../logs/core/chain.ts";
import { hashRecord } from "../../logs/core/hash.ts";
import type { Body } from "../../logs/core/record-codec.ts";
import type { RecordHash, Stamp } from "../../logs/index.ts";
import { compareStamps, dotSequence, dotSlot, knowsDot, makeDot } from "../../logs/index.ts";
import { emptyBody, hasher, LogWorld, logIdOf, makeKeyPair } from "../support/logs.ts";

const hashOf = (text: string): RecordHash => hashRecord(hasher, Buffer.from(text));
const logId = logIdOf(makeKeyPair(1));
const one = hashOf("one");
const two = hashOf("two");
const other = hashOf("other");

interface Step {
  readonly kind: "write" | "sync";
  readonly from: number;
  readonly to: number;
}

const steps = (participants: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(
    fc.record({
      kind: fc.constantFrom("write" as const, "sync" as const),
      from: fc.nat(participants - 1),
      to: fc.nat(participants - 1),
    }),
    { maxLength: 40 },
  );

/** Plays a story; returns the world and what each record's author knew, by the record's text. */
function play(
  participants: number,
  story: readonly Step[],
): { world: LogWorld; stamps: Map<string, Stamp>; knew: Map<string, Set<string>> } {
  const world = new LogWorld(participants, 3);
  const stamps = new Map<string, Stamp>();
  const knew = new Map<string, Set<string>>();
  for (const [index, { kind, from, to }] of story.entries()) {
    if (kind === "write") {
      const text = `${from}:${index}`;
      knew.set(text, new Set(world.read(from)));
      stamps.set(text, world.write(from, text));
    } else if (from !== to) {
      world.sync(from, to);
    }
  }
  for (let at = 0; at < participants; at++) {
    for (let from = 0; from < participants; from++) if (from !== at) world.sync(from, at);
  }
  return { world, stamps, knew };
}

/** A number of participants and a story among them. */
const stories = fc
  .integer({ min: 1, max: 4 })
  .chain((participants) => fc.tuple(fc.constant(participants), steps(participants)));

test("after all have met, all read the same records in the same order, whatever the story", (t) => {
  fc.assert(
    fc.property(stories, ([participants, story]) => {
      const { world, stamps } = play(participants, story);
      const first = world.read(0);
      t.is(first.length, stamps.size);
      for (let at = 1; at < participants; at++) t.deepEqual(world.read(at), first);
      const sorted = [...stamps].sort(([, a], [, b]) => compareStamps(a, b)).map(([text]) => text);
      t.deepEqual(first, sorted);
    }),
    { numRuns: 60 },
  );
});

test("a stamp knows exactly the records that its author held, and the order extends that", (t) => {
  fc.assert(
    fc.property(stories, ([participants, story]) => {
      const { world, stamps, knew } = play(participants, story);
      const order = new Map(world.read(0).map((text, index) => [text, index]));
      for (const item of world.set(participants - 1).records(new Map())) {
        if (item.kind !== "record") return t.fail(item.kind);
        const text = Buffer.from(item.changes).toString();
        for (const [known, stamp] of stamps) {
          const isKnown = known === text || knew.get(text)?.has(known) === true;
          t.is(knowsDot(item.stamp, stamp.dot), isKnown, `${text} and ${known}`);
          if (isKnown && known !== text) {
            t.true((order.get(known) ?? 0) < (order.get(text) ?? 0));
            t.true(stamp.lamport < item.stamp.lamport);
          }
        }
      }
      return undefined;
    }),
    { numRuns: 30 },
  );
});

test("reading on from what is known gives exactly the rest", (t) => {
  fc.assert(
    fc.property(stories, fc.nat(40), ([participants, story], cut) => {
      const { world, stamps } = play(participants, story);
      const all = world.read(0);
      const known = new Map<number, number>();
      for (const text of all.slice(0, cut)) {
        const { dot } = stamps.get(text) ?? { dot: makeDot(0, 0) };
        known.set(dotSlot(dot), dotSequence(dot));
      }
      const rest = [...world.set(0).records(known)];
      t.deepEqual(
        rest.map((item) =>
          item.kind === "record" ? Buffer.from(item.changes).toString() : item.kind,
        ),
        all.slice(cut),
      );
      for (const item of rest) {
        if (item.kind !== "record") return t.fail(item.kind);
        const original = stamps.get(Buffer.from(item.changes).toString());
        t.deepEqual(new Map(item.stamp.known), new Map(original?.known));
        t.is(item.stamp.lamport, original?.lamport ?? 0);
      }
      return undefined;
    }),
    { numRuns: 40 },
  );
});

test("the vector is one shared object for as long as nothing new is known", (t) => {
  const world = new LogWorld(2);
  world.write(0, "a");
  world.sync(0, 1);
  const stamps = ["b", "c", "d"].map((text) => world.write(1, text));
  t.deepEqual(
    stamps.map(({ known }) => [...known]),
    [
      [[1, 1]],
      [
        [1, 1],
        [2, 1],
      ],
      [
        [1, 1],
        [2, 2],
      ],
    ],
  );
  const { known } = stamps[2] ?? { known: new Map<number, number>() };
  t.is(known.size, 2);
  t.true(known.has(2) && !known.has(3));
  t.deepEqual([...known.keys()], [1, 2]);
  t.deepEqual([...known.values()], [1, 2]);
  const seen: number[] = [];
  known.forEach((sequence, slot) => {
    seen.push(slot, sequence);
  });
  t.deepEqual(seen, [1, 1, 2, 2]);
});

const header = (sequence: number, previous: RecordHash | undefined) => ({
  logId,
  sequence,
  previous,
  keyEpoch: 1,
});

test("an envelope is next, known, older, after a gap, or the sign of a fork", (t) => {
  const newest = { sequence: 5, hash: one };
  const link = (sequence: number, previous: RecordHash | undefined, hash: RecordHash): unknown =>
    checkEnvelopeLink(newest, { header: header(sequence, previous), hash });
  t.deepEqual(link(6, one, two), { kind: "next" });
  t.deepEqual(link(6, two, other), { kind: "fork", sequence: 5 });
  t.deepEqual(link(5, two, one), { kind: "known" });
  t.deepEqual(link(5, two, other), { kind: "fork", sequence: 5 });
  t.deepEqual(link(4, two, other), { kind: "older" });
  t.deepEqual(link(9, two, other), { kind: "gap", from: 6, to: 8 });
  const nothing = { sequence: 0, hash: undefined };
  t.deepEqual(checkEnvelopeLink(nothing, { header: header(1, undefined), hash: one }), {
    kind: "next",
  });
});

const start: ChainState = {
  ...emptyChain(1, logId),
  sequence: 5,
  hash: one,
  lamport: 10,
  vector: new Map([[2, { sequence: 3, hash: two }]]),
  sequences: new Map([[2, 3]]),
};

/** Slot 2 has record 4 with Lamport number 20, and nothing else is held. */
const lookup: RecordLookup = (slot, sequence) =>
  slot === 2 && sequence === 4 ? { hash: other, lamport: 20 } : undefined;

function linkOf(fields: Partial<Body>): string {
  const body = { ...emptyBody, ...fields };
  const link = linkBody(start, { sequence: 6, hash: two, body }, lookup);
  return link.kind === "refused" ? link.why : link.kind;
}

test("the Lamport number is exactly one more than the largest the author had seen", (t) => {
  const known = [{ slot: 2, sequence: 4, hash: other }];
  for (let lamport = 1; lamport < 30; lamport++) {
    t.is(linkOf({ lamport }) === "linked", lamport === 11, String(lamport));
    t.is(linkOf({ lamport, known }) === "linked", lamport === 21, String(lamport));
  }
});

test("a vector that names its own log, goes back, repeats or forgets is refused", (t) => {
  const lamport = 11;
  t.regex(linkOf({ lamport, known: [{ slot: 1, sequence: 5, hash: one }] }), /itself/);
  t.regex(linkOf({ lamport, known: [{ slot: 2, sequence: 2, hash: two }] }), /goes back/);
  t.regex(linkOf({ lamport, known: [{ slot: 2, sequence: 3, hash: other }] }), /goes back/);
  t.regex(linkOf({ lamport, known: [{ slot: 2, sequence: 3, hash: two }] }), /repeats/);
  t.regex(linkOf({ lamport, isKnownComplete: true }), /leaves out/);
  const complete = { lamport, isKnownComplete: true, known: [{ slot: 2, sequence: 3, hash: two }] };
  t.is(linkOf(complete), "linked");
});

test("a record that follows what is not here waits; what follows another history says so", (t) => {
  const known = (sequence: number, hash: RecordHash) => [{ slot: 2, sequence, hash }];
  t.is(linkOf({ lamport: 21, known: known(7, other) }), "missing");
  t.is(linkOf({ lamport: 21, known: known(4, one) }), "fork-seen");
});

test("over lost records a chain goes on if its Lamport number does", (t) => {
  const after = (lamport: number): string =>
    linkBodyAfterDamage(start, { sequence: 9, hash: two, body: { ...emptyBody, lamport } }).kind;
  t.is(after(10), "refused");
  t.is(after(40), "linked");
});
