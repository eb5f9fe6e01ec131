// With --consistency strict the next open, look-up or listing of one participant sees what another
// has closed before, always, while they are connected. IVY_STRICT_ROUNDS says how often.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import test, { type ExecutionContext } from "ava";
import { makeTemporaryDirectory } from "../../support/temporary.ts";
import type { Network } from "./network.ts";
import { allConnected, makeCompany } from "./party.ts";
import { machinesOn, whyNoCompany } from "./people.ts";

const rounds = Number(process.env["IVY_STRICT_ROUNDS"] ?? 20);
const title = "what one has closed is what another opens next, in strict mode";
const declare = whyNoCompany === undefined ? test : test.skip;
const temporary = makeTemporaryDirectory();
let network: Network | undefined;

test.after.always(async () => {
  network?.end();
  await temporary.remove();
});

const textAt = (path: string): string => readFileSync(path, "utf8");

/** Nothing waits here: each look follows the change at once. */
function playRound(t: ExecutionContext, one: string, other: string, round: number): void {
  const text = `round ${round} `.repeat(1 + ((round * 7919) % 3000));
  writeFileSync(`${one}/same`, text);
  t.true(textAt(`${other}/same`) === text, `round ${round}: the file is as it was closed`);
  t.is(statSync(`${other}/same`).size, text.length);
  appendFileSync(`${other}/same`, "more");
  t.true(textAt(`${one}/same`) === `${text}more`, `round ${round}: what was appended is there`);
  t.false(existsSync(`${other}/new-${round}`));
  writeFileSync(`${one}/new-${round}`, `new ${round}`);
  t.is(textAt(`${other}/new-${round}`), `new ${round}`);
  renameSync(`${other}/new-${round}`, `${other}/moved-${round}`);
  t.false(existsSync(`${one}/new-${round}`));
  t.is(textAt(`${one}/moved-${round}`), `new ${round}`);
  mkdirSync(`${one}/directory-${round}`);
  writeFileSync(`${one}/directory-${round}/a`, "a");
  t.deepEqual(readdirSync(`${other}/directory-${round}`), ["a"]);
  writeFileSync(`${other}/directory-${round}/b`, "b");
  t.deepEqual(readdirSync(`${one}/directory-${round}`).sort(), ["a", "b"]);
  rmSync(`${one}/directory-${round}`, { recursive: true });
  t.false(existsSync(`${other}/directory-${round}`));
  t.false(readdirSync(other).includes(`directory-${round}`));
}

declare(whyNoCompany === undefined ? title : `${title} (${whyNoCompany})`, async (t) => {
  t.timeout(900_000);
  const made = await machinesOn(temporary, ["alice", "bob", "carol"]);
  network = made.network;
  const company = await makeCompany(temporary, made.machines, ["--consistency", "strict"]);
  await allConnected(company);
  const paths = company.map(({ path }) => path);
  for (let round = 0; round < rounds; round++) {
    const one = paths[round % paths.length] ?? "";
    const other = paths[(round + 1 + (round % 2)) % paths.length] ?? "";
    playRound(t, one, other, round);
  }
  for (const { mounted } of company) t.is(await mounted.stop(), 0);
});
