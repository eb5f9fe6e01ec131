// The next view as a block (FORMAT "Views"): under the key of the view in force, or under a new one
// that whoever is out does not get. What it says anew is decided by view-change.ts and
// admission.ts.
import { invariant } from "../../dhash/core/index.ts";
import type { Crypto, KeyPair } from "../ports.ts";
import type { Slot } from "./dot.ts";
import { slotMax } from "./dot.ts";
import type { LogId } from "./hash.ts";
import { bytesToHex, hexToBytes } from "./hash.ts";
import { keyEpochMax } from "./limits.ts";
import type { Membership } from "./membership.ts";
import type { OpenMember, OpenView } from "./view.ts";
import { encodeView } from "./view-codec.ts";
import type { OpenedViews } from "./view-keys.ts";
import type { ViewTree } from "./view-tree.ts";

/** Who changes the members, and what it holds. */
export interface ViewAuthor {
  readonly crypto: Crypto;
  readonly keyPair: KeyPair;
  readonly tree: ViewTree;
  readonly membership: Membership;
  readonly opened: OpenedViews;
}

export interface ChangeRefusal {
  readonly kind: "refused";
  readonly refusal:
    | "not-admin"
    | "not-member"
    | "unknown-member"
    | "already"
    | "bad-name"
    | "name-taken"
    | "last-admin"
    | "no-such-invite"
    | "full"
    | "no-key";
  /** A sentence for people. */
  readonly why: string;
}

/** What a next view says anew. */
export type NextFields = Pick<
  OpenView,
  "members" | "invites" | "replicas" | "settled" | "admission"
>;

/** The next view under the key of the view in force. */
export function encodeNext(
  author: ViewAuthor,
  fields: NextFields,
  names: ReadonlyMap<LogId, string>,
): Uint8Array | ChangeRefusal {
  const { keyEpoch } = author.membership.view.view;
  const groupKey = author.opened.groupKeysByEpoch.get(keyEpoch);
  if (groupKey === undefined) return noGroupKey;
  return encode(author, { ...fields, keyEpoch, groupKey }, names);
}

/**
 * The same under a new key that whoever was removed does not get. Its epoch is of the signer's own,
 * so that two admins who cannot see each other never name two keys alike.
 */
export function encodeUnderNewKey(
  author: ViewAuthor,
  next: {
    readonly fields: NextFields;
    readonly names: ReadonlyMap<LogId, string>;
    readonly slot: Slot;
  },
): Uint8Array | ChangeRefusal {
  const { crypto, tree } = author;
  let newest = 0;
  for (const { view } of tree.nodes.values()) newest = Math.max(newest, view.keyEpoch);
  const keyEpoch = (Math.floor(newest / epochSpan) + 1) * epochSpan + next.slot;
  if (keyEpoch > keyEpochMax) return refusal("full", "The group key was changed too often.");
  const groupKey = Buffer.alloc(32);
  crypto.random(groupKey);
  const members = next.fields.members.map((member) => {
    if (member.role === "removed") return member;
    const sealedKey = crypto.sealTo(groupKey, hexToBytes(member.logId));
    invariant(sealedKey !== undefined, "who was let in has a valid key");
    return { ...member, sealedKey };
  });
  return encode(author, { ...next.fields, members, keyEpoch, groupKey }, next.names);
}

const epochSpan = slotMax + 1;

function encode(
  { crypto, keyPair, membership, opened }: ViewAuthor,
  next: NextFields & { readonly keyEpoch: number; readonly groupKey: Uint8Array },
  names: ReadonlyMap<LogId, string>,
): Uint8Array {
  const { groupKey, ...fields } = next;
  const olderKeys = [...opened.groupKeysByEpoch]
    .filter(([keyEpoch]) => keyEpoch !== fields.keyEpoch)
    .map(([keyEpoch, key]) => ({ keyEpoch, key }))
    .sort((a, b) => a.keyEpoch - b.keyEpoch);
  const view = {
    ...fields,
    previous: membership.view.key,
    root: membership.view.view.root,
    name: opened.name ?? "ivy",
    memberNames: fields.members.map(({ logId, slot }) => names.get(logId) ?? `member-${slot}`),
    olderKeys,
  };
  return encodeView(view, { crypto, groupKey, signer: keyPair });
}

/** Somebody who is out holds the key of the view in force, by whichever branch. */
export function needsNewKey(
  { membership, tree }: Pick<ViewAuthor, "membership" | "tree">,
  members: readonly OpenMember[],
): boolean {
  const out = new Set(members.filter(({ role }) => role === "removed").map(({ logId }) => logId));
  const { keyEpoch } = membership.view.view;
  for (const { view } of tree.nodes.values()) {
    if (view.keyEpoch !== keyEpoch) continue;
    if (view.members.some(({ logId, role }) => role !== "removed" && out.has(logId))) return true;
  }
  return false;
}

export function ownMember({ keyPair, membership }: ViewAuthor): OpenMember | undefined {
  const own = bytesToHex(keyPair.publicKey);
  return membership.members.find(({ logId }) => logId === own);
}

/** The author as the view in force has it, which is what allows it to sign the next one. */
export function ownInForce({ keyPair, membership }: ViewAuthor): OpenMember | undefined {
  const own = bytesToHex(keyPair.publicKey);
  return membership.view.view.members.find(({ logId }) => logId === own);
}

export function isRefusal(value: unknown): value is ChangeRefusal {
  return typeof value === "object" && value !== null && "refusal" in value;
}

export function refusal(kind: ChangeRefusal["refusal"], why: string): ChangeRefusal {
  return { kind: "refused", refusal: kind, why };
}

export const noGroupKey = refusal("no-key", "The group key of the view in force is not here.");
