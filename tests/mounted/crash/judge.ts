// Whether a tree is one that a crash may leave: everything acknowledged, and of the one operation
// that was under way nothing, all, or for a write some of its bytes.
import type { Operation } from "./operation.ts";
import { type Description, TreeModel } from "./tree-model.ts";

/** What is wrong, a line each; empty when the tree is as promised. */
export function judge(journal: string, found: Description): string[] {
  const { before, underWay } = readJournal(journal);
  if (underWay === undefined) return differences(before.describe(), found, []);
  const after = readJournal(journal).before;
  after.apply(underWay);
  const open = underWay.kind === "write" ? after.namesOf(underWay.path) : [];
  const asBefore = differences(before.describe(), found, open);
  const asAfter = differences(after.describe(), found, open);
  if (asBefore.length === 0 || asAfter.length === 0) return [];
  return [`under way: ${JSON.stringify(underWay)}`, ...asBefore];
}

interface Acknowledged {
  readonly before: TreeModel;
  readonly underWay: Operation | undefined;
}

function readJournal(journal: string): Acknowledged {
  const before = new TreeModel();
  let underWay: Operation | undefined;
  for (const line of journal.split("\n").slice(1, -1)) {
    if (line !== "done") underWay = JSON.parse(line);
    else if (underWay !== undefined) {
      before.apply(underWay);
      underWay = undefined;
    }
  }
  return { before, underWay };
}

/**
 * Paths in `anyContent` may hold whatever they like, as long as they agree in being there or not.
 */
function differences(
  expected: Description,
  found: Description,
  anyContent: readonly string[],
): string[] {
  const wrong: string[] = [];
  for (const [path, line] of expected) {
    const got = found.get(path);
    if (got === undefined) wrong.push(`${path}: lost (${line})`);
    else if (got !== line && !anyContent.includes(path))
      wrong.push(`${path}: ${got} instead of ${line}`);
  }
  for (const [path, line] of found)
    if (!expected.has(path)) wrong.push(`${path}: not wanted (${line})`);
  return wrong;
}
