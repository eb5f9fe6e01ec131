// What whoever opens or looks up strictly is owed (promise C8): what those who are connected had
// acknowledged before it began is in its tree when it is answered. Those count whose connection and
// disks are well: of others the product may be late, or go on without them.
import type { Request } from "../../../fs/core/index.ts";
import { mayWrite } from "../../../logs/core/view.ts";
import type { MemberRole } from "../../../logs/index.ts";
import type { Participant } from "./participant.ts";
import { figuresOf } from "./party-checks.ts";
import type { PartyNetwork } from "./party-network.ts";

/** From then on nobody of both counts as silent any more, and each knows the other as a member. */
const settledMilliseconds = 3000;

export interface Owed {
  readonly to: Participant;
  readonly from: Participant;
  /** Records that it had acknowledged. */
  readonly records: number;
  /** The same connection, and the same disks: since then all is well. */
  readonly wellSince: number;
}

export function isLookedFor({ kind }: Request): boolean {
  return kind === "lookup" || kind === "open";
}

/** As things stand before it looks. */
export function owedTo(
  to: Participant,
  everybody: readonly Participant[],
  network: PartyNetwork,
): readonly Owed[] {
  if (!to.isStrict || !to.isRunning || to.isLent) return [];
  return everybody.flatMap((from) => {
    const wellSince = sinceWhen(to, from, network);
    if (wellSince === undefined || network.time - wellSince < settledMilliseconds) return [];
    return [{ to, from, records: from.acknowledged.length, wellSince }];
  });
}

/** What it was owed and does not see; undefined: nothing. */
export function whatIsUnseen(owed: readonly Owed[], network: PartyNetwork): string | undefined {
  const [first] = owed;
  if (first === undefined) return undefined;
  const { members } = figuresOf(first.to);
  for (const { to, from, records, wellSince } of owed) {
    if (sinceWhen(to, from, network) !== wellSince) continue;
    const member = members.find(({ logId }) => logId === from.logId);
    if (member === undefined || !isWriter(member.role)) continue;
    // Its log follows what a liar showed it and nobody else, or is cut.
    if (network.liars.length > 0 && member.trouble !== undefined) continue;
    if (member.folded >= records) continue;
    return `it sees ${member.folded} of the ${records} records that ${from.name} had acknowledged`;
  }
  return undefined;
}

function isWriter(role: MemberRole | "removed"): boolean {
  return role !== "removed" && mayWrite(role);
}

/** Undefined: something is not well. */
function sinceWhen(to: Participant, from: Participant, network: PartyNetwork): number | undefined {
  const [a, b] = [to.diskWellSince, from.diskWellSince];
  const link = network.wellSince(to.name, from.name);
  if (to === from || !from.isRunning || from.isDead) return undefined;
  if (link === undefined || a === undefined || b === undefined) return undefined;
  return Math.max(a, b, link);
}
