// Dave joins a file system and lists it before he has got any of its records; when they are here he
// works on it like everybody else. Each is on a machine of its own: a network namespace.
import { readdirSync, statSync, writeFileSync } from "node:fs";
import test from "ava";
import type { IvyMount } from "../../support/subject-ivy.ts";
import { makeTemporaryDirectory } from "../../support/temporary.ts";
import type { Network } from "./network.ts";
import type { Participant } from "./party.ts";
import { participant, textOf, until } from "./party.ts";
import { machinesOn, treeOf, whyNoCompany } from "./people.ts";

const declare = whyNoCompany === undefined ? test : test.skip;
const title = "a newcomer lists the tree while nobody can be reached, and has it checked later";
const temporary = makeTemporaryDirectory();
const mounts: IvyMount[] = [];
let network: Network | undefined;

test.after.always(async () => {
  for (const mount of mounts) await mount.stop();
  network?.end();
  await temporary.remove();
});

const names = Array.from({ length: 200 }, (_, at) => `file-${String(at).padStart(3, "0")}`);

/** Whose tree it is that is shown; undefined: the own one. */
async function lentOf(one: Participant): Promise<unknown> {
  return JSON.parse(await one.tell("status", "--json")).sharing.lent;
}

declare(whyNoCompany === undefined ? title : `${title} (left out: ${whyNoCompany})`, async (t) => {
  t.timeout(240_000);
  const made = await machinesOn(temporary, ["alice", "dave"]);
  network = made.network;
  const [aliceMachine, daveMachine] = [...made.machines.values()];
  if (aliceMachine === undefined || daveMachine === undefined) throw new Error("two machines");
  const alice = participant(temporary, "alice", aliceMachine);
  const dave = participant(temporary, "dave", daveMachine);
  await alice.tell("init", "--name", "photos", "--participant", "alice");
  mounts.push(await alice.mount());
  for (const name of names) writeFileSync(`${alice.path}/${name}`, `this is ${name}`);
  await dave.tell("join", await alice.tell("invite"), "--name", "dave");
  daveMachine.cut();
  mounts.push(await dave.mount());
  t.deepEqual(readdirSync(dave.path).sort(), names);
  t.is(statSync(`${dave.path}/file-007`).size, "this is file-007".length);
  t.deepEqual(await lentOf(dave), { state: "shown", from: "alice" });
  daveMachine.heal();
  await until(
    () => lentOf(dave),
    (lent) => lent === undefined,
  );
  t.is(textOf(`${dave.path}/file-007`), "this is file-007");
  writeFileSync(`${dave.path}/from-dave`, "hello alice");
  await until(
    () => textOf(`${alice.path}/from-dave`),
    (text) => text === "hello alice",
  );
  t.is(treeOf(dave.path), treeOf(alice.path));
});
