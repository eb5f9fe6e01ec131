// Which view may follow which (FORMAT "Views"): what an admin may do, and the two things that
// others may: admit somebody who holds an invite, and leave.
import type { BlockKey } from "../../dhash/core/index.ts";
import type { Crypto } from "../ports.ts";
import { verifyInvite } from "./invite-proof.ts";
import type { Malformed } from "./message.ts";
import { malformed } from "./message.ts";
import type { Admission, Gap, Invite, OpenMember, ReceivedView } from "./view.ts";
import { allGap, closeAfter, cutOf, mayWrite, noGaps } from "./view.ts";

/** A view that was checked, where it is in the chain. */
export interface ViewBefore {
  readonly key: BlockKey;
  readonly view: ReceivedView;
  /** Key of the first view. */
  readonly fileSystem: BlockKey;
}

/** Why `next` may not follow `before` (undefined: be the first view); undefined when it may. */
export function checkSuccession(
  crypto: Crypto,
  next: ReceivedView,
  before: ViewBefore | undefined,
): Malformed | undefined {
  if (next.previous !== before?.key) return malformed("view: it follows another view");
  const authority = before?.view ?? next;
  const signer = authority.members.find(({ logId }) => logId === next.signer);
  if (before === undefined) {
    return signer?.role === "admin" ? undefined : malformed("view: its signer is no admin");
  }
  const why = whyBroken(next, before.view) ?? whyNotAllowed(crypto, next, { before, signer });
  return why === undefined ? undefined : malformed(`view: ${why}`);
}

/** What no view may do, whoever signs it. */
function whyBroken(next: ReceivedView, before: ReceivedView): string | undefined {
  if (next.root !== before.root) return "the root changed";
  if (next.keyEpoch < before.keyEpoch) return "the key epoch goes back";
  const bySlot = new Map(next.members.map((member) => [member.slot, member]));
  for (const { slot, logId } of before.members) {
    if (bySlot.get(slot)?.logId !== logId) return `slot ${slot} lost its log`;
  }
  return undefined;
}

function whyNotAllowed(
  crypto: Crypto,
  next: ReceivedView,
  { before, signer }: { readonly before: ViewBefore; readonly signer: OpenMember | undefined },
): string | undefined {
  if (next.admission !== undefined) {
    const admission = { crypto, next, before, signer, admission: next.admission };
    return whyNoAdmission(admission);
  }
  if (signer?.role === "admin") return undefined;
  return whyNotLeaving(next, before.view, signer);
}

/** An admission changes nothing but the member who is new and the invite that is used. */
function whyNoAdmission(admitting: {
  readonly crypto: Crypto;
  readonly next: ReceivedView;
  readonly before: ViewBefore;
  readonly signer: OpenMember | undefined;
  readonly admission: Admission;
}): string | undefined {
  const { crypto, next, before, signer, admission } = admitting;
  const { view, fileSystem } = before;
  const invite = view.invites.find(({ key }) => key === admission.invite);
  if (invite === undefined) return "its invite is not open";
  if (!mayAdmit(signer, invite)) return "its signer may not admit by this invite";
  const known = new Set(view.members.map(({ logId }) => logId));
  const [added, ...others] = next.members.filter(({ logId }) => !known.has(logId));
  if (added === undefined || others.length > 0) return "an invite admits one member at a time";
  const use = { fileSystem, logId: added.logId };
  if (!verifyInvite(crypto, use, admission)) return "the invite was not proven";
  if (added.role !== invite.role) return "the invite is for another role";
  if (!isSameGaps(added.gaps, mayWrite(invite.role) ? noGaps : allGap)) return "gaps of a newcomer";
  if (!isSameInvites(next.invites, useInvite(view.invites, invite.key))) return "other invites";
  const rest = next.members.filter(({ logId }) => known.has(logId));
  return whyElsewhere({ next, members: rest, before: view });
}

/** May this member admit by this invite? */
export function mayAdmit(
  member: OpenMember | undefined,
  invite: Pick<Invite, "delegated">,
): boolean {
  return member?.role === "admin" || (member?.role === "writer" && invite.delegated);
}

/** The invites after one use of one of them. */
export function useInvite(invites: readonly Invite[], used: string): readonly Invite[] {
  return invites.flatMap((invite) => {
    if (invite.key !== used) return [invite];
    return invite.uses > 1 ? [{ ...invite, uses: invite.uses - 1 }] : [];
  });
}

/** Who leaves changes nothing but the own membership, which ends. */
function whyNotLeaving(
  next: ReceivedView,
  before: ReceivedView,
  signer: OpenMember | undefined,
): string | undefined {
  if (signer === undefined || signer.role === "removed")
    return "its signer is no admin, nor a member";
  const own = next.members.find(({ logId }) => logId === signer.logId);
  if (own?.role !== "removed") return "its signer is no admin";
  const cut = cutOf(own);
  const gaps = cut === undefined ? undefined : closeAfter(signer.gaps, cut);
  if (gaps === undefined || !isSameGaps(own.gaps, gaps)) return "gaps of one who leaves";
  if (!isSameInvites(next.invites, before.invites)) return "other invites";
  const members = next.members.map((member) => (member === own ? signer : member));
  return whyElsewhere({ next, members, before });
}

/** What differs beside what was looked at. */
function whyElsewhere({
  next,
  members,
  before,
}: {
  readonly next: ReceivedView;
  readonly members: readonly OpenMember[];
  readonly before: ReceivedView;
}): string | undefined {
  if (next.keyEpoch !== before.keyEpoch) return "its signer may not change the key";
  if (next.replicas !== before.replicas) return "its signer may not change the replicas";
  if (next.settled.length > 0) return "its signer may not settle";
  const isSame =
    members.length === before.members.length &&
    members.every((member, at) => isSameMember(member, before.members[at]));
  return isSame ? undefined : "its signer may not change other members";
}

function isSameMember(a: OpenMember, b: OpenMember | undefined): boolean {
  if (b === undefined || a.slot !== b.slot || a.logId !== b.logId || a.role !== b.role)
    return false;
  return Buffer.compare(a.sealedKey, b.sealedKey) === 0 && isSameGaps(a.gaps, b.gaps);
}

export function isSameGaps(a: readonly Gap[], b: readonly Gap[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ after, until }, at) => {
      const other = b[at];
      const isSamePlace =
        after.sequence === other?.after.sequence && after.hash === other.after.hash;
      return isSamePlace && until === other.until;
    })
  );
}

export function isSameInvites(a: readonly Invite[], b: readonly Invite[]): boolean {
  return a.length === b.length && a.every((invite, at) => isSameInvite(invite, b[at]));
}

function isSameInvite(a: Invite, b: Invite | undefined): boolean {
  return (
    a.key === b?.key &&
    a.role === b.role &&
    a.expires === b.expires &&
    a.uses === b.uses &&
    a.delegated === b.delegated
  );
}
