// Somebody comes back after much was written: how long until all of it is to be seen, and how long
// the mount let a stat wait meanwhile.
import { fill, pathOfFilled } from "./fill.ts";
import { type CompanyMeasure, ofIvy } from "./measure.ts";
import { at } from "./party.ts";
import { probe } from "./probe.ts";

const recordsPerFile = 2;
const secondsMax = 240;

export const catchUp: CompanyMeasure = {
  name: "catch-up",
  rows: ({ missedFiles }) => {
    const records = missedFiles * recordsPerFile;
    return [
      { name: "catch-up", unit: "s", what: `until ${records} records are seen after a mount` },
      { name: "catch-up-stat", unit: "ms", what: "longest time of a stat on the mount meanwhile" },
      { name: "arrival", unit: "/s", what: "records folded from the first one that was seen on" },
    ];
  },
  measure: async ({ temporary, sizes: { missedFiles }, progress }) => {
    progress(`catch-up: ${missedFiles} files`);
    const wish = { name: "catch-up", count: 2, delayMilliseconds: 0 };
    const { seconds, firstSeconds, longestMilliseconds } = await at(
      temporary,
      wish,
      async (party) => {
        await party.gather();
        const [founder, other] = party.guests;
        if (founder === undefined || other === undefined) throw new Error("there are two guests");
        await other.unmount();
        await founder.unmount();
        await fill(temporary, founder, missedFiles);
        await founder.mount();
        await other.mount();
        const [first, last] = [pathOfFilled(0), pathOfFilled(missedFiles - 1)];
        return probe(temporary, { kind: "arrival", mount: other.path, first, last, secondsMax });
      },
    );
    return [
      ofIvy("catch-up", seconds),
      ofIvy("catch-up-stat", longestMilliseconds),
      ofIvy("arrival", (missedFiles * recordsPerFile) / (seconds - firstSeconds)),
    ];
  },
};
