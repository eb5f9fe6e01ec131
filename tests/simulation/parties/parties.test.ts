// Several participants whose machines die and whose connections come and go (promises C1, C3): some
// seeds here, any number by `npm run simulate -- --parties --seed 1 --seeds 1000`.
import test from "ava";
import { loadCrypto } from "../../../logs/index.ts";
import { simulateParty } from "./party.ts";

const crypto = await loadCrypto();
const seeds = Number(process.env["IVY_PARTY_SEEDS"] ?? 5);
const perTest = 10;

for (let first = 1; first <= seeds; first += perTest) {
  const last = Math.min(seeds, first + perTest - 1);
  test.serial(`seeds ${first} to ${last}: whoever is in has everything in the end`, async (t) => {
    for (let seed = first; seed <= last; seed++) await simulateParty({ seed, crypto, steps: 120 });
    t.pass();
  });
}

test.serial("the party is a function of its seed", async (t) => {
  const options = { seed: 4, crypto, steps: 60 };
  t.is((await simulateParty(options)).trace, (await simulateParty(options)).trace);
});

test.serial("a failure names the line that replays it", async (t) => {
  const broken = { ...crypto, open: () => false };
  const error = await t.throwsAsync(simulateParty({ seed: 5, crypto: broken }));
  t.regex(error?.message ?? "", /npm run simulate -- --parties --seed 5/);
});
