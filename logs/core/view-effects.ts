// What one view did to the members of the view before it, and doing the same to others: so that
// what an admin did in a branch that is not in force is not lost (FORMAT "Views": branches).
import { invitesMax } from "./limits.ts";
import type { Admission, Gap, Invite, OpenMember, OpenView, ReceivedView, Role } from "./view.ts";
import { closeAfter, cutOf, mayWrite, openAfter } from "./view.ts";
import { isSameGaps, mayAdmit, useInvite } from "./view-succession.ts";

export type ViewEffect =
  | {
      readonly kind: "admit";
      readonly member: OpenMember;
      readonly admission: Admission | undefined;
    }
  | { readonly kind: "change"; readonly member: OpenMember }
  | { readonly kind: "invite"; readonly invite: Invite }
  | { readonly kind: "withdraw"; readonly invite: string }
  | { readonly kind: "replicas"; readonly replicas: number };

/** What a change of members works on. */
export interface Members {
  /** Ascending by slot. */
  readonly members: readonly OpenMember[];
  /** Ascending by key. */
  readonly invites: readonly Invite[];
  readonly replicas: number;
}

export type EffectOutcome =
  | { readonly kind: "done"; readonly members: Members }
  /** It is so already. */
  | { readonly kind: "already" }
  | { readonly kind: "void"; readonly why: string };

/** What `next` did, by comparing it with the view before it. */
export function effectsOf(next: ReceivedView, before: OpenView): readonly ViewEffect[] {
  const bySlot = new Map(before.members.map((member) => [member.slot, member]));
  const effects: ViewEffect[] = [];
  for (const member of next.members) {
    const known = bySlot.get(member.slot);
    if (known === undefined) effects.push({ kind: "admit", member, admission: next.admission });
    else if (known.role !== member.role || !isSameGaps(known.gaps, member.gaps)) {
      effects.push({ kind: "change", member });
    }
  }
  if (next.admission === undefined) effects.push(...inviteEffects(next, before));
  const { replicas } = next;
  if (replicas !== before.replicas) effects.push({ kind: "replicas", replicas });
  return effects;
}

function inviteEffects(next: OpenView, before: OpenView): readonly ViewEffect[] {
  const known = new Set(before.invites.map(({ key }) => key));
  const kept = new Set(next.invites.map(({ key }) => key));
  return [
    ...next.invites
      .filter(({ key }) => !known.has(key))
      .map((invite) => ({ kind: "invite", invite }) as const),
    ...before.invites
      .filter(({ key }) => !kept.has(key))
      .map(({ key }) => ({ kind: "withdraw", invite: key }) as const),
  ];
}

/** The effect on other members than those that its author saw. `author` is who signed it, as these
 * members have it. */
export function applyEffect(
  now: Members,
  effect: ViewEffect,
  author: OpenMember | undefined,
): EffectOutcome {
  const why = whyNoAuthority(now, effect, author);
  switch (effect.kind) {
    case "admit":
      return admit(now, effect, why);
    case "change":
      return change(now, effect.member, why);
    case "invite": {
      if (now.invites.some(({ key }) => key === effect.invite.key)) return { kind: "already" };
      const isFull = now.invites.length >= invitesMax;
      const reason = why ?? (isFull ? "as many invites are open as may be" : undefined);
      return done(reason, { ...now, invites: addInvite(now.invites, effect.invite) });
    }
    case "withdraw": {
      const invites = now.invites.filter(({ key }) => key !== effect.invite);
      if (invites.length === now.invites.length) return { kind: "already" };
      return done(why, { ...now, invites });
    }
    case "replicas": {
      if (effect.replicas === now.replicas) return { kind: "already" };
      return done(why, { ...now, replicas: effect.replicas });
    }
  }
}

function done(why: string | undefined, members: Members): EffectOutcome {
  return why === undefined ? { kind: "done", members } : { kind: "void", why };
}

function whyNoAuthority(
  now: Members,
  effect: ViewEffect,
  author: OpenMember | undefined,
): string | undefined {
  if (effect.kind === "admit" && effect.admission !== undefined) {
    const { invite: key } = effect.admission;
    const invite = now.invites.find((each) => each.key === key);
    if (invite === undefined) return "the invite was used up or withdrawn meanwhile";
    return mayAdmit(author, invite) ? undefined : "who admitted may not admit any more";
  }
  const isLeaving = effect.kind === "change" && effect.member.role === "removed";
  if (isLeaving && author?.logId === effect.member.logId) return undefined;
  return author?.role === "admin" ? undefined : "who did it is no admin any more";
}

function admit(
  now: Members,
  { member, admission }: Extract<ViewEffect, { kind: "admit" }>,
  why: string | undefined,
): EffectOutcome {
  if (now.members.some(({ logId }) => logId === member.logId)) return { kind: "already" };
  const isTaken = now.members.some(({ slot }) => slot === member.slot);
  const reason = why ?? (isTaken ? "the slot belongs to another member" : undefined);
  const invites = admission === undefined ? now.invites : useInvite(now.invites, admission.invite);
  return done(reason, { ...now, members: addMember(now.members, member), invites });
}

function change(now: Members, wanted: OpenMember, why: string | undefined): EffectOutcome {
  const member = now.members.find(({ logId }) => logId === wanted.logId);
  if (member === undefined) return { kind: "void", why: "the member is not known" };
  const gaps = gapsFor(member.gaps, wanted);
  if (member.role === wanted.role && isSameGaps(gaps, member.gaps)) return { kind: "already" };
  const isGone = member.role === "removed" && wanted.role !== "removed";
  const reason = why ?? (isGone ? "the member was removed meanwhile" : undefined);
  const sealedKey = wanted.role === "removed" ? noKey : member.sealedKey;
  return done(reason, replaceMember(now, { ...member, role: wanted.role, sealedKey, gaps }));
}

/** A log that the effect closed is closed there at the latest, one that it opened is open. */
function gapsFor(gaps: readonly Gap[], wanted: OpenMember): readonly Gap[] {
  const cut = cutOf(wanted);
  if (cut !== undefined) return closeAfter(gaps, cut);
  const until = wanted.gaps.at(-1)?.until ?? 0;
  return mayWrite(wanted.role) ? openAfter(gaps, until) : gaps;
}

export const noKey: Uint8Array = new Uint8Array(0);

export function addMember(
  members: readonly OpenMember[],
  member: OpenMember,
): readonly OpenMember[] {
  return [...members, member].sort((a, b) => a.slot - b.slot);
}

export function replaceMember(now: Members, member: OpenMember): Members {
  const members = now.members.map((each) => (each.slot === member.slot ? member : each));
  return { ...now, members };
}

export function addInvite(invites: readonly Invite[], invite: Invite): readonly Invite[] {
  return [...invites, invite].sort((a, b) => (a.key < b.key ? -1 : 1));
}

export function countAdmins(members: readonly { readonly role: Role }[]): number {
  return members.filter(({ role }) => role === "admin").length;
}
