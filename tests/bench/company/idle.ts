// What a daemon costs that has many peers and nothing to do.
import { setTimeout as wait } from "node:timers/promises";
import { microsecondsBetween, residentMebibytes, threadTimes } from "../load/process-costs.ts";
import { type CompanyMeasure, ofIvy } from "./measure.ts";
import { at } from "./party.ts";

/** What connecting has left to do is done by then. */
const settleMilliseconds = 3000;

export const idle: CompanyMeasure = {
  name: "idle",
  rows: ({ peers }) => [
    { name: "idle-cpu", unit: "%", what: `of one processor, with ${peers} peers and no work` },
    { name: "idle-memory", unit: "MiB", what: "resident memory of that daemon" },
  ],
  measure: async ({ temporary, sizes: { peers, idleSeconds }, progress }) => {
    progress(`idle: ${peers} peers come`);
    const wish = { name: "idle", count: 1 + peers, delayMilliseconds: 0 };
    return at(temporary, wish, async (party) => {
      await party.gather();
      const pids = party.guests.slice(0, 1).map(({ pid }) => pid);
      await wait(settleMilliseconds);
      progress(`idle: ${idleSeconds} s`);
      const [begun, before] = [performance.now(), threadTimes(pids)];
      await wait(idleSeconds * 1000);
      const milliseconds = performance.now() - begun;
      const share = microsecondsBetween(before, threadTimes(pids)) / (milliseconds * 1000);
      return [ofIvy("idle-cpu", 100 * share), ofIvy("idle-memory", residentMebibytes(pids))];
    });
  },
};
