// Found by the simulation of several participants, of whom one may lie.
import test from "ava";
import { isTrouble } from "../../dhash/index.ts";
import type { InodeNumber } from "../../fs/index.ts";
import { rootInodeNumber } from "../../fs/index.ts";
import { Company, makeFile, namesOf } from "../simulation/parties/company.ts";
import type { Participant } from "../simulation/parties/participant.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";

function inodeOf(one: Participant, name: string): InodeNumber {
  const found = one.machine.home.volume.perform({ kind: "lookup", parent: rootInodeNumber, name });
  if (found.kind !== "entry") throw new Error(`no ${name}`);
  return found.attributes.inode;
}

function write(one: Participant, name: string, bytes: number): void {
  const inode = inodeOf(one, name);
  const data = Buffer.alloc(bytes, name);
  const plain = { kind: "write", offset: 0, dropSetId: false, timesKept: false } as const;
  one.perform({ ...plain, inode, data });
}

test("a copy of a file whose data is not here yet survives a loss of power", async (t) => {
  const company = new Company(21);
  const { anna, ben } = company;
  await company.meet();
  await company.connect();
  makeFile(ben, "copy");
  makeFile(anna, "large");
  await company.pass(1000);
  // Ben hears of the record, and his blocks do not come: Anna's frames of that kind get lost.
  company.network.loses = (bytes) => bytes[0] === 2;
  write(anna, "large", 100_000);
  await company.pass(1000);
  const [from, to] = [inodeOf(ben, "large"), inodeOf(ben, "copy")];
  const places = { from, fromOffset: 0, to, toOffset: 0, length: 100_000 };
  t.is(ben.perform({ kind: "copy-range", ...places }).kind, "count");
  await company.pass(1000);
  const { head } = ben.machine.home.status();
  ben.stop("nothing");
  await ben.start();
  t.is(ben.machine.home.status().head?.hash, head?.hash);
  company.network.loses = () => false;
  await company.connect();
  await company.pass(3000);
  t.is(anna.machine.digest(), ben.machine.digest());
  t.deepEqual(company.problems, []);
});

test("pages of others' records that power took are no damage, and come again", async (t) => {
  const company = new Company(22);
  const { anna, ben } = company;
  await company.meet();
  await company.connect();
  for (let at = 0; at < 20; at++) makeFile(ben, `b${at}`);
  await company.pass(1000);
  await anna.close();
  const { disk } = anna.machine.surroundings();
  const directory = `logs/${ben.logId}`;
  const [name] = expectNoTrouble(disk.list(directory)).slice(-1);
  const path = `${directory}/${name}`;
  const contents = anna.machine.disk.contents();
  const bytes = Buffer.from(contents.get(`/home/${path}`) ?? contents.get(`home/${path}`) ?? []);
  t.true(bytes.length > 1024);
  bytes.fill(0, 512, 1024);
  const restored = new Map(
    [...contents].map(([at, each]) => [at, at.endsWith(path) ? bytes : each]),
  );
  anna.machine.disk.restore(restored);
  await anna.start();
  await company.connect();
  await company.pass(3000);
  t.is(namesOf(anna).length, 20);
  const report = await anna.machine.verify();
  t.deepEqual(isTrouble(report) ? report : report.problems, []);
  t.deepEqual(company.problems, []);
});
