// Is this home the only one that writes its log? (FORMAT "Home".) A copied or restored home has a
// valid key and an old log: writing with it would fork the log. The decision is pure; the adapter
// home-mark.ts reads and writes the facts.
import type { RecordHash } from "./hash.ts";

/** Where a home's key file is, as the system tells; kept inside the home. */
export interface HomePlace {
  /** /etc/machine-id or what stands for it; empty where there is none. */
  readonly machine: string;
  readonly inode: string;
  readonly device: string;
  /** When the key file came into being, in nanoseconds; "0" where the file system does not know. */
  readonly born: string;
}

/**
 * A record that was durable when the mark was written; kept outside the home, and only ever moved
 * forward.
 */
export interface HomeMark {
  readonly sequence: number;
  readonly hash: RecordHash;
}

export interface HomeFacts {
  /** Kept in the home; undefined before its first use. */
  readonly bound: HomePlace | undefined;
  readonly now: HomePlace;
  /** Undefined when there is none for this log on this machine. */
  readonly mark: HomeMark | undefined;
  /** Hash of a record of this home's log; undefined when it does not have that record. */
  readonly hashAt: (sequence: number) => RecordHash | undefined;
}

export type HomeJudgement =
  /** Never used before: bind it. */
  | { readonly kind: "fresh" }
  | { readonly kind: "ours" }
  /** The key file was made elsewhere: another home with the same key may exist. */
  | { readonly kind: "copied" }
  /** This machine once held more of this log, or another version of it. */
  | { readonly kind: "rolled-back"; readonly markedSequence: number };

export function judgeHome(facts: HomeFacts): HomeJudgement {
  const { bound, now, mark } = facts;
  if (mark !== undefined && facts.hashAt(mark.sequence) !== mark.hash) {
    return { kind: "rolled-back", markedSequence: mark.sequence };
  }
  if (bound === undefined) return { kind: "fresh" };
  return isSamePlace(bound, now) ? { kind: "ours" } : { kind: "copied" };
}

/** A device's number may change when the machine starts; a file's number and its birth do not. */
function isSamePlace(bound: HomePlace, now: HomePlace): boolean {
  if (bound.machine !== now.machine || bound.inode !== now.inode) return false;
  const knowsBirth = bound.born !== "0" && now.born !== "0";
  return knowsBirth ? bound.born === now.born : bound.device === now.device;
}
