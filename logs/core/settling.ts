// When an admin takes up by itself what was done aside (FORMAT "Branches"). Only what holds calls
// for it: of two who do so at once one view is in force, and the other did nothing that is not so
// already. So it comes to rest however many admins there are.
import type { LogId } from "./hash.ts";
import type { Membership } from "./membership.ts";

/**
 * How many admins come before this one, who would take up what lies aside; undefined: nothing that
 * lies aside has an effect, or this one may not sign the next view.
 */
export function settlingRank(membership: Membership, logId: LogId): number | undefined {
  const { view, members, aside } = membership;
  const isDue = aside.some(({ effects }) => effects.some(({ fate }) => fate === "holds"));
  if (!isDue) return undefined;
  const admins = new Set(members.flatMap((each) => (each.role === "admin" ? [each.logId] : [])));
  const since = (each: LogId): number => view.since.get(each) ?? 0;
  return view.view.members
    .filter((each) => each.role === "admin" && admins.has(each.logId))
    .sort((a, b) => since(a.logId) - since(b.logId) || a.slot - b.slot)
    .map((each) => each.logId)
    .reduce<number | undefined>((rank, each, at) => (each === logId ? at : rank), undefined);
}
