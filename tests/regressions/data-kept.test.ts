// Data of others that is to be kept here, whichever way their records came to count.
import test from "ava";
import type { BlockKey } from "../../dhash/index.ts";
import type { Outcome } from "../../fs/core/index.ts";
import type { InodeNumber } from "../../fs/index.ts";
import { rootInodeNumber } from "../../fs/index.ts";
import { closeParts, openParts } from "../../mount-tool/compose/home-parts.ts";
import { BlockKeeper } from "../../mount-tool/compose/sharing/block-keeper.ts";
import { channels } from "../../mount-tool/compose/sharing/channels.ts";
import { Company, makeFile } from "../simulation/parties/company.ts";
import { inspect } from "../simulation/parties/party-checks.ts";
import { homePath } from "../simulation/world.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";

const attributes = { mode: 0o644, umask: 0, device: 0, target: "" } as const;
const caller = { uid: 0, gid: 0 };

/** A file whose data is a block. */
function makeLarge(one: Company["anna"], name: string): InodeNumber {
  const wish = { kind: "make", parent: rootInodeNumber, name, type: "file" } as const;
  const made: Outcome = one.perform({ ...wish, ...attributes, caller });
  if (made.kind !== "entry") throw new Error(made.kind);
  const { inode } = made.attributes;
  const data = Buffer.alloc(20_000, name);
  one.perform({ kind: "write", inode, offset: 0, data, dropSetId: false, timesKept: false });
  return inode;
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
  t.is((await inspect(cleo, gathering)).lacking, undefined);
  t.is(cleo.machine.digest(), anna.machine.digest());
  t.deepEqual(company.problems, []);
});

test("data that one slice has no time to look for is looked for in the next", async (t) => {
  const company = new Company(44);
  const { anna, ben } = company;
  await company.meet();
  makeLarge(anna, "a");
  company.network.loses = ([channel]) => channel === channels.blocks;
  await company.connect();
  await company.pass(3000);
  await ben.close();
  const around = ben.machine.surroundings();
  const wish = { home: homePath, around, mode: "write", syncedSequence: 0, log: () => {} } as const;
  const parts = expectNoTrouble(await openParts(wish));
  while (parts.logs.accept(100).length > 0);
  const wanted: BlockKey[] = [];
  const keeper = new BlockKeeper(parts, (keys) => void wanted.push(...keys));
  // The ticks of many peers may have taken all of it.
  t.true(
    keeper.turn(() => true),
    "there is more to do",
  );
  t.false(keeper.turn(() => false));
  t.is(wanted.length, 1);
  await closeParts(parts);
});

test("a copy of somebody's file whose data is not here is no damage", async (t) => {
  const company = new Company(43);
  const { anna, ben } = company;
  await company.meet();
  const [from, to] = [makeLarge(anna, "a"), makeLarge(ben, "b")];
  company.network.loses = ([channel]) => channel === channels.blocks;
  await company.connect();
  await company.pass(3000);
  const range = { from, fromOffset: 0, to, toOffset: 0, length: 20_000 };
  t.is(ben.perform({ kind: "copy-range", ...range }).kind, "count");
  await ben.close();
  await ben.start();
  const { problems } = expectNoTrouble(await ben.machine.verify());
  t.deepEqual(problems, []);
  t.deepEqual(company.problems, []);
});
