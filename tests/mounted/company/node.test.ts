// The story of README with a node: Alice writes, Carol's machine stores and reads nothing, Bob
// keeps nothing; Alice goes away, and Bob still gets all of her files. Then Bob leaves, and what
// only he has is waited for.
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import test, { type ExecutionContext } from "ava";
import type { IvyHome } from "../../support/subject-ivy.ts";
import { ivyHome } from "../../support/subject-ivy.ts";
import { makeTemporaryDirectory } from "../../support/temporary.ts";
import type { Machine, Network } from "./network.ts";
import type { Participant } from "./party.ts";
import { participant, until } from "./party.ts";
import { machinesOn, treeOf, whyNoCompany } from "./people.ts";

const declare = whyNoCompany === undefined ? test : test.skip;
const title = "a node keeps what its author has taken away, and who leaves is waited for";
const temporary = makeTemporaryDirectory();
let network: Network | undefined;
let carol: ChildProcess | undefined;

test.after.always(async () => {
  carol?.kill("SIGKILL");
  network?.end();
  await temporary.remove();
});

const fileBytes = 600_000;

function writeFiles(path: string, names: readonly string[]): void {
  mkdirSync(`${path}/photos`, { recursive: true });
  for (const name of names) writeFileSync(`${path}/photos/${name}`, randomBytes(fileBytes));
}

async function sharingOf(one: Participant) {
  return JSON.parse(await one.tell("status", "--json")).sharing;
}

/** All own data of somebody is on a node. */
async function untilPlaced(one: Participant): Promise<void> {
  await until(
    async () => {
      const { placing, members } = await sharingOf(one);
      const { newest } = members.find(({ isSelf }: { isSelf: boolean }) => isSelf);
      return placing.nodes === 1 && placing.placed >= newest ? "placed" : JSON.stringify(placing);
    },
    (seen) => seen === "placed",
  );
}

/** Runs `ivy node` until it is stopped. */
async function startNode(home: IvyHome, words: readonly string[]): Promise<ChildProcess> {
  const child = home.begin("node", ...words);
  child.stderr?.resume();
  await once(child.stdout ?? child, "data");
  return child;
}

async function checkNode(t: ExecutionContext, home: IvyHome, names: readonly string[]) {
  const status = await home.run("status", "--json");
  const figures = JSON.parse(status.output);
  t.true(figures.bytesStored >= names.length * fileBytes);
  t.false(figures.isFull);
  const second = await home.run("node");
  t.is(second.status, 1);
  t.regex(second.complaint, /a node runs there already \(process \d+\)\. Stop it first/);
  const up = await home.run("mount", "/nowhere");
  t.regex(up.complaint, /a node lives there, which stores for others and mounts nothing/);
  const members = await home.run("members");
  t.regex(members.complaint, /a node lives there/);
}

/** Bob cannot leave with what nobody else has; when Alice is back, he can. */
async function leave(
  t: ExecutionContext,
  { alice, bob }: { readonly alice: Participant; readonly bob: Participant },
): Promise<void> {
  writeFileSync(`${bob.path}/of-bob`, randomBytes(fileBytes));
  const leaving = bob.ivy.begin("leave", "--yes");
  const [said] = await once(leaving.stderr ?? leaving, "data");
  t.regex(String(said), /^Waiting until others have what is only here: \d+ of \d+ records/);
  t.is(leaving.exitCode, null);
  const ended = once(leaving, "close");
  const mounted = await alice.mount();
  const [status] = await ended;
  t.is(status, 0);
  await until(
    async () => JSON.parse(await alice.tell("members", "--json")).members[1]?.role,
    (role) => role === "removed",
  );
  t.is(readFileSync(`${alice.path}/of-bob`).length, fileBytes);
  t.is(await mounted.stop(), 0);
}

declare(whyNoCompany === undefined ? title : `${title} (${whyNoCompany})`, async (t) => {
  t.timeout(400_000);
  const made = await machinesOn(temporary, ["alice", "bob", "carol"]);
  network = made.network;
  const machineOf = (name: string): Machine => {
    const machine = made.machines.get(name);
    if (machine === undefined) throw new Error(name);
    return machine;
  };
  const alice = participant(temporary, "alice", machineOf("alice"));
  const bob = participant(temporary, "bob", machineOf("bob"));
  const home = ivyHome(temporary, "carol", undefined, machineOf("carol").within);
  await alice.tell("init", "--name", "photos", "--participant", "alice");
  const mounted = await alice.mount();
  const names = Array.from({ length: 12 }, (_, at) => `photo-${at}`);
  writeFiles(alice.path, names);
  const listen = ["--no-nearby", "--listen", `/ip4/${machineOf("carol").address}/tcp/4001`];
  carol = await startNode(home, [await alice.tell("invite", "--role", "node"), ...listen]);
  await untilPlaced(alice);
  t.regex(await alice.tell("peers"), /^node 12D3/m);
  await bob.tell("join", await alice.tell("invite"), "--name", "bob", "--keep", "none");
  const bobs = await bob.mount();
  await until(
    () => treeNames(bob),
    (seen) => seen === names.length,
  );
  await until(
    async () => JSON.parse(await bob.tell("peers", "--json")).peers.length,
    (count) => count === 2,
  );
  const tree = treeOf(alice.path);
  t.is(await mounted.stop(), 0);
  await checkNode(t, home, names);
  t.is(treeOf(bob.path), tree);
  const got = JSON.parse(await bob.tell("get", "photos", "--json"));
  t.is(got.state, "done");
  await leave(t, { alice, bob });
  t.is(await bobs.stop(), 0);
  t.is((await home.run("node", "--stop")).status, 0);
  await once(carol, "close");
  t.is(carol.exitCode, 0);
  const idle = await home.run("status");
  t.regex(idle.output, /runs +no; start it with: ivy node/);
  for (const one of [alice, bob]) t.regex(await one.tell("verify"), /Everything is as it was/);
});

async function treeNames(one: Participant): Promise<number> {
  const { output } = await one.ivy.run("status", "--json");
  // The root, the directory, and the files.
  return JSON.parse(output).inodes - 2;
}
