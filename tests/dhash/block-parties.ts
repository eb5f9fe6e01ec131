// Two and three peers that exchange blocks, and what is done with them in the tests.

import type { BlockKey } from "../../dhash/index.ts";
import { BlockNet, type BlockParty } from "../support/block-net.ts";
import { type Sample, samples } from "./block-samples.ts";

export const all = samples(100);
export const keysOf = (some: readonly Sample[]): readonly BlockKey[] => some.map(({ key }) => key);

export function give(party: BlockParty, some: readonly Sample[]): void {
  for (const { key, bytes } of some) party.blocks.put(key, bytes);
}

export function two(): { net: BlockNet; anna: BlockParty; ben: BlockParty } {
  const net = new BlockNet("anna", "ben");
  net.linkAll();
  return { net, anna: net.party(0), ben: net.party(1) };
}

export function three(): { net: BlockNet; anna: BlockParty; ben: BlockParty; cleo: BlockParty } {
  const net = new BlockNet("anna", "ben", "cleo");
  net.linkAll();
  return { net, anna: net.party(0), ben: net.party(1), cleo: net.party(2) };
}

export function want(
  net: BlockNet,
  party: BlockParty,
  some: readonly Sample[],
  urgency: "now" | "later",
) {
  net.take(party, party.exchange.want(keysOf(some), urgency));
}
