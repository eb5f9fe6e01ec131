// Five people: each writes a tree of its own, all at once, while one of them dies and comes back;
// then all have the same. And a git repository in the middle of them. IVY_COMPANY_FILES says how
// many files each writes.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import test from "ava";
import { makeTemporaryDirectory } from "../../support/temporary.ts";
import type { Network } from "./network.ts";
import { makeCompany, until } from "./party.ts";
import { machinesOn, treeOf, whyNoCompany } from "./people.ts";

const filesEach = Number(process.env["IVY_COMPANY_FILES"] ?? 60);
const filesInDirectory = 20;
const title = "five people write at once, one dies, and all have the same tree";
const name = whyNoCompany === undefined ? title : `${title} (${whyNoCompany})`;
const declare = whyNoCompany === undefined ? test : test.skip;
const temporary = makeTemporaryDirectory();
let network: Network | undefined;

test.after.always(async () => {
  network?.end();
  await temporary.remove();
});

function writeTree(path: string, who: string, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    const directory = `${path}/${who}/${Math.floor(at / filesInDirectory)}`;
    mkdirSync(directory, { recursive: true });
    writeFileSync(`${directory}/${at}`, `${who} wrote ${at} `.repeat(1 + (at % 700)));
  }
}

function git(path: string, ...words: readonly string[]): string {
  const person = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  const safe = ["-c", "safe.directory=*", "-c", "init.defaultBranch=main"];
  return execFileSync("git", [...person, ...safe, ...words], {
    cwd: path,
    stdio: ["ignore", "pipe", "pipe"],
  }).toString();
}

declare(name, async (t) => {
  t.timeout(900_000);
  const made = await machinesOn(temporary, ["alice", "bob", "carol", "dave", "erin"]);
  network = made.network;
  const company = await makeCompany(temporary, made.machines);
  const [alice, bob, carol] = company;
  if (alice === undefined || bob === undefined || carol === undefined) return t.fail();
  const half = Math.floor(filesEach / 2);
  for (const one of company) writeTree(one.path, one.name, 0, half);
  await carol.mounted.kill();
  for (const one of company) if (one !== carol) writeTree(one.path, one.name, half, filesEach);
  await carol.mount();
  writeTree(carol.path, carol.name, half, filesEach);
  const trees = (): readonly string[] => company.map(({ path }) => treeOf(path));
  const isSame = (seen: readonly string[]): boolean => new Set(seen).size === 1;
  const [tree = ""] = await until(trees, isSame);
  t.is(tree.split("\n").filter((line) => /^[0-9a-f]{64} /.test(line)).length, 5 * filesEach);

  git(alice.path, "init", "--quiet", "--bare", "shared.git");
  const [ofAlice, ofBob] = [`${temporary.path}/alice-work`, `${temporary.path}/bob-work`];
  git(temporary.path, "clone", "--quiet", `${alice.path}/shared.git`, ofAlice);
  writeFileSync(`${ofAlice}/file`, "of alice\n");
  git(ofAlice, "add", "file");
  git(ofAlice, "commit", "--quiet", "--message", "first");
  git(ofAlice, "push", "--quiet", "origin", "HEAD:main");
  await until(trees, isSame);
  git(temporary.path, "clone", "--quiet", "--branch", "main", `${bob.path}/shared.git`, ofBob);
  writeFileSync(`${ofBob}/file`, "of alice\nand bob\n");
  git(ofBob, "commit", "--quiet", "--all", "--message", "second");
  git(ofBob, "push", "--quiet", "origin", "HEAD:main");
  await until(trees, isSame);
  git(ofAlice, "pull", "--quiet", "origin", "main");
  t.is(git(ofAlice, "log", "--format=%s"), "second\nfirst\n");
  for (const { path } of company) t.is(git(`${path}/shared.git`, "fsck", "--full"), "");
});
