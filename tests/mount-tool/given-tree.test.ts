// Somebody who comes in is given the tree of a member, shows it at once, and checks it by folding
// the logs.
import test, { type ExecutionContext } from "ava";
import type { Root } from "../../fs/core/index.ts";
import { applyRecord, makeEdit } from "../../fs/core/index.ts";
import { makeInodeNumber, rootInodeNumber } from "../../fs/index.ts";
import type { Stamp } from "../../logs/index.ts";
import { loadCrypto, makeDot } from "../../logs/index.ts";
import type { Participant } from "../simulation/parties/participant.ts";
import { make } from "../support/tree-story.ts";
import {
  end,
  inodeOf,
  look,
  makeDirectory,
  sharingOf,
  TwoPeople,
  writeFile,
} from "../support/two-people.ts";

const crypto = await loadCrypto();
const everything = { mode: "all" } as const;
const files = 40;

/** Alice has worked, Bob has just come in, and they are not connected. */
async function newcomer(): Promise<TwoPeople> {
  const people = new TwoPeople(crypto, 1, true);
  await people.alice.start();
  makeDirectory(people.alice, "notes");
  for (let at = 0; at < files; at++) writeFile(people.alice, `notes/f${at}`, at);
  writeSmall(people.alice, "small");
  await people.letIn(everything);
  people.cut();
  return people;
}

/** Its data goes into the record. */
function writeSmall(one: Participant, name: string): void {
  const caller = { uid: 0, gid: 0 };
  const wish = { parent: rootInodeNumber, name, type: "file", mode: 0o644, target: "" } as const;
  const { volume } = one.machine.home;
  const made = volume.perform({ kind: "make", ...wish, umask: 0, device: 0, caller });
  if (made.kind !== "entry") throw new Error(made.kind);
  const { inode } = made.attributes;
  const data = Buffer.from("small");
  const how = { offset: 0, dropSetId: false, timesKept: false };
  volume.perform({ kind: "write", inode, data, ...how });
}

function makeHere(one: Participant, name: string): string {
  const caller = { uid: 0, gid: 0 };
  const wish = { parent: rootInodeNumber, name, type: "directory", mode: 0o755 } as const;
  return one.perform({ kind: "make", ...wish, target: "", umask: 0, device: 0, caller }).kind;
}

function stampOf({ last }: Root): Stamp {
  if (last === undefined) throw new Error("there are no records");
  const time = { seconds: 0, nanoseconds: 0 };
  return { ...last, time, known: new Map(), lamport: last.lamport + 1 };
}

async function untilChecked(t: ExecutionContext, people: TwoPeople): Promise<void> {
  people.connect();
  for (let tries = 0; people.bob.machine.home.volume.isLent; tries++) {
    if (tries > 500) return t.fail("the tree is not checked");
    await people.pass(20);
  }
}

test("a newcomer has the whole tree before any record has come", async (t) => {
  const people = await newcomer();
  const { alice, bob } = people;
  t.true(bob.machine.home.volume.isLent);
  t.is(bob.machine.digest(), alice.machine.digest());
  t.is(inodeOf(bob, "notes/f7"), inodeOf(alice, "notes/f7"));
  t.deepEqual(sharingOf(bob).lent, { state: "shown", from: "alice" });
});

test("the tree is checked by the own fold, and is the own one then", async (t) => {
  const people = await newcomer();
  const { alice, bob } = people;
  await untilChecked(t, people);
  t.is(sharingOf(bob).lent, undefined);
  t.is(bob.machine.digest(), alice.machine.digest());
  await people.pass(5000);
  t.is(look(bob, "notes/f7"), "here");
  await end(t, people);
});

test("who writes, or reads what is in a record, waits until the records are here", async (t) => {
  const people = await newcomer();
  const { alice, bob } = people;
  t.is(look(bob, "small"), "waits");
  t.is(makeHere(bob, "mine"), "waits");
  t.is(bob.machine.home.status().head, undefined);
  await untilChecked(t, people);
  await people.pass(2000);
  t.is(bob.waiting, 0);
  t.is(look(bob, "small"), "here");
  t.not(inodeOf(bob, "mine"), undefined);
  t.is(inodeOf(alice, "mine"), inodeOf(bob, "mine"));
  await end(t, people);
});

test("who gives a wrong tree is named, and the tree of the records is shown", async (t) => {
  const people = new TwoPeople(crypto, 1, true);
  const { alice, bob } = people;
  await alice.start();
  for (let at = 0; at < files; at++) writeFile(alice, `f${at}`, at);
  const { volume } = alice.machine.home;
  // Of the same records, and with a directory more.
  const root = volume.freeze();
  const inode = makeInodeNumber(1, 10_000);
  const stamp = { ...stampOf(root), dot: makeDot(1, 10_000) };
  const { inodes } = applyRecord(root, makeEdit(), stamp, [
    make.inode(inode, "directory"),
    make.link(rootInodeNumber, "planted", inode),
  ]);
  Object.assign(volume, { freeze: () => ({ ...root, inodes }) });
  await people.letIn(everything);
  people.cut();
  Reflect.deleteProperty(volume, "freeze");
  t.is(inodeOf(bob, "planted"), inode);
  await untilChecked(t, people);
  t.is(inodeOf(bob, "planted"), undefined);
  t.deepEqual(sharingOf(bob).lent, { state: "wrong", from: "alice" });
  t.is(bob.machine.digest(), alice.machine.digest());
  makeHere(bob, "mine");
  await people.pass(2000);
  t.not(inodeOf(alice, "mine"), undefined);
  await end(t, people);
});

test("who cannot get the records is told after a while that nothing is written", async (t) => {
  const people = await newcomer();
  const { bob } = people;
  t.is(makeHere(bob, "mine"), "waits");
  await people.pass(40_000);
  t.is(bob.waiting, 0);
  t.is(makeHere(bob, "mine"), "refused");
  t.not(inodeOf(bob, "notes/f7"), undefined);
});

test("a daemon that is killed meanwhile begins with the logs the next time", async (t) => {
  const people = await newcomer();
  const { alice, bob } = people;
  bob.stop("kill");
  await bob.start();
  t.false(bob.machine.home.volume.isLent);
  people.connect();
  await people.pass(5000);
  makeHere(bob, "mine");
  await people.pass(2000);
  t.not(inodeOf(bob, "mine"), undefined);
  t.is(bob.machine.digest(), alice.machine.digest());
  await end(t, people);
});
