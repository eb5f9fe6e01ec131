// Several people who make one name at the same moment: one of them makes it, the others are told
// that it exists. IVY_RACE_ROUNDS says how often.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import test from "ava";
import { childOptions, makeTemporaryDirectory } from "../../support/temporary.ts";
import type { Network } from "./network.ts";
import { allConnected, makeCompany, until } from "./party.ts";
import { machinesOn, treeOf, whyNoCompany } from "./people.ts";

const rounds = Number(process.env["IVY_RACE_ROUNDS"] ?? 24);
const kinds = ["file", "directory", "symlink", "link"];
const title = "of several people who make one name at the same moment one does";
const declare = whyNoCompany === undefined ? test : test.skip;
const temporary = makeTemporaryDirectory();
let network: Network | undefined;

test.after.always(async () => {
  network?.end();
  await temporary.remove();
});

class Racer {
  readonly #child = spawn(process.execPath, [new URL("racer-main.ts", import.meta.url).pathname], {
    ...childOptions(temporary),
    stdio: ["pipe", "pipe", "inherit"],
  });
  readonly #lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();

  async make(what: string, path: string): Promise<string> {
    this.#child.stdin.write(`${what} ${path}\n`);
    const { value } = await this.#lines.next();
    return String(value);
  }

  end(): void {
    this.#child.stdin.end();
  }
}

declare(whyNoCompany === undefined ? title : `${title} (${whyNoCompany})`, async (t) => {
  t.timeout(900_000);
  const made = await machinesOn(temporary, ["alice", "bob", "carol", "dave", "erin"]);
  network = made.network;
  const company = await makeCompany(temporary, made.machines);
  const trees = (): readonly string[] => company.map(({ path }) => treeOf(path));
  const isSame = (seen: readonly string[]): boolean => new Set(seen).size === 1;
  for (const { path, name } of company) mkdirSync(`${path}/of-${name}`);
  await until(trees, isSame);
  await allConnected(company);
  const places = ["", ...company.map(({ name }) => `/of-${name}`)];
  const [first] = company;
  for (const place of places) {
    for (let round = 0; round < rounds; round++) {
      writeFileSync(`${first?.path}${place}/link-${round}.source`, "");
    }
  }
  await until(trees, isSame);
  const racers = company.map(() => new Racer());
  for (let round = 0; round < rounds; round++) {
    const what = kinds[round % kinds.length] ?? "file";
    const place = places[round % places.length] ?? "";
    const among = 2 + (round % (company.length - 1));
    const answers = await Promise.all(
      company.slice(0, among).map(({ path }, at) => {
        return racers[(at + round) % among]?.make(what, `${path}${place}/${what}-${round}`);
      }),
    );
    const winners = answers.filter((answer) => answer === "made");
    t.is(winners.length, 1, `round ${round}, ${what} in ${place}: ${answers}`);
    t.is(answers.filter((answer) => answer === "EEXIST").length, among - 1, `${answers}`);
  }
  for (const racer of racers) racer.end();
  await until(trees, isSame);
  for (const one of company) t.is(await one.tell("conflicts"), "Nothing is in conflict.");
  t.true(readdirSync(`${first?.path}`).length > 0);
  for (const { mounted } of company) t.is(await mounted.stop(), 0);
});
