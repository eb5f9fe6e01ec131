// Nodes of the block store whose machines die, leave and are cut off: in the end every block has
// its copies and every owner's newest version is found. Some seeds here, any number by
// `npm run simulate -- --nodes --seed 1 --seeds 1000`.
import test from "ava";
import { simulateNodes } from "./node-story.ts";

const seeds = Number(process.env["IVY_NODE_SEEDS"] ?? 24);
const perTest = 8;

for (let first = 1; first <= seeds; first += perTest) {
  const last = Math.min(seeds, first + perTest - 1);
  test.serial(`seeds ${first} to ${last}: every block has its copies in the end`, (t) => {
    for (let seed = first; seed <= last; seed++) {
      simulateNodes({ seed, nodes: 3 + (seed % 4), steps: 14 });
    }
    t.pass();
  });
}

test.serial("the story is a function of its seed", (t) => {
  const options = { seed: 9, nodes: 4, steps: 10 };
  t.deepEqual(simulateNodes(options), simulateNodes(options));
});

test.serial("a failure names the line that replays it", (t) => {
  const error = t.throws(() => simulateNodes({ seed: 5, nodes: 9, steps: 4, copies: 9 }));
  t.regex(error?.message ?? "", /npm run simulate -- --nodes --seed 5/);
});
