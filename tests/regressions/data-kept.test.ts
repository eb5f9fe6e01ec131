// Data of others that is to be kept here, whichever way their records came to count.
import test from "ava";
import type { Outcome } from "../../fs/core/index.ts";
import { rootInodeNumber } from "../../fs/index.ts";
import { Company, makeFile } from "../simulation/parties/company.ts";
import { whatLacks } from "../simulation/parties/party-checks.ts";

const attributes = { mode: 0o644, umask: 0, device: 0, target: "" } as const;
const caller = { uid: 0, gid: 0 };

/** A file whose data is a block. */
function makeLarge(one: Company["anna"], name: string): void {
  const wish = { kind: "make", parent: rootInodeNumber, name, type: "file" } as const;
  const made: Outcome = one.perform({ ...wish, ...attributes, caller });
  if (made.kind !== "entry") throw new Error(made.kind);
  const { inode } = made.attributes;
  const data = Buffer.alloc(20_000, name);
  one.perform({ kind: "write", inode, offset: 0, data, dropSetId: false, timesKept: false });
}

test("data of records that came too late, all folded at once, is fetched", async (t) => {
  const company = new Company(41);
  const { anna, ben, cleo } = company;
  await company.meet();
  await company.letIn(cleo, company.invite("writer"));
  for (let at = 0; at < 10; at++) makeFile(cleo, `c${at}`);
  await cleo.close();
  await cleo.start();
  // More than one slice of what is accepted.
  for (let at = 0; at < 90; at++) makeLarge(ben, `b${at}`);
  await company.connect();
  await company.pass(3000);
  await company.connect(anna, cleo);
  await company.pass(20_000);
  t.true(company.linesWith("cleo: info: the tree is folded anew").length > 0);
  const gathering = { members: [anna, ben, cleo], everybody: [], liars: [] };
  t.is(await whatLacks(cleo, gathering), undefined);
  t.is(cleo.machine.digest(), anna.machine.digest());
  t.deepEqual(company.problems, []);
});
