// Laws of agreeing on names (FORMAT "Agreement"): of those who are connected exactly one makes a
// name; whatever happens, everybody has an answer in time and nothing is left behind.
import test, { type ExecutionContext } from "ava";
import {
  answerMillisecondsMax,
  claimMillisecondsMax,
  lookMillisecondsMax,
  looksMax,
} from "../../fs/core/agreement/limits.ts";
import type { Look, Try } from "../support/agreement-net.ts";
import { AgreementNet, directoryOf, keyOf } from "../support/agreement-net.ts";
import { Chance } from "../support/chance.ts";

const seeds = Number(process.env["IVY_AGREEMENT_SEEDS"] ?? 300);
const delays = { messageMax: 150, recordMax: 250 };
/** Beyond the limit of a claim: a tick, and a process that was busy. */
const slackMilliseconds = 400;

function forSeeds(t: ExecutionContext, story: (chance: Chance) => void): void {
  for (let seed = 1; seed <= seeds; seed++) {
    try {
      story(new Chance(seed));
    } catch (error) {
      t.log(`seed ${seed}`);
      throw error;
    }
  }
  t.pass();
}

/** Everybody tries the same name within a moment. */
function race(net: AgreementNet, chance: Chance, among: readonly number[], name: string): Try[] {
  const tries: Try[] = [];
  const directory = directoryOf(chance.below(net.parties.length + 1));
  for (const at of among) {
    const party = net.party(at);
    net.at(chance.below(300), party, () => {
      for (let times = 1 + chance.below(2); times > 0; times--) {
        tries.push(net.make(party, directory, name));
      }
    });
  }
  return tries;
}

function requireAnswers(tries: readonly Try[]): void {
  for (const { answer, begun, ended, party } of tries) {
    if (answer === undefined) throw new Error(`${party.name} has no answer`);
    const waited = ended - begun;
    if (waited > claimMillisecondsMax + slackMilliseconds) {
      throw new Error(`${party.name} waited ${waited} ms`);
    }
  }
}

function requireOneWinner(tries: readonly Try[]): void {
  requireAnswers(tries);
  const winners = tries.filter(({ answer }) => answer === "made");
  if (winners.length !== 1) {
    throw new Error(`${winners.length} made it: ${winners.map(({ party }) => party.name)}`);
  }
}

function requireRest(net: AgreementNet): void {
  for (const { agreement, name } of net.parties) {
    const left = agreement.names.size + agreement.looks.size;
    if (left > 0) throw new Error(`${name} keeps ${left} claims and looks`);
  }
}

const everybody = (net: AgreementNet): number[] => net.parties.map((_, at) => at);

test("of those who are connected exactly one makes a name", (t) => {
  forSeeds(t, (chance) => {
    const net = new AgreementNet(2 + chance.below(4), chance, delays);
    net.linkAll();
    for (let round = 0; round < 5; round++) {
      const tries = race(net, chance, everybody(net), `name ${round}`);
      net.run(6000);
      requireOneWinner(tries);
    }
    net.run(10_000);
    requireRest(net);
  });
});

test("somebody who hangs delays the others, who still agree", (t) => {
  forSeeds(t, (chance) => {
    const net = new AgreementNet(3 + chance.below(3), chance, delays);
    net.linkAll();
    net.run(1000);
    const hanging = chance.below(net.parties.length);
    net.stop(net.party(hanging), 60_000);
    const others = everybody(net).filter((at) => at !== hanging);
    for (let round = 0; round < 3; round++) {
      const tries = race(net, chance, others, `name ${round}`);
      net.run(8000);
      requireOneWinner(tries);
    }
    net.run(80_000);
    requireRest(net);
    const tries = race(net, chance, everybody(net), "afterwards");
    net.run(8000);
    requireOneWinner(tries);
  });
});

test("once it is known that somebody hangs, nobody waits for it", (t) => {
  const net = new AgreementNet(3, new Chance(1), { messageMax: 2, recordMax: 2 });
  net.linkAll();
  net.stop(net.party(2), 60_000);
  const first = net.make(net.party(0), directoryOf(0), "first");
  net.run(3000);
  t.is(first.answer, "made");
  const second = net.make(net.party(0), directoryOf(0), "second");
  net.run(100);
  t.is(second.answer, "made");
});

test("connections that are cut and processes that stop leave nobody without an answer", (t) => {
  forSeeds(t, (chance) => {
    const net = new AgreementNet(2 + chance.below(4), chance, delays);
    net.linkAll();
    const all: Try[] = [];
    for (let step = 0; step < 12; step++) {
      const [a, b] = [net.party(chance.below(5)), net.party(chance.below(5))];
      const fault = chance.below(4);
      if (fault === 0 && a !== b) net.cut(a, b);
      if (fault === 1 && a !== b) net.link(a, b);
      if (fault === 2) net.stop(a, chance.below(3000));
      const running = everybody(net).filter((at) => net.party(at).stillUntil <= net.time);
      const tries = race(net, chance, running, `name ${chance.below(6)}`);
      net.run(chance.below(1500));
      all.push(...tries);
    }
    net.run(20_000);
    for (const { answer, party } of all) {
      if (answer === undefined) throw new Error(`${party.name} has no answer`);
    }
    requireRest(net);
  });
});

test("a whole network again, and exactly one makes a name", (t) => {
  forSeeds(t, (chance) => {
    const net = new AgreementNet(2 + chance.below(4), chance, delays);
    net.linkAll();
    race(net, chance, everybody(net), "before");
    net.run(chance.below(600));
    for (const a of net.parties)
      for (const b of net.parties) if (chance.below(2) === 0) net.cut(a, b);
    net.run(chance.below(2000));
    net.run(600);
    net.linkAll();
    net.run(8000);
    const tries = race(net, chance, everybody(net), "after");
    net.run(8000);
    requireOneWinner(tries);
  });
});

