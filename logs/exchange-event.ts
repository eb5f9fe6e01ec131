// What the exchange of records asks of whoever runs the connections and the tree.
import type { Trouble } from "../dhash/core/index.ts";
import type { JoinRefusal } from "./core/admission.ts";
import type { LogId } from "./core/hash.ts";
import type { Recount } from "./log-members.ts";

/** Whoever runs the connections names each by an id of its own. */
export type PeerId = string;

export type ExchangeEvent =
  | { readonly kind: "send"; readonly peer: PeerId; readonly bytes: Uint8Array }
  /** The peer is forgotten; its connection is to be ended after what was sent before. */
  | { readonly kind: "close"; readonly peer: PeerId; readonly why: string }
  /** Records were taken: call `LogSet.accept` until it gives none. */
  | { readonly kind: "records" }
  /** Other members are in force. These records count differently: fold them anew. */
  | { readonly kind: "members"; readonly recounts: readonly Recount[] }
  | { readonly kind: "forked"; readonly logId: LogId }
  /** The answer to a request to join; without refusal the peer's views tell the rest. */
  | {
      readonly kind: "joined";
      readonly peer: PeerId;
      readonly refusal: JoinRefusal | undefined;
      readonly why: string;
    }
  | { readonly kind: "trouble"; readonly trouble: Trouble };
