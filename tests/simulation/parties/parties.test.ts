// Several participants whose machines and disks fail, whose connections come and go, some of whom
// may lie, be strict, or keep little (promises C1, C2, C3, C5, C7, C8, C9): some seeds here, any
// number by
// `npm run simulate -- --parties --seed 1 --seconds 600`.
import test from "ava";
import { loadCrypto } from "../../../logs/index.ts";
import { simulateParty } from "./party.ts";

const crypto = await loadCrypto();
const seeds = Number(process.env["IVY_PARTY_SEEDS"] ?? 40);
const perTest = 20;

for (let first = 1; first <= seeds; first += perTest) {
  const last = Math.min(seeds, first + perTest - 1);
  test.serial(`seeds ${first} to ${last}: whoever is in has everything in the end`, async (t) => {
    t.timeout(600_000);
    for (let seed = first; seed <= last; seed++) await simulateParty({ seed, crypto, steps: 60 });
    t.pass();
  });
}

test.serial("thirty take part", async (t) => {
  t.timeout(600_000);
  await simulateParty({ seed: 1, crypto, steps: 30, participants: 30 });
  t.pass();
});

test.serial("the party is a function of its seed", async (t) => {
  const options = { seed: 4, crypto, steps: 60 };
  t.is((await simulateParty(options)).trace, (await simulateParty(options)).trace);
});

test.serial("a failure names the line that replays it", async (t) => {
  const broken = { ...crypto, open: () => false };
  const error = await t.throwsAsync(simulateParty({ seed: 5, crypto: broken }));
  t.regex(error?.message ?? "", /npm run simulate -- --parties --seed 5/);
});
