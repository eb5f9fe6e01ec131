// Members who change while they are apart: what an exclusion takes along, what lies aside, what a
// snapshot knows of it, and what tools that only read make of a home.
import test from "ava";
import { isTrouble } from "../../dhash/index.ts";
import { rootInodeNumber } from "../../fs/index.ts";
import { closeParts, openParts } from "../../mount-tool/compose/home-parts.ts";
import { readLogIn } from "../../mount-tool/compose/read-log.ts";
import type { LogLine } from "../../mount-tool/home-types.ts";
import { Company, makeFile, namesOf, troubleOf } from "../simulation/parties/company.ts";
import type { Participant } from "../simulation/parties/participant.ts";
import { homePath } from "../simulation/world.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";

async function logOf(one: Participant): Promise<readonly LogLine[]> {
  const around = one.machine.surroundings();
  const lines: LogLine[] = [];
  const options = { path: undefined, pieceRecords: 3 };
  for await (const line of readLogIn(around, homePath, options)) lines.push(expectNoTrouble(line));
  return lines;
}

/** How many views there are, how many effects of those aside hold, and how many invites. */
async function viewsOf(one: Participant): Promise<Record<string, number>> {
  const around = one.machine.surroundings();
  const wish = { home: homePath, around, mode: "read", syncedSequence: 0, log: () => {} } as const;
  const parts = expectNoTrouble(await openParts(wish));
  const { aside = [], invites = [] } = parts.views.membership ?? {};
  const effects = aside.flatMap((each) => each.effects);
  const holding = effects.filter(({ fate }) => fate === "holds").length;
  const views = parts.views.blocks().length;
  await closeParts(parts);
  return { views, holding, invites: invites.length };
}

test("what two admins did apart is taken up by itself, and then they rest", async (t) => {
  const company = new Company(11);
  const { anna, ben, cleo } = company;
  await company.meet();
  await company.letIn(cleo, company.invite("admin"));
  await company.connect(anna, ben);
  await company.pass(1000);
  await company.part(anna, ben);
  // Cleo hears nothing of Ben's new role, and both have something to say.
  anna.ask({ kind: "exclude", name: "ben", from: undefined });
  t.is(cleo.ask({ kind: "invite", role: "writer", expires: undefined, uses: 1 }).kind, "invited");
  await company.connect(anna, cleo);
  await company.pass(10_000);
  const views = await viewsOf(anna);
  t.deepEqual(await viewsOf(cleo), views);
  t.is(views.holding, 0);
  t.is(views.invites, 1);
  await company.pass(60_000);
  for (const one of [anna, cleo]) t.deepEqual(await viewsOf(one), views);
  t.deepEqual(company.problems, []);
});

test("who was let in by somebody who was out by then is told, and can be taken back", async (t) => {
  const company = new Company(12);
  const { anna, ben, cleo } = company;
  await company.meet();
  const invitation = company.invite("writer", 2);
  await company.connect(anna, ben);
  await company.pass(1000);
  await company.part(anna, ben);
  await company.letIn(cleo, invitation, ben);
  makeFile(cleo, "c1");
  await company.connect(ben, cleo);
  await company.pass(1000);
  makeFile(ben, "b1");
  await company.pass(1000);
  const excluded = anna.ask({ kind: "exclude", name: "ben", from: undefined });
  t.is(excluded.kind, "done");
  await company.connect(anna, cleo);
  await company.pass(3000);
  t.is(company.linesWith("anna: error: member cleo, let in by ben, is out").length, 1);
  t.is(company.linesWith("cleo: error: this participant: not a member: ben let it in").length, 1);
  t.regex(troubleOf(cleo, "cleo") ?? "", /not a member: ben let it in/);
  t.regex(troubleOf(anna, "cleo") ?? "", /let in by ben/);
  const refused = makeFile(cleo, "c2");
  t.is(refused.kind, "refused");
  await cleo.close();
  await cleo.start();
  t.is(anna.ask({ kind: "admit", name: "cleo", role: "writer" }).kind, "done");
  await company.connect(anna, cleo);
  await company.pass(3000);
  makeFile(cleo, "c3");
  await company.pass(3000);
  t.deepEqual(namesOf(anna), ["c1", "c3"]);
  t.is(anna.machine.digest(), cleo.machine.digest());
  t.deepEqual(company.problems, []);
});

test("what an excluded member wrote that came too late is listed and comes back", async (t) => {
  const company = new Company(13);
  const { anna, ben } = company;
  await company.meet();
  await company.connect();
  // Ben asks Anna first, and she hears of what he made some time later.
  makeFile(ben, "b1");
  await company.pass(3000);
  await company.part();
  makeFile(ben, "b2");
  const excluded = anna.ask({ kind: "exclude", name: "ben", from: undefined });
  t.regex(excluded.kind === "done" ? excluded.notes.join(" ") : "", /up to 1 count.*ivy admit ben/);
  t.is(anna.ask({ kind: "admit", name: "ben", role: "writer" }).kind, "done");
  t.is(anna.ask({ kind: "exclude", name: "ben", from: undefined }).kind, "done");
  t.true((await logOf(ben)).some(({ changes }) => changes.join().includes("b2")));
  t.is(anna.ask({ kind: "admit", name: "ben", role: "writer" }).kind, "done");
  await company.connect();
  await company.pass(3000);
  t.deepEqual(namesOf(anna), ["b1", "b2"]);
  t.is(anna.machine.digest(), ben.machine.digest());
  t.deepEqual(company.problems, []);
});

