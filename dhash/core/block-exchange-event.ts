// What the exchange of blocks tells whoever runs the connections and waits for blocks, and what it
// counts.
import type { BlockKey } from "./block.ts";
import type { Trouble } from "./trouble.ts";

export type BlockExchangeEvent =
  | { readonly kind: "send"; readonly peer: string; readonly bytes: Uint8Array }
  /** Stored here now. */
  | { readonly kind: "arrived"; readonly key: BlockKey }
  /** The peer is forgotten; its connection is to be ended. */
  | { readonly kind: "close"; readonly peer: string; readonly why: string }
  | { readonly kind: "trouble"; readonly trouble: Trouble };

export interface BlockExchangeStatistics {
  readonly wantedNow: number;
  readonly wantedLater: number;
  /** Keys that were dropped because too many were wanted for later. */
  readonly laterDropped: number;
  /** Questions that are open, of all peers. */
  readonly asked: number;
  readonly blocksReceived: number;
  readonly bytesReceived: number;
  /** Received, but wanted no more: answers that came late, or twice. */
  readonly blocksUnwanted: number;
  readonly blocksServed: number;
  readonly bytesServed: number;
}
