// Who only reads folded all logs again at each start: snapshots went by own records.
import test from "ava";
import { Company, makeFile, namesOf } from "../simulation/parties/company.ts";

test("who only reads starts with a snapshot, too", async (t) => {
  const company = new Company(32);
  const { anna, ben } = company;
  await company.meet();
  await company.connect();
  for (let at = 0; at < 20; at++) makeFile(anna, `a${at}`);
  await company.pass(3000);
  t.is(namesOf(ben).length, 20);
  ben.stop("kill");
  await ben.start();
  t.is(namesOf(ben).length, 20);
  t.true(ben.machine.home.figures().snapshot.recordsSince < 20);
  t.deepEqual(company.problems, []);
});
