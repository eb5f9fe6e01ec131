// People who make names, open strictly and lock while one of them stands still, dies or loses its
// network: the others have their answers within the limits, and go on.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import test, { type ExecutionContext } from "ava";
import { whyNoProgram } from "../../support/subject-machine.ts";
import { childOptions, makeTemporaryDirectory } from "../../support/temporary.ts";
import type { Network } from "./network.ts";
import { allConnected, makeCompany, until } from "./party.ts";
import { machinesOn, treeOf, whyNoCompany } from "./people.ts";

const title = "somebody who stands still, dies or is cut off holds nobody up for long";
const impossible = whyNoCompany ?? whyNoProgram("flock", "timeout");
const declare = impossible === undefined ? test : test.skip;
const options = ["--consistency", "strict", "--locks", "shared"];
const temporary = makeTemporaryDirectory();
const run = promisify(execFile);
let network: Network | undefined;

test.after.always(async () => {
  network?.end();
  await temporary.remove();
});

/** Makes a file that must not exist; in a process of its own, for it may wait. */
async function makeFile(path: string): Promise<string> {
  const script = 'set -C; : > "$0"';
  return run("timeout", ["60", "sh", "-c", script, path], childOptions(temporary)).then(
    () => "made",
    ({ code }) => (code === 124 ? "hangs" : "exists"),
  );
}

/** How many of them made it. */
async function race(paths: readonly string[], name: string): Promise<readonly string[]> {
  return Promise.all(paths.map((path) => makeFile(`${path}/${name}`)));
}

const winners = (answers: readonly string[]): number =>
  answers.filter((answer) => answer === "made").length;

declare(impossible === undefined ? title : `${title} (${impossible})`, async (t) => {
  t.timeout(900_000);
  const made = await machinesOn(temporary, ["alice", "bob", "carol"]);
  network = made.network;
  const company = await makeCompany(temporary, made.machines, options);
  const [alice, bob, carol] = company;
  const machine = made.machines.get("carol");
  if (alice === undefined || bob === undefined || carol === undefined) return t.fail();
  if (machine === undefined) return t.fail();
  await allConnected(company);
  mkdirSync(`${carol.path}/of-carol`);
  writeFileSync(`${carol.path}/file`, "of carol");
  const two = [alice.path, bob.path];
  for (const path of two) t.is(readFileSync(`${path}/file`, "utf8"), "of carol");

  await standStill(t, two, carol.mounted.pid);
  t.is(
    winners(
      await race(
        company.map(({ path }) => path),
        "all",
      ),
    ),
    1,
    "it goes on as before",
  );

  machine.cut();
  for (const place of ["", "of-carol/"]) {
    const answers = await race(two, `${place}cut`);
    t.is(winners(answers), 1, `cut off: ${answers}`);
  }
  t.not(await makeFile(`${carol.path}/of-carol/alone`), "hangs");
  machine.heal();
  await allConnected(company);
  await until(
    () => company.map(({ path }) => treeOf(path)),
    (seen) => new Set(seen).size === 1,
  );

  await dieWhileOthersWait(t, company);
  for (const { mounted } of [alice, bob]) t.is(await mounted.stop(), 0);
});

async function standStill(
  t: ExecutionContext,
  paths: readonly string[],
  pid: number,
): Promise<void> {
  process.kill(pid, "SIGSTOP");
  try {
    for (const place of ["", "of-carol/"]) {
      for (let round = 0; round < 3; round++) {
        const answers = await race(paths, `${place}still-${round}`);
        t.is(winners(answers), 1, `stands still: ${answers}`);
      }
    }
    const [path = "", other = ""] = paths;
    t.is(readFileSync(`${path}/file`, "utf8"), "of carol");
    await run("flock", ["-w", "60", `${path}/file`, "true"]);
    await run("flock", ["-w", "60", `${other}/file`, "true"]);
  } finally {
    process.kill(pid, "SIGCONT");
  }
}

async function dieWhileOthersWait(
  t: ExecutionContext,
  [alice, bob, carol]: Awaited<ReturnType<typeof makeCompany>>,
): Promise<void> {
  const paths = [alice, bob, carol].map((one) => one?.path ?? "");
  const dying = race(paths, "of-carol/dying");
  await carol?.mounted.kill();
  const [first, second] = await dying;
  t.true([first, second].every((answer) => answer === "made" || answer === "exists"));
  t.is(winners(await race(paths.slice(0, 2), "of-carol/after")), 1);
  t.true(existsSync(`${paths[0]}/of-carol/after`));
}
