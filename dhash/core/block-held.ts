// How full the tables of the exchange of blocks are.
import {
  laterKeysMax,
  missedBlocksMax,
  owedBlocksMax,
  windowBlocks,
} from "./block-exchange-limits.ts";
import type { BlockPeer } from "./block-peer.ts";
import { type Held, largest } from "./held.ts";
import type { OwedBlocks } from "./owed-blocks.ts";

export function heldBlocks(
  later: number,
  connections: readonly { readonly giver: BlockPeer; readonly owed: OwedBlocks }[],
): readonly Held[] {
  const owed = connections.map((each) => each.owed.size);
  const missed = connections.map((each) => each.owed.missed);
  const asked = connections.map(({ giver }) => giver.asked.size);
  return [
    { what: "blocks wanted later", size: later, max: laterKeysMax },
    largest("blocks owed to a peer", owed, owedBlocksMax),
    largest("blocks that a peer missed", missed, missedBlocksMax),
    largest("questions for blocks", asked, windowBlocks),
  ];
}
