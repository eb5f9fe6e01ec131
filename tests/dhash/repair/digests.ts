// Items and trees for the tests of digests.
import fc from "fast-check";
import { nodeHasher } from "../../../dhash/adapters/node-hasher.ts";
import {
  type Arc,
  answerComparison,
  blockToDigestItem,
  Comparison,
  type ComparisonAnswer,
  type ComparisonQuestion,
  type Difference,
  type DigestItem,
  DigestTree,
} from "../../../dhash/core/routing-index.ts";
import { points } from "../routing/members.ts";

export const hasher = nodeHasher();

export function treeOf(items: Iterable<DigestItem>): DigestTree {
  const tree = new DigestTree(hasher);
  for (const item of items) tree.add(item);
  return tree;
}

/** Content-hash blocks and versions of public-key blocks. */
export const items: fc.Arbitrary<DigestItem> = fc.oneof(
  points.map((point) => blockToDigestItem(`12${point}`)),
  fc
    .tuple(points, fc.nat({ max: 3 }))
    .map(([point, version]) => blockToDigestItem(`ed${point}`, version)),
);

/** Spread evenly, from a number. */
export function itemAt(index: number): DigestItem {
  const digest = hasher.hash("test", [Buffer.from(String(index))]);
  return blockToDigestItem(`12${Buffer.from(digest).toString("hex")}`);
}

export interface Compared extends Difference {
  readonly messages: number;
  readonly nodes: number;
}

export function compare(
  mine: DigestTree,
  arc: Arc,
  answer: (question: ComparisonQuestion) => readonly ComparisonAnswer[],
): Compared {
  const comparison = new Comparison(mine, arc);
  let [messages, nodes] = [0, 0];
  for (;;) {
    const question = comparison.next();
    if (question === undefined) return { ...comparison.difference(), messages, nodes };
    messages++;
    nodes += question.nodes.length;
    comparison.answered(answer(question));
  }
}

export function compareTrees(mine: DigestTree, other: DigestTree, arc: Arc): Compared {
  return compare(mine, arc, (question) => answerComparison(other, question));
}
