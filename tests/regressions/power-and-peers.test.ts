// A loss of power at a participant whom others have heard already: found by the simulation of
// several participants.
import test from "ava";
import { Company, makeFile } from "../simulation/parties/company.ts";

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
