// Log heads: the signed newest pointer of a log (FORMAT "Log heads"; the paper's log-head). One
// signature covers everything before it, because each record names the one before.
import type { BlockKey } from "../../dhash/core/index.ts";
import { blockKeyToBytes } from "../../dhash/core/index.ts";
import type { Crypto, KeyPair } from "../ports.ts";
import { ivy } from "./generated/logs.js";
import type { LogId, RecordHash } from "./hash.ts";
import { hexToBytes } from "./hash.ts";
import { safeMax, sequenceMax } from "./limits.ts";
import type { Malformed } from "./message.ts";
import { checkTimeFields, isMalformed, malformed, readMessage, requireInteger } from "./message.ts";
import {
  checkBlockKey,
  checkHash,
  checkLogId,
  isPresent,
  recordFormatVersion,
  requireFormatVersion,
} from "./record-codec.ts";
import { openSigned, signContent } from "./signed.ts";
import type { Time } from "./time.ts";

const { LogHead: LogHeadMessage } = ivy.logs;

/** Domain label of a head's signature. */
export const headLabel = "ivy head 1";

export interface LogHead {
  /** Key of the first view. */
  readonly fileSystem: BlockKey;
  readonly logId: LogId;
  readonly sequence: number;
  readonly hash: RecordHash;
  readonly lamport: number;
  /** The newest segment index that is stored as a block. */
  readonly segmentIndex: BlockKey | undefined;
  /** The view in force, if it is stored as a block as well. */
  readonly view: BlockKey | undefined;
  readonly time: Time;
}

export function signHead(crypto: Crypto, head: LogHead, keyPair: KeyPair): Uint8Array {
  const { fileSystem, logId, sequence, hash, lamport, segmentIndex, view, time } = head;
  const content = LogHeadMessage.encode({
    formatVersion: recordFormatVersion,
    fileSystem: blockKeyToBytes(fileSystem),
    logId: hexToBytes(logId),
    sequence,
    hash: hexToBytes(hash),
    lamport,
    segmentIndex: segmentIndex === undefined ? null : blockKeyToBytes(segmentIndex),
    seconds: time.seconds,
    nanoseconds: time.nanoseconds,
    view: view === undefined ? null : blockKeyToBytes(view),
  }).finish();
  return signContent({ crypto, label: headLabel, keyPair }, content);
}

/** The head, if the log's own key signed it. */
export function verifyHead(crypto: Crypto, bytes: Uint8Array): LogHead | Malformed {
  const signed = openSigned({ crypto, label: headLabel }, bytes);
  if (isMalformed(signed)) return signed;
  const reading = { what: "log head", decode: LogHeadMessage.decode };
  const head = readMessage(reading, signed.content, checkHead);
  if (isMalformed(head)) return head;
  return head.logId === signed.signer ? head : malformed("log head: signed by another key");
}

function checkHead(message: ivy.logs.LogHead.$Properties): LogHead {
  requireFormatVersion(message.formatVersion);
  const { segmentIndex } = message;
  return {
    fileSystem: checkBlockKey(message.fileSystem, "file system"),
    logId: checkLogId(message.logId),
    sequence: requireInteger(message.sequence, "sequence", { min: 1, max: sequenceMax }),
    hash: checkHash(message.hash, "hash"),
    lamport: requireInteger(message.lamport, "Lamport number", { min: 1, max: safeMax }),
    segmentIndex: isPresent(segmentIndex)
      ? checkBlockKey(segmentIndex, "segment index")
      : undefined,
    view: isPresent(message.view) ? checkBlockKey(message.view, "view") : undefined,
    time: checkTimeFields(message),
  };
}
