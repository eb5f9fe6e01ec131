// The messages that carry blocks: their bytes are those of FORMAT, and no bytes of a peer make the
// reader throw.
import test from "ava";
import fc from "fast-check";
import { messageKeysMax } from "../../dhash/core/block-exchange-limits.ts";
import {
  type BlockMessage,
  decodeBlockMessage,
  encodeBlockMessage,
} from "../../dhash/core/block-message.ts";
import { BrokenInvariant } from "../../dhash/core/index.ts";
import { storedBlockBytesMax } from "../../dhash/core/limits.ts";
import { flipped } from "../support/logs.ts";
import { sample, samples } from "./block-samples.ts";

const keys = samples(3).map(({ key }) => key);
const one = sample(1, 5);

const messages: readonly BlockMessage[] = [
  { kind: "want", urgency: "now", keys },
  { kind: "want", urgency: "later", keys: keys.slice(0, 1) },
  { kind: "block", ...one },
  { kind: "block", key: one.key, bytes: new Uint8Array(0) },
  { kind: "lack", keys },
  { kind: "have", keys },
];

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("the bytes are those of FORMAT", (t) => {
  const [first = one.key] = keys;
  const bytesOf = (message: BlockMessage) => hex(encodeBlockMessage(message));
  t.is(bytesOf({ kind: "want", urgency: "now", keys: [first] }), `010100${first}`);
  t.is(
    bytesOf({ kind: "want", urgency: "later", keys: [first, one.key] }),
    `020200${first}${one.key}`,
  );
  t.is(bytesOf({ kind: "block", ...one }), `03${one.key}${hex(one.bytes)}`);
  t.is(bytesOf({ kind: "lack", keys: [first] }), `040100${first}`);
  t.is(bytesOf({ kind: "have", keys: [first] }), `050100${first}`);
});

test("every message is read back as it was written", (t) => {
  for (const message of messages) {
    const back = decodeBlockMessage(encodeBlockMessage(message));
    t.deepEqual(plain(back), plain(message));
  }
});

function plain(message: ReturnType<typeof decodeBlockMessage>): unknown {
  return message.kind === "block" ? { ...message, bytes: hex(message.bytes) } : message;
}

test("a message that is cut off, longer or changed is read as another one or as none", (t) => {
  for (const message of messages) {
    const bytes = encodeBlockMessage(message);
    const longer = Buffer.concat([bytes, Buffer.alloc(1)]);
    for (let at = 0; at < bytes.length; at++) {
      t.notThrows(() => decodeBlockMessage(flipped(bytes, at, 0x80)));
      const cut = decodeBlockMessage(bytes.subarray(0, at));
      if (message.kind !== "block" || at < 34) t.is(cut.kind, "malformed");
    }
    if (message.kind !== "block") t.is(decodeBlockMessage(longer).kind, "malformed");
  }
});

test("what has no sense is malformed, and why is said", (t) => {
  const key = Buffer.from(one.key, "hex");
  const foreign = Buffer.from(key).fill(0x13, 0, 1);
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ["a message without bytes", Buffer.alloc(0)],
    ["a message of the unknown kind 0", Buffer.of(0)],
    ["a message of the unknown kind 6", Buffer.of(6, 1, 0)],
    ["a message that is cut off", Buffer.of(1, 1)],
    ["a message with 0 keys", Buffer.of(1, 0, 0)],
    ["a message with 65 keys", Buffer.concat([Buffer.of(4, 65, 0), ...Array(65).fill(key)])],
    ["a message with 256 keys", Buffer.of(1, 0, 1)],
    ["a message of 36 bytes with 2 keys", Buffer.concat([Buffer.of(2, 2, 0), key])],
    ["a key of an unknown kind", Buffer.concat([Buffer.of(2, 1, 0), foreign])],
    ["a key of an unknown kind", Buffer.concat([Buffer.of(3), foreign, one.bytes])],
    ["a key of an unknown kind", Buffer.concat([Buffer.of(3), key.subarray(1)])],
    [
      `a block of ${storedBlockBytesMax + 1} bytes`,
      Buffer.concat([Buffer.of(3), key, Buffer.alloc(storedBlockBytesMax + 1)]),
    ],
  ];
  for (const [why, bytes] of cases) {
    t.deepEqual(decodeBlockMessage(bytes), { kind: "malformed", why });
  }
});

test("any bytes are a message that is written as it was read, or malformed", (t) => {
  const start = fc.constantFrom(...messages.map((message) => [...encodeBlockMessage(message)]));
  const anyBytes = fc.tuple(start, fc.nat(40), fc.uint8Array({ maxLength: 140 }));
  fc.assert(
    fc.property(anyBytes, ([head, kept, tail]) => {
      const bytes = Uint8Array.from([...head.slice(0, kept), ...tail]);
      const message = decodeBlockMessage(bytes);
      return message.kind === "malformed" || hex(encodeBlockMessage(message)) === hex(bytes);
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test("nobody here writes a message that its reader refuses", (t) => {
  const many = samples(messageKeysMax + 1).map(({ key }) => key);
  t.notThrows(() => encodeBlockMessage({ kind: "lack", keys: many.slice(1) }));
  for (const wrong of [many, []]) {
    t.throws(() => encodeBlockMessage({ kind: "lack", keys: wrong }), {
      instanceOf: BrokenInvariant,
    });
  }
  const bytes = new Uint8Array(storedBlockBytesMax + 1);
  t.throws(() => encodeBlockMessage({ kind: "block", key: one.key, bytes }), {
    instanceOf: BrokenInvariant,
  });
});
