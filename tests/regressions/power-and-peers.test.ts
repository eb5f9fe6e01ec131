// A loss of power at a participant whom others have heard already: found by the simulation of
// several participants.
import test from "ava";
import { Company, makeFile, namesOf } from "../simulation/parties/company.ts";
import { threeMembers } from "../support/member-net.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";

test("no loss of power takes a record that others have", async (t) => {
  const company = new Company(3);
  const { anna, ben } = company;
  await company.meet();
  await company.connect();
  await company.pass(1000);
  makeFile(ben, "b1");
  await company.pass(1000);
  ben.stop("nothing");
  await ben.start();
  makeFile(ben, "b2");
  await company.connect();
  await company.pass(3000);
  t.deepEqual(company.problems, []);
  t.is(anna.machine.digest(), ben.machine.digest());
  t.is(anna.machine.home.volume.inodes, 3);
});

test("what was written before leaving is there after a loss of power", async (t) => {
  const company = new Company(24);
  const { anna, ben } = company;
  await company.meet();
  makeFile(ben, "b1");
  const end = ben.machine.home.status().head?.hash;
  t.is(ben.ask({ kind: "leave" }).kind, "done");
  ben.stop("nothing");
  await ben.start();
  t.is(ben.machine.home.status().head?.hash, end);
  t.is(makeFile(ben, "b2").kind, "refused");
  await company.connect();
  await company.pass(3000);
  t.deepEqual(namesOf(anna), ["b1"]);
});

test("who is out writes nothing, also where its log is shorter than it was", (t) => {
  const { anna, ben, net, all } = threeMembers();
  for (const text of ["b1", "b2"]) ben.write(text);
  net.link(anna, ben);
  net.settle(all);
  t.is(ben.leave(), "done");
  expectNoTrouble(ben.store.openJournal(ben.logId).cutTail(1));
  ben.restart();
  t.regex(ben.tryToWrite("other b2"), /may only read/);
});
