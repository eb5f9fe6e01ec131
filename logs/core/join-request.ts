// What somebody who holds an invite link asks a member for (FORMAT "Invites"): to be let in with
// this log, under this name. Signed by the log's own key; the proof is made with the invite's.
import type { BlockKey } from "../../dhash/core/index.ts";
import { blockKeyToBytes } from "../../dhash/core/index.ts";
import type { Crypto, KeyPair } from "../ports.ts";
import { ivy } from "./generated/logs.js";
import type { LogId } from "./hash.ts";
import { bytesToHex, bytesToLogId, hexToBytes } from "./hash.ts";
import { proveInvite } from "./invite-proof.ts";
import type { Malformed } from "./message.ts";
import { isMalformed, malformed, readMessage, requireBytes } from "./message.ts";
import {
  checkBlockKey,
  checkLogId,
  recordFormatVersion,
  requireFormatVersion,
} from "./record-codec.ts";
import { openSigned, signContent } from "./signed.ts";

const { JoinRequest: JoinMessage } = ivy.logs;

/** Domain label of a request's signature. */
export const joinLabel = "ivy join 1";
const keyBytes = 32;
const signatureBytes = 64;

export interface JoinRequest {
  readonly fileSystem: BlockKey;
  readonly logId: LogId;
  /** As it was sent: not checked here. */
  readonly name: string;
  /** Public key of the invite. */
  readonly invite: string;
  readonly proof: Uint8Array;
}

/** The bytes of a request, by who wants to join. */
export function encodeJoinRequest(
  crypto: Crypto,
  keys: { readonly own: KeyPair; readonly inviteSeed: Uint8Array },
  wish: { readonly fileSystem: BlockKey; readonly name: string },
): Uint8Array | Malformed {
  const { fileSystem, name } = wish;
  const logId = bytesToLogId(keys.own.publicKey);
  if (logId === undefined) return malformed("join request: no key of a log");
  const inviteKeys = crypto.keyPair(keys.inviteSeed);
  const content = JoinMessage.encode({
    formatVersion: recordFormatVersion,
    fileSystem: blockKeyToBytes(fileSystem),
    logId: hexToBytes(logId),
    name,
    invite: inviteKeys.publicKey,
    proof: proveInvite(crypto, { fileSystem, logId }, inviteKeys),
  }).finish();
  return signContent({ crypto, label: joinLabel, keyPair: keys.own }, content);
}

/** The request, if the log's own key signed it. Whether the invite is good is for `answerJoin`. */
export function decodeJoinRequest(crypto: Crypto, bytes: Uint8Array): JoinRequest | Malformed {
  const signed = openSigned({ crypto, label: joinLabel }, bytes);
  if (isMalformed(signed)) return signed;
  const reading = { what: "join request", decode: JoinMessage.decode };
  const request = readMessage(reading, signed.content, (message) => {
    requireFormatVersion(message.formatVersion);
    const invite = requireBytes(message.invite, "invite", { min: keyBytes, max: keyBytes });
    const range = { min: signatureBytes, max: signatureBytes };
    return {
      fileSystem: checkBlockKey(message.fileSystem, "file system"),
      logId: checkLogId(message.logId),
      name: message.name ?? "",
      invite: bytesToHex(invite),
      proof: requireBytes(message.proof, "proof", range),
    };
  });
  if (isMalformed(request)) return request;
  return request.logId === signed.signer
    ? request
    : malformed("join request: signed by another key");
}
