// What members know of what others hold: what only this machine has, and what may go. Two homes in
// one simulated world.
import test from "ava";
import { end, look, names, peopleWith, sharingOf, writeFile } from "../support/two-people.ts";

test("what only this machine holds is known, of records and of data", async (t) => {
  for (const mode of ["all", "none"] as const) {
    const people = await peopleWith({ mode });
    const { alice, bob } = people;
    await people.pass(10_000);
    const head = alice.machine.home.status().head?.sequence ?? 0;
    const data = mode === "all" ? head : 0;
    t.deepEqual(sharingOf(alice).elsewhere, { records: head, data }, mode);
    people.cut();
    await people.pass(3000);
    writeFile(bob, "of-bob", 500);
    await people.pass(5000);
    const { elsewhere, members } = sharingOf(bob);
    const own = members.find(({ isSelf }) => isSelf)?.newest ?? 0;
    t.true(elsewhere.records < own && elsewhere.data < own, mode);
    people.connect();
    await people.pass(20_000);
    t.deepEqual(sharingOf(bob).elsewhere, { records: own, data: own }, mode);
    await end(t, people);
  }
});

test("what somebody who has left wrote stays, if nobody else has it", async (t) => {
  const people = await peopleWith({ mode: "none" });
  const { alice, bob } = people;
  const of = names.map((name) => `of-bob-${name}`);
  for (const [at, name] of of.entries()) writeFile(bob, name, 1000 + at);
  await people.pass(20_000);
  const hereAtAlice = (): readonly string[] => of.filter((name) => look(alice, name) === "here");
  t.deepEqual(hereAtAlice(), of);
  await people.restart({ mode: "recent", budgetBytes: 1 }, alice);
  await people.pass(5000);
  t.deepEqual(hereAtAlice(), [], "it is with its author, who is a member");
  await people.restart({ mode: "all" }, alice);
  await people.pass(20_000);
  t.deepEqual(hereAtAlice(), of);
  t.is(bob.ask({ kind: "leave" }).kind, "done");
  await people.pass(5000);
  await people.restart({ mode: "recent", budgetBytes: 1 }, alice);
  await people.pass(10_000);
  t.deepEqual(hereAtAlice(), of, "its author is a member no more");
});
