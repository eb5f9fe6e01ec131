// The tidy checks complain about bad sources, and only about those. One parse for all the sources
// of a case.
import test from "ava";
import {
  type Complaint,
  checkBudgets,
  checkCycles,
  checkDeadFiles,
  checkEscapes,
  checkImports,
  checkPurity,
  pureShare,
} from "./tidy/checks.ts";
import { parseSources } from "./tidy/parse.ts";
import type { Source } from "./tidy/source.ts";

type Files = Readonly<Record<string, string>>;

function parse(files: Files): readonly Source[] {
  return parseSources(new Map(Object.entries(files)));
}

/** The first lines of what the check says: "path:line" each. */
function places(complaints: readonly Complaint[]): readonly string[] {
  return complaints.map((complaint) => complaint.split(": ")[0] ?? "");
}

test("an import that is in the table passes", (t) => {
  const sources = parse({
    "fs/core/tree.ts":
      'import { a } from "./trie.ts";\nimport { b } from "../../logs/core/index.ts";',
    "fs/adapters/disk.ts":
      'import "node:fs";\nimport { Level } from "level";\nimport "../core/tree.ts";',
    "fs/volume.ts": 'import type { LogSet } from "../logs/index.ts";\nimport "./core/tree.ts";',
    "fs/ports.ts": 'import type { Dot } from "../logs/index.ts";',
    "mount-tool/compose.ts": 'import { Volume } from "../fs/index.ts";',
    "mount-tool/daemon/x.ts":
      'import { pino } from "pino";\nimport type { A } from "../../fs/ports.ts";',
    "fs/drivers/linux/a.ts": 'import "./b.ts";\nimport "../errno.ts";\nimport koffi from "koffi";',
    "tests/fs/a.test.ts": 'import test from "ava";\nimport { x } from "../../fs/core/tree.ts";',
  });
  t.deepEqual(checkImports(sources), []);
});

const refusedImports: readonly (readonly [claim: string, path: string, text: string])[] = [
  ["core does not import node:", "fs/core/a.ts", 'import "node:fs";'],
  ["core does not import adapters", "logs/core/a.ts", 'import "../adapters/journal.ts";'],
  ["core knows its ports as types", "logs/core/a.ts", 'import { P } from "../ports.ts";'],
  ["core does not import a package", "fs/core/a.ts", 'import { pino } from "pino";'],
  ["core does not look to the left", "dhash/core/a.ts", 'import "../../fs/core/index.ts";'],
  ["a room is entered by its door", "fs/core/a.ts", 'import "../../logs/core/dot.ts";'],
  ["ports hold types only", "fs/ports.ts", 'import { Trouble } from "../dhash/index.ts";'],
  ["a keeper sees other rooms as types", "fs/volume.ts", 'import { L } from "../logs/index.ts";'],
  ["a keeper does no input or output", "fs/volume.ts", 'import "node:fs";'],
  ["a driver does not use another", "fs/drivers/a/x.ts", 'import "../b/y.ts";'],
  ["the product does not import tests", "mount-tool/compose.ts", 'import "../tests/a.ts";'],
  ["commands do not join rooms", "mount-tool/commands/a.ts", 'import "../../fs/index.ts";'],
  ["a dynamic import counts", "mount-tool/a.ts", 'const x = import("../fs/volume.ts");'],
  ["an import type counts", "fs/core/a.ts", 'let x: import("node:fs").Stats;'],
  ["an export from counts", "fs/core/a.ts", 'export { x } from "../volume.ts";'],
  ["a door names what it offers", "fs/index.ts", 'export * from "./volume.ts";'],
  ["endings are written", "fs/core/a.ts", 'import "./b";'],
  ["a file outside the rooms has no row", "util/a.ts", ""],
];

for (const [claim, path, text] of refusedImports) {
  test(`imports: ${claim}`, (t) => {
    const complaints = checkImports(parse({ [path]: `// A file.\n${text}\n` }));
    t.deepEqual(places(complaints), [`${path}:${text === "" ? 1 : 2}`]);
  });
}

test("imports: an adapter has one package behind it", (t) => {
  const text = 'import { Level } from "level";\nimport koffi from "koffi";';
  t.regex(checkImports(parse({ "dhash/adapters/a.ts": text }))[0] ?? "", /level and koffi/);
});

test("a circle of imports is named whole, once", (t) => {
  const sources = parse({
    "fs/core/a.ts": 'import "./b.ts";',
    "fs/core/b.ts": 'import { c } from "./c.ts";',
    "fs/core/c.ts": 'import "./a.ts";',
    "fs/core/d.ts": 'import "./a.ts";\nimport "./b.ts";',
    "fs/core/e.ts": 'import type { F } from "./f.ts";',
    "fs/core/f.ts": 'import { e } from "./e.ts";',
  });
  const complaints = checkCycles(sources);
  t.is(complaints.length, 1);
  t.regex(complaints[0] ?? "", /a\.ts -> fs\/core\/b\.ts -> fs\/core\/c\.ts -> fs\/core\/a\.ts$/);
});

