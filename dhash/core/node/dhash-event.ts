// What the node of the block store tells whoever runs its connections and its block exchange, and
// what it counts.
import type { PublicKeyBlock } from "../../ports.ts";
import type { BlockKey } from "../block.ts";
import type { PeerId } from "../peer-id.ts";
import type { Trouble } from "../trouble.ts";

export type DhashEvent =
  | { readonly kind: "send"; readonly peer: PeerId; readonly bytes: Uint8Array }
  /** The peer is forgotten; its connection is to be ended. */
  | { readonly kind: "close"; readonly peer: PeerId; readonly why: string }
  /** A connection is needed, if it can be had; no answer is expected. */
  | { readonly kind: "seek"; readonly peer: PeerId; readonly addresses: readonly string[] }
  /** To be fetched and kept here: the block exchange is asked for them "later", and `stored` says
   *  when they are here. */
  | { readonly kind: "want"; readonly keys: readonly BlockKey[] }
  /** Wanted no more: nobody is left who gave them. */
  | { readonly kind: "forget"; readonly keys: readonly BlockKey[] }
  /** Kept on other machines as well as wanted; these may be deleted here when space is short. */
  | { readonly kind: "drop"; readonly keys: readonly BlockKey[] }
  /** Of those given to `replicate`: so many machines have said that they keep it durably, this one
   *  counted if it is of the ring. Less than wanted when there are fewer machines. */
  | { readonly kind: "replicated"; readonly key: BlockKey; readonly copies: number }
  /** Newer than what was here, and verified; it is stored here by then if this node stores. */
  | { readonly kind: "public-key-block"; readonly block: PublicKeyBlock }
  /** Of a block given to `publish`. */
  | {
      readonly kind: "published";
      readonly owner: Uint8Array;
      readonly version: number;
      readonly copies: number;
    }
  /** Nobody who was asked by `find` has one. */
  | { readonly kind: "absent"; readonly owner: Uint8Array }
  /** The answer to `locate`: connected peers that may have the block, likeliest first; others are
   *  being sought. */
  | { readonly kind: "located"; readonly key: BlockKey; readonly peers: readonly PeerId[] }
  | { readonly kind: "trouble"; readonly trouble: Trouble };

export interface DhashStatistics {
  /** Nodes that store for others, this one included if it does: of the ring, and of those the
   *  connected ones. */
  readonly storingNodes: number;
  readonly storingConnected: number;
  /** Different machines among those of the ring. */
  readonly storingMachines: number;
  /** Copies that are wanted of each block. */
  readonly copies: number;
  /** Blocks that this node answers for; still being counted after a start while `isCounting`. */
  readonly blocksKept: number;
  readonly isCounting: boolean;
  /** Blocks whose copies are being made or confirmed now. */
  readonly blocksReplicating: number;
  /** Blocks confirmed on fewer machines than wanted, because there were no more. */
  readonly blocksUnderReplicated: number;
  /** Blocks being fetched for others. */
  readonly blocksTaking: number;
  readonly bytesStored: number;
  readonly quotaBytes: number | undefined;
  /** Blocks that were refused because the quota is used up, and those that others refused. */
  readonly blocksRefused: number;
  readonly blocksRefusedByOthers: number;
  /** Blocks that comparisons with neighbours found missing here, and that were fetched. */
  readonly blocksRepaired: number;
}
