// The messages between nodes: their bytes are those of FORMAT, and no bytes of a peer make the
// reader throw.
import { readFileSync } from "node:fs";
import test from "ava";
import fc from "fast-check";
import { offerKeysMax, publicKeyBlockBytesMax } from "../../dhash/core/node/limits.ts";
import { decodeNodeMessage, encodeNodeMessage } from "../../dhash/core/node/node-message.ts";
import {
  goldenNodeMessages,
  goldenNodesPath,
  makeGoldenNodes,
  nameNode,
} from "../support/golden-nodes.ts";
import { flipped } from "../support/logs.ts";
import { sample } from "./block-samples.ts";

const decode = (bytes: Uint8Array) => decodeNodeMessage(bytes, nameNode);

test("the golden vectors are what is encoded", (t) => {
  const text = readFileSync(goldenNodesPath, "utf8");
  t.is(`${JSON.stringify(makeGoldenNodes(), undefined, 2)}\n`, text);
});

test("every message is read back as it was written", (t) => {
  for (const message of goldenNodeMessages) {
    t.deepEqual(plain(decode(encodeNodeMessage(message))), plain(message), message.kind);
  }
});

/** With bytes as text, so that views and copies are alike. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) =>
      each instanceof Uint8Array ? Buffer.from(each).toString("hex") : each,
    ),
  );
}

test("a message that is cut off, longer or changed is read as another one or as none", (t) => {
  for (const message of goldenNodeMessages) {
    const bytes = encodeNodeMessage(message);
    const isOpen = message.kind === "put" || message.kind === "got";
    for (let at = 0; at < bytes.length; at++) {
      t.notThrows(() => decode(flipped(bytes, at, 0x80)));
      if (!isOpen) t.is(decode(bytes.subarray(0, at)).kind, "malformed", `${message.kind} ${at}`);
    }
    const longer = Buffer.concat([bytes, Buffer.alloc(1)]);
    if (!isOpen) t.is(decode(longer).kind, "malformed", message.kind);
  }
});

test("what has no sense is malformed, and why is said", (t) => {
  const key = Buffer.from(sample(1).key, "hex");
  const foreign = Buffer.from(key).fill(0x13, 0, 1);
  const count = (number: number) => Buffer.from([number & 0xff, number >> 8]);
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ["the unknown kind 99", Uint8Array.of(99)],
    ["a message that is cut off", new Uint8Array(0)],
    ["a hello of version 0", Uint8Array.of(1, 0)],
    ["a list without keys", Uint8Array.of(4, 0, 0)],
    ["a list of keys of 257", Buffer.concat([Uint8Array.of(4), count(offerKeysMax + 1), key])],
    ["a key of an unknown kind", Buffer.concat([Uint8Array.of(4), count(1), foreign])],
    ["a question of the unknown kind 9", Uint8Array.of(2, 0, 0, 0, 0, 9)],
    ["a public-key block of 8193", Buffer.alloc(publicKeyBlockBytesMax + 2, 10)],
    ["a number that is too large", Buffer.concat([Uint8Array.of(11), Buffer.alloc(40, 0xff)])],
  ];
  for (const [why, bytes] of cases) {
    const message = decode(bytes);
    t.is(message.kind, "malformed", why);
    t.true(message.kind === "malformed" && message.why.includes(why), why);
  }
});

test("a hello of a later version is no fault", (t) => {
  const [hello] = goldenNodeMessages;
  if (hello === undefined) return t.fail();
  const later = decode(flipped(encodeNodeMessage(hello), 1, 0x03));
  t.deepEqual(later, { kind: "other version", version: 2 });
  return undefined;
});

test("no bytes make the reader throw", (t) => {
  const kinds = fc.integer({ min: 0, max: 16 });
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(kinds, bytes, (kind, rest) => {
      decode(Buffer.concat([Uint8Array.of(kind), rest]));
    }),
    { numRuns: 2000 },
  );
  t.pass();
});
