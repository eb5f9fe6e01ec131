// Founding a file system: the first view, whose block key names it all (FORMAT "Views").

import { invariant, nameBlock } from "../dhash/core/index.ts";
import type { BlockKey } from "../dhash/index.ts";
import { bytesToLogId } from "./core/hash.ts";
import type { OpenMember } from "./core/view.ts";
import { bareView, noGaps } from "./core/view.ts";
import { encodeView } from "./core/view-codec.ts";
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