test("whoever made a directory makes names in it without asking", (t) => {
  const net = new AgreementNet(4, new Chance(7), delays);
  net.linkAll();
  const party = net.party(1);
  for (let at = 0; at < 100; at++) {
    t.is(net.make(party, directoryOf(party.slot), `name ${at}`).answer, "made");
  }
  t.is(party.sent, 0);
});

test("alone nobody is asked", (t) => {
  const net = new AgreementNet(2, new Chance(7), delays);
  const party = net.party(0);
  t.is(net.make(party, directoryOf(0), "name").answer, "made");
  t.is(net.make(party, directoryOf(2), "name").answer, "made");
  t.is(party.sent, 0);
});

test("of a directory whose maker is connected only the maker is asked", (t) => {
  const net = new AgreementNet(5, new Chance(7), delays);
  net.linkAll();
  const party = net.party(1);
  const tried = net.make(party, directoryOf(4), "name");
  net.run(1000);
  t.is(tried.answer, "made");
  t.is(party.sent, 2, "a prepare, and that it was made");
  t.is(net.party(3).sent, 1);
});

test("whoever looks sees what was made before by those who are connected", (t) => {
  forSeeds(t, (chance) => {
    const net = new AgreementNet(2 + chance.below(4), chance, delays);
    net.linkAll();
    const tries: Try[] = [];
    const looks: Look[] = [];
    for (let step = 0; step < 30; step++) {
      const party = net.party(chance.below(5));
      net.at(chance.below(2000), party, () => {
        if (chance.below(2) === 0) looks.push(net.look(party));
        else tries.push(net.make(party, directoryOf(party.slot), `name ${step}`));
      });
    }
    net.run(10_000);
    for (const { begun, ended, seen, party } of looks) {
      if (seen === undefined) throw new Error(`${party.name} looks for ever`);
      if (ended - begun > lookMillisecondsMax + slackMilliseconds)
        throw new Error(`a look took ${ended - begun}`);
      const before = tries.filter((each) => each.answer === "made" && each.ended < begun);
      const missed = before.filter(({ place }) => !seen.has(keyOf(place)));
      if (missed.length > 0) throw new Error(`${party.name} missed ${missed.length} names`);
    }
    requireRest(net);
  });
});

test("who hangs, or is parted from, delays a look once", (t) => {
  forSeeds(t, (chance) => {
    const net = new AgreementNet(3, chance, delays);
    net.linkAll();
    net.run(1000);
    net.stop(net.party(2), 60_000);
    const looks = Array.from({ length: 12 }, () => net.look(net.party(0)));
    net.at(chance.below(1500), net.party(0), () => {
      looks.push(net.look(net.party(0)));
    });
    if (chance.below(2) === 0) net.cut(net.party(0), net.party(1));
    net.run(2 * answerMillisecondsMax + 2 * slackMilliseconds + 1500);
    if (looks.some(({ seen }) => seen === undefined)) throw new Error("it looks for ever");
    const late = net.look(net.party(0));
    net.run(2 * delays.messageMax + delays.recordMax + 50);
    if (late.seen === undefined) throw new Error("the silent one is waited for again");
    net.run(70_000);
    requireRest(net);
  });
});

test("those who ask while others are being asked share the next question", (t) => {
  const net = new AgreementNet(2, new Chance(3), delays);
  net.linkAll();
  const looks = Array.from({ length: 50 }, () => net.look(net.party(0)));
  net.run(3000);
  t.true(looks.every(({ seen }) => seen !== undefined));
  t.is(net.party(0).sent, looksMax + 1);
});

test("nobody looks for longer than the limit, also behind others who do", (t) => {
  const net = new AgreementNet(2, new Chance(3), delays);
  net.linkAll();
  const [one, other] = [net.party(0), net.party(1)];
  // It speaks of records that nobody has.
  other.reached.set(7, 5);
  one.reached.set(7, 4);
  const looks = Array.from({ length: 2 * looksMax }, () => net.look(one));
  net.run(5000);
  looks.push(net.look(one));
  net.run(lookMillisecondsMax + slackMilliseconds);
  for (const { begun, ended, seen } of looks) {
    t.truthy(seen);
    t.true(ended - begun <= lookMillisecondsMax + slackMilliseconds);
  }
  requireRest(net);
});

test("who was asked before it knew who asks is waited for once it does", (t) => {
  const net = new AgreementNet(2, new Chance(3), delays);
  net.linkAll();
  const [one, other] = [net.party(0), net.party(1)];
  other.agreement.disconnect(one.name);
  const first = net.look(one);
  net.run(answerMillisecondsMax + slackMilliseconds);
  t.truthy(first.seen, "somebody who does not answer counts as silent");
  other.agreement.connect(one.name, one.slot);
  net.run(answerMillisecondsMax + slackMilliseconds);
  net.write(other, "name");
  const second = net.look(one);
  t.is(second.seen, undefined, "it is asked");
  net.run(1000);
  t.true(second.seen?.has("name"));
});

test("who only reads asks, and is asked nothing", (t) => {
  const net = new AgreementNet(2, new Chance(3), delays);
  net.linkAll();
  const [reader, writer] = [net.party(0), net.party(1)];
  writer.agreement.connectReader(reader.name, reader.slot);
  t.false(writer.agreement.isShared);
  net.write(writer, "name");
  const look = net.look(reader);
  net.run(1000);
  t.true(look.seen?.has("name"));
  t.is(writer.sent, 1, "what is in its tree");
  const claim = net.make(reader, directoryOf(0), "claimed");
  net.run(1000);
  t.is(claim.answer, undefined, "nobody promises a name to it");
});
