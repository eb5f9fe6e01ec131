// Own records go to others when all that they rest on is durable: if power took any of it, what
// others hold would be another history than what is written next.
import { setImmediate } from "node:timers/promises";
import test from "ava";

import { isTrouble, Trouble } from "../../dhash/index.ts";
import { isMalformed, type LogId, loadCrypto, verifyHead } from "../../logs/index.ts";
import { type HomeParts, openParts } from "../../mount-tool/compose/home-parts.ts";
import { OwnRecords } from "../../mount-tool/compose/sharing/own-records.ts";
import { syncInOrder } from "../../mount-tool/compose/sharing/syncs-in-order.ts";
import type { Participant } from "../simulation/parties/participant.ts";
import { homePath } from "../simulation/world.ts";
import { noTime } from "../support/logs.ts";
import { look, makeDirectory, TwoPeople, writeFile } from "../support/two-people.ts";

const crypto = await loadCrypto();
/** Their data does not fit one pack of blocks, and so few records make no snapshot. */
const writes = 12;

test("what a killed process left is durable before the next one shows anything", async (t) => {
  const people = new TwoPeople(crypto);
  const { alice } = people;
  await alice.start();
  await people.pass(1000);
  // Nobody gets to sync it.
  for (let number = 0; number < writes; number++) writeFile(alice, "file", number);
  alice.stop("kill");
  const parts = await partsOf(alice);
  let isShown = false;
  const show = (): void => {
    isShown = true;
  };
  const own = new OwnRecords({ parts, show, report: (trouble) => t.fail(trouble.message) });
  for (let tries = 0; !isShown && tries < 10_000; tries++) {
    own.turn();
    alice.machine.clock.advance(1);
    await setImmediate();
  }
  t.true(isShown);
  const shown = parts.logs.head();
  alice.stop("nothing");
  await alice.start();
  t.is(alice.machine.home.status().head?.sequence, shown?.sequence);
  t.is(look(alice, "file"), "here");
  await alice.close();
  t.deepEqual(alice.problems, []);
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
  for (const { logs } of [given, taken]) t.is(logs.sync(), undefined);
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
