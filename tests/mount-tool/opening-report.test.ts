// What the opening of blocks found is told to whoever looks after the home, or the node.
import test from "ava";
import { Trouble } from "../../dhash/index.ts";
import { reportOpening } from "../../mount-tool/compose/opening-report.ts";

function linesOf(report: Parameters<typeof reportOpening>[0]): readonly string[] {
  const lines: string[] = [];
  reportOpening(report, (level, message) => lines.push(`${level} ${message}`));
  return lines;
}

test("of an opening that found nothing wrong nothing is said", (t) => {
  t.deepEqual(linesOf({ framesRead: 12, damage: [], indexTrouble: undefined }), []);
});

test("an index that was thrown away is told with what it costs, damage with its place", (t) => {
  const indexTrouble = new Trouble("damaged", "/home/index: the block index is damaged.");
  const damage = [
    { kind: "damaged", file: "blocks/pack-1", position: 32, bytes: 99, why: "no block" },
  ] as const;
  t.deepEqual(linesOf({ framesRead: 402, damage, indexTrouble }), [
    "warn /home/index: the block index is damaged. " +
      "The index is made anew from the packs: 402 blocks are read.",
    "error blocks/pack-1 at 32: 99 bytes are damaged: no block",
  ]);
});
