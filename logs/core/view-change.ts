// Making the next view (FORMAT "Views"): what an admin does to the members, and leaving. The result
// is the block, or why it may not be. Every view of an admin takes up what lay aside.
import type { Slot } from "./dot.ts";
import { slotMax } from "./dot.ts";
import type { LogId } from "./hash.ts";
import { hexToBytes } from "./hash.ts";
import { gapsMax, invitesMax, settledMax } from "./limits.ts";
import { whyBadName } from "./member-name.ts";
import type { ChangeRefusal, ViewAuthor } from "./next-view.ts";
import {
  encodeNext,
  encodeUnderNewKey,
  isRefusal,
  needsNewKey,
  noGroupKey,
  ownInForce,
  ownMember,
  refusal,
} from "./next-view.ts";
import type { Invite, LogPlace, MemberRole, OpenMember } from "./view.ts";
import { allGap, closeAfter, isExpired, mayWrite, noGaps, openAfter } from "./view.ts";
import type { Members } from "./view-effects.ts";
import { addInvite, addMember, countAdmins, noKey, replaceMember } from "./view-effects.ts";
import { isSameGaps } from "./view-succession.ts";

export type MemberChange =
  | {
      readonly kind: "admit";
      readonly logId: LogId;
      readonly name: string;
      readonly role: MemberRole;
    }
  /** `place` is the newest record of the log that is held here. */
  | {
      readonly kind: "set-role";
      readonly logId: LogId;
      readonly role: MemberRole;
      readonly place: LogPlace;
    }
  /** Records after `cut` have no effect from now on. */
  | { readonly kind: "exclude"; readonly logId: LogId; readonly cut: LogPlace }
  /** `now`: seconds since 1970 by this machine's clock; absent: expired ones keep their room. */
  | { readonly kind: "invite"; readonly invite: Invite; readonly now?: number }
  /** `invite` is its key; undefined: all. */
  | { readonly kind: "withdraw"; readonly invite: string | undefined }
  | { readonly kind: "set-replicas"; readonly replicas: number }
  /** Nothing but taking up what lies aside. */
  | { readonly kind: "settle" };

/** The next view, by an admin. */
export function changeMembers(
  author: ViewAuthor,
  change: MemberChange,
): Uint8Array | ChangeRefusal {
  const { membership } = author;
  const own = ownMember(author);
  if (own?.role !== "admin") {
    return refusal("not-admin", "Only an admin can do this; ivy members says who is one.");
  }
  if (ownInForce(author)?.role !== "admin") {
    const why = "Another admin has to take up first what made you one, which needs a connection";
    return refusal("not-admin", `${why}; see: ivy peers`);
  }
  const changed = applyChange(author, change);
  if (isRefusal(changed)) return changed;
  const { members, names } = changed;
  if (countAdmins(members.members) === 0) return lastAdmin;
  if (members.members.some(({ gaps }) => gaps.length > gapsMax)) {
    return refusal("full", "This member's right to write was changed too often.");
  }
  const settled = membership.aside.map(({ key }) => key).slice(0, settledMax);
  const fields = { ...members, settled, admission: undefined };
  return needsNewKey(author, members.members)
    ? encodeUnderNewKey(author, { fields, names, slot: own.slot })
    : encodeNext(author, { ...fields, members: resealed(author, members.members) }, names);
}

/** Members who came in by a view aside may hold the key of that branch only. */
function resealed(author: ViewAuthor, members: readonly OpenMember[]): readonly OpenMember[] {
  const inForce = new Map(author.membership.view.view.members.map((each) => [each.slot, each]));
  return members.map((member) => {
    const known = inForce.get(member.slot)?.role ?? "removed";
    if (member.role === "removed" || known !== "removed") return member;
    return { ...member, sealedKey: sealKeyTo(author, member.logId) ?? member.sealedKey };
  });
}

/** The key of the view in force for somebody; undefined when it is not here, or the log no key. */
function sealKeyTo(
  { crypto, membership, opened }: ViewAuthor,
  logId: LogId,
): Uint8Array | undefined {
  const groupKey = opened.groupKeysByEpoch.get(membership.view.view.keyEpoch);
  return groupKey && crypto.sealTo(groupKey, hexToBytes(logId));
}

interface Changed {
  readonly members: Members;
  /** With those of newcomers. */
  readonly names: ReadonlyMap<LogId, string>;
}

