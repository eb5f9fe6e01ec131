// A home that was restored from a backup takes back from others what it wrote since, and gives its
// next file a number that none of those has.
import test from "ava";
import { Company, makeFile } from "../simulation/parties/company.ts";

test("a restored home does not use the numbers of its inodes again", async (t) => {
  const company = new Company(4);
  const { anna, ben } = company;
  await company.meet();
  await company.connect();
  await company.pass(1000);
  makeFile(ben, "b1");
  await company.pass(1000);
  const backup = ben.machine.disk.contents();
  for (const name of ["b2", "b3"]) makeFile(ben, name);
  await company.pass(1000);
  ben.stop("kill");
  ben.machine.disk.restore(backup);
  await ben.start();
  await company.connect();
  await company.pass(3000);
  t.not(makeFile(ben, "b4").kind, "refused");
  await company.pass(3000);
  t.is(anna.machine.home.volume.inodes, 5);
  t.is(anna.machine.digest(), ben.machine.digest());
  t.deepEqual(company.problems, []);
});