test("a file that nothing reaches is dead, with those that only it imports", (t) => {
  const sources = parse({
    "mount-tool/main.ts": 'import("./used.ts");\nnew URL("./worker.ts", import.meta.url);',
    "fs/core/generated/change.js": 'import "../protobuf.ts";',
    "fs/core/protobuf.ts": "",
    "mount-tool/used.ts": 'import "../fs/core/generated/change.js";',
    "mount-tool/worker.ts": "",
    "mount-tool/dead.ts": 'import "./below.ts";',
    "mount-tool/below.ts": "",
  });
  t.deepEqual(places(checkDeadFiles(sources)), ["mount-tool/dead.ts:1", "mount-tool/below.ts:1"]);
});

test("budgets: long files, functions and lines, and missing head comments", (t) => {
  const filler = (lines: number) => "  f();\n".repeat(lines);
  const sources = parse({
    "fs/long-file.ts": `// Long.\n${"f();\n".repeat(300)}`,
    "fs/long-function.ts": `// Long.\nfunction f() {\n${filler(49)}}\n`,
    "fs/long-arrow.ts": `// Long.\n\nconst f = () => {\n${filler(49)}};\n`,
    "fs/wide.ts": `// Wide.\n// ${"x".repeat(98)}\n`,
    "fs/bare.ts": "const a = 1;\n",
    "fs/chatty.ts": "// Six.\n".repeat(6),
    "fs/core/generated/any.ts": `const a = 1; // ${"x".repeat(98)}\n`,
    "fs/fits.ts": [
      `// Fits: ${"x".repeat(91)}\n`,
      `function f() {\n${filler(48)}}\n`,
      "f();\n".repeat(249),
    ].join(""),
    "fs/started.ts": "#!/usr/bin/env node\n// Started directly.\n",
  });
  t.deepEqual(places(checkBudgets(sources)), [
    "fs/long-file.ts:1",
    "fs/long-function.ts:2",
    "fs/long-arrow.ts:3",
    "fs/wide.ts:2",
    "fs/bare.ts:1",
    "fs/chatty.ts:1",
  ]);
});

const impure: readonly string[] = [
  "const now = Date.now();",
  "const now = new Date();",
  "const chance = Math.random();",
  "setTimeout(f, 1);",
  "queueMicrotask(f);",
  "async function f() {}",
  "for await (const x of y) f(x);",
  "function f(): Promise<void> {}",
  "const home = process.env.HOME;",
  "console.log(1);",
  "const now = performance.now();",
];

for (const text of impure) {
  test(`core may not say: ${text}`, (t) => {
    const sources = parse({ "logs/core/a.ts": text, "logs/adapters/a.ts": text });
    t.true(checkPurity(sources).length > 0);
    t.true(checkPurity(sources).every((complaint) => complaint.startsWith("logs/core/a.ts:1: ")));
  });
}

test("core may name members and strings as it likes", (t) => {
  const text = 'const x = { process: 1 }; f(x.process, "Date", Math.min(1, 2)); // async Date';
  t.deepEqual(checkPurity(parse({ "fs/core/a.ts": text })), []);
});

test("any, ! and as are escapes; a brand's own file and the list may cast", (t) => {
  const sources = parse({
    "fs/any.ts": "let a: any;\nlet b: Array<any>;",
    "fs/bang.ts": "const a = b!;",
    "fs/cast.ts": "const a = b as Name;\nconst c = [1] as const;",
    "fs/angle.ts": "const a = <Name>b;",
    "fs/brand.ts": "type Name = string & { readonly [brand]: true };\nconst a = b as Name;",
    "fs/listed.ts": "const a = b as Node;\nconst c = b as Other;",
  });
  const earned = [{ path: "fs/listed.ts", text: "Node", reason: "checked on the line before" }];
  t.deepEqual(places(checkEscapes(sources, earned)), [
    "fs/any.ts:1",
    "fs/any.ts:2",
    "fs/bang.ts:1",
    "fs/cast.ts:1",
    "fs/angle.ts:1",
    "fs/listed.ts:2",
  ]);
});

test("the pure share counts lines of the library rooms only", (t) => {
  const sources = parse({
    "fs/core/a.ts": "f();\nf();\nf();\n",
    "fs/volume.ts": "f();\n",
    "fs/core/generated/a.ts": "f();\n".repeat(100),
    "tests/a.test.ts": "f();\n".repeat(100),
    "fs/drivers/linux/a.ts": "f();\n".repeat(100),
    "mount-tool/a.ts": "f();\n".repeat(100),
  });
  t.is(pureShare(sources), 0.75);
});

test("a text that is not TypeScript is said to be none", (t) => {
  t.throws(() => parse({ "fs/a.ts": "const = ;" }), { message: /fs\/a\.ts is not TypeScript/ });
});
