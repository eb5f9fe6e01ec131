// The golden vectors of the messages between nodes, and of a node's point.
// `node tests/support/golden-nodes.ts` writes tests/golden/nodes.json.
import { writeFileSync } from "node:fs";
import { encodeNodeMessage, type NodeMessage } from "../../dhash/core/node/node-message.ts";
import { blockToDigestItem } from "../../dhash/core/repair/digest-item.ts";
import { childPath, rootPath } from "../../dhash/core/repair/digest-path.ts";
import {
  bytesToRingPoint,
  type Contact,
  isMachineId,
  type RingPoint,
  wholeRing,
} from "../../dhash/core/routing-index.ts";
import { invariant, publicKeyToPeerId } from "../../dhash/index.ts";
import { nodeLabel } from "../../dhash/node-parts.ts";
import { hasher, sample } from "../dhash/block-samples.ts";

export const goldenNodesPath = new URL("../golden/nodes.json", import.meta.url).pathname;

/** Point and name of a node, as a node itself makes them. */
export function nameNode(publicKey: Uint8Array) {
  const id = bytesToRingPoint(hasher.hash(nodeLabel, [publicKey]));
  const peer = publicKeyToPeerId(publicKey);
  invariant(id !== undefined && peer !== undefined, "32 bytes are a key, and a hash");
  return { id, peer };
}

const machine = "machine-1";
invariant(isMachineId(machine), "a machine has a name");
const publicKey = new Uint8Array(32).fill(0x11);
const contact: Contact = {
  ...nameNode(publicKey),
  machine,
  addresses: ["/ip4/192.0.2.7/tcp/4001"],
};
const point = pointOf(0x22);
const owner = new Uint8Array(32).fill(0x33);
const keys = [sample(1).key, sample(2).key];
const item = blockToDigestItem(sample(1).key);
const versioned = blockToDigestItem(`ed${"44".repeat(32)}`, 7);
const path = childPath(childPath(rootPath, 0), 63);
const digest = new Uint8Array(32).fill(0x55);

export const goldenNodeMessages: readonly NodeMessage[] = [
  {
    kind: "hello",
    hello: { isStoring: true, bytesFree: undefined, machine, addresses: contact.addresses },
  },
  { kind: "hello", hello: { isStoring: false, bytesFree: 0, machine, addresses: [] } },
  { kind: "ask", number: 1, question: { kind: "find", key: point, count: 24 } },
  { kind: "ask", number: 2, question: { kind: "list", prefix: "0a", from: wholeRing.from } },
  { kind: "ask", number: 3, question: { kind: "hold", keys: [point] } },
  { kind: "ask", number: 4, question: { kind: "release", keys: [point] } },
  { kind: "ask", number: 5, question: { kind: "announce" } },
  { kind: "ask", number: 6, question: { kind: "leave" } },
  {
    ...{ kind: "reply", number: 1, holders: [contact] },
    reply: {
      ...{ kind: "nearest", contacts: [contact], certain: 1, isEveryone: true },
      holders: [contact.id],
    },
  },
  {
    ...{ kind: "reply", number: 2, holders: [] },
    reply: {
      ...{ kind: "page", contacts: [contact], next: point },
      table: { isSettled: true, isWhole: false, hasRoom: true, nodes: 9 },
    },
  },
  { kind: "reply", number: 3, holders: [], reply: { kind: "noted" } },
  { kind: "offer", keys },
  { kind: "state", state: "kept", keys },
  { kind: "state", state: "taken", keys },
  { kind: "state", state: "refused", keys },
  {
    ...{ kind: "compare", number: 1 },
    question: { arc: { from: point, to: pointOf(0x66) }, nodes: [{ path, digest }] },
  },
  {
    ...{ kind: "compared", number: 1 },
    answers: [
      { path: rootPath, kind: "same" },
      { path, kind: "items", items: [item, versioned] },
      { path, kind: "branches", digests: Array.from({ length: 64 }, () => digest) },
    ],
  },
  { kind: "put", bytes: Uint8Array.of(1, 2, 3) },
  { kind: "holding", owner, version: 2 ** 40 + 1 },
  { kind: "declined", owner },
  { kind: "get", owner },
  { kind: "got", owner, bytes: Uint8Array.of(1, 2, 3) },
  { kind: "got", owner, bytes: new Uint8Array(0) },
];

export function makeGoldenNodes(): unknown {
  return {
    publicKey: hex(publicKey),
    point: contact.id,
    messages: goldenNodeMessages.map((message) => {
      const what = message.kind === "state" ? message.state : message.kind;
      return { what, hex: hex(encodeNodeMessage(message)) };
    }),
  };
}

function pointOf(byte: number): RingPoint {
  const made = bytesToRingPoint(new Uint8Array(32).fill(byte));
  invariant(made !== undefined, "32 bytes are a point");
  return made;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(goldenNodesPath, `${JSON.stringify(makeGoldenNodes(), undefined, 2)}\n`);
}
