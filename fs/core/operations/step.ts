// What an operation decides: an answer at once, a record to be logged and then an answer, or data
// to be gathered. The Volume carries steps out; operations themselves touch nothing.
import type { Change, WriteExtent } from "../change.ts";
import type { Piece } from "../index.ts";
import type { InodeNumber } from "../inode-number.ts";
import type { Refusal } from "../refusal.ts";
import type { Attributes, Outcome } from "../request.ts";

/** Bytes on their way into a file, before it is decided where they are kept. */
export interface NewData {
  readonly kind: "data";
  readonly inode: InodeNumber;
  /** Ascending, not overlapping. `bytes` are valid only during the call. */
  readonly chunks: readonly Chunk[];
  /** Extents whose data is stored already, above or between the chunks. */
  readonly extents: readonly WriteExtent[];
}

export interface Chunk {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The answer that follows once the record is in the journal and in the tree. */
export type Reply =
  | { readonly kind: "done" }
  | { readonly kind: "entry"; readonly inode: InodeNumber }
  | { readonly kind: "attributes"; readonly inode: InodeNumber }
  | { readonly kind: "count"; readonly count: number };

export type Step =
  | { readonly kind: "answer"; readonly outcome: Outcome }
  | {
      readonly kind: "record";
      readonly changes: readonly (Change | NewData)[];
      /** The changes go to a file without a name instead of the log. */
      readonly nameless: boolean;
      readonly reply: Reply;
    }
  | {
      readonly kind: "gather";
      readonly pieces: readonly Piece[];
      readonly length: number;
    };

export function answer(outcome: Outcome): Step {
  return { kind: "answer", outcome };
}

export function refuse(refusal: Refusal): Step {
  return { kind: "answer", outcome: { kind: "refused", refusal } };
}

export function entryOutcome(attributes: Attributes): Outcome {
  return { kind: "entry", attributes };
}

export function record(changes: readonly Change[], reply: Reply): Step {
  return { kind: "record", changes, nameless: false, reply };
}

export const doneStep: Step = { kind: "answer", outcome: { kind: "done" } };
export const doneReply: Reply = { kind: "done" };
