// Who only reads may be strict, too: it is answered, and its own wishes to write silence nobody.
import test from "ava";
import { rootInodeNumber } from "../../fs/index.ts";
import { Company, makeFile, namesOf } from "../simulation/parties/company.ts";

test("a strict reader is answered, before and after it tried to write", async (t) => {
  const company = new Company(45);
  const { anna, ben } = company;
  ben.machine.habits = { consistency: "strict" };
  await anna.start();
  await company.letIn(ben, company.invite("reader"));
  await company.connect();
  await company.pass(3000);
  for (const name of ["a", "b"]) {
    makeFile(anna, name);
    const looked = ben.perform({ kind: "lookup", parent: rootInodeNumber, name });
    t.is(looked.kind, "waits", "others are asked");
    // Less than it takes to give somebody up who does not answer.
    await company.pass(1000);
    t.is(ben.waiting, 0);
    t.true(namesOf(ben).includes(name));
    t.deepEqual(makeFile(ben, "c"), { kind: "refused", refusal: "access-denied" });
    await company.pass(3000);
  }
  t.deepEqual(company.problems, []);
});
