// The bytes of comparisons of what neighbours keep (FORMAT "Digests of key ranges", "Nodes").
import type { ComparisonAnswer, ComparisonQuestion } from "../repair/comparison.ts";
import { type DigestItem, digestItemToBytes, isDigestItem } from "../repair/digest-item.ts";
import { type DigestPath, isDigestPath, rootPath } from "../repair/digest-path.ts";
import { digestLevelsMax, digestsComparedMax } from "../repair/limits.ts";
import { ringPointToBytes } from "../routing/ring-point.ts";
import type { ByteReader, ByteWriter } from "./bytes.ts";
import { comparedItemsMax } from "./limits.ts";
import { readPoint } from "./question-codec.ts";

const answerBytes = { same: 1, items: 2, branches: 3 } as const;
const digestBytes = 32;
const itemBytes = 40;
const branches = 64;

export function writeComparison(to: ByteWriter, { arc, nodes }: ComparisonQuestion): void {
  to.bytes(ringPointToBytes(arc.from)).bytes(ringPointToBytes(arc.to)).u16(nodes.length);
  for (const { path, digest } of nodes) to.text(path).bytes(digest);
}

export function readComparison(from: ByteReader): ComparisonQuestion {
  const arc = { from: readPoint(from), to: readPoint(from) };
  const nodes = from.list(digestsComparedMax, "a list of digests", () => {
    return { path: readPath(from), digest: from.bytes(digestBytes) };
  });
  return { arc, nodes };
}

export function writeCompared(to: ByteWriter, answers: readonly ComparisonAnswer[]): void {
  to.u16(answers.length);
  for (const answer of answers) {
    to.text(answer.path).u8(answerBytes[answer.kind]);
    switch (answer.kind) {
      case "same":
        break;
      case "items":
        to.u16(answer.items.length);
        for (const item of answer.items) to.bytes(digestItemToBytes(item));
        break;
      case "branches":
        for (const digest of answer.digests) to.bytes(digest);
    }
  }
}

export function readCompared(from: ByteReader): readonly ComparisonAnswer[] {
  return from.list(digestsComparedMax, "a list of answers", () => readAnswer(from));
}

function readAnswer(from: ByteReader): ComparisonAnswer {
  const path = readPath(from);
  const kind = from.u8();
  switch (kind) {
    case answerBytes.items:
      return {
        ...{ path, kind: "items" },
        items: from.list(comparedItemsMax, "a list of items", () => readItem(from)).flat(),
      };
    case answerBytes.branches: {
      const digests = Array.from({ length: branches }, () => from.bytes(digestBytes));
      return { path, kind: "branches", digests };
    }
    default:
      if (kind !== answerBytes.same) from.fail(`an answer of the unknown kind ${kind}`);
      return { path, kind: "same" };
  }
}

/** None when it is none. */
function readItem(from: ByteReader): readonly DigestItem[] {
  const item = Buffer.from(from.bytes(itemBytes)).toString("hex");
  if (isDigestItem(item)) return [item];
  from.fail("an item that is none");
  return [];
}

function readPath(from: ByteReader): DigestPath {
  const path = from.text(digestLevelsMax);
  if (isDigestPath(path)) return path;
  from.fail("a path that is none");
  return rootPath;
}
