// Prints what is below a directory, as JSON: `describe-main.ts DIRECTORY [PATH...]`. Of the files
// at the paths given, if they are there, also the content. What only fills is left out.
import { readdirSync, readFileSync, writeSync } from "node:fs";
import { facts } from "../../support/child/attributes.ts";
import { readLink } from "../../support/child/names.ts";
import { getXattr, listXattrs } from "../../support/child/xattrs.ts";
import { describeFile } from "./tree-model.ts";

export interface Described {
  /** Path and description of everything. */
  readonly lines: readonly (readonly [string, string])[];
  /** Path and content, as base64. */
  readonly contents: readonly (readonly [string, string])[];
}

const [, , root, ...wanted] = process.argv;
if (root === undefined) throw new Error("DIRECTORY");
const lines: [string, string][] = [];
const contents: [string, string][] = [];
walk("");
const described: Described = { lines, contents };
const output = Buffer.from(JSON.stringify(described));
for (let written = 0; written < output.length; ) written += writeSync(1, output, written);

function walk(path: string): void {
  for (const name of readdirSync(`${root}/${path}`)) {
    if (path === "" && name.startsWith("fill-")) continue;
    const below = path === "" ? name : `${path}/${name}`;
    lines.push([below, describe(below)]);
    if (facts(`${root}/${below}`).type === "directory") walk(below);
  }
}

function describe(below: string): string {
  const path = `${root}/${below}`;
  const { type, mode } = facts(path);
  if (type === "directory") return "directory";
  if (type === "symlink") return `symlink to ${readLink(path)}`;
  const bytes = readFileSync(path);
  if (wanted.includes(below)) contents.push([below, bytes.toString("base64")]);
  const xattr = listXattrs(path).includes("user.test")
    ? getXattr(path, "user.test").toString()
    : "";
  return describeFile({ bytes, mode, xattr });
}
