// What somebody who lies gives to a newcomer who asks for its tree: nonsense, half of one, or a
// tree in good order whose contents are invented.
import type { Root } from "../../../fs/core/index.ts";
import { applyRecord, emptyRoot } from "../../../fs/core/index.ts";
import { copyTree } from "../../../fs/core/tree-copy.ts";
import type { TreeMessage } from "../../../fs/core/tree-message.ts";
import { decodeTreeMessage, encodeTreeMessage } from "../../../fs/core/tree-message.ts";
import type { LogId } from "../../../logs/index.ts";
import { makeDot } from "../../../logs/index.ts";
import type { Chance } from "../../support/chance.ts";
import { fileChanges } from "./forgery.ts";
import { hasher } from "./history.ts";

/** Frames of the channel of trees, for somebody who said this there. */
export function lieAboutTree(
  bytes: Uint8Array,
  { chance, logId }: { readonly chance: Chance; readonly logId: LogId },
): readonly Uint8Array[] {
  if (decodeTreeMessage(bytes).kind !== "ask") return [];
  const offer = encodeTreeMessage({ kind: "offer", basis: chance.bytes(32) });
  const messages = treeOf(inventTree(chance, logId)).map(encodeTreeMessage);
  switch (chance.below(5)) {
    case 0:
      return [chance.bytes(chance.below(200))];
    case 1:
      return [];
    case 2:
      return [offer, ...messages.slice(0, -1)];
    case 3:
      return [offer, ...messages.map((message) => spoil(message, chance))];
    default:
      return [offer, ...messages];
  }
}

function inventTree(chance: Chance, logId: LogId): Root {
  let root = emptyRoot();
  const time = { seconds: 1, nanoseconds: 0 };
  const slots = [1, 2, 7].map((slot) => ({ slot, records: chance.below(30) }));
  let lamport = 0;
  for (const { slot, records } of slots) {
    for (let sequence = 1; sequence <= records; sequence++) {
      lamport += 1;
      const stamp = { ...{ logId, lamport, known: new Map(), time }, dot: makeDot(slot, sequence) };
      const changes = fileChanges(slot, sequence, `invented-${slot}-${sequence}`);
      root = applyRecord(root, undefined, stamp, changes);
    }
  }
  return root;
}

function treeOf(root: Root): readonly TreeMessage[] {
  const nodes: Uint8Array[] = [];
  const steps = copyTree(root, hasher);
  for (;;) {
    const step = steps.next();
    if (step.done === true)
      return [
        { kind: "piece", nodes },
        { kind: "root", root: step.value },
      ];
    if (step.value !== "") nodes.push(Uint8Array.from(step.value));
  }
}

function spoil(message: Uint8Array, chance: Chance): Uint8Array {
  const bytes = Uint8Array.from(message);
  const at = chance.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 + chance.below(255));
  return bytes;
}
