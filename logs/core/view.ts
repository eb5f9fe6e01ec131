// Views as values (FORMAT "Views"; the paper's view block): who is in the file system, in which
// slot and role, which of their records count, and who may come by invite.
import type { BlockKey } from "../../dhash/core/index.ts";
import type { Slot } from "./dot.ts";
import type { LogId, RecordHash } from "./hash.ts";
import { clockToleranceSeconds } from "./limits.ts";

export type MemberRole = "reader" | "writer" | "admin";
export type Role = "removed" | MemberRole;

/** A place in a log: its record `sequence`; 0 is before the first, and has no hash. */
export interface LogPlace {
  readonly sequence: number;
  readonly hash: RecordHash | undefined;
}

/** Records of one log that have no effect on the tree. */
export interface Gap {
  /** The last record that counts. */
  readonly after: LogPlace;
  /** The last one that does not; undefined: all that follow. */
  readonly until: number | undefined;
}

export interface OpenMember {
  readonly slot: Slot;
  readonly logId: LogId;
  readonly role: Role;
  /** The group key, sealed to this member; empty for one who was removed. */
  readonly sealedKey: Uint8Array;
  /** Ascending, apart from each other; the last is open exactly for those who may not write. */
  readonly gaps: readonly Gap[];
}

/** Who holds the secret key of an invite may become a member. */
export interface Invite {
  /** Its public key, 64 hex digits. */
  readonly key: string;
  readonly role: MemberRole;
  /** Seconds since 1970; undefined: never. */
  readonly expires: number | undefined;
  /** How many more may come, at least one. */
  readonly uses: number;
  /** Writers admit too, not admins only. */
  readonly delegated: boolean;
}

/** Nobody is let in by it any more; `now`: seconds since 1970, by the clock of who lets in. */
export function isExpired({ expires }: Pick<Invite, "expires">, now: number): boolean {
  return expires !== undefined && now > expires + clockToleranceSeconds;
}

export interface Admission {
  readonly invite: string;
  readonly proof: Uint8Array;
}

/** What everybody may see of a view. */
export interface OpenView {
  /** The view before; undefined exactly in the first. */
  readonly previous: BlockKey | undefined;
  /** Inode number of the root directory. */
  readonly root: number;
  readonly replicas: number;
  readonly keyEpoch: number;
  /** Ascending by slot; nobody who ever was in it is left out. */
  readonly members: readonly OpenMember[];
  /** Views of other branches that this one takes into account. */
  readonly settled: readonly BlockKey[];
  /** Ascending by key. */
  readonly invites: readonly Invite[];
  /** By which the new member came; undefined in all other views. */
  readonly admission: Admission | undefined;
}

export interface OlderKey {
  readonly keyEpoch: number;
  readonly key: Uint8Array;
}

/** What only members read. */
export interface ViewNames {
  /** Of the file system. */
  readonly name: string;
  /** In the order of the members. */
  readonly memberNames: readonly string[];
  /** Ascending by epoch. */
  readonly olderKeys: readonly OlderKey[];
}

/** A view whose signature is right; its names are still sealed. */
export interface ReceivedView extends OpenView {
  readonly signer: LogId;
  readonly openBytes: Uint8Array;
  readonly secretBytes: Uint8Array;
}

/** What the first view of a file system does without. */
export const bareView = { settled: [], invites: [], admission: undefined } as const;

export const noGaps: readonly Gap[] = [];

const beforeFirst: LogPlace = { sequence: 0, hash: undefined };

/** Nothing counts. */
export const allGap: readonly Gap[] = [{ after: beforeFirst, until: undefined }];

export function mayWrite(role: Role): boolean {
  return role === "writer" || role === "admin";
}

/** Has record `sequence` of this member's log an effect on the tree? */
export function countsRecord({ gaps }: Pick<OpenMember, "gaps">, sequence: number): boolean {
  return !gaps.some(
    ({ after, until }) => sequence > after.sequence && (until === undefined || sequence <= until),
  );
}

/** The last record that counts of a log that is closed; undefined while it is open. */
export function cutOf({ gaps }: Pick<OpenMember, "gaps">): LogPlace | undefined {
  const last = gaps.at(-1);
  return last !== undefined && last.until === undefined ? last.after : undefined;
}

/** The gaps of a log that is closed after `place` at the latest. */
export function closeAfter(gaps: readonly Gap[], place: LogPlace): readonly Gap[] {
  const kept = gaps.filter(({ after }) => after.sequence < place.sequence);
  const last = kept.at(-1);
  const isInside = last !== undefined && (last.until === undefined || last.until >= place.sequence);
  if (isInside) return [...kept.slice(0, -1), { after: last.after, until: undefined }];
  return [...kept, { after: place, until: undefined }];
}

/** The gaps of a log that counts again after record `until`. */
export function openAfter(gaps: readonly Gap[], until: number): readonly Gap[] {
  const last = gaps.at(-1);
  if (last === undefined || last.until !== undefined) return gaps;
  const before = gaps.slice(0, -1);
  return until > last.after.sequence ? [...before, { after: last.after, until }] : before;
}

/** The first record up to `newest` that counts under one list of gaps and not under the other. */
export function firstRecount(
  before: readonly Gap[],
  now: readonly Gap[],
  newest: number,
): number | undefined {
  const edges = [...before, ...now].flatMap(({ after, until }) => [
    after.sequence + 1,
    (until ?? newest) + 1,
  ]);
  const differing = edges.filter(
    (sequence) =>
      sequence <= newest &&
      countsRecord({ gaps: before }, sequence) !== countsRecord({ gaps: now }, sequence),
  );
  return differing.length === 0 ? undefined : Math.min(...differing);
}
