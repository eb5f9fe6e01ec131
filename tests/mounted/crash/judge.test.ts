// The judge of the crash test sees what is lost, mixed or left over, and forgives only what was
// under way.
import test from "ava";
import { judge } from "./judge.ts";
import type { Operation } from "./operation.ts";
import { TreeModel } from "./tree-model.ts";

const write: Operation = { kind: "write", path: "f", offset: 0, length: 9, seed: 1, by: "close" };
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

test("a tree with everything acknowledged is as promised", (t) => {
  t.deepEqual(judge(journalOf([write, rename], true), treeAfter(write, rename)), []);
});

test("an acknowledged name or byte that is missing is seen", (t) => {
  t.is(judge(journalOf([write], true), new Map()).length, 1);
  const damaged = new Map([["f", "file 644 9 bytes of something else"]]);
  t.is(judge(journalOf([write], true), damaged).length, 1);
});

test("a name that nobody made is seen", (t) => {
  const extra = treeAfter(write).set("x", "directory");
  t.is(judge(journalOf([write], true), extra).length, 1);
});

test("an operation that was under way happened wholly or not at all", (t) => {
  const journal = journalOf([write, rename], false);
  t.deepEqual(judge(journal, treeAfter(write)), []);
  t.deepEqual(judge(journal, treeAfter(write, rename)), []);
  t.not(judge(journal, new Map()).length, 0);
  t.not(judge(journal, new Map([...treeAfter(write), ...treeAfter(write, rename)])).length, 0);
});

test("a write that was under way may have written some of its bytes", (t) => {
  const journal = journalOf([write], false);
  t.deepEqual(judge(journal, new Map()), []);
  t.deepEqual(judge(journal, new Map([["f", "file 644 3 bytes"]])), []);
});
