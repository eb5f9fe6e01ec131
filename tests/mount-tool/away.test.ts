// Who was away while others wrote meets only a node that stores, and gets all of it: records, views
// and data.
import test from "ava";
import { loadCrypto } from "../../logs/index.ts";
import type { Participant } from "../simulation/parties/participant.ts";
import {
  look,
  makeDirectory,
  sharingOf,
  TwoPeople,
  unlink,
  writeFile,
} from "../support/two-people.ts";

const crypto = await loadCrypto();

/** The newest own record. */
function newestOf(one: Participant): number {
  return sharingOf(one).members.find(({ isSelf }) => isSelf)?.newest ?? 0;
}

function viewsOf(one: Participant): unknown {
  return one.machine.surroundings().disk.list("views");
}

test("Alice writes and switches off; Bob comes later and meets only Carol's node", async (t) => {
  const people = new TwoPeople(crypto);
  await people.meet({ mode: "all" });
  const { alice, bob } = people;
  await bob.close();
  const carol = people.addNode(7);
  makeDirectory(alice, "work");
  for (let number = 0; number < 30; number++) writeFile(alice, `work/file-${number}`, number);
  await people.pass(12_000);
  const before = carol.headOf(alice.logId);
  t.is(before, newestOf(alice));
  unlink(alice, "work/file-3");
  writeFile(alice, "work/late", 77);
  await people.pass(12_000);
  t.true((carol.headOf(alice.logId) ?? 0) > (before ?? 0));
  t.is(sharingOf(alice).placing.recordsPlaced, newestOf(alice));
  t.is(alice.ask({ kind: "invite", role: "reader", expires: undefined, uses: 1 }).kind, "invited");
  writeFile(alice, "work/later", 78);
  await people.pass(12_000);
  const digest = alice.machine.digest();
  await alice.close();
  await bob.start();
  // By a slow link a file takes the better part of a second.
  await people.pass(60_000);
  t.is(bob.machine.digest(), digest);
  t.is(look(bob, "work/late"), "here");
  t.is(look(bob, "work/file-29"), "here");
  t.is(look(bob, "work/file-3"), "absent");
  t.deepEqual(viewsOf(bob), viewsOf(alice));
  t.deepEqual(carol.closed, []);
  await bob.close();
  t.deepEqual(bob.problems, []);
});
