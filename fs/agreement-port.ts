// What agreeing with connected participants needs from outside, and what it brings about.
import type { KnownSequences, Slot } from "../logs/core/index.ts";
import type { InodeNumber } from "./core/inode-number.ts";
import type { Name } from "./core/name.ts";

/** A name in a directory. */
export interface NamePlace {
  readonly directory: InodeNumber;
  readonly name: Name;
}

/** What the tree here holds. */
export interface Knowledge {
  /** By slot, up to where each log is in the tree. */
  known(): KnownSequences;
  /** The same of one log; infinite where nothing more of it is expected here. */
  reached(slot: Slot): number;
  /** The directory that acts under this number; the number itself where it is not here. */
  acting(directory: InodeNumber): InodeNumber;
  hasName(place: NamePlace): boolean;
}

export type AgreementEvent =
  | { readonly kind: "send"; readonly peer: string; readonly bytes: Uint8Array }
  /** The peer is forgotten; its connection is to be ended. */
  | { readonly kind: "close"; readonly peer: string; readonly why: string }
  /** Who waits with this ticket is to ask again. */
  | { readonly kind: "settled"; readonly ticket: number };
