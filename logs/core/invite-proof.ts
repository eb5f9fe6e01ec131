// The proof that somebody holds an invite (FORMAT "Invites"): a signature of the invite's secret
// key over the file system and the log that comes in by it.
import type { BlockKey } from "../../dhash/core/index.ts";
import { blockKeyToBytes } from "../../dhash/core/index.ts";
import type { Crypto, KeyPair } from "../ports.ts";
import type { LogId } from "./hash.ts";
import { hexToBytes } from "./hash.ts";
import { labelled } from "./signed.ts";

/** Domain label of the proof. */
export const admissionLabel = "ivy admission 1";

/** What the proof is for. */
export interface InviteUse {
  /** Key of the first view. */
  readonly fileSystem: BlockKey;
  readonly logId: LogId;
}

export function proveInvite(crypto: Crypto, use: InviteUse, inviteKeys: KeyPair): Uint8Array {
  return crypto.sign(messageOf(use), inviteKeys.secretKey);
}

export function verifyInvite(
  crypto: Crypto,
  use: InviteUse,
  proven: { readonly invite: string; readonly proof: Uint8Array },
): boolean {
  const publicKey = hexToBytes(proven.invite);
  return crypto.verify({ message: messageOf(use), signature: proven.proof, publicKey });
}

function messageOf({ fileSystem, logId }: InviteUse): Uint8Array {
  return labelled(admissionLabel, Buffer.concat([blockKeyToBytes(fileSystem), hexToBytes(logId)]));
}
