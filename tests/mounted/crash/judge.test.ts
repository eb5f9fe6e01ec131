// The judge of the crash test sees what is lost, mixed or left over, and forgives only what was
// under way.
import test from "ava";
import { fileUnderWay, judge } from "./judge.ts";
import type { Operation, Writing } from "./operation.ts";
import { dataOf, TreeModel } from "./tree-model.ts";

const write: Writing = { kind: "write", path: "f", offset: 0, length: 9, seed: 1, by: "close" };
const rename: Operation = { kind: "rename", path: "f", newPath: "g" };

function journalOf(operations: readonly Operation[], isLastDone: boolean): string {
  const lines = operations.flatMap((operation) => [JSON.stringify(operation), "done"]);
  return `${["begun", ...(isLastDone ? lines : lines.slice(0, -1))].join("\n")}\n`;
}

function treeAfter(...operations: readonly Operation[]): Map<string, string> {
  const model = new TreeModel();
  for (const operation of operations) model.apply(operation);
  return new Map(model.describe());
}

/** With the content of the file "f", for those who ask. */
function judged(journal: string, description: Map<string, string>, content?: Buffer): string[] {
  return judge(journal, { description, contentOf: () => content });
}

test("a tree with everything acknowledged is as promised", (t) => {
  t.deepEqual(judged(journalOf([write, rename], true), treeAfter(write, rename)), []);
});

test("an acknowledged name or byte that is missing is seen", (t) => {
  t.is(judged(journalOf([write], true), new Map()).length, 1);
  const damaged = new Map([["f", "file 644 9 bytes of something else"]]);
  t.is(judged(journalOf([write], true), damaged).length, 1);
});

test("a name that nobody made is seen", (t) => {
  const extra = treeAfter(write).set("x", "directory");
  t.is(judged(journalOf([write], true), extra).length, 1);
});

test("an operation that was under way happened wholly or not at all", (t) => {
  const journal = journalOf([write, rename], false);
  t.deepEqual(judged(journal, treeAfter(write)), []);
  t.deepEqual(judged(journal, treeAfter(write, rename)), []);
  t.not(judged(journal, new Map()).length, 0);
  t.not(judged(journal, new Map([...treeAfter(write), ...treeAfter(write, rename)])).length, 0);
});

test("a write that was under way may have written some of its bytes, and no others", (t) => {
  const [long, over]: [Writing, Writing] = [
    { ...write, length: 100 },
    { ...write, offset: 50, length: 100, seed: 2 },
  ];
  const journal = journalOf([long, over], false);
  t.is(fileUnderWay(journal), "f");
  const before = dataOf(long);
  const some = Buffer.concat([before, Buffer.alloc(20)]);
  dataOf(over).copy(some, 60, 10, 30);
  for (const content of [before, some]) {
    t.deepEqual(judged(journal, treeAfter(long), content), []);
    t.deepEqual(judged(journal, new Map([["f", "file 644 something"]]), content), []);
  }
  const damaged = Buffer.from(before);
  damaged[10] = (damaged[10] ?? 0) ^ 1;
  const wrong = [damaged, before.subarray(0, 99), Buffer.concat([some, some]), undefined];
  for (const content of wrong) t.is(judged(journal, treeAfter(long), content).length, 2);
  t.deepEqual(judged(journalOf([write], false), new Map()), [], "it need not have begun");
});
