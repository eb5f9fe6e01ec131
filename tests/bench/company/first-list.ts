// Somebody enters a file system of many files over a link, and lists its root.
import { fill, filledDirectories } from "./fill.ts";
import { atDelay, type CompanyMeasure, ofIvy } from "./measure.ts";
import { at } from "./party.ts";
import { probe } from "./probe.ts";

const secondsMax = 240;

export const firstList: CompanyMeasure = {
  name: "first-ls",
  rows: ({ joinedFiles, joinMilliseconds }) => {
    const where = `of ${joinedFiles} files, ${atDelay(joinMilliseconds)}`;
    return [
      { name: "join", unit: "s", what: `ivy join of a file system ${where}` },
      { name: "first-ls", unit: "s", what: "from the start of ivy mount until ls shows the root" },
    ];
  },
  measure: async ({ temporary, sizes, progress }) => {
    const { joinedFiles, joinMilliseconds } = sizes;
    progress(`first-ls: ${joinedFiles} files`);
    const wish = { name: "first-ls", count: 2, delayMilliseconds: joinMilliseconds };
    return at(temporary, wish, async (party) => {
      await party.gather(0);
      const [founder, other] = party.guests;
      if (founder === undefined || other === undefined) throw new Error("there are two guests");
      const link = await party.invite();
      await founder.unmount();
      await fill(temporary, founder, joinedFiles);
      await founder.mount();
      const begun = now();
      await other.tell("join", link, "--name", other.name);
      const joined = now();
      const entries = filledDirectories(joinedFiles);
      const asked = { kind: "list", path: other.path, entries, secondsMax } as const;
      const [{ atSeconds }] = await Promise.all([probe(temporary, asked), other.mount()]);
      return [ofIvy("join", joined - begun), ofIvy("first-ls", atSeconds - joined)];
    });
  },
};

/** Seconds of the clock of all processes. */
function now(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}