test("who hears of being excluded lists what does not count", async (t) => {
  const company = new Company(14);
  const { anna, ben } = company;
  await company.meet();
  await company.connect();
  for (const name of ["b1", "b2", "b3"]) makeFile(ben, name);
  await company.pass(1000);
  const from = { kind: "sequence", sequence: 2 } as const;
  t.is(anna.ask({ kind: "exclude", name: "ben", from }).kind, "done");
  await company.pass(3000);
  t.deepEqual(namesOf(anna), ["b1"]);
  t.deepEqual(namesOf(ben), ["b1"]);
  t.regex(troubleOf(ben, "ben") ?? "", /not a member any more/);
  t.regex(troubleOf(anna, "ben") ?? "", /2 records came after its end/);
  for (const one of [anna, ben]) {
    const lines = (await logOf(one)).filter(({ participant }) => participant === "ben");
    t.deepEqual(
      lines.map(({ sequence, counts }) => [sequence, counts]),
      [
        [3, false],
        [2, false],
        [1, true],
      ],
    );
  }
  t.deepEqual(company.problems, []);
});

test("a gap in the middle of a log that is gone again is noticed by a start", async (t) => {
  const company = new Company(15);
  const { anna, ben, cleo } = company;
  await company.meet();
  await company.letIn(cleo, company.invite("admin"));
  for (const [a, b] of [
    [anna, ben],
    [ben, cleo],
  ] as const) {
    await company.connect(a, b);
  }
  for (const name of ["b1", "b2", "b3"]) makeFile(ben, name);
  await company.pass(3000);
  await company.part(anna, ben);
  const from = { kind: "sequence", sequence: 2 } as const;
  t.is(cleo.ask({ kind: "exclude", name: "ben", from }).kind, "done");
  await company.pass(1000);
  t.is(cleo.ask({ kind: "admit", name: "ben", role: "writer" }).kind, "done");
  // Ben hears of both when he asks again.
  ben.forgetRemoved();
  cleo.forgetRemoved();
  await company.connect(ben, cleo);
  await company.pass(3000);
  t.deepEqual(namesOf(ben), ["b1"]);
  for (let at = 0; at < 8; at++) makeFile(ben, `later${at}`);
  await company.pass(1000);
  await ben.close();
  await ben.start();
  // Of what Cleo did nothing holds, as she was out by then.
  t.is(anna.ask({ kind: "exclude", name: "cleo", from: undefined }).kind, "done");
  await company.connect(anna, ben);
  await company.pass(3000);
  t.true(namesOf(ben).includes("b2"));
  ben.stop("kill");
  await ben.start();
  t.true(namesOf(ben).includes("b2"));
  t.is(anna.machine.digest(), ben.machine.digest());
});

test("tools that only read make the same tree where records of others are lost", async (t) => {
  const company = new Company(16);
  const { anna, ben } = company;
  await company.meet();
  await company.connect();
  // Ben asks Anna first, and she hears of what he made some time later.
  makeFile(ben, "b1");
  await company.pass(3000);
  makeFile(anna, "a1");
  await company.pass(1000);
  await anna.close();
  const { disk } = anna.machine.surroundings();
  const directory = `logs/${ben.logId}`;
  for (const name of expectNoTrouble(disk.list(directory))) {
    expectNoTrouble(disk.removeFile(`${directory}/${name}`));
  }
  await company.part();
  await anna.start();
  t.deepEqual(namesOf(anna), ["a1"]);
  const report = await anna.machine.verify();
  if (isTrouble(report)) return t.fail(report.message);
  t.deepEqual(report.problems, []);
  t.is(report.digest, anna.machine.digest());
  t.deepEqual(
    (await logOf(anna)).map(({ sequence, participant }) => `${participant} ${sequence}`),
    ["anna 2", "anna 1"],
  );
});

test("what is held of who left comes to newcomers, though nobody has the end of it", async (t) => {
  const company = new Company(17);
  const { anna, ben, cleo } = company;
  await company.meet();
  makeFile(ben, "b1");
  await company.connect();
  await company.pass(1000);
  // The end of Ben's log is only on his machine when he leaves.
  t.is(ben.perform({ kind: "unlink", parent: rootInodeNumber, name: "b1" }).kind, "done");
  t.is(ben.ask({ kind: "leave" }).kind, "done");
  await company.pass(3000);
  makeFile(anna, "a1");
  await company.letIn(cleo, company.invite("writer"));
  await company.connect(anna, cleo);
  await company.pass(3000);
  t.deepEqual(namesOf(anna), ["a1", "b1"]);
  t.deepEqual(namesOf(cleo), ["a1", "b1"]);
  t.is(anna.machine.digest(), cleo.machine.digest());
});
