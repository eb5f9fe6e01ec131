// Views: who is in the file system, in which slot and role, and the group key sealed to each
// (FORMAT "Views"; the paper's view block). A view is a content-hash block; the key of the first
// one names the file system. Its names are encrypted.
import type { BlockKey } from "../../dhash/core/index.ts";
import { blockKeyToBytes } from "../../dhash/core/index.ts";
import type { Crypto, KeyPair } from "../ports.ts";
import type { Slot } from "./dot.ts";
import { slotMax } from "./dot.ts";
import { ivy } from "./generated/logs.js";
import type { LogId } from "./hash.ts";
import { bytesToHex, hexToBytes } from "./hash.ts";
import { keyEpochMax, nameBytesMax, replicasMax, safeMax } from "./limits.ts";
import type { Malformed } from "./message.ts";
import {
  isMalformed,
  malformed,
  readMessage,
  refuse,
  requireBytes,
  requireInteger,
  requireKnownFields,
} from "./message.ts";
import {
  checkBlockKey,
  checkLogId,
  isPresent,
  recordFormatVersion,
  requireFormatVersion,
} from "./record-codec.ts";
import { deriveKey, open, seal, viewKeyLabel } from "./sealing.ts";
import { openSigned, signContent } from "./signed.ts";

const { OpenView, Role, SecretView, View } = ivy.logs;

/** Domain label of a view's signature. */
export const viewLabel = "ivy view 1";

export type Role = "removed" | "reader" | "writer" | "admin";

export interface OpenMember {
  readonly slot: Slot;
  readonly logId: LogId;
  readonly role: Role;
  /** The group key, sealed to this member; empty for one who was removed. */
  readonly sealedKey: Uint8Array;
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
}

/** What only members read. */
export interface ViewNames {
  /** Of the file system. */
  readonly name: string;
  /** In the order of the members. */
  readonly memberNames: readonly string[];
}

/** A view whose signature is right; its names are still sealed. */
export interface ReceivedView extends OpenView {
  readonly signer: LogId;
  readonly openBytes: Uint8Array;
  readonly secretBytes: Uint8Array;
}

const roleNumbers: Readonly<Record<Role, ivy.logs.Role>> = {
  removed: Role.REMOVED,
  reader: Role.READER,
  writer: Role.WRITER,
  admin: Role.ADMIN,
};
const roles: readonly Role[] = ["removed", "reader", "writer", "admin"];

/** The bytes of the view block. */
export function encodeView(
  view: OpenView & ViewNames,
  keys: { readonly crypto: Crypto; readonly groupKey: Uint8Array; readonly signer: KeyPair },
): Uint8Array {
  const { crypto, groupKey, signer } = keys;
  const openBytes = OpenView.encode({
    formatVersion: recordFormatVersion,
    previous: view.previous === undefined ? null : blockKeyToBytes(view.previous),
    root: view.root,
    replicas: view.replicas,
    keyEpoch: view.keyEpoch,
    members: view.members.map(({ slot, logId, role, sealedKey }) => ({
      slot,
      logId: hexToBytes(logId),
      role: roleNumbers[role],
      sealedKey,
    })),
  }).finish();
  const names = { name: view.name, memberNames: [...view.memberNames] };
  const key = deriveKey(crypto, groupKey, viewKeyLabel);
  const sealing = { crypto, key, associatedData: openBytes };
  const secret = seal(sealing, SecretView.encode(names).finish());
  const content = View.encode({ open: openBytes, secret }).finish();
  return signContent({ crypto, label: viewLabel, keyPair: signer }, content);
}

export function decodeView(crypto: Crypto, bytes: Uint8Array): ReceivedView | Malformed {
  const signed = openSigned({ crypto, label: viewLabel }, bytes);
  if (isMalformed(signed)) return signed;
  const range = { min: 1, max: bytes.length };
  const view = readMessage({ what: "view", decode: View.decode }, signed.content, (message) => ({
    openBytes: requireBytes(message.open, "open part", range),
    secretBytes: requireBytes(message.secret, "secret part", range),
  }));
  if (isMalformed(view)) return view;
  const opened = readMessage(
    { what: "view", decode: OpenView.decode },
    view.openBytes,
    checkOpenView,
  );
  return isMalformed(opened) ? opened : { ...opened, ...view, signer: signed.signer };
}

