// A record between its two forms: the envelope that is stored and sent, and the header and body
// that members read.
import { invariant } from "../../dhash/core/index.ts";
import type { Crypto } from "../ports.ts";
import type { Malformed } from "./message.ts";
import { isMalformed, malformed } from "./message.ts";
import type { Body, Header } from "./record-codec.ts";
import {
  decodeBody,
  decodeEnvelope,
  encodeBody,
  encodeHeader,
  makeEnvelope,
} from "./record-codec.ts";
import { deriveKey, open, recordKeyLabel, sealedExtraBytes, sealInto } from "./sealing.ts";

/** The keys of record bodies by epoch. */
export interface RecordKeys {
  readonly crypto: Crypto;
  readonly keysByEpoch: ReadonlyMap<number, Uint8Array>;
}

export function deriveRecordKeys(
  crypto: Crypto,
  groupKeysByEpoch: ReadonlyMap<number, Uint8Array>,
): RecordKeys {
  const derived = [...groupKeysByEpoch].map(
    ([epoch, groupKey]) => [epoch, deriveKey(crypto, groupKey, recordKeyLabel)] as const,
  );
  return { crypto, keysByEpoch: new Map(derived) };
}

/** The envelope of a new record; its body is sealed under a fresh random nonce. */
export function sealRecord(
  { crypto, keysByEpoch }: RecordKeys,
  header: Header,
  body: Body,
): Uint8Array {
  const key = keysByEpoch.get(header.keyEpoch);
  invariant(key !== undefined, "an author has the key of the epoch it writes in");
  const associatedData = encodeHeader(header);
  const plaintext = encodeBody(body);
  const room = makeEnvelope(associatedData, plaintext.length + sealedExtraBytes);
  sealInto({ crypto, key, associatedData }, plaintext, room.body);
  return room.envelope;
}

export interface OpenedRecord {
  readonly header: Header;
  readonly body: Body;
}

export function openRecord(
  { crypto, keysByEpoch }: RecordKeys,
  envelope: Uint8Array,
): OpenedRecord | Malformed {
  const opened = decodeEnvelope(envelope);
  if (isMalformed(opened)) return opened;
  const { header, headerBytes, sealedBody } = opened;
  const key = keysByEpoch.get(header.keyEpoch);
  if (key === undefined) return malformed(`record: no key of epoch ${header.keyEpoch} here`);
  const plaintext = open({ crypto, key, associatedData: headerBytes }, sealedBody);
  if (isMalformed(plaintext)) return plaintext;
  const body = decodeBody(plaintext);
  return isMalformed(body) ? body : { header, body };
}
