// What a member reads of a view (FORMAT "Views"): the group key that is sealed to it, and under
// that the names and the older keys.
import type { Crypto, KeyPair } from "../ports.ts";
import { ivy } from "./generated/logs.js";
import { bytesToHex } from "./hash.ts";
import { keyEpochMax, nameBytesMax } from "./limits.ts";
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
import { isPresent } from "./record-codec.ts";
import { deriveKey, open, viewKeyLabel } from "./sealing.ts";
import type { OlderKey, OpenView, ReceivedView, ViewNames } from "./view.ts";

const { SecretView } = ivy.logs;
const keyBytes = 32;

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
    const olderKeys = checkOlderKeys(message.olderKeys ?? []);
    return { name: checkText(message.name), memberNames: memberNames.map(checkText), olderKeys };
  });
}

function checkOlderKeys(messages: readonly ivy.logs.OlderKey.$Properties[]): readonly OlderKey[] {
  let before = 0;
  return messages.map((message) => {
    requireKnownFields(message);
    const range = { min: before + 1, max: keyEpochMax };
    const keyEpoch = requireInteger(message.keyEpoch, "older epoch", range);
    before = keyEpoch;
    const key = requireBytes(message.key, "older key", { min: keyBytes, max: keyBytes });
    return { keyEpoch, key };
  });
}

function checkText(text: string | null | undefined): string {
  const bytes = Buffer.byteLength(text ?? "");
  const isPlain = bytes > 0 && bytes <= nameBytesMax && !/\p{Cc}/u.test(text ?? "");
  return isPlain && isPresent(text)
    ? text
    : refuse("a name is empty, too long or holds control characters");
}
