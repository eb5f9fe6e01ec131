// A view as bytes (FORMAT "Views"; schema logs.proto). A view is a content-hash block; the key of
// the first one names the file system. Its names are encrypted. Which view may follow which is in
// view-succession.ts.
import type { BlockKey } from "../../dhash/core/index.ts";
import { blockKeyToBytes } from "../../dhash/core/index.ts";
import type { Crypto, KeyPair } from "../ports.ts";
import { slotMax } from "./dot.ts";
import { ivy } from "./generated/logs.js";
import { bytesToHex, hexToBytes } from "./hash.ts";
import {
  gapsMax,
  invitesMax,
  keyEpochMax,
  replicasMax,
  safeMax,
  sequenceMax,
  settledMax,
  usesMax,
  viewBytesMax,
} from "./limits.ts";
import type { Malformed } from "./message.ts";
import {
  isMalformed,
  malformed,
  readMessage,
  refuse,
  refuseNewer,
  requireBytes,
  requireInteger,
  requireKnownFields,
} from "./message.ts";
import { checkBlockKey, checkHash, checkLogId, isPresent } from "./record-codec.ts";
import { deriveKey, seal, viewKeyLabel } from "./sealing.ts";
import { openSigned, signContent } from "./signed.ts";
import type {
  Admission,
  Gap,
  Invite,
  OpenMember,
  OpenView,
  ReceivedView,
  Role,
  ViewNames,
} from "./view.ts";
import { allGap, noGaps } from "./view.ts";

const { OpenView: OpenViewMessage, Role: RoleNumber, SecretView, View } = ivy.logs;

/** The first view needs version 1 only, and has it; all that follow have version 2. */
const firstViewVersion = 1;
const viewFormatVersion = 2;

/** Domain label of a view's signature. */
export const viewLabel = "ivy view 1";

const roleNumbers: Readonly<Record<Role, ivy.logs.Role>> = {
  removed: RoleNumber.REMOVED,
  reader: RoleNumber.READER,
  writer: RoleNumber.WRITER,
  admin: RoleNumber.ADMIN,
};
const roles: readonly Role[] = ["removed", "reader", "writer", "admin"];

/** The bytes of the view block. */
export function encodeView(
  view: OpenView & ViewNames,
  keys: { readonly crypto: Crypto; readonly groupKey: Uint8Array; readonly signer: KeyPair },
): Uint8Array {
  const { crypto, groupKey, signer } = keys;
  const openBytes = encodeOpenView(view);
  const olderKeys = view.olderKeys.map((each) => ({ ...each }));
  const names = { name: view.name, memberNames: [...view.memberNames], olderKeys };
  const key = deriveKey(crypto, groupKey, viewKeyLabel);
  const sealing = { crypto, key, associatedData: openBytes };
  const secret = seal(sealing, SecretView.encode(names).finish());
  const content = View.encode({ open: openBytes, secret }).finish();
  return signContent({ crypto, label: viewLabel, keyPair: signer }, content);
}

function encodeOpenView(view: OpenView): Uint8Array {
  const { previous, admission } = view;
  return OpenViewMessage.encode({
    formatVersion: previous === undefined ? firstViewVersion : viewFormatVersion,
    previous: previous === undefined ? null : blockKeyToBytes(previous),
    root: view.root,
    replicas: view.replicas,
    keyEpoch: view.keyEpoch,
    members: view.members.map(encodeMember),
    settled: view.settled.map(blockKeyToBytes),
    invites: view.invites.map(({ key, role, expires, uses, delegated }) => ({
      key: hexToBytes(key),
      role: roleNumbers[role],
      expires: expires ?? 0,
      uses,
      delegated,
    })),
    admission:
      admission === undefined
        ? null
        : { invite: hexToBytes(admission.invite), proof: admission.proof },
  }).finish();
}

function encodeMember({
  slot,
  logId,
  role,
  sealedKey,
  gaps,
}: OpenMember): ivy.logs.Member.$Properties {
  return {
    slot,
    logId: hexToBytes(logId),
    role: roleNumbers[role],
    sealedKey,
    gaps: gaps.map(({ after, until }) => ({
      after: after.sequence,
      hash: after.hash === undefined ? null : hexToBytes(after.hash),
      until: until ?? 0,
    })),
  };
}

export function decodeView(crypto: Crypto, bytes: Uint8Array): ReceivedView | Malformed {
  if (bytes.length > viewBytesMax) return malformed(`view: ${bytes.length} bytes`);
  const signed = openSigned({ crypto, label: viewLabel }, bytes);
  if (isMalformed(signed)) return signed;
  const range = { min: 1, max: bytes.length };
  const view = readMessage({ what: "view", decode: View.decode }, signed.content, (message) => ({
    openBytes: requireBytes(message.open, "open part", range),
    secretBytes: requireBytes(message.secret, "secret part", range),
  }));
  if (isMalformed(view)) return view;
  const opened = readMessage(
    { what: "view", decode: OpenViewMessage.decode },
    view.openBytes,
    checkOpenView,
  );
  return isMalformed(opened) ? opened : { ...opened, ...view, signer: signed.signer };
}

