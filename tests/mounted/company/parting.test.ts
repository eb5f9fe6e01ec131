// People who part: one is put out while others are away, comes back and is told so; one leaves at
// once. Those who stay read what was written before and after, and whoever comes back goes on.
import { readdirSync, writeFileSync } from "node:fs";
import test, { type ExecutionContext } from "ava";
import { makeTemporaryDirectory } from "../../support/temporary.ts";
import type { Network } from "./network.ts";
import { allConnected, makeCompany, textOf, until } from "./party.ts";
import { machinesOn, treeOf, whyNoCompany } from "./people.ts";

const declare = whyNoCompany === undefined ? test : test.skip;
const title = "who is put out while others are away is told, and those who stay go on";
const temporary = makeTemporaryDirectory();
let network: Network | undefined;

test.after.always(async () => {
  network?.end();
  await temporary.remove();
});

type Person = Awaited<ReturnType<typeof makeCompany>>[number];

interface Company {
  readonly alice: Person;
  readonly bob: Person;
  readonly carol: Person;
}

/** More than goes into a record. */
const large = "large file ".repeat(30_000);

const holds = (one: Person, name: string, text: string): Promise<string> =>
  until(
    () => textOf(`${one.path}/${name}`),
    (found) => found === text,
  );

async function rolesOf(one: Person): Promise<readonly string[]> {
  const { members } = JSON.parse(await one.tell("members", "--json"));
  return members.map(({ name, role }: { name: string; role: string }) => `${name} ${role}`).sort();
}

/** Both are away; Carol, who has written something, is put out meanwhile, and Alice goes on. */
async function putOut({ alice, carol }: Company, cut: (name: string) => void): Promise<void> {
  writeFileSync(`${alice.path}/before`, large);
  for (const one of [carol]) await holds(one, "before", large);
  cut("bob");
  cut("carol");
  writeFileSync(`${carol.path}/of-carol`, "nobody has seen this");
  await alice.tell("exclude", "carol");
  writeFileSync(`${alice.path}/after`, `${large}again`);
}

/** Bob comes back and is not stuck. */
async function comeBack(t: ExecutionContext, { alice, bob }: Company): Promise<void> {
  await holds(bob, "before", large);
  await holds(bob, "after", `${large}again`);
  writeFileSync(`${bob.path}/of-bob`, large);
  await holds(alice, "of-bob", large);
  t.is(treeOf(bob.path), treeOf(alice.path));
  t.deepEqual(await rolesOf(bob), ["alice admin", "bob writer", "carol removed"]);
}

/** Carol reads nothing that is new, keeps what is hers, and is told why. */
async function isTold(t: ExecutionContext, { alice, carol }: Company): Promise<void> {
  const status = await until(
    () => carol.tell("status"),
    (text) => text.includes("TROUBLE"),
  );
  t.regex(status, /TROUBLE +(alice|bob): it refused the connection: .*not a member.*role admin/);
  t.regex(status, /What is written here stays here meanwhile/);
  t.is(textOf(`${carol.path}/of-carol`), "nobody has seen this");
  t.is(textOf(`${carol.path}/before`), large);
  t.false(readdirSync(carol.path).includes("after"));
  t.false(readdirSync(alice.path).includes("of-carol"));
  writeFileSync(`${carol.path}/still`, "works for carol alone");
  t.regex(await carol.tell("log", "-n", "5"), /still/);
}

/** Alice takes her back, and all that she wrote is everybody's. */
async function takeBack(t: ExecutionContext, { alice, bob, carol }: Company): Promise<void> {
  await alice.tell("admit", "carol");
  await allConnected([alice, bob, carol]);
  for (const one of [alice, bob]) {
    await holds(one, "of-carol", "nobody has seen this");
    await holds(one, "still", "works for carol alone");
  }
  await holds(carol, "after", `${large}again`);
  t.notRegex(await carol.tell("status"), /TROUBLE/);
}

/** Without waiting; what nobody else has is named, and stays in the home. */
async function leaveNow(t: ExecutionContext, { alice, bob }: Company, cut: () => void) {
  cut();
  writeFileSync(`${bob.path}/last`, large);
  const said = await bob.tell("leave", "--yes", "--now");
  t.regex(said, /For all that is known, records? \d+.* nobody else: keep .*bob/);
  t.regex(said, /You have left/);
  t.is(textOf(`${bob.path}/last`), large);
  t.regex(await bob.tell("status"), /bob: not a member any more; what is written here/);
  t.deepEqual((await rolesOf(alice)).slice(0, 2), ["alice admin", "bob writer"]);
}

declare(whyNoCompany === undefined ? title : `${title} (${whyNoCompany})`, async (t) => {
  t.timeout(400_000);
  const made = await machinesOn(temporary, ["alice", "bob", "carol"]);
  network = made.network;
  const [alice, bob, carol] = await makeCompany(temporary, made.machines);
  if (alice === undefined || bob === undefined || carol === undefined) return t.fail();
  const company = { alice, bob, carol };
  const machineOf = (name: string) => {
    const machine = made.machines.get(name);
    if (machine === undefined) throw new Error(name);
    return machine;
  };
  await allConnected([alice, bob, carol]);
  await putOut(company, (name) => machineOf(name).cut());
  machineOf("bob").heal();
  await comeBack(t, company);
  machineOf("carol").heal();
  await isTold(t, company);
  await takeBack(t, company);
  await leaveNow(t, company, () => machineOf("bob").cut());
  machineOf("bob").heal();
  await until(
    async () => (await rolesOf(alice)).join(),
    (roles) => roles.includes("bob removed"),
  );
  for (const { mounted } of [alice, bob, carol]) t.is(await mounted.stop(), 0);
  for (const one of [alice, bob, carol]) t.regex(await one.tell("verify"), /Everything is as it/);
});
