// A closed log with two histories: whoever holds, or is offered, the one that does not count comes
// to the other, however long it is and whoever sends what.
import test from "ava";
import type { LogRun } from "../../logs/index.ts";
import { type Net, threeMembers } from "../support/member-net.ts";
import { describe, runOf, twinOf } from "../support/member-runs.ts";
import { type Party, spread } from "../support/members.ts";
import { Blocks, fetch, publish, segmentsOf } from "../support/party-segments.ts";

interface TwoHistories {
  readonly net: Net;
  readonly anna: Party;
  readonly cleo: Party;
  /** The machine with the history that does not count. */
  readonly ben: Party;
  readonly twin: Party;
  readonly slot: number;
}

/** Anna has Ben's other history, Cleo one of his records, and Anna closes the log. */
function closedWith(texts: readonly string[], held = 1): TwoHistories {
  const { net, anna, ben, cleo } = threeMembers();
  ben.write("b1");
  const twin = twinOf(ben);
  for (const text of texts) twin.write(text);
  for (let at = 2; at <= held; at++) ben.write(`wrong ${at}`);
  anna.logs.absorb(runOf(twin, ben));
  if (held > 0) cleo.logs.absorb(runOf(ben, ben));
  anna.accept();
  cleo.accept();
  anna.change({ kind: "exclude", logId: ben.logId, cut: anna.placeOf(ben.logId) });
  spread([anna, cleo]);
  return { net, anna, cleo, ben, twin, slot: cleo.slotOf(ben.logId) };
}

const many = (count: number, bytes: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${at + 2} `.padEnd(bytes, "x"));

for (const { name, texts } of [
  { name: "many records", texts: many(1500, 1000) },
  { name: "few records that are large", texts: many(9, 400_000) },
  { name: "records of all sizes", texts: [...many(300, 10), ...many(6, 500_000), ...many(9, 9)] },
]) {
  test(`${name}: who holds the other history comes to the one that counts`, (t) => {
    const { net, anna, cleo, ben, slot } = closedWith(texts, 5);
    t.is(cleo.placeOf(ben.logId).sequence, 5);
    net.link(anna, cleo);
    net.settle([anna, cleo], 60);
    t.deepEqual(cleo.placeOf(ben.logId), anna.placeOf(ben.logId));
    t.true(cleo.recounts.some((each) => each.slot === slot && each.from === 1));
    t.deepEqual(cleo.read(), anna.read());
    cleo.restart();
    t.deepEqual(cleo.read(), anna.read());
  });

  test(`${name}: who sends the other history again and again does not keep it away`, (t) => {
    const { net, anna, cleo, ben } = closedWith(texts, texts.length + 20);
    const all = [anna, cleo, ben];
    net.link(ben, cleo);
    net.settle(all, 3);
    net.link(anna, cleo);
    net.settle(all, 60);
    t.deepEqual(cleo.placeOf(ben.logId), anna.placeOf(ben.logId));
    t.deepEqual(cleo.read(), anna.read());
  });
}

test("nothing is stored of a run that does not lead to the end of a closed log", (t) => {
  const { anna, cleo, ben } = closedWith(many(300, 10), 3);
  const { logId } = ben;
  const give = (run: LogRun): string => {
    const absorbed = describe(cleo.logs.absorb(run));
    if (absorbed === "reset") cleo.enter();
    return absorbed;
  };
  t.is(give(runOf(anna, ben, 4, 60)), "disputed");
  t.is(give(runOf(anna, ben, 201, 301)), "traced");
  t.is(give(runOf(ben, ben, 2, 3)), "stored 0");
  t.is(give(runOf(anna, ben, 100, 200)), "traced");
  t.is(give(runOf(anna, ben, 1, 99)), "reset");
  t.is(cleo.placeOf(logId).sequence, 0);
  t.is(give(runOf(anna, ben, 1, 3)), "stored 3");
  t.is(give(runOf(anna, ben, 4, 99)), "stored 96");
  t.is(give(runOf(anna, ben, 90, 200)), "stored 101");
  t.is(give(runOf(anna, ben, 150, 301)), "stored 101");
  t.deepEqual(cleo.placeOf(logId), anna.placeOf(logId));
});

test("from nodes, too, who holds the other history comes to the one that counts", (t) => {
  const { anna, cleo, ben, twin } = closedWith(many(1500, 1000), 5);
  const blocks = new Blocks();
  const published = publish(segmentsOf(twin, blocks));
  // It does not follow what is held; then that goes; then the log comes from its beginning.
  t.is(fetch(cleo, ben, published, blocks), "disputed");
  t.is(fetch(cleo, ben, published, blocks), "reset");
  cleo.enter();
  t.is(typeof fetch(cleo, ben, published, blocks), "number");
  t.deepEqual(cleo.placeOf(ben.logId), anna.placeOf(ben.logId));
  t.deepEqual(cleo.read(), anna.read());
});
