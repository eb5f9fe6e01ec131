// Whether a tree is one that a crash may leave: everything acknowledged, and of the one operation
// that was under way nothing, all, or for a write some of its bytes.
import { isWriting, type Operation, type Writing } from "./operation.ts";
import { type Description, dataOf, TreeModel } from "./tree-model.ts";

export interface Found {
  readonly description: Description;
  /** Of a file that was being written. */
  readonly contentOf: (path: string) => Uint8Array | undefined;
}

/** What is wrong, a line each; empty when the tree is as promised. */
export function judge(journal: string, found: Found): string[] {
  const { model, underWay } = readJournal(journal);
  const before = model.describe();
  if (underWay === undefined) return differences(before, found.description, []);
  const wrongBytes = isWriting(underWay) ? judgeBytes(model, underWay, found) : [];
  model.apply(underWay);
  const open = isWriting(underWay) ? model.namesOf(underWay.path) : [];
  const asBefore = differences(before, found.description, open);
  const asAfter = differences(model.describe(), found.description, open);
  const isExpected = asBefore.length === 0 || asAfter.length === 0;
  if (isExpected && wrongBytes.length === 0) return [];
  return [`under way: ${JSON.stringify(underWay)}`, ...(isExpected ? [] : asBefore), ...wrongBytes];
}

/** The file that was being written, whose content the judge wants to see. */
export function fileUnderWay(journal: string): string | undefined {
  const { underWay } = readJournal(journal);
  return underWay !== undefined && isWriting(underWay) ? underWay.path : undefined;
}

interface Acknowledged {
  readonly model: TreeModel;
  readonly underWay: Operation | undefined;
}

function readJournal(journal: string): Acknowledged {
  const model = new TreeModel();
  let underWay: Operation | undefined;
  for (const line of journal.split("\n").slice(1, -1)) {
    if (line !== "done") underWay = JSON.parse(line);
    else if (underWay !== undefined) {
      model.apply(underWay);
      underWay = undefined;
    }
  }
  return { model, underWay };
}

/** Each byte must be the one before the write, or the one that was being written in its place. */
function judgeBytes(model: TreeModel, writing: Writing, { contentOf }: Found): string[] {
  const { path } = writing;
  const old = model.has(path) ? model.contentOf(path) : Buffer.alloc(0);
  const from = writing.kind === "append" ? old.length : writing.offset;
  const data = dataOf(writing);
  const content = contentOf(path);
  if (content === undefined) return model.has(path) ? [`${path}: its content is not there`] : [];
  if (content.length < old.length) return [`${path}: ${content.length} of ${old.length} bytes`];
  if (content.length > Math.max(old.length, from + data.length)) {
    return [`${path}: ${content.length} bytes are more than were ever written`];
  }
  for (const [at, byte] of content.entries()) {
    if (byte !== (old[at] ?? 0) && byte !== data[at - from])
      return [`${path}: byte ${at} is wrong`];
  }
  return [];
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
