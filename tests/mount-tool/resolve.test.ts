// What was decided between two people is settled by either of them, whoever of them came first.
import test from "ava";
import { loadCrypto } from "../../logs/index.ts";
import { inodeOf, makeDirectory, TwoPeople, writeFile } from "../support/two-people.ts";

const crypto = await loadCrypto();

test("of more conflicts than are listed it is said that there are more", async (t) => {
  const people = new TwoPeople(crypto);
  const { alice, bob } = people;
  await people.meet({ mode: "all" });
  people.cut();
  await people.pass(1000);
  for (let at = 0; at < 201; at++) for (const one of [alice, bob]) writeFile(one, `f${at}`, at);
  people.connect();
  await people.pass(60_000);
  const listed = alice.ask({ kind: "conflicts" });
  if (listed.kind !== "conflicts") return t.fail(listed.kind);
  t.deepEqual([listed.conflicts.length, listed.isMore], [200, true]);
  const path = listed.conflicts[0]?.path ?? "";
  t.is(alice.ask({ kind: "resolve", path, keep: "both" }).kind, "done");
  t.like(alice.ask({ kind: "conflicts" }), { isMore: false });
  for (const one of [alice, bob]) await one.close();
});

for (const first of ["alice", "bob"] as const) {
  for (const settling of ["alice", "bob"] as const) {
    for (const keep of ["mine", "theirs"] as const) {
      test(`${first} came first, ${settling} keeps ${keep}`, async (t) => {
        const people = new TwoPeople(crypto);
        await people.meet({ mode: "all" });
        people.cut();
        await people.pass(1000);
        // Each record raises the Lamport number of the next one.
        const later = first === "alice" ? people.bob : people.alice;
        for (let at = 0; at < 5; at++) makeDirectory(later, `of-the-later-${at}`);
        const inodes = {
          alice: writeFile(people.alice, "both", 1),
          bob: writeFile(people.bob, "both", 2),
        };
        people.connect();
        await people.pass(8000);
        const listed = people[settling].ask({ kind: "conflicts" });
        if (listed.kind !== "conflicts") return t.fail(listed.kind);
        const [conflict] = listed.conflicts;
        if (conflict === undefined) return t.fail("nothing is in conflict");
        const second = first === "alice" ? "bob" : "alice";
        t.like(conflict, { kind: "name", against: second, by: first });
        const answer = people[settling].ask({ kind: "resolve", path: conflict.path, keep });
        t.deepEqual(answer, { kind: "done", notes: [] });
        await people.pass(8000);
        const other = settling === "alice" ? "bob" : "alice";
        const kept = keep === "mine" ? settling : other;
        for (const one of [people.alice, people.bob]) {
          t.is(inodeOf(one, "both"), inodes[kept]);
          t.is(inodeOf(one, conflict.path), conflict.path === "/both" ? inodes[kept] : undefined);
          const none = { kind: "conflicts", conflicts: [], isMore: false } as const;
          t.deepEqual(one.ask({ kind: "conflicts" }), none);
        }
        await people.alice.close();
        await people.bob.close();
      });
    }
  }
}
