// FORMAT.md names what the code has: every domain label, every message and every limit of the
// schemas.
import { globSync, readFileSync } from "node:fs";
import test from "ava";

const format = readFileSync("FORMAT.md", "utf8");
const sources = globSync("{dhash,logs,fs,mount-tool}/**/*.ts", { exclude: ["**/generated/**"] });

test("every domain label of the code is in FORMAT.md, and no other", (t) => {
  const used = new Set<string>();
  for (const path of sources) {
    const code = readFileSync(path, "utf8").replaceAll(/\/\/.*$/gm, "");
    for (const [, label] of code.matchAll(/Label\w* = "([^"]+)"/g)) if (label) used.add(label);
  }
  const rows = format.slice(format.indexOf("| label |"), format.indexOf("## Ciphertexts"));
  const listed = new Set([...rows.matchAll(/`(ivy [^`]*)`/g)].map(([, label]) => label ?? ""));
  t.deepEqual([...used].sort(), [...listed].sort());
});

test("every message and every change of the schemas is in FORMAT.md", (t) => {
  const logs = readFileSync("logs/core/logs.proto", "utf8");
  for (const [, message] of logs.matchAll(/^message (\w+)/gm)) {
    const isPartOfAnother = ["Known", "Member", "SegmentEntry"].includes(message ?? "");
    if (!isPartOfAnother) t.regex(format, new RegExp(`\\b${message}\\b`), message);
  }
  const changes = readFileSync("fs/core/change.proto", "utf8");
  const kinds = changes.slice(changes.indexOf("oneof"), changes.indexOf("message InodeChange"));
  const found = [...kinds.matchAll(/(\w+) = (\d+);/g)];
  t.is(found.length, 14);
  for (const [, kind, number] of found) t.true(format.includes(`${kind} ${number}`), kind);
});
