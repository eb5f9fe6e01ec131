// Letting somebody in by an invite (FORMAT "Invites"): any admin may, and writers where the invite
// says so, without the one who invited. Every refusal has a reason that the newcomer is told.
import type { BlockKey } from "../../dhash/core/index.ts";
import { verifyInvite } from "./invite-proof.ts";
import type { JoinRequest } from "./join-request.ts";
import { whyBadName } from "./member-name.ts";
import type { Membership } from "./membership.ts";
import type { ViewAuthor } from "./next-view.ts";
import { encodeNext, isRefusal, ownInForce, ownMember } from "./next-view.ts";
import type { Invite, OpenMember } from "./view.ts";
import { isExpired } from "./view.ts";
import { newMember } from "./view-change.ts";
import { addMember } from "./view-effects.ts";
import { mayAdmit, useInvite } from "./view-succession.ts";

export type JoinRefusal =
  | "other-file-system"
  /** No view has, or had, such an invite. */
  | "unknown-invite"
  | "used-up"
  | "withdrawn"
  | "expired"
  /** Who asks does not hold the invite's secret. */
  | "forged"
  | "bad-name"
  | "name-taken"
  /** The log was a member and is not any more: an admin can take it back. */
  | "excluded"
  /** This member may not; another may: ask one who is admin. */
  | "not-delegated"
  /** This member cannot now; another can, or this one later. */
  | "not-now";

export type JoinAnswer =
  /** It is a member already: the views say so. */
  | { readonly kind: "member"; readonly view: BlockKey }
  | { readonly kind: "admitted"; readonly view: Uint8Array }
  | { readonly kind: "refused"; readonly refusal: JoinRefusal; readonly why: string };

/**
 * Answers a request whose signature is right. `now` is this machine's clock, in seconds since 1970:
 * an invite is good until ten minutes after its expiry, by the clock of whoever admits.
 */
export function answerJoin(author: ViewAuthor, request: JoinRequest, now: number): JoinAnswer {
  const { membership } = author;
  const { view } = membership;
  if (request.fileSystem !== view.fileSystem) {
    return refuse("other-file-system", "This link is of another file system.");
  }
  const isAsking = ({ logId }: OpenMember): boolean => logId === request.logId;
  const known = membership.members.find(isAsking);
  if (known?.role === "removed" && view.view.members.some(isAsking)) {
    const why = "This participant left or was excluded; an admin can take it back: ivy admit NAME";
    return refuse("excluded", why);
  }
  // One whose way in did not hold may come by another.
  if (known !== undefined && known.role !== "removed") return { kind: "member", view: view.key };
  const invite = membership.invites.find(({ key }) => key === request.invite);
  if (invite === undefined) return refuseClosed(membership, request.invite, now);
  return judge(author, request, invite, now);
}

function judge(author: ViewAuthor, request: JoinRequest, invite: Invite, now: number): JoinAnswer {
  const { crypto, membership, opened } = author;
  if (!verifyInvite(crypto, request, request)) {
    return refuse("forged", "The link's secret does not fit this invite; copy the link again.");
  }
  if (isExpired(invite, now)) return refuse("expired", whyExpired(invite, now));
  const badName = whyBadName(membership, opened.names, request.name);
  if (badName !== undefined) {
    return refuse(badName.refusal === "name-taken" ? "name-taken" : "bad-name", badName.why);
  }
  if (!mayAdmit(ownMember(author), invite)) {
    return refuse("not-delegated", "An admin has to let you in, and this member is none.");
  }
  const isOpen = membership.view.view.invites.some(({ key }) => key === invite.key);
  if (!isOpen || !mayAdmit(ownInForce(author), invite)) {
    return refuse("not-now", "Admins acted at the same time; this settles itself. Try again.");
  }
  return admit(author, request, invite);
}

function admit(author: ViewAuthor, request: JoinRequest, { key, role }: Invite): JoinAnswer {
  const { logId, name, proof } = request;
  const member = newMember(author, logId, role);
  if (isRefusal(member)) return refuse("not-now", member.why);
  const { replicas, members, invites } = author.membership.view.view;
  const fields = {
    members: addMember(members, member),
    invites: useInvite(invites, key),
    replicas,
    settled: [],
    admission: { invite: key, proof },
  };
  const view = encodeNext(author, fields, new Map(author.opened.names).set(logId, name));
  return isRefusal(view) ? refuse("not-now", view.why) : { kind: "admitted", view };
}

/** Why an invite is not open any more. */
function refuseClosed({ view }: Membership, invite: string, now: number): JoinAnswer {
  const usedUp = "This link was used as often as it may be; ask for another one.";
  if (view.view.invites.some(({ key }) => key === invite)) return refuse("used-up", usedUp);
  for (let node = view; node.before !== undefined; node = node.before) {
    const before = node.before.view.invites.find(({ key }) => key === invite);
    if (before === undefined) continue;
    if (node.view.admission?.invite === invite) return refuse("used-up", usedUp);
    // Expired ones make room for others.
    if (isExpired(before, now)) return refuse("expired", whyExpired(before, now));
    return refuse("withdrawn", "This link was withdrawn; ask for another one.");
  }
  return refuse("unknown-invite", "Nobody here knows this link; it may not have spread yet.");
}

function whyExpired({ expires = 0 }: Invite, now: number): string {
  const hours = Math.ceil((now - expires) / 3600);
  const ago = hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
  const next = "Ask for another one.";
  return `This link expired ${ago} ago by the clock of the member who was asked. ${next}`;
}

function refuse(refusal: JoinRefusal, why: string): JoinAnswer {
  return { kind: "refused", refusal, why };
}
