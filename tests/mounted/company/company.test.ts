// The story of README with several people: one invites, another joins, both work on one tree, lose
// contact and meet again. Every participant is on a machine of its own: a network namespace.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import test, { type ExecutionContext } from "ava";
import type { IvyMount } from "../../support/subject-ivy.ts";
import { makeTemporaryDirectory } from "../../support/temporary.ts";
import type { Machine, Network } from "./network.ts";
import { makeCompany, textOf, until } from "./party.ts";
import { machinesOn, treeOf, whyNoCompany } from "./people.ts";

const declare = whyNoCompany === undefined ? test : test.skip;
const title = "two people work on one tree, lose contact, and meet again";
const temporary = makeTemporaryDirectory();
let network: Network | undefined;

test.after.always(async () => {
  network?.end();
  await temporary.remove();
});

type Company = Awaited<ReturnType<typeof makeCompany>>;
type Person = Company[number];

async function writeToEachOther(t: ExecutionContext, alice: Person, bob: Person): Promise<void> {
  const seen = (one: Person, path: string, text: string): Promise<string> =>
    until(
      () => textOf(`${one.path}/${path}`),
      (found) => found === text,
    );
  writeFileSync(`${alice.path}/from-alice`, "hello bob");
  await seen(bob, "from-alice", "hello bob");
  writeFileSync(`${bob.path}/from-alice`, "hello alice");
  await seen(alice, "from-alice", "hello alice");
  const large = "large file ".repeat(300_000);
  writeFileSync(`${bob.path}/large`, large);
  await seen(alice, "large", large);
  t.pass();
}

async function workApart(
  t: ExecutionContext,
  { alice, bob }: { readonly alice: Person; readonly bob: Person },
  machine: Machine,
): Promise<void> {
  machine.cut();
  mkdirSync(`${alice.path}/alone`);
  writeFileSync(`${alice.path}/alone/a`, "written while away");
  writeFileSync(`${bob.path}/b`, "written meanwhile");
  writeFileSync(`${alice.path}/both`, "of alice");
  writeFileSync(`${bob.path}/both`, "of bob");
  t.false(readdirSync(bob.path).includes("alone"));
  machine.heal();
  await until(
    () => treeOf(alice.path) === treeOf(bob.path),
    (isSame) => isSame,
  );
  t.is(textOf(`${bob.path}/alone/a`), "written while away");
  t.is(textOf(`${alice.path}/b`), "written meanwhile");
  const both = readdirSync(alice.path).filter((entry) => entry.startsWith("both"));
  t.is(both.length, 2, "what both made under one name is kept, each");
  t.deepEqual(both.map((entry) => textOf(`${bob.path}/${entry}`)).sort(), ["of alice", "of bob"]);
}

/** What was decided is listed, and one says what holds; the kernel of both follows. */
async function settle(t: ExecutionContext, alice: Person, bob: Person): Promise<void> {
  const { conflicts } = JSON.parse(await alice.tell("conflicts", "--json"));
  t.is(conflicts.length, 1);
  t.like(conflicts[0], { kind: "name" });
  t.regex(await bob.tell("conflicts"), /wanted the name both/);
  await alice.tell("resolve", conflicts[0].path, "--keep", "mine");
  t.is(textOf(`${alice.path}/both`), "of alice");
  t.deepEqual(
    readdirSync(alice.path).filter((entry) => entry.startsWith("both")),
    ["both"],
  );
  await until(
    () => treeOf(alice.path) === treeOf(bob.path),
    (isSame) => isSame,
  );
  t.is(textOf(`${bob.path}/both`), "of alice");
  t.is(await bob.tell("conflicts"), "Nothing is in conflict.");
  t.regex(await bob.tell("status"), /people +alice \(connected\), bob \(you\)/);
}

/** A daemon that was killed comes back and catches up; answers with its new mount. */
async function dieAndReturn(alice: Person, bob: Person): Promise<IvyMount> {
  await bob.mounted.kill();
  writeFileSync(`${alice.path}/late`, "while bob was dead");
  const again = await bob.mount();
  await until(
    () => textOf(`${bob.path}/late`),
    (text) => text === "while bob was dead",
  );
  return again;
}

declare(whyNoCompany === undefined ? title : `${title} (${whyNoCompany})`, async (t) => {
  t.timeout(400_000);
  const made = await machinesOn(temporary, ["alice", "bob"]);
  network = made.network;
  const [alice, bob] = await makeCompany(temporary, made.machines);
  const machine = made.machines.get("alice");
  if (alice === undefined || bob === undefined || machine === undefined) return t.fail();
  await writeToEachOther(t, alice, bob);
  await workApart(t, { alice, bob }, machine);
  await settle(t, alice, bob);
  const again = await dieAndReturn(alice, bob);
  const members: unknown = JSON.parse(await bob.tell("members", "--json"));
  const roles = [
    { name: "alice", role: "admin" },
    { name: "bob", role: "writer" },
  ];
  t.like(members, { members: roles });
  t.is(await again.stop(), 0);
  t.is(await alice.mounted.stop(), 0);
  for (const one of [alice, bob]) t.regex(await one.tell("verify"), /Everything is as it was/);
});
