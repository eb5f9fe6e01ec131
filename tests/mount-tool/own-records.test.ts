// Own records go to others when all that they rest on is durable: if power took any of it, what
// others hold would be another history than what is written next.
import test from "ava";

import { isTrouble, Trouble } from "../../dhash/index.ts";
import { isMalformed, type LogId, loadCrypto, verifyHead } from "../../logs/index.ts";
import { type HomeParts, openParts } from "../../mount-tool/compose/home-parts.ts";
import { syncInOrder } from "../../mount-tool/compose/sharing/syncs-in-order.ts";
import type { Participant } from "../simulation/parties/participant.ts";
import { homePath } from "../simulation/world.ts";
import { noTime } from "../support/logs.ts";
import { end, look, makeDirectory, TwoPeople, writeFile } from "../support/two-people.ts";

const crypto = await loadCrypto();

test("what a killed process left is durable before the next one shows anything", async (t) => {
  const people = new TwoPeople(crypto);
  await people.meet({ mode: "all" });
  const { alice, bob } = people;
  people.cut();
  // Nobody gets to sync it.
  for (let at = 0; at < 3; at++) writeFile(alice, `f${at}`, at);
  alice.stop("kill");
  await alice.start();
  makeDirectory(alice, "last");
  people.connect();
  await people.pass(2000);
  t.is(bob.machine.digest(), alice.machine.digest());
  alice.stop("nothing");
  await alice.start();
  await people.pass(5000);
  t.is(bob.machine.digest(), alice.machine.digest());
  for (let at = 0; at < 3; at++) t.is(look(alice, `f${at}`), "here");
  await end(t, people);
});

test("no own record is shown while a head that proves others' records is not kept", async (t) => {
  const people = new TwoPeople(crypto);
  await people.meet({ mode: "all" });
  const { alice, bob } = people;
  people.cut();
  makeDirectory(alice, "new");
  await people.pass(1000);
  for (const each of [alice, bob]) await each.close();
  const [given, taken] = [await partsOf(alice), await partsOf(bob)];
  const { logId } = given.file;
  const before = taken.logs.peers()?.standings()[0]?.proven.sequence ?? 0;
  const bounds = { bytesMax: 1e6, last: Number.MAX_SAFE_INTEGER, time: noTime };
  const run = given.logs.peers()?.run(logId, before + 1, bounds);
  if (run === undefined) return t.fail("there is nothing new");
  const refused = new Trouble("failed", "the disk is full.");
  const { keepHead } = taken.sharing;
  taken.sharing.keepHead = () => refused;
  t.is(taken.logs.absorb(run).kind, "stored");
  t.is(syncInOrder(taken, undefined)?.(), refused);
  t.is(keptHead(taken, logId), before);
  taken.sharing.keepHead = keepHead;
  const sync = syncInOrder(taken, undefined);
  let answer = sync?.();
  for (let looks = 0; answer === "waiting" && looks < 100; looks++) answer = sync?.();
  t.is(answer, undefined);
  t.is(keptHead(taken, logId), before + run.envelopes.length);
  return undefined;
});

async function partsOf({ machine }: Participant): Promise<HomeParts> {
  const around = machine.surroundings();
  const how = { home: homePath, around, mode: "write", log: () => {} } as const;
  const parts = await openParts({ ...how, syncedSequence: 0 });
  if (isTrouble(parts)) throw parts;
  const trouble = parts.logs.sync();
  if (trouble !== undefined) throw trouble;
  return parts;
}

/** Which record the head that is kept of a log names. */
function keptHead({ sharing, crypto: tools }: HomeParts, logId: LogId): number {
  const kept = sharing.head(logId);
  if (kept === undefined || isTrouble(kept)) throw new Error("there is no head");
  const head = verifyHead(tools, kept);
  if (isMalformed(head)) throw new Error(head.why);
  return head.sequence;
}
