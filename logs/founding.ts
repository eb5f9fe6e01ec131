// Founding a file system, and entering one that exists: the first view, whose block key names it
// all, and what a member finds in it (FORMAT "Views").

import { invariant, nameBlock } from "../dhash/core/index.ts";
import type { BlockKey } from "../dhash/index.ts";
import { bytesToLogId } from "./core/hash.ts";
import type { Malformed } from "./core/message.ts";
import { isMalformed } from "./core/message.ts";
import type { OpenMember, ReceivedView } from "./core/view.ts";
import { bareView, noGaps } from "./core/view.ts";
import { decodeView, encodeView } from "./core/view-codec.ts";
import { openGroupKey, openViewNames } from "./core/view-names.ts";
import { checkSuccession } from "./core/view-succession.ts";
import type { Crypto, Hasher, KeyPair } from "./ports.ts";

const founderSlot = 1;
const firstKeyEpoch = 1;
const defaultReplicas = 3;

export interface Founding {
  readonly crypto: Crypto;
  readonly hasher: Hasher;
  /** Of the file system. */
  readonly name: string;
  readonly participantName: string;
  readonly keyPair: KeyPair;
  /** Inode number of the root directory. */
  readonly root: number;
}

export interface ViewBlock {
  /** Of the first view: the file system's name for machines. */
  readonly key: BlockKey;
  readonly bytes: Uint8Array;
}

/** A new identity; only its seed has to be kept. */
export function createKeyPair(crypto: Crypto): KeyPair {
  const seed = Buffer.alloc(32);
  crypto.random(seed);
  return crypto.keyPair(seed);
}

/** The first view of a new file system with one member. */
export function foundFileSystem(founding: Founding): ViewBlock {
  const { crypto, hasher, name, participantName, keyPair, root } = founding;
  const groupKey = Buffer.alloc(32);
  crypto.random(groupKey);
  const logId = bytesToLogId(keyPair.publicKey);
  const sealedKey = crypto.sealTo(groupKey, keyPair.publicKey);
  invariant(logId !== undefined && sealedKey !== undefined, "a key pair has a valid public key");
  const founder: OpenMember = { slot: founderSlot, logId, role: "admin", sealedKey, gaps: noGaps };
  const view = {
    ...bareView,
    previous: undefined,
    root,
    replicas: defaultReplicas,
    keyEpoch: firstKeyEpoch,
    members: [founder],
    name,
    memberNames: [participantName],
    olderKeys: [],
  };
  const bytes = encodeView(view, { crypto, groupKey, signer: keyPair });
  return { key: nameBlock(hasher, [bytes]), bytes };
}

/** What a member knows from a view. */
export interface EnteredView {
  readonly key: BlockKey;
  /** Key of the first view. */
  readonly fileSystem: BlockKey;
  readonly view: ReceivedView;
  readonly name: string;
  readonly members: readonly (OpenMember & { readonly name: string })[];
  readonly groupKey: Uint8Array;
  readonly keyEpoch: number;
}

/**
 * Opens a view as the member whose key pair this is; `before` is the view it must follow, undefined
 * for the first.
 */
export function enterView(
  entering: { readonly crypto: Crypto; readonly hasher: Hasher; readonly keyPair: KeyPair },
  bytes: Uint8Array,
  before: EnteredView | undefined,
): EnteredView | Malformed {
  const { crypto, hasher, keyPair } = entering;
  const view = decodeView(crypto, bytes);
  if (isMalformed(view)) return view;
  const refusal = checkSuccession(crypto, view, before);
  if (refusal !== undefined) return refusal;
  const groupKey = openGroupKey(crypto, view, keyPair);
  if (isMalformed(groupKey)) return groupKey;
  const names = openViewNames(crypto, view, groupKey);
  if (isMalformed(names)) return names;
  const members = view.members.map((member, at) => ({
    ...member,
    name: names.memberNames[at] ?? "",
  }));
  const key = nameBlock(hasher, [bytes]);
  const fileSystem = before?.fileSystem ?? key;
  const { name } = names;
  return { key, fileSystem, view, name, members, groupKey, keyEpoch: view.keyEpoch };
}
