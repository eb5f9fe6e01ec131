// Snapshots of a tree in which others write, too: found by the simulation of several participants.
import test from "ava";
import { isTrouble } from "../../dhash/index.ts";
import { Company, makeFile } from "../simulation/parties/company.ts";

test("a snapshot with all own records, and not yet all of others, is sound", async (t) => {
  const company = new Company(1);
  const { anna, ben } = company;
  await company.meet();
  for (let at = 0; at < 8; at++) makeFile(anna, `a${at}`);
  await company.pass(200);
  await anna.close();
  await anna.start();
  await company.connect();
  await company.pass(1000);
  makeFile(ben, "b");
  await company.pass(1000);
  anna.stop("kill");
  const report = await anna.machine.verify();
  if (isTrouble(report)) return t.fail(report.message);
  t.deepEqual(report.problems, []);
});

test("a record that comes before a snapshot is no damage of it", async (t) => {
  const company = new Company(2);
  const { anna, ben } = company;
  await company.meet();
  await company.connect();
  await company.pass(1000);
  await company.part();
  makeFile(ben, "b");
  for (let at = 0; at < 8; at++) makeFile(anna, `a${at}`);
  await company.pass(1000);
  await anna.close();
  await anna.start();
  company.lines.length = 0;
  await company.connect();
  await company.pass(1000);
  t.deepEqual(company.problems, []);
  t.true(company.lines.includes("anna: info: the tree is folded anew from the logs"));
  t.deepEqual(
    company.lines.filter((line) => line.includes("damaged")),
    [],
  );
  t.is(anna.machine.digest(), ben.machine.digest());
});