function applyChange(author: ViewAuthor, change: MemberChange): Changed | ChangeRefusal {
  const { membership, opened } = author;
  const { names } = opened;
  const now: Members = membership;
  const keep = (members: Members): Changed => ({ members, names });
  switch (change.kind) {
    case "admit": {
      const { logId, name, role } = change;
      const member = newMember(author, logId, role);
      if (isRefusal(member)) return member;
      const taken = whyBadName(membership, names, name);
      if (taken !== undefined) return taken;
      const others = now.members.filter((each) => each.logId !== logId);
      const members = { ...now, members: addMember(others, member) };
      return { members, names: new Map(names).set(logId, name) };
    }
    case "set-role": {
      const members = setRole(author, change);
      return isRefusal(members) ? members : keep(members);
    }
    case "exclude": {
      const member = now.members.find(({ logId }) => logId === change.logId);
      if (member === undefined) return unknownMember;
      const closed = closeLog(member, change.cut);
      const isSame = member.role === "removed" && isSameGaps(member.gaps, closed.gaps);
      if (isSame) return refusal("already", "This participant is out already; see: ivy members");
      return keep(replaceMember(now, closed));
    }
    case "invite": {
      const invites = withRoom(now.invites, change.now);
      if (invites.length >= invitesMax) return tooManyInvites;
      return keep({ ...now, invites: addInvite(invites, change.invite) });
    }
    case "withdraw": {
      const { invite } = change;
      const invites = now.invites.filter(({ key }) => invite !== undefined && key !== invite);
      if (invites.length < now.invites.length) return keep({ ...now, invites });
      return refusal("no-such-invite", "No such link is open: used up or withdrawn already.");
    }
    case "set-replicas":
      return keep({ ...now, replicas: change.replicas });
    case "settle":
      if (membership.aside.length > 0) return keep(now);
      return refusal("already", "Nothing lies aside.");
  }
}

/** Where there are as many as may be, those that nobody lets in by any more are withdrawn. */
function withRoom(invites: readonly Invite[], now = 0): readonly Invite[] {
  return invites.length < invitesMax ? invites : invites.filter((each) => !isExpired(each, now));
}

const tooManyInvites = refusal(
  "full",
  `There are ${invitesMax} open links; withdraw some first: ivy invite --withdraw LINK, or all.`,
);

/** A member of today for whom the group key is sealed; its slot is free, and stays its own. */
export function newMember(
  author: ViewAuthor,
  logId: LogId,
  role: MemberRole,
): OpenMember | ChangeRefusal {
  const { members, view } = author.membership;
  const inForce = new Set(view.view.members.map((member) => member.logId));
  // One whose way in did not hold may come by another, and gets the slot that it had.
  const isOther = (member: OpenMember): boolean => member.logId !== logId;
  const others = members.filter((each) => isOther(each) || inForce.has(logId));
  const isKnown = members.some((each) => !isOther(each) && each.role !== "removed");
  if (isKnown || inForce.has(logId)) {
    return refusal("already", "This participant is, or was, a member already.");
  }
  const slot = freeSlot(logId, others);
  if (slot === undefined) return refusal("full", "All slots of this file system are taken.");
  const sealedKey = sealKeyTo(author, logId);
  if (sealedKey === undefined) return noGroupKey;
  return { slot, logId, role, sealedKey, gaps: mayWrite(role) ? noGaps : allGap };
}

/** A slot follows from the log id, so that admins who cannot see each other give different ones to
 * different logs (but for one pair in 65,535). */
function freeSlot(logId: LogId, members: readonly OpenMember[]): Slot | undefined {
  const taken = new Set(members.map(({ slot }) => slot));
  const start = Number.parseInt(logId.slice(0, 8), 16) % slotMax;
  for (let step = 0; step < slotMax; step++) {
    const slot = 1 + ((start + step) % slotMax);
    if (!taken.has(slot)) return slot;
  }
  return undefined;
}

function setRole(
  author: ViewAuthor,
  change: Extract<MemberChange, { kind: "set-role" }>,
): Members | ChangeRefusal {
  const { role, place } = change;
  const { membership } = author;
  const member = membership.members.find(({ logId }) => logId === change.logId);
  if (member === undefined) return unknownMember;
  if (member.role === role) return refusal("already", `This member is ${role} already.`);
  const gaps = mayWrite(role)
    ? openAfter(member.gaps, place.sequence)
    : closeAfter(member.gaps, place);
  const isBack = member.role === "removed";
  const sealedKey = isBack ? sealKeyTo(author, member.logId) : member.sealedKey;
  if (sealedKey === undefined) return noGroupKey;
  return replaceMember(membership, { ...member, role, gaps, sealedKey });
}

function closeLog(member: OpenMember, cut: LogPlace): OpenMember {
  return { ...member, role: "removed", sealedKey: noKey, gaps: closeAfter(member.gaps, cut) };
}

/** The view in which a member who is no admin leaves; `place` is the newest record of its log. */
export function leave(author: ViewAuthor, place: LogPlace): Uint8Array | ChangeRefusal {
  const { membership } = author;
  const own = ownMember(author);
  if (own === undefined || own.role === "removed") {
    return refusal("not-member", "This participant is no member any more.");
  }
  if (own.role === "admin") {
    const { logId } = own;
    return changeMembers(author, { kind: "exclude", logId, cut: place });
  }
  const before = membership.view.view;
  const inForce = ownInForce(author);
  if (inForce === undefined || inForce.role === "removed") {
    return refusal("not-member", "An admin has to take up your membership first.");
  }
  const members = replaceMember(before, closeLog(inForce, place));
  if (countAdmins(members.members) === 0) return lastAdmin;
  const fields = { ...members, settled: [], admission: undefined };
  return encodeNext(author, fields, author.opened.names);
}

const lastAdmin = refusal(
  "last-admin",
  "Somebody has to be admin; let in another one first: ivy invite --role admin.",
);
const unknownMember = refusal("unknown-member", "Nobody here has this log; see: ivy members");