function checkOpenView(message: ivy.logs.OpenView.$Properties): OpenView {
  requireFormatVersion(message.formatVersion);
  const { previous } = message;
  let slotBefore = 0;
  const members = (message.members ?? []).map((each) => {
    const member = checkMember(each, slotBefore);
    slotBefore = member.slot;
    return member;
  });
  if (new Set(members.map(({ logId }) => logId)).size < members.length)
    refuse("one log in two slots");
  if (!members.some(({ role }) => role === "admin")) refuse("nobody is admin");
  return {
    previous: isPresent(previous) ? checkBlockKey(previous, "previous view") : undefined,
    root: requireInteger(message.root, "root", { min: 1, max: safeMax }),
    replicas: requireInteger(message.replicas, "replicas", { min: 1, max: replicasMax }),
    keyEpoch: requireInteger(message.keyEpoch, "key epoch", { min: 1, max: keyEpochMax }),
    members,
  };
}

const sealedKeyBytes = 32 + 48;

function checkMember(message: ivy.logs.Member.$Properties, slotBefore: number): OpenMember {
  requireKnownFields(message);
  const slot = requireInteger(message.slot, "slot", { min: slotBefore + 1, max: slotMax });
  const role = roles[message.role ?? 0] ?? refuse(`role ${message.role} is not known`);
  const length = role === "removed" ? 0 : sealedKeyBytes;
  const sealedKey = requireBytes(message.sealedKey, "sealed key", { min: length, max: length });
  return { slot, logId: checkLogId(message.logId), role, sealedKey };
}

/** The group key of the view's epoch, for the member whose key pair this is. */
export function openGroupKey(
  crypto: Crypto,
  view: OpenView,
  keyPair: KeyPair,
): Uint8Array | Malformed {
  const ownLogId = bytesToHex(keyPair.publicKey);
  const own = view.members.find(({ logId }) => logId === ownLogId);
  if (own === undefined || own.role === "removed") {
    return malformed("view: this participant is not a member");
  }
  const key = crypto.openSealed(own.sealedKey, keyPair);
  return key?.length === 32 ? key : malformed("view: the sealed group key does not open");
}

export function openViewNames(
  crypto: Crypto,
  view: ReceivedView,
  groupKey: Uint8Array,
): ViewNames | Malformed {
  const key = deriveKey(crypto, groupKey, viewKeyLabel);
  const plaintext = open({ crypto, key, associatedData: view.openBytes }, view.secretBytes);
  if (isMalformed(plaintext)) return plaintext;
  return readMessage({ what: "view's names", decode: SecretView.decode }, plaintext, (message) => {
    const memberNames = message.memberNames ?? [];
    if (memberNames.length !== view.members.length) refuse("names do not match members");
    return { name: checkText(message.name), memberNames: memberNames.map(checkText) };
  });
}

function checkText(text: string | null | undefined): string {
  const bytes = Buffer.byteLength(text ?? "");
  const isPlain = bytes > 0 && bytes <= nameBytesMax && !/\p{Cc}/u.test(text ?? "");
  return isPlain && isPresent(text)
    ? text
    : refuse("a name is empty, too long or holds control characters");
}

/** Why `next` may not follow `before` (undefined: be the first view); undefined when it may. */
export function checkSuccession(
  next: ReceivedView,
  before: { readonly key: BlockKey; readonly view: ReceivedView } | undefined,
): Malformed | undefined {
  if (next.previous !== before?.key) return malformed("view: it follows another view");
  const authority = before?.view ?? next;
  const signer = authority.members.find(({ logId }) => logId === next.signer);
  if (signer?.role !== "admin") return malformed("view: its signer is no admin");
  if (before === undefined) return undefined;
  if (next.root !== before.view.root) return malformed("view: the root changed");
  if (next.keyEpoch < before.view.keyEpoch) return malformed("view: the key epoch goes back");
  const bySlot = new Map(next.members.map((member) => [member.slot, member]));
  for (const { slot, logId } of before.view.members) {
    if (bySlot.get(slot)?.logId !== logId) return malformed(`view: slot ${slot} lost its log`);
  }
  return undefined;
}