function checkOpenView(message: ivy.logs.OpenView.$Properties): OpenView {
  const version = requireInteger(message.formatVersion, "format version", { min: 1, max: 0xffff });
  if (version > viewFormatVersion) refuseNewer(version, viewFormatVersion);
  const { previous } = message;
  const settled = message.settled ?? [];
  const invites = message.invites ?? [];
  const admission = isPresent(message.admission) ? checkAdmission(message.admission) : undefined;
  const isBare = settled.length + invites.length === 0 && admission === undefined;
  if (version === 1 && !isBare) refuse("a field that format version 1 does not have");
  if (settled.length > settledMax) refuse(`${settled.length} settled views`);
  return {
    previous: isPresent(previous) ? checkBlockKey(previous, "previous view") : undefined,
    root: requireInteger(message.root, "root", { min: 1, max: safeMax }),
    replicas: requireInteger(message.replicas, "replicas", { min: 1, max: replicasMax }),
    keyEpoch: requireInteger(message.keyEpoch, "key epoch", { min: 1, max: keyEpochMax }),
    members: checkMembers(message.members ?? [], version),
    settled: settled.map((key) => checkBlockKey(key, "settled view")),
    invites: checkInvites(invites),
    admission,
  };
}

const sealedKeyBytes = 32 + 48;
const keyBytes = 32;
const signatureBytes = 64;

function checkMembers(
  messages: readonly ivy.logs.Member.$Properties[],
  version: number,
): readonly OpenMember[] {
  let slotBefore = 0;
  const members = messages.map((each) => {
    const member = checkMember(each, slotBefore, version);
    slotBefore = member.slot;
    return member;
  });
  if (new Set(members.map(({ logId }) => logId)).size < members.length)
    refuse("one log in two slots");
  if (!members.some(({ role }) => role === "admin")) refuse("nobody is admin");
  return members;
}

function checkMember(
  message: ivy.logs.Member.$Properties,
  slotBefore: number,
  version: number,
): OpenMember {
  requireKnownFields(message);
  const slot = requireInteger(message.slot, "slot", { min: slotBefore + 1, max: slotMax });
  const role = checkRole(message.role);
  const length = role === "removed" ? 0 : sealedKeyBytes;
  const sealedKey = requireBytes(message.sealedKey, "sealed key", { min: length, max: length });
  const gaps = checkGaps(message.gaps ?? [], { role, version });
  return { slot, logId: checkLogId(message.logId), role, sealedKey, gaps };
}

function checkRole(number: number | null | undefined): Role {
  return roles[number ?? 0] ?? refuse(`role ${number} is not known`);
}

function checkGaps(
  messages: readonly ivy.logs.Gap.$Properties[],
  { role, version }: { readonly role: Role; readonly version: number },
): readonly Gap[] {
  const isClosed = role === "removed" || role === "reader";
  if (version === 1) {
    if (messages.length > 0) refuse("a field that format version 1 does not have");
    return isClosed ? allGap : noGaps;
  }
  if (messages.length > gapsMax) refuse(`${messages.length} gaps`);
  let next = 0;
  const gaps = messages.map((message) => {
    requireKnownFields(message);
    const sequence = requireInteger(message.after, "gap", { min: next, max: sequenceMax - 1 });
    const hash = isPresent(message.hash) ? checkHash(message.hash, "hash of a gap") : undefined;
    if ((sequence === 0) !== (hash === undefined)) refuse("only a gap from the start has no hash");
    const isOpen = (message.until ?? 0) === 0;
    const range = { min: sequence + 1, max: sequenceMax };
    const until = isOpen ? undefined : requireInteger(message.until, "end of a gap", range);
    next = (until ?? sequenceMax) + 1;
    return { after: { sequence, hash }, until };
  });
  const isOpen = gaps.length > 0 && gaps.at(-1)?.until === undefined;
  if (isOpen !== isClosed) refuse("an open gap is for those who may not write, and only for them");
  return gaps;
}

function checkInvites(messages: readonly ivy.logs.Invite.$Properties[]): readonly Invite[] {
  if (messages.length > invitesMax) refuse(`${messages.length} invites`);
  let keyBefore = "";
  return messages.map((message) => {
    requireKnownFields(message);
    const range = { min: keyBytes, max: keyBytes };
    const key = bytesToHex(requireBytes(message.key, "invite", range));
    if (key <= keyBefore) refuse("invites are not in order");
    keyBefore = key;
    const role = checkRole(message.role);
    if (role === "removed") refuse("an invite for nobody");
    const expires = requireInteger(message.expires, "expiry", { min: 0, max: safeMax });
    const uses = requireInteger(message.uses, "uses", { min: 1, max: usesMax });
    const delegated = message.delegated ?? false;
    return { key, role, expires: expires === 0 ? undefined : expires, uses, delegated };
  });
}

function checkAdmission(message: ivy.logs.Admission.$Properties): Admission {
  requireKnownFields(message);
  const invite = requireBytes(message.invite, "invite", { min: keyBytes, max: keyBytes });
  const range = { min: signatureBytes, max: signatureBytes };
  return { invite: bytesToHex(invite), proof: requireBytes(message.proof, "proof", range) };
}

/** The view that a view block follows; undefined: it is the first. */
export function viewBefore(crypto: Crypto, bytes: Uint8Array): BlockKey | Malformed | undefined {
  const view = decodeView(crypto, bytes);
  return isMalformed(view) ? view : view.previous;
}
