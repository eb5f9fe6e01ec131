// The golden vectors of the messages by which a tree is taken over: every implementation writes
// these bytes and reads them as these messages, and no bytes of a peer make the reader throw.
import test from "ava";
import fc from "fast-check";
import type { TreeMessage } from "../../fs/core/tree-message.ts";
import { decodeTreeMessage, encodeTreeMessage } from "../../fs/core/tree-message.ts";

const basis = Uint8Array.from({ length: 32 }, (_, at) => at);
const basisHex = Buffer.from(basis).toString("hex");

const vectors: readonly (readonly [string, TreeMessage])[] = [
  ["01", { kind: "ask" }],
  [`02 ${basisHex}`, { kind: "offer", basis }],
  ["03 02000000 0102 01000000 ff", { kind: "piece", nodes: [bytes(1, 2), bytes(255)] }],
  ["04 07010000", { kind: "taken", pieces: 263 }],
  ["05 010203", { kind: "root", root: bytes(1, 2, 3) }],
  ["06", { kind: "none" }],
];

const nonsense: readonly string[] = [
  "",
  "00",
  "07",
  "0100",
  "0600",
  `02${basisHex}00`,
  `02${basisHex.slice(2)}`,
  "03",
  "03 000000",
  "03 00000000",
  "03 02000000 01",
  "03 01000000 01 02",
  "03 ffffffff 01",
  "04 000000",
  "04 01000080",
  "05",
];

function bytes(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

function toBytes(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(" ", ""), "hex");
}

/** Views of bytes as bytes of their own. */
function plain(message: ReturnType<typeof decodeTreeMessage>) {
  switch (message.kind) {
    case "offer":
      return { ...message, basis: Uint8Array.from(message.basis) };
    case "piece":
      return { ...message, nodes: message.nodes.map((node) => Uint8Array.from(node)) };
    case "root":
      return { ...message, root: Uint8Array.from(message.root) };
    default:
      return message;
  }
}

test("every message has these bytes, and is read from them", (t) => {
  for (const [hex, message] of vectors) {
    t.is(Buffer.from(encodeTreeMessage(message)).toString("hex"), toBytes(hex).toString("hex"));
    t.deepEqual(plain(decodeTreeMessage(toBytes(hex))), message);
  }
});

test("nonsense is told from a message", (t) => {
  for (const hex of nonsense) t.is(decodeTreeMessage(toBytes(hex)).kind, "malformed", hex);
  const large = Buffer.alloc(5 * 1024 * 1024);
  large[0] = 5;
  t.is(decodeTreeMessage(large).kind, "malformed");
  large[0] = 3;
  large.writeUInt32LE(large.length - 5, 1);
  t.is(decodeTreeMessage(large).kind, "malformed");
});

test("whatever bytes come, the reader answers, and writes again what it understood", (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (random) => {
      const message = decodeTreeMessage(random);
      if (message.kind === "malformed") return true;
      return Buffer.compare(encodeTreeMessage(message), random) === 0;
    }),
    { numRuns: 2000 },
  );
  t.pass();
});
