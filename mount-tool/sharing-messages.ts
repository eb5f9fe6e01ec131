// What the thread that serves a home and the one that has the network say to each other about other
// participants. Both ends are this program, so messages are typed and not checked.
import type { BlockKey } from "../dhash/index.ts";
import type { MemberRole, Role } from "../logs/index.ts";
import {
  type Check,
  isAbsentOr,
  isCount,
  isFlag,
  isListOf,
  isOneOf,
  isShape,
  isText,
} from "./checked-json.ts";
import { type Habits, isHabits } from "./habits.ts";
import type { KeepSetting } from "./keep-options.ts";
import type { Moment } from "./moment.ts";

export const memberRoles = ["reader", "writer", "admin"] as const satisfies readonly MemberRole[];

export type ToSharing =
  /** `logId`: its key, as the network has checked it. */
  | { readonly kind: "peer-connected"; readonly peer: string; readonly logId: string }
  | { readonly kind: "peer-gone"; readonly peer: string }
  /** No more frames for this peer than must be, until it has drained. */
  | { readonly kind: "peer-full" | "peer-drained"; readonly peer: string }
  /** A whole frame of a connected peer, its first byte a channel (FORMAT "Connections"). */
  | { readonly kind: "frame"; readonly peer: string; readonly bytes: Uint8Array }
  /** Where others reach this participant. */
  | { readonly kind: "reached-at"; readonly addresses: readonly string[] }
  | { readonly kind: "ask"; readonly id: number; readonly question: MemberQuestion };

export type FromSharing =
  | { readonly kind: "frame"; readonly peer: string; readonly bytes: Uint8Array }
  | { readonly kind: "close-peer"; readonly peer: string; readonly why: string }
  /** A connection with it would be of use. */
  | { readonly kind: "seek"; readonly peer: string; readonly addresses: readonly string[] }
  /** At the start, and when the members have changed. */
  | { readonly kind: "swarm"; readonly swarm: Swarm }
  | { readonly kind: "answer"; readonly id: number; readonly answer: MemberAnswer };

/** What the network has to know of the members. */
export interface Swarm {
  readonly fileSystemId: BlockKey;
  /** 32 bytes: the seed of this participant's key, which names it in the swarm, too. */
  readonly seed: Uint8Array;
  /** 32 bytes that everybody in the swarm has, and nobody else. */
  readonly secret: Uint8Array;
  readonly members: readonly SwarmMember[];
  /** There are others, or somebody is expected. */
  readonly isShared: boolean;
}

export interface SwarmMember {
  /** Public key of its log, 64 hex digits. */
  readonly logId: string;
  readonly name: string;
  readonly role: Role;
}

export type MemberQuestion =
  | {
      readonly kind: "invite";
      readonly role: MemberRole;
      /** Seconds since 1970. */
      readonly expires: number | undefined;
      readonly uses: number;
    }
  /** `invite`: its public key in hex; undefined: all of them. */
  | { readonly kind: "withdraw"; readonly invite: string | undefined }
  /** `from`: what it wrote from then on has no effect; undefined: from now on. */
  | { readonly kind: "exclude"; readonly name: string; readonly from: Moment | undefined }
  /** Whoever was excluded, left, or never got in is a member again. */
  | { readonly kind: "admit"; readonly name: string; readonly role: MemberRole }
  | { readonly kind: "leave" }
  | { readonly kind: "resolve"; readonly path: string; readonly keep: Keep }
  | { readonly kind: "conflicts" }
  | { readonly kind: "sharing" }
  | KeepQuestion;

/** Paths are below the root of the file system. */
export type KeepQuestion =
  | { readonly kind: "pin"; readonly path: string }
  | { readonly kind: "unpin"; readonly path: string }
  | { readonly kind: "pins" }
  /** To be asked again until it is over; who asks no more has given up. */
  | { readonly kind: "get"; readonly path: string; readonly token: string };

/** Of a conflict: what this participant did, what the other did, or all as it is. */
export type Keep = "mine" | "theirs" | "both";

export interface ConflictFigures {
  readonly path: string;
  readonly kind: string;
  readonly what: string;
  /** Names of those against whom, and by whose record, it was decided. */
  readonly against: string;
  readonly by: string;
}

export interface ListedConflicts {
  readonly conflicts: readonly ConflictFigures[];
  /** Not all of them are listed. */
  readonly isMore: boolean;
}

export type MemberAnswer =
  /** What a link has in it; where to find the swarm is added by who knows. */
  | { readonly kind: "invited"; readonly inviteSeed: Uint8Array }
  /** `notes` are sentences for people about what else comes of it. */
  | { readonly kind: "done"; readonly notes: readonly string[] }
  | ({ readonly kind: "conflicts" } & ListedConflicts)
  | { readonly kind: "sharing"; readonly sharing: SharingFigures }
  | { readonly kind: "pins"; readonly pins: readonly PinFigures[] }
  | { readonly kind: "fetching"; readonly figures: FetchFigures }
  | { readonly kind: "refused"; readonly why: string };

