// Which records a tree was folded from, in 32 bytes (FORMAT "Snapshot files"): by it a snapshot is
// known that holds records which are lost or count no more, or lacks some that do.
import type { Root } from "../../fs/index.ts";
import { logState } from "../../fs/index.ts";
import type { Gap } from "../../logs/index.ts";
import { makeDot } from "../../logs/index.ts";
import { membersOf } from "./folded-home.ts";
import type { HomeParts } from "./home-parts.ts";

const basisLabel = "ivy snapshot basis 1";

export function basisOf(parts: HomeParts, root: Root): Uint8Array {
  const { hasher, logs } = parts;
  const folded = [...membersOf(parts)]
    .sort((a, b) => a.slot - b.slot)
    .flatMap(({ slot, gaps = [] }) => {
      const sequence = logState(root, slot)?.sequence;
      if (sequence === undefined) return [];
      const hash = logs.hashOf(makeDot(slot, sequence)) ?? "lost";
      return [[slot, sequence, hash, closedUpTo(gaps, sequence)]];
    });
  return hasher.hash(basisLabel, [Buffer.from(JSON.stringify(folded))]);
}

/** First and last records of gaps, as far as they concern records up to `sequence`. */
function closedUpTo(gaps: readonly Gap[], sequence: number): readonly (readonly number[])[] {
  const closed: [number, number][] = [];
  for (const { after, until = sequence } of gaps) {
    const [first, last] = [after.sequence + 1, Math.min(until, sequence)];
    if (first > last) continue;
    const before = closed.at(-1);
    if (before !== undefined && before[1] + 1 >= first) before[1] = last;
    else closed.push([first, last]);
  }
  return closed;
}
