// The messages by which nodes of the block store keep blocks where they belong (FORMAT "Nodes").
// Bytes of a peer are checked here once; whatever they are, the answer is a message or why there is
// none.
import type { BlockKey } from "../block.ts";
import { blockKeyToBytes, bytesToBlockKey } from "../block.ts";
import type { ComparisonAnswer, ComparisonQuestion } from "../repair/comparison.ts";
import type { Contact } from "../routing/contact.ts";
import type { Question, Reply } from "../routing/questions.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";
import {
  readCompared,
  readComparison,
  writeCompared,
  writeComparison,
} from "./comparison-codec.ts";
import { type Hello, type NameNode, readHello, writeHello } from "./contact-codec.ts";
import { offerKeysMax, publicKeyBlockBytesMax } from "./limits.ts";
import { readQuestion, readReply, writeQuestion, writeReply } from "./question-codec.ts";

export type KeyState = "kept" | "taken" | "refused";

export type NodeMessage =
  | { readonly kind: "hello"; readonly hello: Hello }
  | { readonly kind: "ask"; readonly number: number; readonly question: Question }
  | {
      readonly kind: "reply";
      readonly number: number;
      readonly reply: Reply;
      /** The contacts of the holders that the reply names. */
      readonly holders: readonly Contact[];
    }
  /** I hold these; will you? */
  | { readonly kind: "offer"; readonly keys: readonly BlockKey[] }
  /** Of keys that were offered: "kept" is durable; "taken" is on its way, and the word comes. */
  | { readonly kind: "state"; readonly state: KeyState; readonly keys: readonly BlockKey[] }
  | { readonly kind: "compare"; readonly number: number; readonly question: ComparisonQuestion }
  | {
      readonly kind: "compared";
      readonly number: number;
      readonly answers: readonly ComparisonAnswer[];
    }
  /** Keep this public-key block; its signature is not checked yet. */
  | { readonly kind: "put"; readonly bytes: Uint8Array }
  /** Of a public-key block, this version or a newer one is kept, durably. */
  | { readonly kind: "holding"; readonly owner: Uint8Array; readonly version: number }
  | { readonly kind: "declined"; readonly owner: Uint8Array }
  | { readonly kind: "get"; readonly owner: Uint8Array }
  /** No bytes: there is none. */
  | { readonly kind: "got"; readonly owner: Uint8Array; readonly bytes: Uint8Array };

export type OddNodeMessage =
  | { readonly kind: "malformed"; readonly why: string }
  /** A hello of a later version of these messages. */
  | { readonly kind: "other version"; readonly version: number };

export const nodeMessageVersion = 1;

const kindBytes = {
  ...{ hello: 1, ask: 2, reply: 3, offer: 4, kept: 5, taken: 6, refused: 7 },
  ...{ compare: 8, compared: 9, put: 10, holding: 11, declined: 12, get: 13, got: 14 },
} as const;

const keyBytes = 33;
const ownerBytes = 32;

export function encodeNodeMessage(message: NodeMessage): Uint8Array {
  const kind = message.kind === "state" ? message.state : message.kind;
  const to = new ByteWriter().u8(kindBytes[kind]);
  switch (message.kind) {
    case "hello":
      writeHello(to.u8(nodeMessageVersion), message.hello);
      break;
    case "ask":
      writeQuestion(to.u32(message.number), message.question);
      break;
    case "reply":
      writeReply(to.u32(message.number), message);
      break;
    case "offer":
    case "state":
      to.u16(message.keys.length);
      for (const key of message.keys) to.bytes(blockKeyToBytes(key));
      break;
    case "compare":
      writeComparison(to.u32(message.number), message.question);
      break;
    case "compared":
      writeCompared(to.u32(message.number), message.answers);
      break;
    case "put":
      to.bytes(message.bytes);
      break;
    case "holding":
      to.bytes(message.owner).u64(message.version);
      break;
    case "declined":
    case "get":
      to.bytes(message.owner);
      break;
    case "got":
      to.bytes(message.owner).bytes(message.bytes);
  }
  return to.end();
}

/** Never throws. `nameNode` names the nodes of public keys. */
export function decodeNodeMessage(
  bytes: Uint8Array,
  nameNode: NameNode,
): NodeMessage | OddNodeMessage {
  const from = new ByteReader(bytes);
  const kind = from.u8();
  const version = kind === kindBytes.hello ? bytes[1] : undefined;
  if (version !== undefined && version > nodeMessageVersion) {
    return { kind: "other version", version };
  }
  const message = readMessage(kind, from, nameNode);
  if (message !== undefined) from.end();
  else from.fail(`a message of the unknown kind ${kind}`);
  const { why } = from;
  if (message === undefined || why !== undefined) return { kind: "malformed", why: why ?? "" };
  return message;
}

function readMessage(kind: number, from: ByteReader, nameNode: NameNode): NodeMessage | undefined {
  switch (kind) {
    case kindBytes.hello:
      if (from.u8() !== nodeMessageVersion) from.fail("a hello of version 0");
      return { kind: "hello", hello: readHello(from) };
    case kindBytes.ask:
      return { kind: "ask", number: from.u32(), question: readQuestion(from) };
    case kindBytes.reply:
      return { kind: "reply", number: from.u32(), ...readReply(from, nameNode) };
    case kindBytes.offer:
      return { kind: "offer", keys: readKeys(from) };
    case kindBytes.kept:
      return { kind: "state", state: "kept", keys: readKeys(from) };
    case kindBytes.taken:
      return { kind: "state", state: "taken", keys: readKeys(from) };
    case kindBytes.refused:
      return { kind: "state", state: "refused", keys: readKeys(from) };
    case kindBytes.compare:
      return { kind: "compare", number: from.u32(), question: readComparison(from) };
    case kindBytes.compared:
      return { kind: "compared", number: from.u32(), answers: readCompared(from) };
    default:
      return readPublicKeyMessage(kind, from);
  }
}

function readPublicKeyMessage(kind: number, from: ByteReader): NodeMessage | undefined {
  switch (kind) {
    case kindBytes.put:
      return { kind: "put", bytes: readBlock(from) };
    case kindBytes.holding:
      return { kind: "holding", owner: from.bytes(ownerBytes), version: from.u64() };
    case kindBytes.declined:
      return { kind: "declined", owner: from.bytes(ownerBytes) };
    case kindBytes.get:
      return { kind: "get", owner: from.bytes(ownerBytes) };
    case kindBytes.got:
      return { kind: "got", owner: from.bytes(ownerBytes), bytes: readBlock(from) };
    default:
      return undefined;
  }
}

function readBlock(from: ByteReader): Uint8Array {
  const bytes = from.rest();
  if (bytes.length > publicKeyBlockBytesMax) from.fail(`a public-key block of ${bytes.length}`);
  return bytes;
}

function readKeys(from: ByteReader): readonly BlockKey[] {
  const keys: BlockKey[] = [];
  for (const bytes of from.list(offerKeysMax, "a list of keys", () => from.bytes(keyBytes))) {
    const key = bytesToBlockKey(bytes);
    if (key === undefined) from.fail("a key of an unknown kind");
    else keys.push(key);
  }
  if (keys.length === 0) from.fail("a list without keys");
  return keys;
}
