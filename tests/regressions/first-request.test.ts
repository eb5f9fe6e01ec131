// Found by five people on real mounts: a request that comes before anything else after a start.
import test from "ava";
import { Company, makeFile, namesOf } from "../simulation/parties/company.ts";

test("the first request after a start comes after the records of others", async (t) => {
  const company = new Company(31);
  const { anna, ben } = company;
  await company.meet();
  await company.connect();
  makeFile(ben, "b0");
  await company.pass(1000);
  // Fewer than a snapshot takes, so that the start folds them.
  for (let at = 0; at < 3; at++) makeFile(anna, `a${at}`);
  await company.pass(1000);
  t.is(namesOf(ben).length, 4);
  ben.stop("kill");
  await ben.start();
  t.is(namesOf(ben).length, 4);
  t.is(makeFile(ben, "b1").kind, "entry");
  await company.connect();
  await company.pass(3000);
  t.is(anna.machine.digest(), ben.machine.digest());
  t.deepEqual(company.problems, []);
});
