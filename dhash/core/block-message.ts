// The messages by which peers give each other blocks (FORMAT "Blocks between peers"). Bytes of a
// peer are checked here once; whatever they are, the answer is a message or why there is none.
import type { BlockKey } from "./block.ts";
import { blockKeyToBytes, bytesToBlockKey } from "./block.ts";
import { messageKeysMax } from "./block-exchange-limits.ts";
import { invariant } from "./invariant.ts";
import { storedBlockBytesMax } from "./limits.ts";

/** "now": a reader waits for it; "later": to be kept some time. */
export type Urgency = "now" | "later";

export type BlockMessage =
  /** Send me these. */
  | { readonly kind: "want"; readonly urgency: Urgency; readonly keys: readonly BlockKey[] }
  /** The bytes are not compared with the key yet; of a decoded message they are a view. */
  | { readonly kind: "block"; readonly key: BlockKey; readonly bytes: Uint8Array }
  /** These were asked for and are not here. */
  | { readonly kind: "lack"; readonly keys: readonly BlockKey[] }
  /** You were told that these lack here, and now they are here. */
  | { readonly kind: "have"; readonly keys: readonly BlockKey[] };

export interface MalformedBlockMessage {
  readonly kind: "malformed";
  readonly why: string;
}

const keyBytes = 33;
const kindBytes = { "want now": 1, "want later": 2, block: 3, lack: 4, have: 5 } as const;
const blockHeaderBytes = 1 + keyBytes;
const keysHeaderBytes = 3;

/** A block is copied once on its way out: whoever frames a message puts its byte before it. */
export const messageRoomBytes = 1;

/** In memory of its own, with room before it. */
export function encodeBlockMessage(message: BlockMessage): Uint8Array {
  switch (message.kind) {
    case "want":
      return encodeKeys(kindBytes[`want ${message.urgency}`], message.keys);
    case "lack":
    case "have":
      return encodeKeys(kindBytes[message.kind], message.keys);
    case "block":
      return encodeBlock(message.key, message.bytes);
  }
}

function encodeKeys(kind: number, keys: readonly BlockKey[]): Uint8Array {
  invariant(keys.length >= 1 && keys.length <= messageKeysMax, "a message has 1 to 64 keys");
  const bytes = withRoom(keysHeaderBytes + keys.length * keyBytes);
  bytes.set([kind, keys.length & 0xff, keys.length >> 8]);
  keys.forEach((key, at) => {
    bytes.set(blockKeyToBytes(key), keysHeaderBytes + at * keyBytes);
  });
  return bytes;
}

function encodeBlock(key: BlockKey, block: Uint8Array): Uint8Array {
  invariant(block.length <= storedBlockBytesMax, "a stored block has at most 4 MiB");
  const bytes = withRoom(blockHeaderBytes + block.length);
  bytes[0] = kindBytes.block;
  bytes.set(blockKeyToBytes(key), 1);
  bytes.set(block, blockHeaderBytes);
  return bytes;
}

function withRoom(length: number): Uint8Array {
  return new Uint8Array(messageRoomBytes + length).subarray(messageRoomBytes);
}

/** Never throws. */
export function decodeBlockMessage(bytes: Uint8Array): BlockMessage | MalformedBlockMessage {
  switch (bytes[0]) {
    case kindBytes["want now"]:
      return decodeKeys(bytes, (keys) => ({ kind: "want", urgency: "now", keys }));
    case kindBytes["want later"]:
      return decodeKeys(bytes, (keys) => ({ kind: "want", urgency: "later", keys }));
    case kindBytes.block:
      return decodeBlock(bytes);
    case kindBytes.lack:
      return decodeKeys(bytes, (keys) => ({ kind: "lack", keys }));
    case kindBytes.have:
      return decodeKeys(bytes, (keys) => ({ kind: "have", keys }));
    case undefined:
      return malformed("a message without bytes");
    default:
      return malformed(`a message of the unknown kind ${bytes[0]}`);
  }
}

function decodeKeys(
  bytes: Uint8Array,
  make: (keys: readonly BlockKey[]) => BlockMessage,
): BlockMessage | MalformedBlockMessage {
  const [, low, high] = bytes;
  if (low === undefined || high === undefined) return malformed("a message that is cut off");
  const count = low | (high << 8);
  if (count < 1 || count > messageKeysMax) return malformed(`a message with ${count} keys`);
  if (bytes.length !== keysHeaderBytes + count * keyBytes) {
    return malformed(`a message of ${bytes.length} bytes with ${count} keys`);
  }
  const keys: BlockKey[] = [];
  for (let at = keysHeaderBytes; at < bytes.length; at += keyBytes) {
    const key = bytesToBlockKey(bytes.subarray(at, at + keyBytes));
    if (key === undefined) return malformed("a key of an unknown kind");
    keys.push(key);
  }
  return make(keys);
}

function decodeBlock(bytes: Uint8Array): BlockMessage | MalformedBlockMessage {
  const key = bytesToBlockKey(bytes.subarray(1, blockHeaderBytes));
  if (key === undefined) return malformed("a key of an unknown kind");
  const block = bytes.subarray(blockHeaderBytes);
  if (block.length > storedBlockBytesMax) return malformed(`a block of ${block.length} bytes`);
  return { kind: "block", key, bytes: block };
}

function malformed(why: string): MalformedBlockMessage {
  return { kind: "malformed", why };
}