/** How it stands with the others, for people. */
export interface SharingFigures {
  readonly members: readonly MemberFigures[];
  /** Blocks that a reader waits for, and those that are to be kept here. */
  readonly blocksWaitedFor: number;
  readonly blocksToFetch: number;
  readonly blocksServed: number;
  readonly blocksReceived: number;
  readonly keep: KeepFigures;
  readonly placing: PlacingFigures;
  /** Own records up to these are with another member; their data with one, or on nodes. */
  readonly elsewhere: { readonly records: number; readonly data: number };
  readonly habits: Habits;
  /** Of the tree that a member gave to this participant when it came in. */
  readonly lent: LentFigures | undefined;
}

export interface LentFigures {
  /** shown: not checked yet. wrong: the records make another one. */
  readonly state: "shown" | "wrong";
  /** Who gave it. */
  readonly from: string;
}

export interface PinFigures {
  /** Where it is, or was when it was pinned. */
  readonly path: string;
  readonly isThere: boolean;
}

export interface FetchFigures {
  /** stuck: nothing comes any more. */
  readonly state: "fetching" | "done" | "stuck";
  /** All that there is has been met. */
  readonly isCounted: boolean;
  /** Met so far; of these those that came, and bytes that were here before. */
  readonly blocks: number;
  readonly bytes: number;
  readonly blocksFetched: number;
  readonly bytesFetched: number;
  readonly bytesHere: number;
  readonly blocksLacking: number;
  /** Log ids of those who wrote what is lacking, when it is stuck. */
  readonly needed: readonly string[];
}

export interface KeepFigures extends KeepSetting {
  /** Bytes of others' blocks that would go if there was no room, as far as they are counted. */
  readonly othersBytes: number;
  readonly isCounting: boolean;
  readonly pins: number;
  readonly blocksPinnedLacking: number;
}

/** Of the nodes that store, and of own data on them. */
export interface PlacingFigures {
  readonly nodes: number;
  readonly nodesConnected: number;
  /** Different machines among the nodes. */
  readonly machines: number;
  readonly copiesWanted: number;
  /** Own data up to this own record is on a node. */
  readonly placed: number;
  /** Own records up to this one are on nodes: who was away finds them there. */
  readonly recordsPlaced: number;
  readonly blocksPlacing: number;
  readonly blocksUnderReplicated: number;
  /** As they have no room. */
  readonly blocksRefusedByOthers: number;
}

export interface MemberFigures extends SwarmMember {
  readonly isSelf: boolean;
  /** Records of its log that are part of the tree here, and the newest one known. */
  readonly folded: number;
  readonly newest: number;
  /** Why no more of it is taken; undefined: nothing is wrong. */
  readonly trouble: string | undefined;
}

export const isConflictFigures: Check<ConflictFigures> = isShape({
  path: isText,
  kind: isText,
  what: isText,
  against: isText,
  by: isText,
});

const isMemberFigures: Check<MemberFigures> = isShape({
  logId: isText,
  name: isText,
  role: isOneOf("removed", ...memberRoles),
  isSelf: isFlag,
  folded: isCount,
  newest: isCount,
  trouble: isAbsentOr(isText),
});

const isKeepFigures: Check<KeepFigures> = isShape({
  mode: isOneOf("all", "recent", "none"),
  budgetBytes: isAbsentOr(isCount),
  othersBytes: isCount,
  isCounting: isFlag,
  pins: isCount,
  blocksPinnedLacking: isCount,
});

const isPlacingFigures: Check<PlacingFigures> = isShape({
  nodes: isCount,
  nodesConnected: isCount,
  machines: isCount,
  copiesWanted: isCount,
  placed: isCount,
  recordsPlaced: isCount,
  blocksPlacing: isCount,
  blocksUnderReplicated: isCount,
  blocksRefusedByOthers: isCount,
});

export const isPinFigures: Check<PinFigures> = isShape({ path: isText, isThere: isFlag });

export const isFetchFigures: Check<FetchFigures> = isShape({
  state: isOneOf("fetching", "done", "stuck"),
  isCounted: isFlag,
  blocks: isCount,
  bytes: isCount,
  blocksFetched: isCount,
  bytesFetched: isCount,
  bytesHere: isCount,
  blocksLacking: isCount,
  needed: isListOf(isText),
});

export const isSharingFigures: Check<SharingFigures> = isShape({
  members: isListOf(isMemberFigures),
  blocksWaitedFor: isCount,
  blocksToFetch: isCount,
  blocksServed: isCount,
  blocksReceived: isCount,
  keep: isKeepFigures,
  placing: isPlacingFigures,
  elsewhere: isShape({ records: isCount, data: isCount }),
  habits: isHabits,
  lent: isAbsentOr(isShape({ state: isOneOf("shown", "wrong"), from: isText })),
});
